import type { Span } from '../../model/place.ts';
import type { ImageRule } from '../format.ts';
import { readObject } from '../kubernetes/objects.ts';
import { POD_TEMPLATES, podWorkload } from '../kubernetes/pods.ts';
import { searchContainers } from '../kubernetes/search.ts';
import { isYamlName } from '../names.ts';
import type { Beginning } from '../source/beginning.ts';
import { formatOfDocuments } from '../source/documents.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, items, textOf, type View } from '../source/view.ts';
import { splitStream } from '../source/yaml/yaml.ts';

/** YAML that is written for Helm. Of a chart, the build renders the templates. Any other counts as it is written. */
export const helmTemplate = formatOfDocuments({
  id: 'helm-template',
  recognizes,
  mayMatter: text => ['mage', 'define', 'ServiceAccount', 'dockerc', 'oci://'].some(mark => text.includes(mark)),
  split: splitTemplate,
  readsLists: true,
  read: readTemplate,
});

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
  if (isKnown) readObject(root, builder, { rules: imageRules });
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
