// Globs of a config: `*` and `?` within a folder or file name, `**` for any number of folders, `[a-z]`, `{a,b}`. A
// leading `!` matches names that the rest does not match. A config may be a stranger's. Libraries turn globs into
// regular expressions, and some of those take unbounded time. This takes the length of the glob times the length of the
// name.

import { type GlobToken, matchesPattern, nameMatcher, type Step } from '../../model/globs.ts';

/** UTF-16 units. */
const longestGlob = 1000;
/** Globs that one with braces expands to. */
const mostAlternatives = 100;

/** Why a glob can't be used. Undefined for a good one. */
export function globProblem(glob: string): string | undefined {
  if (glob.trim() === '') return 'a glob that is not empty';
  if (glob.length > longestGlob) return `a glob of at most ${longestGlob} characters`;
  if (/[@?*+!]\(|\{(?:[^{},.]|\.(?!\.))*\.\.[^{},]*\}/.test(glob))
    return 'a glob of `*`, `**`, `?`, `[…]` and `{…,…}` only';
  return expandBraces(glob).length > mostAlternatives
    ? `a glob whose braces expand to at most ${mostAlternatives} globs`
    : undefined;
}

/**
 * Returns whether a list of globs includes a name. Globs of files begin at the config's folder. The last one that fits
 * decides, as in a list of a workflow's paths: `!` excludes names that the globs before it include. A list of `!` alone
 * includes the rest.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#example-including-and-excluding-paths
 */
export function matchesGlobs(globs: readonly string[], name: string): boolean {
  const steps = name.split('/');
  let isIn = globs.length > 0 && globs.every(glob => glob.startsWith('!'));
  for (const glob of globs) {
    const { isNegated, patterns } = compiledOnce(glob);
    if (isIn === isNegated && patterns.some(pattern => matchesPattern(pattern, steps))) isIn = !isNegated;
  }
  return isIn;
}

interface Compiled {
  readonly isNegated: boolean;
  readonly patterns: readonly (readonly Step[])[];
}

/** Each glob of a config is compiled once: to do it for each of ten thousand files takes most of the time. */
const known = new Map<string, Compiled>();
/** Above the limit of a config (schema.ts): no glob of a config is compiled twice. */
const manyGlobs = 20_000;

function compiledOnce(glob: string): Compiled {
  const before = known.get(glob);
  if (before) return before;
  if (known.size >= manyGlobs) known.clear(); // a config is edited, and its old globs go
  const isNegated = glob.startsWith('!');
  const patterns = globProblem(glob) === undefined ? expandBraces(isNegated ? glob.slice(1) : glob).map(compiled) : [];
  known.set(glob, { isNegated, patterns });
  return { isNegated, patterns };
}

function compiled(glob: string): readonly Step[] {
  return nameSteps(glob.replace(/^(?:\.?\/)+/, ''));
}

/** A glob that matches one path. No escape works within braces, so any character matches in place of a comma. */
export function literalGlob(path: string): string {
  return path.replace(/[\\*?[\](!]|(?<=\.)\./g, sign => `\\${sign}`).replaceAll(',', '?');
}

/** The steps of a path with wildcards, without braces. */
export function nameSteps(path: string): readonly Step[] {
  return path.split('/').map(segment => (segment === '**' ? segment : nameMatcher(globTokens(segment))));
}

/** The tokens of a glob within one name. */
export function globTokens(segment: string): readonly GlobToken[] {
  const tokens: GlobToken[] = [];
  let isClosed = true;
  for (let at = 0; at < segment.length; ) {
    CLASS.lastIndex = at;
    const [whole = '', not, members, end] = (isClosed && CLASS.exec(segment)) || [];
    if (members !== undefined && members !== '' && end === ']') {
      tokens.push(classOf(members, not !== ''));
      at += whole.length;
      continue;
    }
    // no class ends behind here, so the search for its end stops
    if (whole !== '' && end === '') isClosed = false;
    SIGN.lastIndex = at;
    const [text = '', escaped] = SIGN.exec(segment) ?? [];
    if (text.startsWith('*')) tokens.push('*');
    else tokens.push(character => text === '?' || character === (escaped ?? text));
    at += Math.max(1, text.length);
  }
  return tokens;
}

/** A bracket that is first is a member, and a class may name other classes: `[]a]`, `[[:upper:]_]`. */
const CLASS = /\[([!^]?)(\]?(?:\[:[a-z]{1,6}:\]|\\.|[^\]\\])*)(\]?)/suy;
const SIGN = /\\(.)|\*+|./suy;

function classOf(members: string, isNegated: boolean): (character: string) => boolean {
  const named = [...members.matchAll(NAMED)].flatMap(([, name = '']) => NAMES[name] ?? []);
  const ranges = [...members.replaceAll(NAMED, '').matchAll(/\\?(.)(?:-\\?(.))?/gsu)].map(
    ([, from = '', to = from]) => ({ from, to }),
  );
  return character =>
    (ranges.some(({ from, to }) => from <= character && character <= to) ||
      named.some(each => each.test(character))) !== isNegated;
}

const NAMED = /\[:([a-z]{1,6}):\]/g;

/** Character classes of ASCII, as in git: https://github.com/git/git/blob/master/wildmatch.c */
const NAMES: Readonly<Record<string, RegExp>> = {
  alnum: /^[a-zA-Z0-9]$/,
  alpha: /^[a-zA-Z]$/,
  blank: /^[ \t]$/,
  cntrl: /^[\0-\x1f\x7f]$/,
  digit: /^[0-9]$/,
  graph: /^[!-~]$/,
  lower: /^[a-z]$/,
  print: /^[ -~]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[ \t\n\v\f\r]$/,
  upper: /^[A-Z]$/,
  xdigit: /^[0-9a-fA-F]$/,
};

/** The globs that one with braces expands to. At most one more than allowed. */
export function expandBraces(glob: string): readonly string[] {
  let done: readonly string[] = [];
  let open: readonly string[] = [glob];
  while (open.length > 0 && open.length + done.length <= mostAlternatives) {
    const next: string[] = [];
    for (const each of open) {
      const braces = /\{([^{},]*,[^{}]*)\}/.exec(each);
      if (!braces) done = [...done, each];
      else for (const choice of (braces[1] ?? '').split(',')) next.push(each.replace(braces[0], () => choice));
    }
    open = next;
  }
  return [...done, ...open];
}
