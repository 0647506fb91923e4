import { emptyAt } from '../../model/place.ts';
import type { Content, Entry, List, Mapping, Scalar } from './tree.ts';
import { items, type View, view } from './view.ts';

// Builds values in the shape that a reader knows out of values that another notation holds under other names.

export type FieldValues = Readonly<Record<string, View | Content | undefined>>;

/** Keys without a value are left out. */
export function mapping(values: FieldValues): Mapping {
  const entries: Entry[] = Object.entries(values).flatMap(([key, value]) => {
    const node = nodeOf(value);
    return node === undefined
      ? []
      : [{ key: { kind: 'scalar', text: key, span: node.span, plain: true }, value: node }];
  });
  return { kind: 'mapping', entries, span: emptyAt(entries[0]?.value?.span.start ?? 0) };
}

export function list(values: readonly (View | Content)[]): List {
  const nodes = values.flatMap(value => nodeOf(value) ?? []);
  return { kind: 'list', items: nodes, span: emptyAt(nodes[0]?.span.start ?? 0) };
}

/** A text in a form of our own, at the place of another value. */
export function textScalar(value: string, from: View | Content): Scalar {
  return { kind: 'scalar', text: value, span: emptyAt(nodeOf(from)?.span.start ?? 0), plain: false };
}

export function asView(content: Content): View {
  return view(content) ?? { node: content, alias: undefined, through: [], budget: { left: 0 } };
}

/** Terraform's nested blocks of one type. Its JSON has one block as it is, without a list. */
export function blocks(from: View | undefined): readonly View[] {
  if (from?.node.kind !== 'list') return from === undefined ? [] : [from];
  return items(from).filter(item => item !== undefined);
}

/** The nested block of a type that allows only one. */
export function block(from: View | undefined): View | undefined {
  return blocks(from)[0];
}

function nodeOf(value: View | Content | undefined): Content | undefined {
  return value !== undefined && 'node' in value ? value.node : value;
}

/** A mapping with the entries of another before its own. */
export function overlay(below: View, above: View): View {
  const entries = [below, above].flatMap(({ node }) => (node.kind === 'mapping' ? node.entries : []));
  return asView({ kind: 'mapping', entries, span: above.node.span });
}
