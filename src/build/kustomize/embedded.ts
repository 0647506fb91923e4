// Text of YAML or JSON that a kustomization carries in a value: an inline patch, an inline transformer.

import { smallest } from '../../model/lists.ts';
import type { Span } from '../../model/place.ts';
import { lift } from '../../read/source/lift.ts';
import type { Content, Entry, Scalar, Source } from '../../read/source/tree.ts';
import { parseYaml, splitStream } from '../../read/source/yaml/yaml.ts';

/** Documents of a text within a value. `isBroken`: it is no YAML. */
export interface EmbeddedDocuments {
  readonly documents: readonly Content[];
  readonly isBroken: boolean;
}

export function embeddedDocuments(scalar: Scalar): EmbeddedDocuments {
  const { source, span } = scalar;
  if (source === undefined) return parsedElsewhere(scalar, { file: '', text: '', origins: [] });
  const written = source.text.slice(span.start, span.end);
  const lineStart = source.text.lastIndexOf('\n', span.start - 1) + 1;
  const isBlock = source.text.slice(lineStart, span.start).trim() === '';
  // the text of a block with template actions in it keeps its indentation
  const isLiteral =
    isBlock && (written === scalar.text || dedented(source.text.slice(lineStart, span.end)) === scalar.text);
  if (isLiteral) {
    return parsed(source, blockDocuments(source.text, { start: lineStart, end: span.end }));
  }
  if (written === scalar.text) return parsed(source, [span]);
  return parsedElsewhere(scalar, source);
}

function parsed(source: Source, spans: readonly Span[]): EmbeddedDocuments {
  const documents: Content[] = [];
  let isBroken = false;
  for (const span of spans) {
    const { root, problems } = parseYaml(source.text, span);
    const lifted = lift(root, { ...source, origins: [] });
    if (lifted !== undefined) documents.push(lifted);
    if (problems.length > 0) isBroken = true;
  }
  return { documents, isBroken };
}

/** The spans of the documents of an indented block. */
function blockDocuments(text: string, { start, end }: Span): readonly Span[] {
  const spans: Span[] = [];
  let from = start;
  for (let at = start; at < end; ) {
    const newLine = text.indexOf('\n', at);
    const next = newLine < 0 || newLine >= end ? end : newLine + 1;
    if (/^\s*---(?:\s|$)/.test(text.slice(at, next))) {
      if (at > from) spans.push({ start: from, end: at });
      from = next;
    }
    at = next;
  }
  if (from < end) spans.push({ start: from, end });
  return spans;
}

/** Lines without the indentation that they have in common. */
function dedented(block: string): string {
  const lines = block.split('\n').map(line => line.replace(/\r$/, ''));
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
  const common = smallest(indents);
  return lines
    .map(line => line.slice(common))
    .join('\n')
    .trimEnd();
}

/**
 * A text that is written otherwise than it reads, such as with escapes. All of it gets the place of the whole value.
 */
function parsedElsewhere(scalar: Scalar, source: Source): EmbeddedDocuments {
  const documents: Content[] = [];
  let isBroken = false;
  for (const span of splitStream(scalar.text)) {
    const { root, problems } = parseYaml(scalar.text, span);
    const lifted = lift(root, { ...source, origins: [] });
    if (lifted !== undefined) documents.push(placedAt(lifted, scalar.span));
    if (problems.length > 0) isBroken = true;
  }
  return { documents, isBroken };
}

function placedAt(node: Content, span: Span): Content {
  switch (node.kind) {
    case 'scalar':
      return { ...node, span };
    case 'list':
      return {
        ...node,
        span,
        items: node.items.map(item => (item === undefined || item.kind === 'alias' ? item : placedAt(item, span))),
      };
    case 'mapping':
      return { ...node, span, entries: node.entries.map(entry => placedEntry(entry, span)) };
  }
}

function placedEntry({ key, value }: Entry, span: Span): Entry {
  return {
    key: { ...key, span },
    value: value === undefined || value.kind === 'alias' ? value : placedAt(value, span),
  };
}
