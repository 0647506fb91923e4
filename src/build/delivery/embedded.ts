// YAML in a text of a manifest, such as a chart's values in a ConfigMap.
import type { Span } from '../../model/place.ts';
import { lift } from '../../read/source/lift.ts';
import type { Content, Entry, Node, Scalar, Source } from '../../read/source/tree.ts';
import { parseYaml } from '../../read/source/yaml/yaml.ts';

/**
 * The value of a text that is YAML. Its nodes have their own places if the file has the text line by line as it reads.
 * Otherwise, all have the place of the text. Undefined for an empty or broken one.
 */
export function embeddedYaml(scalar: Scalar): Content | undefined {
  const source: Source = scalar.source ?? { file: '', text: '', origins: [] };
  const { root, problems } = parseYaml(scalar.text);
  const meant = problems.length > 0 ? undefined : lift(root, { file: '', text: scalar.text, origins: [] });
  if (meant === undefined) return undefined;
  const asWritten = writtenOut(scalar, source);
  return asWritten !== undefined && isSameTree(asWritten, meant) ? asWritten : movedTo(meant, scalar.span, source);
}

/** Returns whether a text is YAML without content, such as comments alone. To Helm these are empty values. */
export function isEmptyYaml(text: string): boolean {
  const { root, problems } = parseYaml(text);
  return root === undefined && problems.length === 0;
}

/** Parses the text at its place in the file. A block's lines keep their indentation there, which YAML ignores. */
function writtenOut({ span }: Scalar, source: Source): Content | undefined {
  const { text } = source;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const isIndented = text.slice(lineStart, span.start).trim() === '';
  const { root, problems } = parseYaml(text, { start: isIndented ? lineStart : span.start, end: span.end });
  return problems.length > 0 ? undefined : lift(root, source);
}

function isSameTree(one: Node | undefined, other: Node | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.kind === 'scalar') return other.kind === 'scalar' && one.text === other.text && one.plain === other.plain;
  if (one.kind === 'list') {
    return (
      other.kind === 'list' &&
      one.items.length === other.items.length &&
      one.items.every((item, i) => isSameTree(item, other.items[i]))
    );
  }
  return (
    one.kind === 'mapping' &&
    other.kind === 'mapping' &&
    one.entries.length === other.entries.length &&
    one.entries.every((entry, i) => isSameEntry(entry, other.entries[i]))
  );
}

function isSameEntry(one: Entry, other: Entry | undefined): boolean {
  return one.key.text === other?.key.text && isSameTree(one.value, other.value);
}

/** Places the values at their texts in the surrounding text, if each occurs there once. Others get its first line. */
function movedTo(node: Content, span: Span, source: Source): Content {
  switch (node.kind) {
    case 'scalar':
      return { ...node, span: placeWithin(node.text, span, source), source };
    case 'list':
      return { kind: 'list', items: node.items.map(item => movedNode(item, span, source)), span, source };
    case 'mapping': {
      const entries = node.entries.map(({ key, value }) => ({
        key: { ...key, span, source },
        value: movedNode(value, span, source),
      }));
      return { kind: 'mapping', entries, span, source };
    }
  }
}

function placeWithin(text: string, span: Span, source: Source): Span {
  const around = source.text.slice(span.start, span.end);
  const at = text.length < SHORTEST_PLACED ? -1 : around.indexOf(text);
  if (at >= 0 && around.indexOf(text, at + 1) < 0)
    return { start: span.start + at, end: span.start + at + text.length };
  const lineEnd = around.trimEnd().indexOf('\n');
  return lineEnd < 0 ? span : { start: span.start, end: span.start + lineEnd };
}

/** A shorter text may occur there with another meaning. */
const SHORTEST_PLACED = 5;

/** Lifted trees have no aliases. */
function movedNode(node: Node | undefined, span: Span, source: Source): Content | undefined {
  return node === undefined || node.kind === 'alias' ? undefined : movedTo(node, span, source);
}
