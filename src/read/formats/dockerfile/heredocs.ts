import type { Span } from '../../../model/place.ts';
import { endOfLine } from '../../source/lineStarts.ts';

// Here-documents, as BuildKit finds them. The library knows those whose name is one word.
// https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go

export interface WithoutHeredocs {
  /** The text with blanks for all lines of here-documents, and for the signs that begin them. */
  readonly text: string;
  /** The instructions whose here-document has no end. BuildKit refuses the file. */
  readonly unclosed: readonly Span[];
}

/** `continuation` is the character that continues a line. */
export function withoutHeredocs(text: string, continuation: string): WithoutHeredocs {
  if (!text.includes('<<')) return { text, unclosed: [] };
  const pieces: string[] = [];
  const unclosed: Span[] = [];
  for (let at = 0; at < text.length; ) {
    const { line, end } = lineAt(text, at, continuation);
    const written = text.slice(at, end);
    const heredocs = heredocsIn(line);
    const content = contentOf(heredocs ?? [], text, end);
    if (content.isUnclosed) unclosed.push({ start: at + written.search(/\S/), end: at + written.trimEnd().length });
    pieces.push(heredocs === undefined ? written : written.replaceAll('<<', '  '), blank(text.slice(end, content.end)));
    at = content.end;
  }
  return { text: pieces.join(''), unclosed };
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** An instruction as one line, without the comments and empty lines in it. */
interface LogicalLine {
  readonly line: string;
  /** The start of the next one. */
  readonly end: number;
}

/** Joins a line with those that continue it. A comment is a line that nothing continues. */
function lineAt(text: string, start: number, continuation: string): LogicalLine {
  const pieces: string[] = [];
  for (let at = start; at < text.length; ) {
    const lineEnd = endOfLine(text, at);
    const line = withoutEnd(text.slice(at, lineEnd), '\r');
    const isFirst = at === start;
    at = lineEnd + 1;
    const isComment = line.trimStart().startsWith('#');
    if (!isFirst && (isComment || line.trim() === '')) continue;
    const body = withoutEnd(line, ' \t');
    const isContinued = !isComment && body.endsWith(continuation) && body.at(-2) !== continuation;
    pieces.push(isContinued ? body.slice(0, -1) : line);
    if (!isContinued) return { line: pieces.join(''), end: Math.min(at, text.length) };
  }
  return { line: pieces.join(''), end: text.length };
}

/** Returns the text without these characters at its end. */
function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

interface Heredoc {
  readonly name: string;
  /** `<<-`: tabs before the name are no part of it. */
  readonly takesTabs: boolean;
}

/** The end of consecutive here-documents' contents. */
function contentOf(heredocs: readonly Heredoc[], text: string, start: number): { end: number; isUnclosed: boolean } {
  let at = start;
  for (const { name, takesTabs } of heredocs) {
    let isClosed = false;
    while (at < text.length && !isClosed) {
      const lineEnd = endOfLine(text, at);
      const line = withoutEnd(text.slice(at, lineEnd), '\r');
      isClosed = (takesTabs ? line.replace(/^\t+/, '') : line) === name;
      at = Math.min(lineEnd + 1, text.length);
    }
    if (!isClosed) return { end: at, isUnclosed: true };
  }
  return { end: at, isUnclosed: false };
}

const TAKES_HEREDOCS = /^\s*(?:onbuild\s+)?(?:run|copy|add)\s+/i;
const FLAG = /--(?:"[^"]*"|'[^']*'|[^\s"'])*(?:\s+|$)/y;

/** Undefined for an instruction that can have none. */
function heredocsIn(line: string): readonly Heredoc[] | undefined {
  const [instruction] = TAKES_HEREDOCS.exec(line) ?? [];
  if (instruction === undefined || !line.includes('<<')) return undefined;
  if (isList(withoutFlags(line.slice(instruction.length)))) return [];
  return (wordsOf(line, true) ?? []).flatMap(word => heredocOf(word) ?? []);
}

function withoutFlags(words: string): string {
  FLAG.lastIndex = 0;
  let end = 0;
  while (FLAG.test(words)) end = FLAG.lastIndex;
  return words.slice(end);
}

/** `RUN ["sh", "-c", "<<EOF"]` */
function isList(words: string): boolean {
  if (!words.startsWith('[')) return false;
  try {
    return Array.isArray(JSON.parse(words));
  } catch {
    return false;
  }
}

const HEREDOC = /^\d*<<(-?)/;

function heredocOf(word: string): Heredoc | undefined {
  const [signs, dash] = HEREDOC.exec(word) ?? [];
  const rest = word.slice(signs?.length);
  if (signs === undefined || rest.includes('<')) return undefined;
  const [name, more] = wordsOf(rest.trimStart(), false) ?? [];
  return name === undefined || more !== undefined ? undefined : { name, takesTabs: dash === '-' };
}

/**
 * Splits a line into words as BuildKit's shell does. Undefined for one that it can't split. `isRaw` keeps quotes and
 * escapes.
 */
function wordsOf(line: string, isRaw: boolean): readonly string[] | undefined {
  return new Words(line, isRaw).split();
}

/** @see https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go */
class Words {
  readonly #line: string;
  readonly #isRaw: boolean;
  readonly #words: string[] = [];
  #word = '';
  #at = 0;
  /** The ends of open quotes and substitutions, innermost last. */
  readonly #ends: string[] = [];

  constructor(line: string, isRaw: boolean) {
    this.#line = line;
    this.#isRaw = isRaw;
  }

  split(): readonly string[] | undefined {
    while (this.#at < this.#line.length) if (!this.#step()) return undefined;
    if (this.#ends.length > 0) return undefined;
    this.#endWord();
    return this.#words;
  }

  /** False where the line can't be split. */
  #step(): boolean {
    const character = this.#line.charAt(this.#at);
    const end = this.#ends.at(-1);
    if (character === end) this.#close(end);
    else if (character === '$') return this.#dollar();
    else if (character === '\\') this.#escape(end === '"');
    else if (end === '"') this.#add(character);
    else if (character === "'") return this.#singleQuoted();
    else if (character === '"') this.#openQuote();
    else if (this.#line.startsWith('<<', this.#at)) this.#heredoc();
    else this.#add(character);
    return true;
  }

  /** Adds characters of the line. Blanks end a word, but for those in quotes. */
  #add(text: string): void {
    for (const character of text) {
      if (this.#ends[0] !== '"' && character.trim() === '') this.#endWord();
      else this.#word += character;
    }
    this.#at += text.length;
  }

  /** Adds a quote, which is none of the word's characters. */
  #addQuote(quote: string): void {
    if (this.#isRaw) this.#word += quote;
    this.#at++;
  }

  #endWord(): void {
    if (this.#word !== '') this.#words.push(this.#word);
    this.#word = '';
  }

  #openQuote(): void {
    this.#addQuote('"');
    this.#ends.push('"');
  }

  #close(end: string): void {
    this.#ends.pop();
    if (end === '"') this.#addQuote(end);
    else this.#add(end);
    // what is replaced, and by what: `${NAME/a/b}`
    if (end === '/') this.#ends.push('}');
  }

  #singleQuoted(): boolean {
    const end = this.#line.indexOf("'", this.#at + 1);
    if (end < 0) return false;
    const text = this.#line.slice(this.#at + 1, end);
    this.#addQuote("'");
    if (this.#ends.length === 0) {
      this.#word += text;
      this.#at += text.length;
    } else this.#add(text);
    this.#addQuote("'");
    return true;
  }

  /** In double quotes, a backslash is one before some characters only. */
  #escape(isQuoted: boolean): void {
    const next = this.#line.charAt(this.#at + 1);
    const isTaken = !isQuoted || '"$\\'.includes(next);
    if (this.#isRaw || !isTaken) this.#word += '\\';
    if (this.#isRaw && !isTaken) this.#word += '\\';
    if (isTaken) this.#word += next;
    this.#at += isTaken ? 1 + next.length : 1;
  }

  /** Blanks may be between the signs and the name. */
  #heredoc(): void {
    SIGNS.lastIndex = this.#at;
    const [signs = '<<'] = SIGNS.exec(this.#line) ?? [];
    this.#word += signs;
    this.#at += signs.length;
  }

  /**
   * A variable stays as it is. Only the end of a substitution is looked for, by BuildKit's rules for what may be in it.
   */
  #dollar(): boolean {
    VARIABLE.lastIndex = this.#at;
    const [whole = '', open, name = ''] = VARIABLE.exec(this.#line) ?? [];
    const operator = this.#line.charAt(this.#at + whole.length);
    this.#add(whole);
    if (open === undefined) return true;
    if (name === '' && '{}:'.includes(operator)) return false;
    if (operator === '}') this.#add(operator);
    else if (operator === '/') this.#openReplacement();
    else if (/^(?::[^#%]|[-+?#%])/.test(this.#line.slice(this.#at, this.#at + 2))) {
      this.#add(this.#line.slice(this.#at, this.#at + (operator === ':' ? 2 : 1)));
      this.#ends.push('}');
    } else return false;
    return true;
  }

  #openReplacement(): void {
    this.#add(this.#line.startsWith('//', this.#at) ? '//' : '/');
    this.#ends.push('/');
  }
}

const SIGNS = /<<[ \t\r]*/y;
const VARIABLE = /\$(?:(\{)(\d+|[@*#?$!-]|[\p{L}\p{Nd}_]+)?|\d+|[@*#?$!-]|[\p{L}\p{Nd}_]+)?/uy;
