// The commands in the text of a step. A word stays as it is written: what a shell puts in is never followed.

/** PowerShell has escapes of its own. In a single command, bash, sh and cmd.exe are read alike. */
export type ShellSyntax = 'posix' | 'powershell';

export interface Word {
  /** Without its quotes. What a shell puts in stays as a placeholder: `$NAME`, `$(git describe)`. */
  readonly text: string;
  /** Offsets in the text of the step, with its quotes. */
  readonly start: number;
  readonly end: number;
  /** It begins within quotes, so that no shell makes several words of a variable there. */
  readonly isQuoted: boolean;
}

export interface CommandLines {
  /** Each begins with the name of its tool. */
  readonly commands: readonly (readonly Word[])[];
  /** A command may run or not, or not in this order: a condition, a loop, a function. */
  readonly isBranching: boolean;
  /** A quote or a bracket is never closed, or there are too many commands. */
  readonly isCut: boolean;
}

const TOOLS = new Set(['az', 'kubectl', 'helm', 'helm3', 'docker']);
/** A command follows these words of a shell. */
const BEFORE_A_COMMAND = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!']);
/** These begin or end what runs on a condition, several times, or when it is called. */
const BRANCHES = new Set([
  ...['for', 'case', 'select', 'function', 'trap', 'fi', 'done', 'esac', 'exit', 'return', 'break', 'continue'],
  ...['foreach', 'switch', 'try', 'catch', 'finally', 'throw'],
]);

export function commandLinesIn(text: string, shell: ShellSyntax): CommandLines {
  return new Lexer(text, shell).read();
}

/** Far more than any step has. */
const MAX_COMMANDS = 4000;
const MAX_DEPTH = 50;

/** A command that is being read. */
interface Open {
  words: Word[];
  word: { text: string; readonly start: number; readonly isQuoted: boolean } | undefined;
  /** The next word is a file that a shell reads or writes, or the end of a here-document. */
  next: 'file' | 'end of document' | undefined;
}

class Lexer {
  readonly #text: string;
  readonly #isPowerShell: boolean;
  readonly #commands: (readonly Word[])[] = [];
  /** The lines that end the here-documents which begin below the present line. */
  readonly #documentEnds: string[] = [];
  #open: Open = { words: [], word: undefined, next: undefined };
  #at = 0;
  #isBranching = false;
  #isCut = false;

  constructor(text: string, shell: ShellSyntax) {
    this.#text = text;
    this.#isPowerShell = shell === 'powershell';
  }

  read(): CommandLines {
    this.#sequence(undefined, 0);
    return { commands: this.#commands, isBranching: this.#isBranching, isCut: this.#isCut };
  }

  /** Reads commands up to the sign that closes them. */
  #sequence(close: ')' | '`' | undefined, depth: number): void {
    if (depth > MAX_DEPTH) this.#cut();
    while (this.#at < this.#text.length) {
      const sign = this.#text.charAt(this.#at);
      if (sign === close) {
        this.#endCommand();
        this.#at++;
        return;
      }
      this.#step(sign, depth);
    }
    this.#endCommand();
    if (close !== undefined) this.#isCut = true;
  }

  #step(sign: string, depth: number): void {
    if (sign === '\n') this.#newLine();
    else if (/\s/.test(sign)) this.#blank(1);
    else if (this.#isComment(sign)) this.#skipTo('\n');
    else if (this.#isPowerShell && this.#text.startsWith('<#', this.#at)) this.#skipPast('#>');
    else if (sign === '<' || sign === '>') this.#redirect(depth);
    else if (';&|()'.includes(sign)) this.#operator(sign, depth);
    else if (this.#isBrace(sign)) this.#branch(1);
    else this.#part(sign, depth);
  }

  #blank(length: number): void {
    this.#endWord();
    this.#at += length;
  }

  /** `#{NAME}#` is a token that a tool replaces before. */
  #isComment(sign: string): boolean {
    return sign === '#' && this.#open.word === undefined && this.#text.charAt(this.#at + 1) !== '{';
  }

  #newLine(): void {
    this.#endCommand();
    this.#at++;
    for (const end of this.#documentEnds.splice(0)) this.#skipDocument(end);
  }

  /** Skips what a here-document holds: it is given to a program, or written to a file. */
  #skipDocument(end: string): void {
    while (this.#at < this.#text.length) {
      const found = this.#text.indexOf('\n', this.#at);
      const line = this.#text.slice(this.#at, found < 0 ? undefined : found);
      this.#at = found < 0 ? this.#text.length : found + 1;
      if (line.trim() === end) return;
    }
    this.#isCut = true;
  }

  #redirect(depth: number): void {
    const [written = ''] = /^(?:<<<|<<-?|<\(|>\(|<|>>|>&|>\||>)/.exec(this.#text.slice(this.#at, this.#at + 3)) ?? [];
    // the number of a stream is no word: `2>`
    if (/^\d$/.test(this.#open.word?.text ?? '')) this.#open.word = undefined;
    this.#endWord();
    this.#at += written.length;
    if (written.endsWith('(')) this.#nested(')', depth);
    else this.#open.next = /^<<-?$/.test(written) ? 'end of document' : 'file';
  }

  #operator(sign: string, depth: number): void {
    if (this.#text.startsWith('&>', this.#at)) {
      this.#at++;
      this.#redirect(depth);
      return;
    }
    // the words of an array are no command
    if (sign === '(' && this.#open.word?.text.endsWith('=') === true) {
      const count = this.#commands.length;
      this.#at++;
      this.#nested(')', depth);
      this.#commands.length = count;
      return;
    }
    const isDouble = '&|'.includes(sign) && this.#text.charAt(this.#at + 1) === sign;
    if (isDouble || '()'.includes(sign)) this.#branch(isDouble ? 2 : 1);
    else {
      this.#endCommand();
      this.#at++;
    }
    if (sign === '(') this.#nested(')', depth);
  }

  /** In a shell, a brace is one only as a word of its own. */
  #isBrace(sign: string): boolean {
    if (sign !== '{' && sign !== '}') return false;
    if (this.#isPowerShell) return true;
    return this.#open.word === undefined && /^(?:\s|[;)]|$)/.test(this.#text.slice(this.#at + 1, this.#at + 2));
  }

  #branch(length: number): void {
    this.#isBranching = true;
    this.#endCommand();
    this.#at += length;
  }

  /** Reads a part of a word. */
  #part(sign: string, depth: number): void {
    if (sign === '"') this.#doubleQuoted(depth);
    else if (sign === "'") this.#singleQuoted();
    else if (sign === '@' && this.#isPowerShell && /^@["']\r?\n/.test(this.#text.slice(this.#at, this.#at + 4)))
      this.#hereString();
    else if (!this.#placeholder(sign, depth)) this.#plain(sign);
  }

  #plain(sign: string): void {
    const isEscape = sign === '\\' || sign === '`' || sign === '^';
    const [lineEnd = ''] = isEscape ? (/^\r?\n/.exec(this.#text.slice(this.#at + 1, this.#at + 3)) ?? []) : [];
    // the command goes on in the next line
    if (lineEnd !== '') this.#blank(1 + lineEnd.length);
    else this.#add(sign === (this.#isPowerShell ? '`' : '\\') ? 2 : 1);
  }

  #singleQuoted(): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    this.#begin(true);
    if (end < 0) this.#cut();
    else {
      this.#append(this.#text.slice(this.#at + 1, end));
      this.#at = end + 1;
    }
  }

  #doubleQuoted(depth: number): void {
    this.#begin(true);
    this.#at++;
    while (this.#at < this.#text.length) {
      const sign = this.#text.charAt(this.#at);
      if (sign === '"') {
        this.#at++;
        return;
      }
      if (!this.#placeholder(sign, depth)) this.#add(sign === (this.#isPowerShell ? '`' : '\\') ? 2 : 1);
    }
    this.#isCut = true;
  }

  #hereString(): void {
    const end = (this.#text.charAt(this.#at + 1) === '"' ? /\n[ \t]*"@/ : /\n[ \t]*'@/).exec(
      this.#text.slice(this.#at),
    );
    this.#begin(true);
    this.#append('$(text)');
    if (end === null) this.#cut();
    else this.#at += end.index + end[0].length;
  }

  /** Reads what a runner or a shell puts in. Commands in it are commands of the step, too. */
  #placeholder(sign: string, depth: number): boolean {
    const start = this.#at;
    if (sign === '`' && !this.#isPowerShell) {
      this.#begin(false);
      this.#at++;
      this.#nested('`', depth);
      this.#append(`$(${this.#text.slice(start + 1, this.#at - 1)})`);
      return true;
    }
    if (sign !== '$') return false;
    const length = placeholderLength(this.#text, start);
    if (length > 0) {
      this.#add(length);
      return true;
    }
    if (this.#text.charAt(start + 1) !== '(') return false;
    this.#begin(false);
    this.#at += 2;
    this.#nested(')', depth);
    this.#append(this.#text.slice(start, this.#at));
    return true;
  }

  /** Reads commands within a word of the present one. */
  #nested(close: ')' | '`', depth: number): void {
    const outer = this.#open;
    this.#open = { words: [], word: undefined, next: undefined };
    this.#sequence(close, depth + 1);
    this.#open = outer;
  }

  #begin(isQuoted: boolean): void {
    this.#open.word ??= { text: '', start: this.#at, isQuoted };
  }

  #append(text: string): void {
    if (this.#open.word !== undefined) this.#open.word.text += text;
  }

  /** Adds the next characters as they are. */
  #add(length: number): void {
    this.#begin(false);
    this.#append(this.#text.slice(this.#at, this.#at + length));
    this.#at += length;
  }

  #endWord(): void {
    const { word, next } = this.#open;
    if (word === undefined) return;
    this.#open.word = undefined;
    this.#open.next = undefined;
    if (next === undefined) this.#open.words.push({ ...word, end: this.#at });
    else if (next === 'end of document') this.#documentEnds.push(word.text.replaceAll('\\', ''));
  }

  #endCommand(): void {
    this.#endWord();
    const { words } = this.#open;
    this.#open.words = [];
    this.#open.next = undefined;
    const first = words[0]?.text ?? '';
    if (BEFORE_A_COMMAND.has(first) || BRANCHES.has(first)) this.#isBranching = true;
    let count = 0;
    while (BEFORE_A_COMMAND.has(words[count]?.text ?? '') || isPrefix(words, count)) count++;
    const command = words.slice(count);
    if (!TOOLS.has(command[0]?.text ?? '')) return;
    if (this.#commands.length >= MAX_COMMANDS) this.#cut();
    else this.#commands.push(command);
  }

  #skipTo(sign: string): void {
    const end = this.#text.indexOf(sign, this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  #skipPast(sign: string): void {
    this.#skipTo(sign);
    if (this.#at === this.#text.length) this.#isCut = true;
    else this.#at += sign.length;
  }

  #cut(): void {
    this.#isCut = true;
    this.#at = this.#text.length;
  }
}

/** `NAME=value`, `$name =` and `sudo` before a command. */
function isPrefix(words: readonly Word[], i: number): boolean {
  const text = words[i]?.text ?? '';
  if (/^(?:\w+=|sudo$)/.test(text)) return true;
  const isAssigned = text.startsWith('$') && words[i + 1]?.text === '=';
  return isAssigned || (text === '=' && words[i - 1]?.text.startsWith('$') === true);
}

/**
 * The length of an expression, a macro of a pipeline or a variable: `${{ env.X }}`, `$(x)`, `$((1 + 2))`, `${X}`. 0 for
 * none.
 */
function placeholderLength(text: string, start: number): number {
  if (text.startsWith('${{', start)) return lengthTo(text, start, '}}');
  if (text.startsWith('$((', start)) return lengthTo(text, start, '))');
  if (text.startsWith('${', start)) return bracesLength(text, start);
  const macro = /^\$\([\w.-]+\)/.exec(text.slice(start, start + MAX_NAME));
  return macro?.[0].length ?? 0;
}

const MAX_NAME = 200;

/** All that is left where it never ends, so that no text is searched twice. */
function lengthTo(text: string, start: number, end: string): number {
  const found = text.indexOf(end, start);
  return (found < 0 ? text.length : found + end.length) - start;
}

function bracesLength(text: string, start: number): number {
  let depth = 0;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1 - start;
  }
  return text.length - start;
}
