import { endOfLine } from '../../lineStarts.ts';
import { type OnUnread, type Rewriting, rewritten } from '../statements.ts';

/**
 * Writes a Bicep file anew for the parser, character for character in the same places. The parser's grammar is older
 * than the language, and its recovery from an error costs the square of the text and skips what it should keep. So
 * what is no matter to readers is taken out of its way, and what is half typed gets an end:
 * - comments become blanks, multi-line strings become plain ones,
 * - a string that is not closed ends with its line, and a property without a value gets one,
 * - `...spread` becomes a property or an element; safe access (`[?0]`, `app!.name`) becomes plain access, and characters
 *   that the language doesn't have become blanks.
 */
export function mendBicep(text: string, onUnread: OnUnread = () => {}): string {
  return rewritten(text, step).finish(onUnread);
}

/** How a top-level statement begins; matched at the start of a line. */
export const STATEMENT =
  /@|(?:param|var|resource|module|output|type|func|metadata|targetScope|import|extension|provider|using|test|assert)[ \t]+[\w'"*{=(]/y;

const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')', $: "}'" };

/** The brackets that are missing at the end of a mended statement, since the next one has begun. */
export function missingBrackets(statement: string): string {
  const { open } = rewritten(statement, step);
  return open
    .reverse()
    .map(bracket => CLOSERS[bracket] ?? '')
    .join('');
}

/** Characters that mean nothing to the mender. */
const PLAIN = /[\w \t\r<>=?,+\-*%|@&~]+/y;
const OTHERS = /[^\w\s'{}[\]()<>=!?:,.+\-*/%|@&~]/;

function step(out: Rewriting): void {
  const { text } = out;
  const char = text[out.at] ?? '';
  switch (char) {
    case '/':
      if (text[out.at + 1] === '/') blank(out, endOfLine(out.text, out.at));
      else if (text[out.at + 1] === '*') blank(out, out.after('*/', out.at + 2));
      else out.at++;
      return;
    case '#':
      blank(out, endOfLine(out.text, out.at));
      return;
    case "'":
      if (text.startsWith("'''", out.at)) multiLine(out);
      else string(out, out.at + 1);
      return;
    case '{':
    case '[':
    case '(':
      out.open.push(char);
      out.at++;
      if (char === '[' && text[out.at] === '?') out.replace(' ');
      return;
    case '}':
    case ']':
    case ')':
      out.at++;
      if (out.open.pop() === '$') string(out, out.at);
      return;
    case '!':
      // `app!.name`: that a value is there is the compiler's concern
      if (/[\w\])]/.test(text[out.at - 1] ?? '') && !/[=~]/.test(text[out.at + 1] ?? '')) out.replace(' ');
      else out.at++;
      return;
    case '.':
      if (text.startsWith('...', out.at)) out.replace(out.open.at(-1) === '{' ? '_: ' : '   ');
      else out.at++;
      return;
    case ':':
      out.at++;
      if (out.open.at(-1) === '{') out.giveValue(/^\s*[\w']+\s*:$/);
      return;
    case '\n':
      endLine(out);
      return;
    default:
      if (out.skip(PLAIN)) return;
      if (OTHERS.test(char)) out.replace(' ');
      else out.at++;
  }
}

/** No interpolation goes on behind the end of its line, and nothing behind the begin of the next statement. */
function endLine(out: Rewriting): void {
  if (out.open.at(-1) === '$') {
    out.open.pop();
    out.replaceBefore("}'");
  }
  out.at++;
  STATEMENT.lastIndex = out.at;
  if (STATEMENT.test(out.text)) out.open.length = 0;
}

function string(out: Rewriting, from: number): void {
  const { text } = out;
  if (out.string(from, "'", at => text.startsWith('${', at))) out.open.push('$');
}

function multiLine(out: Rewriting): void {
  let end = out.after("'''", out.at + 3);
  while (out.text[end] === "'") end++; // quotes right before the closing ones belong to the string
  const inner = out.text.slice(out.at + 3, end - 3).replace(/[^\w ./:@-]/g, 'x');
  out.replace(`'xx${inner}xx'`.slice(0, end - out.at));
}

function blank(out: Rewriting, end: number): void {
  out.replace(out.text.slice(out.at, end).replace(/[^\n]/g, ' '));
}
