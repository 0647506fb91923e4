// How a script of bash or PowerShell is cut: into lines with the blocks that they are in, commands and words.

/** A command as it is written, with `&&` or `||` before it where whether it runs depends on another. */
export interface Line {
  readonly text: string;
  /**
   * The blocks that it is in, each by a number of its own: branches and loops, and what runs in a shell of its own. Empty
   * outside of any. Functions are left out, which are called wherever it may be.
   */
  readonly blocks: string;
  readonly isInFunction: boolean;
}

/** Texts in quotes, comments, escapes, and what is between `<<EOF` and `EOF`. */
const QUOTED =
  /\\[\s\S]|(?<=^|\s)#(?!\{).*|"(?:\\[\s\S]?|[^"\\])*(?:"|$)|'[^']*(?:'|$)|(?<!<|\(\([^)\n]{0,100})<<-?\s*["'\\]?([A-Za-z_]\w*)(?:[\s\S]*?^[ \t]*\1[ \t]*\r?$|[\s\S]*)/gm;

/** The same in PowerShell, with `@"` and `"@` around texts of several lines. */
const QUOTED_IN_POWERSHELL =
  /`[\s\S]|<#[\s\S]*?(?:#>|(?![\s\S]))|(?<=^|\s)#.*|@(["'])\r?\n[\s\S]*?(?:^[ \t]*\1@|(?![\s\S]))|"(?:`[\s\S]|[^"`])*(?:"|$)|'[^']*(?:'|$)/gm;

/** What only PowerShell has, and what only bash has. */
const POWERSHELL = /^[ \t]*\$\w[\w:]*[ \t]*\+?=|\$env:\w|\bWrite-(?:Host|Output)\b|^[ \t]*param[ \t]*\(/im;
const BASH = /^#!.*sh\b|^[ \t]*(?:fi|done|esac)\b|<<-?\s*["'\\]?[A-Za-z_]/m;

const TOOLS = 'az|docker|helm3?|kubectl|kustomize';
const IN_PROSE = new RegExp(`(?<=[^\\s;&|])(?<!\\bsudo)[ \\t]+(?=(?:${TOOLS})\\s)`, 'g');
const PRINTS = /(?:^|[\n;&|({]|\b(?:then|else|do))\s*(?:sudo\s+)?(?:cat|tee|echo|printf|write-\w+)\b[^\n;&|]*$/i;
const RUNS = /^[^\n]*\|\s*(?:sudo\s+)?(?:ssh|(?:ba)?sh)\b/;

/**
 * Leaves out comments, and texts of several lines that are printed or written. In any other text of several lines, which
 * may be for people, a command is only what begins a line; and what docker is told there may be for another machine. A name
 * that is assigned there may have any value.
 */
function withoutProse(text: string, before: string): string {
  if (/^<?#/.test(text)) return '';
  if (/^[\\`]/.test(text) || !text.includes('\n')) return text;
  if (text.startsWith('@') || (PRINTS.test(before) && !RUNS.test(text))) return text.startsWith('<') ? '' : '""';
  return text
    .replace(IN_PROSE, '$&#')
    .replace(/(?:^|[;&])[ \t]*(?=(?:sudo )?docker\s)/gm, '$&#')
    .replace(/^[ \t]*(?:(?:export|declare|local|readonly) (?:-\w+ )?)?\$?\w+\s?(?==)/gm, '$&+');
}

/** Its end, which says what is done with a text: far longer than that is. */
function lineBefore(script: string, at: number): string {
  const before = script.slice(Math.max(0, at - 200), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}

/** Each up to the end of a line, `;`, `&&` or `||`, but for those in quotes that end in the same line. */
const LINES = /(?:&&|\|\|)?(?:\\.|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|(?<!&)&(?!&)|(?<!\|)\|(?!\|)|[^\n;&|])+/g;

/** The lines of a script, each command by itself. */
export function linesIn(script: string): readonly Line[] {
  const whole = script
    .replace(
      POWERSHELL.test(script) && !BASH.test(script) ? QUOTED_IN_POWERSHELL : QUOTED,
      (text, _delimiter, at: number) => withoutProse(text, lineBefore(script, at)),
    )
    .replace(/(?:\\|(?<=\s)`)\r?\n/g, ' ');
  const blocks = new Blocks();
  return (whole.match(LINES) ?? []).map(text => blocks.follow(text));
}

/** What comes before the command of a branch: `then`, or the pattern of a `case`. */
const BRANCH = /^\s*(?:(?:then|else|do)\s+|[^\s()'"]+\)\s*)/;

/** The command of a line. */
export function commandOf({ text }: Line): string {
  return text.replace(/^(?:&&|\|\|)/, '').replace(BRANCH, '');
}

/** Follows `if`, `case`, loops, and blocks in braces, in bash and in PowerShell. */
class Blocks {
  /** Numbers of blocks; `f` for a function, `case` behind the number of the pattern that was met last. */
  #open: string[] = [];
  #count = 0;

  follow(text: string): Line {
    const line = text.trim().replace(/^(?:then|else|do)\s+(?=if\b|case\b)/, '');
    if (/^(?:fi|esac|done|\))(?![\w-])/.test(line)) this.#open.pop();
    if (/^(?:else|elif)\b/.test(line)) this.#another('');
    if (this.#open.at(-1)?.endsWith('case') && /^\(?[^()]*\)/.test(line)) this.#another('case');
    const bare = line.replace(/"(?:\\.|[^"\\])*"|'[^']*'|\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)/g, '');
    const isFunction = /^(?:function\s|[\w-]+\s*\(\))/.test(line);
    const found = { text, ...this.#now() };
    for (const [brace] of bare.matchAll(/[{}]/g)) {
      if (brace === '}') this.#open.pop();
      else this.#open.push(isFunction ? 'f' : this.#next());
    }
    if (/^(?:if|case|for|while|until|select)\b/.test(line) && !bare.includes('{'))
      this.#open.push(`${this.#next()}${line.startsWith('case') ? 'case' : ''}`);
    else if (/^\((?:\s|$)/.test(line) && !bare.includes(')')) this.#open.push(this.#next());
    // a block that ends in the line has ended before what it holds could count behind it
    return line.startsWith('}') || /^(?:else|elif)\b|\)/.test(line) ? { text, ...this.#now() } : found;
  }

  #another(kind: string): void {
    this.#open.splice(-1, 1, `${this.#next()}${kind}`);
  }

  #next(): string {
    return String(++this.#count);
  }

  #now(): Omit<Line, 'text'> {
    const blocks = this.#open.flatMap(each => (each === 'f' ? [] : `${each}/`)).join('');
    return { blocks, isInFunction: this.#open.includes('f') };
  }
}

/** More tools than a person writes in one line. */
const MAX_TOOLS = 20;

/** A command begins with its tool's name, behind any other words that are not printed and not run elsewhere: `if ! retry 3 az …`. */
export function commandsIn(line: string): readonly (readonly string[])[] {
  const written = wordsIn(line);
  const words = written.map(word => unquoted(word.replace(/^([^<>(){}"']+)>.*$|^([^()`]*)[)`]+$/, '$1$2')));
  let isOther = false;
  let count = 0;
  return written.flatMap((word, i) => {
    const before = written[i - 1] ?? '|';
    if (before === '|') isOther = /^(?:echo|printf|write-\w+)$/i.test(word);
    if (word === 'ssh' || (word === 'exec' && /^(?:docker|kubectl)$/.test(before))) isOther = true;
    const inner = word.startsWith("'")
      ? []
      : [...word.matchAll(SUBSTITUTION)].flatMap(([, own = '']) => commandsIn(own));
    const [, tool] = isOther || /^--\w/.test(before) ? [] : (TOOL.exec(word) ?? []);
    if (tool === undefined || ++count > MAX_TOOLS) return inner;
    // what kustomize makes goes on to the next
    const end = /^ku/.test(tool) ? -1 : words.indexOf('|', i);
    return [...inner, [tool === 'helm3' ? 'helm' : tool, ...words.slice(i + 1, end < 0 ? undefined : end)]];
  });
}

const TOOL = new RegExp(`^(?:[^"']*[(\`])?(${TOOLS})$`);
const SUBSTITUTION = /(?<!\\)\$\(((?:[^()]|\([^()]*\))*)\)/g;

/** Words divided by blanks, quotes taken off: enough for what is literal. */
export function wordsOf(line: string): readonly string[] {
  return wordsIn(line).map(unquoted);
}

/** The same as they are written. */
function wordsIn(line: string): readonly string[] {
  const words = line.match(WORDS) ?? [];
  const comment = words.findIndex(word => /^#(?!\{)/.test(word));
  return comment < 0 ? words : words.slice(0, comment);
}

const WORDS =
  /(?:\$\{\{[^}]*\}\}|\$\((?:[^()]|\([^()]*\))*\)|\\.|"(?:\$\((?:[^()]|\([^()]*\))*\)|\$(?!\()|\\.|[^"\\$])*"|"[^"]*"|'[^']*'|`[^`]*`|(?<=>)&|&(?=>)|[^\s|&])+|\|/g;

export function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/, '$2');
}

export function options(words: readonly string[], ...names: readonly string[]): readonly string[] {
  return words.flatMap((word, i) => {
    const [name = '', ...value] = word.split('=');
    if (!names.includes(name)) return [];
    return value.length > 0 ? [unquoted(value.join('='))] : (words[i + 1] ?? []);
  });
}

export function option(words: readonly string[], ...names: readonly string[]): string | undefined {
  return options(words, ...names)[0];
}
