// Objects that senders name: found in the cluster, missing, or several that differ.
import { field } from '../../../read/source/lift.ts';
import { type Content, MAX_DEPTH, type Mapping, type Node } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { placeOfObject } from '../stated.ts';

export type NamedObject =
  | { readonly kind: 'one'; readonly object: Mapping }
  /** It is not in the workspace. No file can show that it is not in the cluster. */
  | { readonly kind: 'unknown' }
  /** Several that differ: it is open which one counts. */
  | { readonly kind: 'several'; readonly files: readonly string[] };

/** The object of a name. Candidates that are equal in these fields are one. */
export function namedObject(
  context: Pick<DeliveryContext, 'find'>,
  kind: string,
  namespace: string | undefined,
  name: string,
  fields: readonly string[],
): NamedObject {
  const [first, ...others] = context.find(kind, namespace, name);
  if (first === undefined) return { kind: 'unknown' };
  const isOther = (other: Mapping) => fields.some(key => !isEqual(field(first, key), field(other, key)));
  if (!others.some(isOther)) return { kind: 'one', object: first };
  const files = new Set([first, ...others].map(each => placeOfObject(each).file));
  return { kind: 'several', files: [...files].sort() };
}

/** Why an object can't be read: `ConfigMap cluster-vars, which is not in this repository`. */
export function whyNotOne(what: string, found: Exclude<NamedObject, { readonly kind: 'one' }>): string {
  return found.kind === 'unknown'
    ? `${what}, which is not in this repository`
    : `${what}, which differs between ${found.files.join(' and ')}`;
}

/** Returns whether two trees hold the same values. The order of keys does not count. */
function isEqual(one: Node | undefined, other: Node | undefined, depth = 0): boolean {
  if (one === undefined || other === undefined || depth > MAX_DEPTH) return one === other;
  if (one.kind === 'mapping') return other.kind === 'mapping' && hasEqualEntries(one, other, depth);
  if (one.kind === 'list') {
    return (
      other.kind === 'list' &&
      one.items.length === other.items.length &&
      one.items.every((item, i) => isEqual(item, other.items[i], depth + 1))
    );
  }
  return one.kind === 'scalar' && other.kind === 'scalar' && one.text === other.text;
}

function hasEqualEntries(one: Mapping, other: Mapping, depth: number): boolean {
  if (one.entries.length !== other.entries.length) return false;
  const values = new Map<string, Content | undefined>();
  for (const { key } of other.entries) values.set(key.text, field(other, key.text));
  return one.entries.every(({ key, value }) => values.has(key.text) && isEqual(value, values.get(key.text), depth + 1));
}
