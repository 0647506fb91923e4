import { distance } from 'fastest-levenshtein';

/** Those of the names that one may have meant to write, the nearest first; no name of which not a letter is left. */
export function near(written: string, names: readonly string[]): readonly string[] {
  return names
    .map(name => ({ name, far: distance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(2, name.length / 3) && far < name.length)
    .sort((one, other) => one.far - other.far)
    .map(({ name }) => name);
}

/** Tells whether a name is another one with a letter or two amiss, and not one that only resembles it. */
export function isSlip(written: string, name: string): boolean {
  if (Math.abs(written.length - name.length) > 2) return false;
  return distance(written.toLowerCase(), name.toLowerCase()) <= 2;
}
