/**
 * Whether a path matches a glob of a manifest: `*` and `?` within a step, `**` for any steps. In time of the two lengths
 * multiplied, whatever a stranger's manifest holds, which no regular expression made of it promises.
 */
export function matchesGlob(glob: string, path: string): boolean {
  return matches(glob.split('/'), path.split('/'), step => step === '**', matchesStep);
}

function matchesStep(glob: string, step: string): boolean {
  if (!/[*?]/.test(glob)) return glob === step;
  return matches(
    [...glob],
    [...step],
    char => char === '*',
    (wanted, char) => wanted === '?' || wanted === char,
  );
}

/** The usual two pointers: of several wildcards, only the last one passed ever has to take more. */
function matches(
  wanted: readonly string[],
  given: readonly string[],
  isWildcard: (part: string) => boolean,
  fits: (wanted: string, given: string) => boolean,
): boolean {
  let at = 0;
  let retryAt = -1;
  let taken = 0;
  let from = 0;
  while (from < given.length) {
    const part = wanted[at];
    if (part !== undefined && isWildcard(part)) {
      retryAt = at++;
      taken = from;
    } else if (part !== undefined && fits(part, given[from] ?? '')) {
      at++;
      from++;
    } else if (retryAt >= 0) {
      at = retryAt + 1;
      from = ++taken;
    } else {
      return false;
    }
  }
  return wanted.slice(at).every(isWildcard);
}
