import { endOfLine } from '../../lineStarts.ts';
import { HOLE, type Mended, type OnUnread, type Rewriting, rewriteStatements } from '../rewriting.ts';

/**
 * Rewrites a Bicep file for the parser, character for character in the same places. The parser's grammar is older than
 * the language. Its recovery from an error costs the square of the text and skips what it should keep. So this removes
 * what readers don't need, and gives an end to what is half typed.
 * - Comments become blanks. Multi-line strings become plain ones.
 * - A string that is not closed ends with its line. A property without a value gets one.
 * - `...spread` becomes a property or an element. Safe access (`[?0]`, `app!.name`) becomes plain access.
 * - Characters that the language doesn't have become blanks.
 */
export function mendBicep(text: string, onUnread?: OnUnread): Mended {
  return rewriteStatements(text, STATEMENT, step, onUnread).finish();
}

/** The beginning of a top-level statement. */
export const STATEMENT =
  /@|(?:param|var|resource|module|output|type|func|metadata|targetScope|import|extension|provider|using|test|assert)[ \t]+[\w'"*{=(]/y;

const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')', [HOLE]: "}'" };

/** The brackets that are missing at the end of a mended statement, since the next one has begun. */
export function missingBrackets(statement: string): string {
  const { open } = rewriteStatements(statement, STATEMENT, step);
  return open
    .toReversed()
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
      if (text[out.at + 1] === '/') out.blank(endOfLine(out.text, out.at));
      else if (text[out.at + 1] === '*') out.blank(out.after('*/', out.at + 2));
      else out.at++;
      return;
    case '#':
      out.blank(endOfLine(out.text, out.at));
      return;
    case "'":
      if (text.startsWith("'''", out.at)) multiLine(out);
      else string(out, out.at + 1);
      return;
    case '{':
    case '[':
    case '(':
      openBracket(out, char);
      return;
    case '}':
      if (out.close('{', HOLE) === HOLE) string(out, ++out.at);
      else out.at++;
      return;
    case ']':
    case ')':
      out.close(char === ']' ? '[' : '(');
      out.at++;
      return;
    case '!':
      // `app!.name`: that a value is there is the compiler's concern
      if (/[\w\])]/.test(text[out.at - 1] ?? '') && !/[=~]/.test(text[out.at + 1] ?? '')) out.replace(' ');
      else out.at++;
      return;
    case '.':
      if (text.startsWith('...', out.at)) out.replace(out.isWithin('{') ? '_: ' : '   ');
      else out.at++;
      return;
    case ':':
      out.at++;
      if (out.isWithin('{')) out.giveValue(/^\s*[\w']+\s*:$/);
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

/** No interpolation goes on behind the end of its line. */
function endLine(out: Rewriting): void {
  if (out.isWithin(HOLE)) {
    out.leave();
    out.replaceBefore("}'");
  }
  out.at++;
  out.beginLine();
}

/** The parser takes `//` right behind a quote or an interpolation for a comment. */
function string(out: Rewriting, from: number): void {
  const { text } = out;
  out.at = from;
  if (text.startsWith('//', from)) out.replace('x');
  if (out.string(out.at, "'", at => text.startsWith('${', at))) out.push(HOLE, out.at);
}

function openBracket(out: Rewriting, mark: string): void {
  if (mark === '{' && isAction(out)) return;
  out.push(mark, out.at++);
  if (mark === '[' && out.text[out.at] === '?') out.replace(' ');
}

/**
 * An action of Go's templates, in a file that a template makes: `param count = {{ .replicas }}`. It becomes a name that
 * nothing defines, so that its value is open, or blanks where it is alone on its line.
 */
function isAction(out: Rewriting): boolean {
  const { text, at } = out;
  ACTION.lastIndex = at;
  if (!ACTION.test(text)) return false;
  const end = ACTION.lastIndex;
  const line = text.slice(text.lastIndexOf('\n', at) + 1, endOfLine(text, at));
  out.replace((line.trim().length === end - at ? ' ' : '_').repeat(end - at));
  return true;
}

const ACTION = /\{\{[^{}\n]*\}\}/y;

function multiLine(out: Rewriting): void {
  let end = out.after("'''", out.at + 3);
  while (out.text[end] === "'") end++; // quotes right before the closing ones belong to the string
  const inner = out.text.slice(out.at + 3, end - 3).replace(/[^\w ./:@-]/g, 'x');
  out.replace(`'xx${inner}xx'`.slice(0, end - out.at));
}
