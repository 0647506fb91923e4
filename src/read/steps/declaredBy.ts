import type { Span } from '../../model/place.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import type { Node } from '../source/tree.ts';
import { at, textOf, type View } from '../source/view.ts';

/** All of a node with what is in it. The span of a mapping is only where it begins. */
export function extentOf(node: Node): Span {
  const { start, end } = node.span;
  if (node.kind === 'scalar' || node.kind === 'alias') return { start, end };
  const below = node.kind === 'list' ? node.items : node.entries.flatMap(({ key, value }) => [key, value]);
  return { start, end: below.reduce((last, each) => Math.max(last, each === undefined ? 0 : extentOf(each).end), end) };
}

/** The parts that all declarations of steps share: they name no files yet, and span the whole step. */
export function declaredBy(by: string, from: View, builder: ReadingBuilder) {
  const name = at(from, 'metadata', 'name');
  return {
    kind: 'destination',
    by: `${by} ${textOf(name) ?? ''}`.trim(),
    targetKind: 'aks',
    folder: undefined,
    isDeep: false,
    files: [],
    span: builder.span(extentOf(from.node)),
    place: builder.place(name ?? from),
  } as const;
}
