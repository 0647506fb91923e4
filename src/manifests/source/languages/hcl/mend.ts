import { type OnUnread, Rewriting } from '../statements.ts';

/**
 * Writes a Terraform file anew for the parser, character for character in the same places: a string that is not closed
 * ends with its line, and an attribute without a value gets one, so that half a line costs no more than itself.
 */
export function mendHcl(text: string, onUnread: OnUnread = () => {}): string {
  return new Mender(text).run(onUnread);
}

/** Characters that mean nothing to the mender. */
const PLAIN = /[^#/"<{}=]+/y;
const HEREDOC = /^<<-?([\w-]+)[ \t]*\r?\n/;

class Mender {
  readonly #out: Rewriting;
  /** Braces that are open, and `"` for a string with an open interpolation. */
  readonly #open: string[] = [];

  constructor(text: string) {
    this.#out = new Rewriting(text);
  }

  run(onUnread: OnUnread): string {
    while (!this.#out.isDone) this.#step();
    return this.#out.finish(onUnread);
  }

  #step(): void {
    const out = this.#out;
    const { text } = out;
    switch (text[out.at]) {
      case '#':
        out.at = out.lineEnd(out.at);
        return;
      case '/':
        if (text[out.at + 1] === '/') out.at = out.lineEnd(out.at);
        else if (text[out.at + 1] === '*') out.at = out.after('*/', out.at + 2);
        else out.at++;
        return;
      case '"':
        this.#string(out.at + 1);
        return;
      case '<':
        if (text[out.at + 1] === '<') this.#heredoc();
        else out.at++;
        return;
      case '{':
        this.#open.push('{');
        out.at++;
        return;
      case '}':
        out.at++;
        if (this.#open.pop() === '"') this.#string(out.at);
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
  #string(from: number): void {
    const { text } = this.#out;
    const opens = (at: number) => text[at + 1] === '{' && /[$%]/.test(text[at] ?? '') && text[at - 1] !== text[at];
    if (this.#out.string(from, '"', opens)) this.#open.push('"');
  }

  #heredoc(): void {
    const out = this.#out;
    const start = out.at;
    const [, mark] = HEREDOC.exec(out.text.slice(start, start + 200)) ?? [];
    out.at = start + 2;
    if (mark === undefined) return;
    let end = out.lineEnd(start);
    while (end < out.text.length) {
      const line = end + 1;
      end = out.lineEnd(line);
      if (out.text.slice(line, end).trim() === mark) {
        out.at = end;
        return;
      }
    }
    out.unclosed ??= start;
    out.at = end;
  }
}
