// Pulls and problems of deployments, by the files in which they are shown.
import { remembered } from '../../model/memo.ts';
import type { Place } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';

/** The pulls or problems of a deployment in a file, which replace its former ones there. */
export interface Replacement<T> {
  readonly id: string;
  readonly file: string;
  readonly now: readonly T[] | undefined;
  readonly isChanged: boolean;
}

export function replacements<T extends { readonly file: string }>(
  id: string,
  former: readonly T[] = [],
  present: readonly T[] = [],
): readonly Replacement<T>[] {
  if (former.length + present.length === 0) return [];
  const was = Map.groupBy(former, ({ file }) => file);
  const is = Map.groupBy(present, ({ file }) => file);
  return [...new Set([...was.keys(), ...is.keys()])].map(file => {
    const [before, now] = [was.get(file), is.get(file)];
    const isChanged = before === undefined || now === undefined || JSON.stringify(before) !== JSON.stringify(now);
    return { id, file, now, isChanged };
  });
}

/** Pulls or problems, by file, then by the id of their deployment. */
export class ByFile<T> {
  readonly #byFile = new Map<string, Map<string, readonly T[]>>();

  /** The files in which anything is shown. */
  files(): Iterable<string> {
    return this.#byFile.keys();
  }

  in(file: string): ReadonlyMap<string, readonly T[]> {
    return this.#byFile.get(file) ?? new Map();
  }

  /** Puts them in place of the former ones. Returns the files in which they differ. */
  replace(all: readonly Replacement<T>[]): readonly string[] {
    const changed: string[] = [];
    for (const { id, file, now, isChanged } of all) {
      if (now !== undefined) remembered(this.#byFile, file, () => new Map<string, readonly T[]>()).set(id, now);
      else this.#remove(id, file);
      if (isChanged) changed.push(file);
    }
    return changed;
  }

  #remove(id: string, file: string): void {
    const inFile = this.#byFile.get(file);
    inFile?.delete(id);
    if (inFile?.size === 0) this.#byFile.delete(file);
  }
}

/** Sorts by place, and keeps one of those that are equal at a place. */
export function onceAtPlace<T extends Place>(all: readonly T[], said: (each: T) => string): readonly T[] {
  const found = new Map(all.map(each => [`${each.file} ${each.span.start} ${said(each)}`, each]));
  return [...found.values()].sort((one, other) =>
    one.file === other.file ? one.span.start - other.span.start : one.file < other.file ? -1 : 1,
  );
}

/** Orders pulls by the text, and those of one place by the names of their deployments. */
export function byPlace(one: ImageReference, other: ImageReference): number {
  const [first, second] = [one, other].map(({ entry = '', deployment = '' }) => `${entry} ${deployment}`);
  return (
    one.span.start - other.span.start || Number((first ?? '') > (second ?? '')) - Number((first ?? '') < (second ?? ''))
  );
}
