import type { Span } from '../../model/place.ts';
import type { ManifestReading, NamedTemplate, TemplateContext } from '../../model/reading.ts';
import type { Format, ImageRule } from '../format.ts';
import { readObject } from '../kubernetes/objects.ts';
import { POD_TEMPLATES, podWorkload } from '../kubernetes/pods.ts';
import { searchContainers } from '../kubernetes/search.ts';
import { type Beginning, formatOfDocuments, isYamlName } from '../source/documents.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { detached } from '../source/tree.ts';
import { at, items, textOf, type View } from '../source/view.ts';
import { actionsOf, OPENERS } from '../source/yaml/templateActions.ts';
import { splitStream } from '../source/yaml/yaml.ts';

const documents = formatOfDocuments({
  id: 'helm-template',
  about: {
    files: 'YAML and `.tpl` files with actions of Helm: `{{ .Values… }}`, `{{ include … }}`',
    reads:
      "the same as for the kubernetes format, through the template's actions, in both branches of a condition; parts of pods in named templates. A name made of values is filled in from the chart's `values.yaml` and `Chart.yaml`, through `include` of the chart's own named templates, `printf`, `default`, conditions and the like",
    leavesOut:
      'blocks that a template writes as a whole (`toYaml .Values.sidecars`); values given by `--set`; functions that are not about text; named templates of packed charts',
  },
  recognizes,
  mayMatter: text => ['mage', 'define', 'ServiceAccount', 'dockerc', 'oci://'].some(mark => text.includes(mark)),
  split: splitTemplate,
  readsLists: true,
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

/** Line breaks before a definition, and before an object that comes after one or in the other branch of a condition. */
const CUT = /\n(?=\{\{-? define )|(?<=(?:end|else(?: if [^\n{}]{1,200}?)?) -?\}\}\r?)\n(?=(?:\r?\n){0,3}apiVersion:)/g;

function readTemplate(root: View, builder: ReadingBuilder, imageRules: readonly ImageRule[]): void {
  const kind = textOf(at(root, 'kind'));
  const isOwnKind = kind !== undefined && POD_TEMPLATES.has(kind);
  const isKnown =
    kind !== undefined && !kind.includes('{{') && (isOwnKind || !textOf(at(root, 'apiVersion'))?.includes('{{'));
  if (isKnown) readObject(root, '', imageRules, builder, 0);
  else readPart(root, kind, builder);
}

/** A part of an object, or one whose kind depends on values: containers are known by their lists, or are alone. */
function readPart(root: View, kind: string | undefined, builder: ReadingBuilder): void {
  const owner = { kind, object: root, prefix: '' };
  searchContainers(owner, builder);
  const workload = podWorkload(owner, undefined, builder);
  builder.image(at(root, 'image'), 'image', workload);
  for (const [index, item] of items(root).entries()) builder.image(at(item, 'image'), `[${index}].image`, workload);
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
  return { ...reading, declarations: [...reading.declarations, { kind: 'chartTemplate', named, contexts }] };
}

/** A block whose end has not come yet. */
interface Frame {
  readonly keyword: string;
  readonly opener: string;
  /** Assignments, and the blocks that hold some. */
  readonly parts: string[];
  /** Where the parts of the branch at hand begin. */
  branch: number;
  /** Whether there are more parts than are kept: what leads to a place is not known then. */
  isFull: boolean;
}

/** More than leads to any image; what is beyond is not known. */
const MAX_PARTS = 500;
const MAX_LEAD = 20_000;
const MAX_CONTEXTS = 100_000;

/** The code that leads to each of the places in a template, as far as it can matter there. */
function contextsOf(text: string, spans: readonly Span[]): readonly TemplateContext[] {
  const places = spans.filter(span => needsLead(text.slice(span.start, span.end))).slice(0, MAX_CONTEXTS);
  const waiting = places.toSorted((one, other) => other.start - one.start);
  if (waiting.length === 0) return [];
  const contexts: TemplateContext[] = [];
  const frames: Frame[] = [{ keyword: 'define', opener: '', parts: [], branch: 0, isFull: false }];
  const settle = (upTo: number) => {
    for (let span = waiting.at(-1); span !== undefined && span.start < upTo; span = waiting.at(-1)) {
      const lead = leadOf(frames);
      if (lead !== '' && lead.length <= MAX_LEAD) contexts.push({ span, lead });
      waiting.pop();
    }
  };
  for (const { start, end, keyword } of actionsOf(text)) {
    if (waiting.length === 0) break;
    settle(end);
    if (keyword !== undefined) take(keyword, text.slice(start, end), frames);
  }
  settle(Number.POSITIVE_INFINITY);
  return contexts;
}

function take(keyword: string, action: string, frames: Frame[]): void {
  const top = frames.at(-1);
  if (top === undefined) return;
  if (OPENERS.has(keyword)) {
    frames.push({ keyword, opener: action, parts: [], branch: 0, isFull: false });
  } else if (keyword === 'assign') {
    if (top.parts.length < MAX_PARTS) top.parts.push(action);
    else top.isFull = true;
  } else if (keyword === 'else') {
    top.parts.push(action);
    top.branch = top.parts.length;
  } else if (keyword === 'end' && frames.length > 1) {
    frames.pop();
    const around = frames.at(-1);
    const sets = top.keyword !== 'define' && top.parts.some(part => /^\{\{-?\s*\$/.test(part));
    if (!sets || around === undefined) return;
    if (top.isFull || around.parts.length + top.parts.length >= MAX_PARTS) around.isFull = true;
    else around.parts.push(top.opener, ...top.parts, '{{ end }}');
  }
}

/** Blocks of which the place is a part are taken as rendered; `with` and `range` give the dot its meaning. */
function leadOf(frames: readonly Frame[]): string {
  const from = frames.findLastIndex(({ keyword }) => keyword === 'define' || keyword === 'block');
  if (frames.slice(from).some(({ isFull }) => isFull)) return '';
  return frames
    .slice(from)
    .map(({ keyword, opener, parts, branch }) => {
      const binds = (keyword === 'with' || keyword === 'range') && branch === 0;
      return (binds ? opener : '') + parts.slice(branch).join('');
    })
    .join('');
}

/** A variable, or a dot that may be another than the chart's own. */
function needsLead(template: string): boolean {
  return (
    /\$\w/.test(template) || /(?:^|[\s({|-])\.(?!(?:Values|Chart|Release|Capabilities|Template|Files)\b)/.test(template)
  );
}

const MAX_BODY = 3000;
const MAX_NAMED = 500;

/** The templates that a file defines for others to include. */
function namedTemplatesOf(text: string): readonly NamedTemplate[] {
  if (!text.includes('define')) return [];
  const named: NamedTemplate[] = [];
  const open: { readonly name: string | undefined; readonly start: number }[] = [];
  for (const { start, end, keyword } of actionsOf(text)) {
    if (OPENERS.has(keyword)) {
      const name = /^\{\{-?\s*define\s+["`]([^"`]+)["`]/.exec(text.slice(start, Math.min(end, start + 300)))?.[1];
      open.push({ name, start: end });
    } else if (keyword === 'end') {
      const done = open.pop();
      if (done?.name === undefined || start - done.start > MAX_BODY || named.length >= MAX_NAMED) continue;
      named.push({ name: done.name, body: detached(text.slice(done.start, start)) });
    }
  }
  return named;
}
