import picomatch from 'picomatch';

/** Whether a file matches one of the globs, which are relative to the folder of the config. */
export function matchesGlobs(
  globs: readonly string[],
  file: string,
  config: { readonly file: string | undefined },
): boolean {
  const folder = config.file?.slice(0, config.file.lastIndexOf('/') + 1) ?? '';
  const name = file.startsWith(folder) ? file.slice(folder.length) : file;
  return matcherOf(globs)(name);
}

/** One matcher per list of globs of a config: compiling them for each of ten thousand files took most of the time. */
const matchers = new WeakMap<readonly string[], (name: string) => boolean>();

function matcherOf(globs: readonly string[]): (name: string) => boolean {
  const known = matchers.get(globs);
  if (known) return known;
  const matcher = picomatch([...globs], { dot: true });
  matchers.set(globs, matcher);
  return matcher;
}
