import { openScalar } from '../../read/source/lift.ts';
import type { Entry, Mapping } from '../../read/source/tree.ts';

/**
 * The entries of a mapping. Of equal keys, the last counts, unless branches of a condition that is not known bring
 * them.
 */
export class EntryList {
  readonly #entries = new Map<string, Entry[]>();

  add(entry: Entry, isMaybe: boolean): void {
    const key = entry.key.text;
    const before = this.#entries.get(key);
    if (before === undefined) this.#entries.set(key, [entry]);
    else if (isMaybe || isKeyOfImage(key)) this.#entries.set(key, joined(before, entry));
    else this.#entries.set(key, [entry]);
  }

  addMissing(entry: Entry): void {
    if (!this.#entries.has(entry.key.text)) this.#entries.set(entry.key.text, [entry]);
  }

  done(): readonly Entry[] {
    return [...this.#entries.values()].flat();
  }
}

/**
 * Joins both values of a key. Mappings and lists become one, and images stay side by side. Of other texts, none is
 * known.
 */
function joined(before: readonly Entry[], entry: Entry): Entry[] {
  const last = before.at(-1);
  const [one, other] = [last?.value, entry.value];
  if (last === undefined || one === undefined) return [entry];
  if (other === undefined) return [...before];
  const rest = before.slice(0, -1);
  if (one.kind === 'mapping' && other.kind === 'mapping')
    return [...rest, { key: last.key, value: joinedMappings(one, other) }];
  if (one.kind === 'list' && other.kind === 'list') {
    return [...rest, { key: last.key, value: { ...one, items: [...one.items, ...other.items] } }];
  }
  if (one.kind !== 'scalar' || other.kind !== 'scalar' || isKeyOfImage(entry.key.text)) return [...before, entry];
  if (one.text === other.text) return [...before];
  if (TYPE_KEYS.has(entry.key.text) || other.source === undefined) return [...rest, entry];
  return [
    ...rest,
    {
      key: last.key,
      value: openScalar(`${one.text} / ${other.text}`.replace(/[{}\n]/g, ''), other.span, other.source),
    },
  ];
}

function joinedMappings(one: Mapping, other: Mapping): Mapping {
  const entries = new EntryList();
  for (const entry of one.entries) entries.add(entry, true);
  for (const entry of other.entries) entries.add(entry, true);
  return { ...one, entries: entries.done() };
}

/** Returns whether a key names an image: each value that it may have counts. */
export function isKeyOfImage(key: string): boolean {
  return /image$/i.test(key);
}

/** Keys by which readers recognise an object. Versions of the API differ by the cluster. */
export const TYPE_KEYS: ReadonlySet<string> = new Set(['apiVersion', 'kind']);
