import { endOfLine } from '../../lineStarts.ts';
import { type OnUnread, type Rewriting, rewritten } from '../statements.ts';

/**
 * Writes a Terraform file anew for the parser, character for character in the same places: a string that is not closed
 * ends with its line, and an attribute without a value gets one, so that half a line costs no more than itself.
 */
export function mendHcl(text: string, onUnread: OnUnread = () => {}): string {
  return rewritten(text, step).finish(onUnread);
}

/** Characters that mean nothing to the mender. */
const PLAIN = /[^#/"<{}=]+/y;
const HEREDOC = /^<<-?([\w-]+)[ \t]*\r?\n/;

function step(out: Rewriting): void {
  const { text } = out;
  switch (text[out.at]) {
    case '#':
      out.at = endOfLine(out.text, out.at);
      return;
    case '/':
      if (text[out.at + 1] === '/') out.at = endOfLine(out.text, out.at);
      else if (text[out.at + 1] === '*') out.at = out.after('*/', out.at + 2);
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
      out.open.push('{');
      out.at++;
      return;
    case '}':
      out.at++;
      if (out.open.pop() === '"') string(out, out.at);
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
  if (out.string(from, '"', opens)) out.open.push('"');
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
  out.unclosed ??= start;
  out.at = end;
}
