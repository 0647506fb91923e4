// Patterns of strangers that are safe to run.

/** Each repetition without a limit multiplies the steps that a match may take by the length of the text. */
const MAX_MATCH_STEPS = 30_000_000;
const MAX_PATTERN = 200;

const TOKEN =
  /\\[-dwsDWSb.\\/+*?()[\]{}|^$@:]|\[\^?(?:[^\]\\[]|\\[-dwsDWS.\\/\]^])+\]|\(\?:|[()|^$]|[^\\[\](){}|^$*+?]/y;
const REPETITION = /[*+?]|\{\d{1,2}(?:,\d{0,2})?\}/y;

/**
 * A pattern that means the same to Go and JavaScript and takes few steps on a text: texts, sets and their repetitions,
 * with no repetition of a group. Undefined for any other, which may run without end.
 */
export function simplePattern(pattern: string, text: string): RegExp | undefined {
  const repetitions = repetitionsIn(pattern);
  if (repetitions === undefined || (text.length + 1) ** (repetitions + 1) > MAX_MATCH_STEPS) return undefined;
  try {
    return new RegExp(pattern, 'g');
  } catch {
    return undefined;
  }
}

/** How many repetitions have no limit; undefined for a pattern that is not simple. */
function repetitionsIn(pattern: string): number | undefined {
  if (pattern.length > MAX_PATTERN) return undefined;
  let count = 0;
  for (let at = 0; at < pattern.length; ) {
    const token = tokenOf(TOKEN, pattern, at);
    if (token === undefined) return undefined;
    at += token.length;
    const repetition = tokenOf(REPETITION, pattern, at);
    if (repetition === undefined) continue;
    if (/^[()|^$]|^\(\?:/.test(token)) return undefined;
    at += repetition.length;
    // a sign behind a repetition changes how it matches
    if (tokenOf(REPETITION, pattern, at) !== undefined) return undefined;
    if (repetition !== '?' && !/^\{\d+\}$/.test(repetition)) count++;
  }
  return count;
}

function tokenOf(kind: RegExp, pattern: string, at: number): string | undefined {
  kind.lastIndex = at;
  return kind.exec(pattern)?.[0];
}
