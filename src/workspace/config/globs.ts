// Globs of a config: `*` and `?` within a folder or file name, `**` for any number of folders, `[a-z]`, `{a,b}`, and a
// leading `!` for names that do not match. A config may be a stranger's, and regular expressions, which every library makes of
// globs, take time without bound for some; this takes the length of the glob times the length of the name.

/** UTF-16 units. */
const longestGlob = 1000;
/** Globs that one with braces expands to. */
const mostAlternatives = 100;

/** Why a glob can't be used; undefined for a good one. */
export function globProblem(glob: string): string | undefined {
  if (glob.trim() === '') return 'a glob that is not empty';
  if (glob.length > longestGlob) return `a glob of at most ${longestGlob} characters`;
  if (/[@?*+!]\(|\{[^{},]*\.\.[^{},]*\}/.test(glob)) return 'a glob of `*`, `**`, `?`, `[…]` and `{…,…}` only';
  return alternatives(glob).length > mostAlternatives
    ? `a glob whose braces expand to at most ${mostAlternatives} globs`
    : undefined;
}

/** Whether a name matches one of the globs; those over files begin at the config's folder. */
export function matchesGlobs(globs: readonly string[], name: string): boolean {
  const segments = name.split('/').map(segment => [...segment]);
  return globs.some(glob => matcherOf(glob)(segments));
}

type Segments = readonly (readonly string[])[];

/** Each glob of a config is compiled once: to do it for each of ten thousand files takes most of the time. */
const matchers = new Map<string, (segments: Segments) => boolean>();
const manyGlobs = 1000;

function matcherOf(glob: string): (segments: Segments) => boolean {
  const known = matchers.get(glob);
  if (known) return known;
  if (matchers.size >= manyGlobs) matchers.clear(); // a config is edited, and its old globs go
  const isNegated = glob.startsWith('!');
  const patterns = globProblem(glob) === undefined ? alternatives(isNegated ? glob.slice(1) : glob).map(compiled) : [];
  const fits = (segments: Segments) => patterns.some(pattern => runs(pattern, segments, inSegment));
  const matcher = isNegated ? (segments: Segments) => !fits(segments) : fits;
  matchers.set(glob, matcher);
  return matcher;
}

const inSegment = (tokens: readonly Token[], name: readonly string[]) =>
  runs(tokens, name, (fits: Exclude<Token, string>, character) => fits(character));

/** Which character fits; a star takes any number of them, two stars any number of folders. */
type Token = '*' | ((character: string) => boolean);
type Segment = '**' | readonly Token[];

function compiled(glob: string): readonly Segment[] {
  const segments = glob.replace(/^(?:\.?\/)+/, '').split('/');
  return segments.map(segment => (segment === '**' ? segment : tokensOf(segment)));
}

function tokensOf(segment: string): readonly Token[] {
  return [...segment.matchAll(/\\(.)|\[([!^]?)((?:\\.|[^\]\\])+)\]|\*+|./gsu)].map(
    ([text, escaped, not, members]): Token => {
      if (text.startsWith('*')) return '*';
      if (members !== undefined) return classOf(members, not !== '');
      return character => text === '?' || character === (escaped ?? text);
    },
  );
}

function classOf(members: string, isNegated: boolean): (character: string) => boolean {
  const ranges = [...members.matchAll(/\\?(.)(?:-\\?(.))?/gsu)].map(([, from = '', to = from]) => ({ from, to }));
  return character => ranges.some(({ from, to }) => from <= character && character <= to) !== isNegated;
}

/** Whether a pattern runs through all parts. Where one does not fit, only the last star before it has to take more. */
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

/** The globs that one with braces expands to, up to one more than may be. */
function alternatives(glob: string): readonly string[] {
  let done: readonly string[] = [];
  let open: readonly string[] = [glob];
  while (open.length > 0 && open.length + done.length <= mostAlternatives) {
    const next: string[] = [];
    for (const each of open) {
      const braces = /\{([^{}]*,[^{}]*)\}/.exec(each);
      if (!braces) done = [...done, each];
      else for (const choice of (braces[1] ?? '').split(',')) next.push(each.replace(braces[0], () => choice));
    }
    open = next;
  }
  return [...done, ...open];
}
