import type { Span } from '../../../../model/place.ts';
import type { Harvest } from '../../../source/harvest.ts';
import type { Node } from '../../../source/tree.ts';
import { at, fields, textOf, type View } from '../../../source/view.ts';

/** All of a node with what is in it; the span of a mapping is only where it begins. */
export function extentOf(node: Node): Span {
  const { start, end } = node.span;
  if (node.kind === 'scalar' || node.kind === 'alias') return { start, end };
  const below =
    node.kind === 'list'
      ? node.items
      : node.entries.flatMap(({ key, value }) => (value === undefined ? key : [key, value]));
  return { start, end: below.reduce((last, each) => Math.max(last, each === undefined ? 0 : extentOf(each).end), end) };
}

/** What all declarations of destinations have in common: `by` is written with the name of an object that declares it. */
export function declaredBy(by: string, from: View, harvest: Harvest) {
  const name = at(from, 'metadata', 'name');
  const span = harvest.span(extentOf(from.node));
  const said = `${by} ${textOf(name) ?? ''}`.trim();
  return { kind: 'destination', by: said, target: 'aks', span, place: harvest.place(name ?? from) } as const;
}

/** The paths of all values below a mapping of a chart's values: `image.repository`. */
export function pathsOf(values: View | undefined, prefix = '', depth = 0): readonly string[] {
  return fields(values).flatMap(({ key, value }) => {
    const path = prefix + key.text;
    return value?.node.kind === 'mapping' && depth < MAX_DEPTH ? pathsOf(value, `${path}.`, depth + 1) : [path];
  });
}

const MAX_DEPTH = 20;

/**
 * A text with its parameters filled in, in both notations: `{{path.basename}}` and Go's `{{ .path.basename }}`. What is
 * not known stays, in the first.
 */
export function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{([^{}]*)\}\}/g, (_, expression: string) => {
    const name = expression
      .replace(/^-|-$/g, '')
      .trim()
      .replace(/^index\s+\.path\.segments\s+(\d+)$/, 'path[$1]')
      .replace(/^\./, '')
      .replace(/^path\.path$/, 'path');
    return values.get(name) ?? `{{${name}}}`;
  });
}
