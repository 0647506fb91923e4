import { type Truth, truthOf } from '../../model/truth.ts';

/**
 * Matching with wildcards: no recursion, no regular expression, at most text × pattern steps. In both forms, `*`
 * matches any run of characters, a slash and nothing at all included. The documented test of `StringLike 'logs*'` shows
 * it (storage-auth-abac-examples: it lets `logs/AlpineFile.txt` in).
 */

/**
 * Returns whether an action matches a pattern of a role, or of `ActionMatches`. The latter is "equivalent to the action
 * matching logic … inside a Permission" (conditions-format of April 2021): no escapes, no `?`. Case does not count,
 * since role definitions mix it. Tries each star at the first place that fits, going forward only.
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
 * Returns whether a text matches a pattern of the Like operators. `?` is one character, `\*` and `\?` match the
 * characters themselves. Unknown: a backslash escapes something else, which is not documented. Remembers one star.
 */
export function isLike(text: string, pattern: string): Truth {
  const parts = pattern.match(/\\[*?]|[^\\]/g) ?? [];
  if (parts.join('') !== pattern) return 'unknown';
  let at = 0;
  let next = 0;
  let star = -1;
  let covered = 0;
  while (at < text.length) {
    const part = parts[next];
    if (part === '*') {
      star = next;
      covered = at;
      next += 1;
    } else if (part === '?' || part?.at(-1) === text[at]) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      covered += 1;
      at = covered;
      next = star + 1;
    } else {
      return 'no';
    }
  }
  return truthOf(parts.slice(next).every(part => part === '*'));
}
