// Pulls and problems of deployments, by the files in which they are shown.
import { remembered } from '../model/memo.ts';
import type { Place } from '../model/place.ts';
import type { ImageReference } from '../model/reference.ts';

/** The pulls or problems of a deployment in a file, which replace its former ones there. */
export interface Replaced<T> {
  readonly id: string;
  readonly file: string;
  readonly now: readonly T[] | undefined;
  readonly isChanged: boolean;
}

export function replacements<T extends { readonly file: string }>(
  id: string,
  former: readonly T[] = [],
  present: readonly T[] = [],
): readonly Replaced<T>[] {
  if (former.length + present.length === 0) return [];
  const was = Map.groupBy(former, ({ file }) => file);
  const is = Map.groupBy(present, ({ file }) => file);
  return [...new Set([...was.keys(), ...is.keys()])].map(file => {
    const [before, now] = [was.get(file), is.get(file)];
    const isChanged = before === undefined || now === undefined || JSON.stringify(before) !== JSON.stringify(now);
    return { id, file, now, isChanged };
  });
}

/** Replaces them, and returns the files in which they differ from before. */
export function show<T>(all: readonly Replaced<T>[], shown: Map<string, Map<string, readonly T[]>>): readonly string[] {
  for (const { id, file, now } of all) {
    const inFile = remembered(shown, file, () => new Map<string, readonly T[]>());
    if (now !== undefined) inFile.set(id, now);
    else if (inFile.delete(id) && inFile.size === 0) shown.delete(file);
  }
  return all.flatMap(({ file, isChanged }) => (isChanged ? file : []));
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
