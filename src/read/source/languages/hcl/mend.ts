import { endOfLine } from '../../lineStarts.ts';
import { HOLE, type Mended, type OnUnread, type Rewriting, rewriteStatements } from '../rewriting.ts';

/**
 * Rewrites a Terraform file for the parser. Each character stays in its place. An unclosed string ends with its line,
 * and an attribute without a value gets one, so that half a line costs no more than itself. Comments over several lines
 * become blanks, since they contain no statement.
 */
export function mendHcl(text: string, onUnread?: OnUnread): Mended {
  return rewriteStatements(text, BLOCK, step, onUnread).finish();
}

/** The beginning of a top-level block. */
export const BLOCK =
  /(?:resource|data|variable|locals|module|provider|terraform|output|moved|removed|import|check|ephemeral|run)\b[ \t]*["{]|(?:resource|data)(?:[ \t]+[\w-]+){2}[ \t]*\{/y;

/** Characters that mean nothing to the mender. */
const PLAIN = /[^#/"<{}()[\]=\n]+/y;
const HEREDOC = /^<<-?([\w-]+)[ \t]*\r?\n/;

function step(out: Rewriting): void {
  const { text } = out;
  switch (text[out.at]) {
    case '#':
      out.at = endOfLine(out.text, out.at);
      return;
    case '/':
      if (text[out.at + 1] === '/') out.at = endOfLine(out.text, out.at);
      else if (text[out.at + 1] === '*') out.blank(out.after('*/', out.at + 2));
      else out.at++;
      return;
    case '"':
      string(out, out.at + 1);
      return;
    case '<':
      if (text[out.at + 1] === '<') heredoc(out);
      else out.at++;
      return;
    case '{':
    case '[':
    case '(':
      out.push(text.charAt(out.at), out.at++);
      return;
    case '}':
      if (out.close('{', HOLE) === HOLE) string(out, ++out.at);
      else out.at++;
      return;
    case ']':
    case ')':
      out.close(text[out.at] === ']' ? '[' : '(');
      out.at++;
      return;
    case '\n':
      out.at++;
      out.beginLine();
      return;
    case '=':
      out.at++;
      out.giveValue(/^\s*[\w-]+\s*=$/);
      return;
    default:
      out.skip(PLAIN);
  }
}

/** A doubled sign is no interpolation. */
function string(out: Rewriting, from: number): void {
  const { text } = out;
  const opens = (at: number) => text[at + 1] === '{' && /[$%]/.test(text[at] ?? '') && text[at - 1] !== text[at];
  if (out.string(from, '"', opens)) out.push(HOLE, out.at);
}

function heredoc(out: Rewriting): void {
  const start = out.at;
  const [, mark] = HEREDOC.exec(out.text.slice(start, start + 200)) ?? [];
  out.at = start + 2;
  if (mark === undefined) return;
  let end = endOfLine(out.text, start);
  while (end < out.text.length) {
    const line = end + 1;
    end = endOfLine(out.text, line);
    if (out.text.slice(line, end).trim() === mark) {
      out.at = end;
      return;
    }
  }
  out.unclosed(start);
  out.at = endOfLine(out.text, start); // the rest may be blocks all the same
}
