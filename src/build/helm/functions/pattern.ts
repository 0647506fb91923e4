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
  const choices = choicesIn(pattern);
  if (choices === undefined) return undefined;
  if ((text.length + 1) ** (choices.endless + 1) * 2 ** choices.twofold > MAX_MATCH_STEPS) return undefined;
  try {
    return new RegExp(pattern, 'g');
  } catch {
    return undefined;
  }
}

/** Counts the repetitions without a limit, and the choices of two. Each doubles the ways to match. */
function choicesIn(pattern: string): { readonly endless: number; readonly twofold: number } | undefined {
  if (pattern.length > MAX_PATTERN) return undefined;
  let endless = 0;
  let twofold = 0;
  for (let at = 0; at < pattern.length; ) {
    const token = tokenOf(TOKEN, pattern, at);
    if (token === undefined) return undefined;
    at += token.length;
    if (token === '|') twofold++;
    const repetition = tokenOf(REPETITION, pattern, at);
    if (repetition === undefined) continue;
    if (/^[()|^$]|^\(\?:/.test(token)) return undefined;
    at += repetition.length;
    // a sign behind a repetition changes how it matches
    if (tokenOf(REPETITION, pattern, at) !== undefined) return undefined;
    if (repetition === '?') twofold++;
    else if (!/^\{\d+\}$/.test(repetition)) endless++;
  }
  return { endless, twofold };
}

function tokenOf(kind: RegExp, pattern: string, at: number): string | undefined {
  kind.lastIndex = at;
  return kind.exec(pattern)?.[0];
}
