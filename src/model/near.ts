import { distance } from 'fastest-levenshtein';

/**
 * Returns the names that one may have meant to write, nearest first. Leaves out a name that takes as many edits as it
 * has letters.
 */
export function near(written: string, names: readonly string[]): readonly string[] {
  return names
    .map(name => ({ name, far: distance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(2, name.length / 3) && far < name.length)
    .sort((one, other) => one.far - other.far)
    .map(({ name }) => name);
}

/** Returns whether a name is probably a typing mistake for another one: at most two letters differ. */
export function isSlip(written: string, name: string): boolean {
  if (Math.abs(written.length - name.length) > 2) return false;
  return distance(written.toLowerCase(), name.toLowerCase()) <= 2;
}
