// The keys at the top of a long text, by which a format knows it: a cheap look, which parses nothing.

import { glanceable } from './glanceable.ts';

/** The longest line, and the longest text of JSON, that is read. */
const MOST = 300;

/** By these keys a format is known that are not at the top, or are in an object that is indented as a whole. */
const TELLING =
  /^[ \t]*(?:- *)?["']?(?:apiVersion|kind|type|properties|osType|template|containers?|task|script|bash|pwsh|powershell|vmImage|checkout)\b/;

/**
 * The lines of YAML after an offset that have no indentation and are no comments, and those with a key that identifies
 * a format.
 */
export function outlineOfYaml(text: string, from: number): string {
  const lines: string[] = [];
  for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (text[at + 1] === '#') continue;
    const end = text.indexOf('\n', at + 1);
    const line = text.slice(at + 1, Math.min(end < 0 ? text.length : end, at + MOST));
    if (!isBlank(line.charCodeAt(0)) || TELLING.test(glanceable(line))) lines.push(line);
  }
  return lines.join('\n');
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

/**
 * The keys behind an offset of JSON objects that no other object is around, with the texts among their values: a line
 * for each pair.
 */
export function outlineOfJson(text: string, from: number): string {
  const pieces: string[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{') depth++;
    else if (character === '}') depth--;
    else if (character === ',' && depth === 1 && at >= from) pieces.push('\n');
    else if (character === ':' && depth === 1 && at >= from) pieces.push(': ');
    else if (character === '"') {
      const end = endOfText(text, at);
      if (depth === 1 && end >= from && end - at <= MOST) pieces.push(text.slice(at, end + 1));
      at = end;
    }
  }
  return pieces.join('');
}

/** The quote that closes the one at an offset, or else the end. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
