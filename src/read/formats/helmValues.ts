import { isAzureHost, namesAzureHost } from '../../model/host.ts';
import type { ChartValue } from '../../model/reading.ts';
import type { Format } from '../format.ts';
import { plainPod } from '../kubernetes/pods.ts';
import { isValuesName } from '../names.ts';
import { type Beginning, beginningOf, formatOfDocuments, isYamlName } from '../source/documents.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, fields, find, items, textOf, type View } from '../source/view.ts';
import { readChartAddress } from '../values/chartAddress.ts';
import { readChartValues } from '../values/chartValues.ts';
import type { FoundImage } from '../values/valueImages.ts';

/** Values files of Helm charts, known by their names, and Chart.yaml for the version that an empty tag means. */
export const helmValues = formatOfDocuments({
  id: 'helm-values',
  about: {
    files:
      '`*values*.yaml`, files in a folder `values`, `helmfile*.yaml`; other YAML that no format recognizes, for Azure images; `Chart.yaml` for its `appVersion`',
    reads:
      'mappings such as `image: {registry, repository, tag, digest}` at any depth, texts such as `sidecarImage: app:1` with an `imageTag` beside them or without, `images` as mapping or list, `global.imageRegistry`, containers in a block, and Azure images in other YAML in a block; `imagePullSecrets` and `serviceAccount` around an image; registry charts in `dependencies`',
    leavesOut:
      'images under keys of other names, unless a template of the chart shows that they are images; packed charts',
  },
  recognizes,
  readsLists: true,
  mayMatter: text => MARKS.some(mark => text.includes(mark)),
  read: (root, builder) => (CHART.test(builder.file) ? readChart(root, builder) : readValues(root, builder)),
});

const CHART = /(?:^|\/)Chart\.ya?ml$/;
/** Without any of these, a file names neither an image nor a part of one, and is no chart. */
const MARKS = ['mage', 'egistry', 'epository', '.azurecr.', 'appVersion', 'apiVersion'];

/** An object of Kubernetes may be called `values` too. */
function recognizes({ name, text }: Beginning): boolean {
  if (CHART.test(name)) return true;
  return isValuesName(name) && !(/^apiVersion\s*:/m.test(text) && /^kind\s*:/m.test(text));
}

/**
 * YAML that no format recognises may be values under another name, as `helm -f dev.yaml` takes them: there only images of
 * Azure are read. Not what CI systems, compose, Ansible and tests of charts have under keys of the same name.
 */
export const otherValues: Format = {
  ...helmValues,
  recognizes: file =>
    isYamlName(file.name) &&
    namesAzureHost(file.text) &&
    !OTHER_NAMES.test(file.name) &&
    !OTHER_KEYS.test(beginningOf(file).text),
  read: (file, context) => {
    const reading = helmValues.read(file, context);
    return reading.references.length > 0
      ? reading
      : { file: file.name, references: [], declarations: [], problems: [] };
  },
};

const OTHER_NAMES = /(?:^|\/)(?:\.\w|(?:group_vars|host_vars|roles|testdata|fixtures)\/)/;
const OTHER_KEYS =
  /^(?:["']?(?:apiVersion|kind|openapi|swagger|asyncapi|on|runs|trigger|pool|extends|jobs|stages|steps|pipelines?|workflow|include|variables|parameters|suite|applications|manifests)["']?|[ \t]+(?:- )?(?:before_script|script|container_name|build))[ \t]*:/m;

function isOfAzure({ key, image, parts }: FoundImage): boolean {
  const isPlain = ['image', 'name', 'repository'].includes(key);
  if (!isPlain || image.kind !== 'image' || !isAzureHost(image.registry ?? '')) return false;
  return parts.length > 0 || (image.tag ?? image.digest ?? image.unresolved) !== undefined;
}

function readValues(root: View, builder: ReadingBuilder): void {
  const isOther = !isValuesName(builder.file);
  if (isOther && root.node.kind !== 'mapping') return;
  readChartValues(root, '', plainPod({}), builder, isOther ? isOfAzure : undefined);
  if (isOther && builder.size === 0) return;
  const values: ChartValue[] = [];
  flatten(root, '', 0, values, builder);
  builder.declaration({ kind: 'chartValues', values });
}

function readChart(root: View, builder: ReadingBuilder): void {
  builder.declaration({
    kind: 'chart',
    name: builder.written(at(root, 'name')),
    version: builder.written(at(root, 'version')),
    appVersion: builder.written(at(root, 'appVersion')),
  });
  for (const { value, where } of find(root, 'dependencies[]')) {
    readChartAddress(value, 'repository', where, textOf(at(root, 'name')), builder);
  }
}

/** Twenty times as many as any chart has. */
const MAX_VALUES = 100_000;
/** A text that is longer is no part of an image's name; it is only kept that there is one. */
const MAX_LENGTH = 500;
const SOME_TEXT = '{{ … }}';
const MAX_DEPTH = 100;

/** The values of a chart by path, for its templates to be filled with. An empty mapping or list counts as no text. */
function flatten(here: View, path: string, depth: number, values: ChartValue[], builder: ReadingBuilder): void {
  if (values.length >= MAX_VALUES || depth > MAX_DEPTH) {
    const most = depth > MAX_DEPTH ? `nested deeper than ${MAX_DEPTH} levels` : `more than ${MAX_VALUES}`;
    builder.unread(`values from here on were not read: ${most}`, (here.alias ?? here.node).span);
    if (values.length < MAX_VALUES) values.push({ path, text: SOME_TEXT, span: builder.spanOf(here) });
    return;
  }
  const before = values.length;
  for (const [index, item] of items(here).entries()) {
    if (item !== undefined) flatten(item, `${path}[${index}]`, depth + 1, values, builder);
  }
  for (const { key, value } of fields(here)) {
    const below = path === '' ? key.text : `${path}.${key.text}`;
    if (value === undefined) values.push({ path: below, text: '', span: builder.span(key.span) });
    else flatten(value, below, depth + 1, values, builder);
  }
  if (values.length > before || values.length >= MAX_VALUES || path === '') return;
  const text = textOf(here) ?? '';
  values.push({ path, text: text.length > MAX_LENGTH ? SOME_TEXT : text, span: builder.spanOf(here) });
}
