import type { Span } from '../../model/place.ts';
import type { Declaration, ManifestReading } from '../../model/reading.ts';
import type { Format, ImageRule } from '../format.ts';
import { readObject } from '../formats/kubernetes/kubernetes.ts';
import { POD_TEMPLATES, podWorkload } from '../formats/kubernetes/pods.ts';
import { searchContainers } from '../formats/kubernetes/search.ts';
import type { Harvest } from '../harvest.ts';
import { type Beginning, formatOfDocuments, isYamlName } from '../source/documents.ts';
import { splitStream } from '../source/stream.ts';
import { at, items, textOf, type View } from '../source/view.ts';
import { contextsOf, namedTemplatesOf } from './contexts.ts';

const documents = formatOfDocuments({
  id: 'helm-template',
  about: {
    files: 'YAML and `.tpl` files with actions of Helm: `{{ .Values… }}`, `{{ include … }}`',
    reads:
      "what the kubernetes format reads, through the template's actions, in both branches of a condition; parts of pods in named templates. A name made of values is filled in from the chart's `values.yaml` and `Chart.yaml`, through `include` of the chart's own named templates, `printf`, `default`, conditions and the like",
    leavesOut:
      'what a template writes as a whole (`toYaml .Values.sidecars`); values given by `--set`; functions that are not about text; named templates of packed charts',
  },
  recognizes,
  mayMatter: text =>
    text.includes('mage') || text.includes('define') || text.includes('ServiceAccount') || text.includes('dockerc'),
  split: splitTemplate,
  read: readTemplate,
});

/** Templates of a Helm chart, and any other YAML that is written for Helm. */
export const helmTemplate: Format = {
  ...documents,
  read: (file, context) => withTemplate(documents.read(file, context), file.text),
};

const MARKS = ['.Values', '.Release.', '.Chart.', 'include "', 'template "', 'define "'];

function recognizes({ name, text }: Beginning): boolean {
  if (!(isYamlName(name) || /\.tpl$/i.test(name)) || !text.includes('{{')) return false;
  // `${{ }}` is Azure Pipelines' and GitHub's own
  return MARKS.some(mark => text.includes(mark)) && (text.includes('.Values') || !text.includes('${{'));
}

/** Each named template is a document of its own, and so is what comes after the last of them. */
function splitTemplate(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const { start, end } of splitStream(text)) {
    const cuts = [...text.slice(start, end).matchAll(CUT)].map(({ index }) => start + index + 1);
    let from = start;
    for (const cut of [...cuts, end]) {
      if (cut > from) spans.push({ start: from, end: cut });
      from = cut;
    }
  }
  return spans;
}

/** Line breaks before a definition, and before an object that comes after one. */
const CUT = /\n(?=\{\{-? define )|(?<=end -?\}\}\r?)\n(?=(?:\r?\n){0,3}apiVersion:)/g;

function readTemplate(root: View, harvest: Harvest, imageRules: readonly ImageRule[]): void {
  const kind = textOf(at(root, 'kind'));
  const isOwnKind = kind !== undefined && POD_TEMPLATES.has(kind);
  const isKnown =
    kind !== undefined && !kind.includes('{{') && (isOwnKind || !textOf(at(root, 'apiVersion'))?.includes('{{'));
  if (isKnown) readObject(root, '', imageRules, harvest, 0);
  else readPart(root, kind, harvest);
}

/** A part of an object, or one whose kind hangs on values: containers are known by their lists, or stand alone. */
function readPart(root: View, kind: string | undefined, harvest: Harvest): void {
  const owner = { kind, object: root, prefix: '' };
  searchContainers(owner, harvest);
  const workload = podWorkload(owner, undefined, harvest);
  harvest.image(imageIn(root), 'image', workload);
  for (const [index, item] of items(root).entries()) harvest.image(imageIn(item), `[${index}].image`, workload);
}

function imageIn(container: View | undefined): View | undefined {
  const image = at(container, 'image');
  return image?.node.kind === 'scalar' ? image : undefined;
}

function withTemplate(reading: ManifestReading, text: string): ManifestReading {
  const named = namedTemplatesOf(text);
  const contexts = contextsOf(
    text,
    reading.references.flatMap(({ span, workload }) => {
      if (workload.platform !== 'kubernetes') return [span];
      return [span, ...[...workload.pullSecrets, ...workload.morePullSecrets].map(secret => secret.span)];
    }),
  );
  if (named.length + contexts.length === 0) return reading;
  const declaration: Declaration = { kind: 'chartTemplate', named, contexts };
  return { ...reading, declarations: [...reading.declarations, declaration] };
}
