import { isAzureHost, namesAzureHost } from '../../model/host.ts';
import type { Format } from '../format.ts';
import { plainPod } from '../kubernetes/pods.ts';
import { isValuesName, isYamlName } from '../names.ts';
import { type Beginning, beginningOf } from '../source/beginning.ts';
import { formatOfDocuments } from '../source/documents.ts';
import { hasAtAGlance } from '../source/glanceable.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, findValues, textOf, type View } from '../source/view.ts';
import { readChartAddress } from '../values/chartAddress.ts';
import { readChartValues } from '../values/chartValues.ts';
import type { FoundImage } from '../values/valueImages.ts';

/** Values files of Helm charts, known by their names, and Chart.yaml for its dependencies in registries. */
export const helmValues = formatOfDocuments({
  id: 'helm-values',
  recognizes,
  readsLists: true,
  mayMatter: text => MARKS.some(mark => text.includes(mark)),
  read: (root, builder) => (CHART.test(builder.file) ? readChart(root, builder) : readValues(root, builder)),
});

const CHART = /(?:^|\/)Chart\.ya?ml$/;
/** Without any of these, a file names neither an image nor a part of one. */
const MARKS = ['mage', 'egistry', 'epository', '.azurecr.'];

/** An object of Kubernetes may be called `values` too. */
function recognizes(file: Beginning): boolean {
  if (CHART.test(file.name)) return true;
  return isValuesName(file.name) && !(/^apiVersion\s*:/m.test(file.outlined) && /^kind\s*:/m.test(file.outlined));
}

/**
 * YAML that no format recognises may be values under another name, as `helm -f dev.yaml` takes them: there only images
 * of Azure are read. Not what CI systems, compose, Ansible and tests of charts have under keys of the same name.
 */
export const otherValues: Format = {
  ...helmValues,
  recognizes: file =>
    isYamlName(file.name) &&
    hasAtAGlance(file.text, namesAzureHost) &&
    !OTHER_NAMES.test(file.name) &&
    !OTHER_KEYS.test(beginningOf(file).outlined),
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
}

function readChart(root: View, builder: ReadingBuilder): void {
  for (const { value, where } of findValues(root, 'dependencies[]')) {
    readChartAddress(value, 'repository', where, textOf(at(root, 'name')), builder);
  }
}
