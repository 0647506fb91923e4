import picomatch from 'picomatch';

/** Left out in any case: other people's files, and Git's. */
const always: readonly string[] = ['**/node_modules', '**/.git'];

/** The globs that are switched on, of settings such as `files.exclude`: `{ "**\/dist": true }`. */
export function globsOf(...settings: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...always, ...settings.flatMap(setting => Object.keys(setting).filter(glob => setting[glob] === true))];
}

/** Whether a file, named relative to its folder, is meant by one of the globs, or lies in a folder that is. */
export function matcherOf(globs: readonly string[]): (name: string) => boolean {
  return picomatch(
    globs.flatMap(glob => [glob, `${glob}/**`]),
    { dot: true },
  );
}

/** For `findFiles`, which takes one glob: those that can stand in a list. The rest is left to the matcher. */
export function searchGlob(globs: readonly string[]): string {
  return `{${globs.filter(glob => !/[{},]/.test(glob)).join(',')}}`;
}
