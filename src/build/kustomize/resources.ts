// The objects of a kustomization while patches change them, found by id and by name. There may be a thousand patches,
// each for one of a thousand objects. kustomize calls this a resource map.
import { type Accumulated, allIds, idKeys, type ObjectId, objectIdKey } from './objects.ts';

export class Resources {
  /** The objects that each object has become, in order: a patch may delete it, or leave more than one. */
  readonly #slots: (readonly Accumulated[])[] = [];
  readonly #byId = new Map<string, Set<number>>();
  readonly #byName = new Map<string, Set<number>>();

  constructor(objects: readonly Accumulated[]) {
    for (const each of objects) this.add([each]);
  }

  all(): readonly Accumulated[] {
    return this.#slots.flat();
  }

  /** Returns the objects that have this id, or had it. */
  withId(id: ObjectId): readonly Accumulated[] {
    const key = objectIdKey(id);
    return this.#in(this.#byId.get(key)).filter(each => idKeys(each).includes(key));
  }

  /** Returns the objects that have this name, or had it, and perhaps more. */
  called(name: string): readonly Accumulated[] {
    return this.#in(this.#byName.get(name));
  }

  add(objects: readonly Accumulated[]): void {
    this.#slots.push([]);
    this.#put(this.#slots.length - 1, objects);
  }

  /** Replaces some of the objects by the results of a change. */
  change(objects: readonly Accumulated[], changed: (each: Accumulated) => readonly Accumulated[]): void {
    const chosen = new Set(objects);
    const slots = new Set(objects.flatMap(each => idKeys(each).flatMap(key => [...(this.#byId.get(key) ?? [])])));
    for (const slot of slots) {
      const held = this.#slots[slot] ?? [];
      if (held.some(each => chosen.has(each)))
        this.#put(
          slot,
          held.flatMap(each => (chosen.has(each) ? changed(each) : each)),
        );
    }
  }

  #in(slots: ReadonlySet<number> | undefined): readonly Accumulated[] {
    return [...(slots ?? [])].flatMap(slot => this.#slots[slot] ?? []);
  }

  #put(slot: number, objects: readonly Accumulated[]): void {
    this.#slots[slot] = objects;
    for (const each of objects) {
      for (const key of idKeys(each)) noted(this.#byId, key, slot);
      for (const { name } of allIds(each)) noted(this.#byName, name, slot);
    }
  }
}

/**
 * Notes an object under one more name. A renamed object stays under its former names, and each look-up passes over it
 * there.
 */
function noted(slots: Map<string, Set<number>>, key: string, slot: number): void {
  const known = slots.get(key);
  if (known) known.add(slot);
  else slots.set(key, new Set([slot]));
}
