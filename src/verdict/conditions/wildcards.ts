/**
 * Matching with wildcards: `*` stands for any run of characters, a slash and nothing at all included, as the
 * documented test of `StringLike 'logs*'` shows (storage-auth-abac-examples: it lets `logs/AlpineFile.txt` in).
 * Two pointers and one remembered star: no recursion, no regular expression, at most text × pattern steps.
 */
const many = -1;
const one = -2;

/** A pattern ready to match: UTF-16 code units, `many` or `one`. */
export type Pattern = readonly number[];

/**
 * Whether an action matches a pattern of a role, or of `ActionMatches`, which is "equivalent to the action matching logic
 * … inside a Permission" (conditions-format of April 2021): no escapes, no `?`. `*` stands for any run of characters, slashes included; case does not count, since role definitions mix it.
 * Linear in both lengths: each star is tried at the first place that fits, going forward only.
 */
export function matchesAction(pattern: string, action: string): boolean {
  const wanted = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  const first = wanted[0] ?? '';
  if (wanted.length === 1) return text === first;
  const last = wanted[wanted.length - 1] ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of wanted.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/**
 * A pattern of the Like operators, where `\*` and `\?` stand for the characters themselves.
 * Undefined where a backslash escapes something else: what that means is not documented.
 */
export function likePattern(text: string): Pattern | undefined {
  const pattern: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') {
      at += 1;
      const escaped = text.charAt(at);
      if (escaped !== '*' && escaped !== '?') return undefined;
      pattern.push(escaped.charCodeAt(0));
    } else {
      pattern.push(char === '*' ? many : char === '?' ? one : char.charCodeAt(0));
    }
  }
  return pattern;
}

export function matches(text: string, pattern: Pattern): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let covered = 0;
  while (at < text.length) {
    const part = pattern[next];
    if (part === many) {
      star = next;
      covered = at;
      next += 1;
    } else if (part === one || part === text.charCodeAt(at)) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      covered += 1;
      at = covered;
      next = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[next] === many) next += 1;
  return next === pattern.length;
}
