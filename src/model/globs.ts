/**
 * Matches paths against a glob of a manifest: `*` and `?` within a step, `**` for any steps. In time of the two lengths
 * multiplied, whatever a stranger's manifest holds, which no regular expression made of it promises.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const pattern = glob.split('/').map((step): Step => {
    if (step === '**') return step;
    if (!/[*?]/.test(step)) return name => name === step;
    return nameMatcher(tokensOf(step));
  });
  const beginning = beginningOf(glob);
  return path => path.startsWith(beginning) && matchesPattern(pattern, path.split('/'));
}

/** Matches paths against a glob as `git ls-files` takes it: every star goes over slashes. */
export function pathspecMatcher(glob: string): (path: string) => boolean {
  const matches = nameMatcher(tokensOf(glob));
  const beginning = beginningOf(glob);
  return path => path.startsWith(beginning) && matches(path);
}

function tokensOf(glob: string): readonly GlobToken[] {
  return [...glob].map(char => (char === '*' ? char : other => char === '?' || char === other));
}

/** Most paths of a workspace differ from the first letters on. */
function beginningOf(glob: string): string {
  return glob.replace(/\/?[*?].*/s, '');
}

/** A test of one name. Two stars take any number of names. */
export type Step = '**' | ((name: string) => boolean);
/** A test of one character. A star takes any number of characters. */
export type GlobToken = '*' | ((character: string) => boolean);

export function nameMatcher(tokens: readonly GlobToken[]): (name: string) => boolean {
  return name => runs(tokens, [...name], (fits: Exclude<GlobToken, string>, character) => fits(character));
}

export function matchesPattern(pattern: readonly Step[], path: readonly string[]): boolean {
  return runs(pattern, path, (fits: Exclude<Step, string>, name) => fits(name));
}

/** Returns whether a pattern fits all parts. When a part doesn't fit, only the last star before it takes one more. */
function runs<P, T>(
  pattern: readonly (P | string)[],
  parts: readonly T[],
  fits: (each: P, part: T) => boolean,
): boolean {
  let at = 0;
  let retry: { readonly at: number; readonly i: number } | undefined;
  for (let i = 0; i < parts.length; ) {
    const [each, part] = [pattern[at], parts[i]];
    if (typeof each === 'string') {
      retry = { at: ++at, i };
      if (at === pattern.length) return true; // nothing has to fit behind it
    } else if (each !== undefined && part !== undefined && fits(each, part)) {
      at++;
      i++;
    } else if (retry) {
      retry = { at: retry.at, i: retry.i + 1 };
      ({ at, i } = retry);
    } else return false;
  }
  return pattern.slice(at).every(each => typeof each === 'string');
}
