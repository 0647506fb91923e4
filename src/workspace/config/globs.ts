import picomatch from 'picomatch';

/** Whether a name matches one of the globs; those over files begin at the config's folder. */
export function matchesGlobs(globs: readonly string[], name: string): boolean {
  return globs.some(glob => matcherOf(glob)(name));
}

/** Each glob of a config is compiled once: to do it for each of ten thousand files took most of the time. */
const matchers = new Map<string, (name: string) => boolean>();
const manyGlobs = 1000;

function matcherOf(glob: string): (name: string) => boolean {
  const known = matchers.get(glob);
  if (known) return known;
  if (matchers.size >= manyGlobs) matchers.clear(); // a config is edited, and its old globs go
  const matcher = picomatch(glob, { dot: true });
  matchers.set(glob, matcher);
  return matcher;
}
