import type { AccessFacts } from '../build.ts';
import { idKey, subscriptionOf } from '../ids.ts';
import type { AccessMap } from '../map.ts';
import { differenceOf } from '../snapshot/lists.ts';

/** One of several snapshots, as the facts in it and as the map of these facts. */
export interface SnapshotPart {
  readonly map: AccessMap;
  readonly facts: AccessFacts;
}

/** Two snapshots that differ on a fact. */
interface Disagreement {
  readonly file: string;
  readonly message: string;
}

interface Item {
  /** Its name in Azure. */
  readonly key: string;
  /**
   * Its place, and the name that a gap has for it. Each snapshot that has read that place contains it. Absent: it has
   * no place.
   */
  readonly at?: { readonly scope: string; readonly what: string };
}

/** More problems than this help no further. */
const mostProblems = 20;

/**
 * Joins lists of several snapshots. Facts about the same thing have to agree, and a snapshot that has read a place has
 * to hold all that others hold there. Otherwise there is a problem: nothing shows which of them is out of date.
 */
export class JoinedLists {
  readonly #parts: readonly SnapshotPart[];
  readonly #problems: Disagreement[] = [];

  constructor(parts: readonly SnapshotPart[]) {
    this.#parts = parts;
  }

  /** Found by the joins so far. */
  get problems(): readonly Disagreement[] {
    return this.#problems;
  }

  /** Resources, each once. `keyOf` names those that are the same under several ids. */
  resources<T extends { readonly id: string }>(
    listIn: (facts: AccessFacts) => readonly T[],
    keyOf = ({ id }: T): string => idKey(id),
  ): readonly T[] {
    const itemOf = (resource: T) => ({
      key: keyOf(resource),
      at: { scope: resource.id, what: collectionIn(resource.id) },
    });
    return this.all(listIn, itemOf) ?? [];
  }

  /** Resources that are asked for one by one. So a snapshot without them proves nothing about them. */
  children<T extends { readonly id: string }>(listIn: (facts: AccessFacts) => readonly T[]): readonly T[] {
    return this.all(listIn, ({ id }) => ({ key: idKey(id) })) ?? [];
  }

  /** Facts by an id. `what` names them in front of the id. */
  record<T>(listIn: (facts: AccessFacts) => ReadonlyMap<string, T>, what: string): ReadonlyMap<string, T> {
    const entries = this.all(
      part => [...listIn(part)].map(([id, value]) => ({ id, value })),
      ({ id }) => ({ key: `${what} ${id}` }),
    );
    return new Map(entries?.map(({ id, value }) => [id, value]));
  }

  /** Each item once. Undefined: no snapshot has read such a list. */
  all<T>(
    listIn: (facts: AccessFacts) => readonly T[] | undefined,
    itemOf: (fact: T) => Item,
  ): readonly T[] | undefined {
    const lists = this.#parts.flatMap(({ map, facts }) => {
      const list = listIn(facts);
      return list ? [{ map, items: new Map(list.map(fact => [itemOf(fact).key, fact])) }] : [];
    });
    const found = new Map<string, T>();
    for (const { items } of lists) for (const [key, fact] of items) if (!found.has(key)) found.set(key, fact);
    for (const [key, fact] of found) this.#compare(key, itemOf(fact).at, lists);
    return lists.length === 0 ? undefined : [...found.values()];
  }

  /** Compares the first snapshot that has an item with all others. */
  #compare<T>(key: string, at: Item['at'], lists: readonly List<T>[]): void {
    const [first, ...others] = lists.flatMap(({ map: { origin }, items }) => {
      const fact = items.get(key);
      return fact ? [{ origin, fact }] : [];
    });
    if (first === undefined) return;
    const other = others.find(({ fact }) => differenceOf(first.fact, fact) !== undefined);
    if (other) {
      this.#differ(first.origin, other.origin, key, `in ${differenceOf(first.fact, other.fact)}`);
      return;
    }
    const silent = at && lists.find(({ map, items }) => !items.has(key) && hasRead(map, at));
    if (silent) this.#differ(first.origin, silent.map.origin, key, 'since only the first has it');
  }

  #differ(file: string, other: string, key: string, how: string): void {
    if (this.#problems.length >= mostProblems) return;
    const message = `${file} and ${other} differ on ${key}, ${how}: refresh both, or leave one of them out`;
    this.#problems.push({ file, message });
  }
}

/** A list of one snapshot, by the keys of its items. */
interface List<T> {
  readonly map: AccessMap;
  readonly items: ReadonlyMap<string, T>;
}

/** The collection that a resource is in, as gaps name it: `registries`. */
function collectionIn(id: string): string {
  return idKey(id).split('/').at(-2)?.replace('virtualnetworklinks', 'privateDnsZones') ?? '';
}

function hasRead(map: AccessMap, { scope, what }: NonNullable<Item['at']>): boolean {
  const subscription = subscriptionOf(scope);
  return subscription !== undefined && map.wasRead(subscription) && !map.gapFor(what, scope);
}
