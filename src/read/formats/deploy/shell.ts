// How a script of bash or PowerShell is cut: into lines with the blocks that they are in, commands and words.

/** A command as it is written, with `&&` or `||` before it where whether it runs depends on another. */
export interface Line extends Within {
  readonly text: string;
}

/** Far more than any step has, and than most scripts. */
export const MAX_LINES = 4000;
export const MAX_LINE = 10_000;

/** Texts in quotes, which may hold others in `$(…)`, comments, escapes, and what is between `<<EOF` and `EOF`. */
const QUOTED =
  /\\[\s\S]|\$'(?:\\.|[^'\\])*'|(?<=^|\s)#(?!\{).*|"(?:\$\((?:[^()]|\([^()]*\))*\)|\\[\s\S]?|[^"\\])*(?:"|$)|'[^']*(?:'|$)|(?<!<|\(\([^)\n]{0,100})<<-?\s*(?:(["'])([^"'\n]+)\1(?:[\s\S]*?^[ \t]*\2[ \t]*\r?$|[\s\S]*)|\\?([A-Za-z_]\w*)(?:[\s\S]*?^[ \t]*\3[ \t]*\r?$|[\s\S]*))/gm;

/** The same in PowerShell, with `@"` and `"@` around texts of several lines. */
const QUOTED_IN_POWERSHELL =
  /`[\s\S]|<#[\s\S]*?(?:#>|(?![\s\S]))|(?<=^|\s)#.*|@(["'])\r?\n[\s\S]*?(?:^[ \t]*\1@|(?![\s\S]))|"(?:\$\((?:[^()]|\([^()]*\))*\)|`[\s\S]|[^"`])*(?:"|$)|'[^']*(?:'|$)/gm;

/** What only PowerShell has, and what only bash has. */
const POWERSHELL = /^[ \t]*\$\w[\w:]*[ \t]*\+?=|\$env:\w|\bWrite-(?:Host|Output)\b|^[ \t]*param[ \t]*\(/im;
const BASH = /^#!.*sh\b|^[ \t]*(?:fi|done|esac)\b|<<-?\s*["'\\]?[A-Za-z_]/m;

const TOOLS = 'az|docker|helm3?|kubectl|kustomize|terraform';
const IN_PROSE = new RegExp(`(?<=[^\\s;&|])(?<!\\bsudo)[ \\t]+(?=(?:${TOOLS})\\s)`, 'g');
/** What runs the text that follows it in its line, or that it is piped to. */
const RUN_BY = /(?<![.\w])(?:ssh|(?:ba|da|z|k)?sh|pwsh|su|eval|--(?:scripts?|command|exec-command))(?![\w.])[^\n]*$/;
/** Far longer than what says in a line what is done with a text. */
const FAR_BEFORE = 200;
const PIPED_TO = /^[^\n]*\|\s*(?:sudo\s+)?(?:ssh|(?:ba)?sh)\b/;

/**
 * Leaves out comments, and texts of several lines but those that are run, at times elsewhere: there a command is only what
 * begins a line, what docker is told may be for another machine, and a name that is assigned may have any value.
 */
function withoutProse(text: string, before: string): string {
  if (/^<?#/.test(text)) return '';
  if (/^[\\`]/.test(text) || !text.includes('\n')) return text;
  if (text.startsWith('@') || !(RUN_BY.test(before) || PIPED_TO.test(text))) return text.startsWith('<') ? '' : '""';
  return text
    .replace(IN_PROSE, '$&#')
    .replace(/(?:^|[;&])[ \t]*(?=(?:sudo )?docker\s)/gm, '$&#')
    .replace(/^[ \t]*(?:(?:export|declare|local|readonly) (?:-\w+ )?)?\$?\w+\s?(?==)/gm, '$&+');
}

/** Each up to the end of a line, `;`, `&&` or `||`, but for those in quotes that end in the same line. */
const LINES = /(?:&&|\|\|)?(?:\\.|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|(?<!&)&(?!&)|(?<!\|)\|(?!\|)|[^\n;&|])+/g;

/** The lines of a script, each command by itself; one more than the most, where there are more. */
export function linesIn(script: string, file: string): readonly Line[] {
  // bash joins lines before all else, but in comments
  const joined = script.replace(/^[ \t]*#.*|\\\r?\n/gm, text => (text.endsWith('\n') ? ' ' : text));
  const isPowerShell = /\.ps1$/i.test(file) || (POWERSHELL.test(script) && !BASH.test(script));
  const whole = joined
    .replace(isPowerShell ? QUOTED_IN_POWERSHELL : QUOTED, (text: string, ...more: unknown[]) => {
      const at = Number(more.at(-2));
      return withoutProse(text, joined.slice(Math.max(0, at - FAR_BEFORE), at));
    })
    .replace(/(?<=\s)`\r?\n/g, ' ')
    .replace(/(&&|\|\|)[ \t]*\r?\n\s*/g, '$1 ');
  const blocks = new Blocks();
  const texts = (whole.match(LINES) ?? []).slice(0, MAX_LINES + 1);
  return texts.map(text => ({ text, ...blocks.follow(text.slice(0, MAX_LINE)) }));
}

/** What comes before the command of a branch: `then`, or the pattern of a `case`. */
const BRANCH = /^\s*(?:(?:then|else|do)\s+|[^\s()'"]+\)\s*)/;

/** The command of a line. */
export function commandOf({ text }: Line): string {
  return text.replace(/^(?:&&|\|\|)/, '').replace(BRANCH, '');
}

/** More tools than a person writes in one line. */
const MAX_TOOLS = 20;
const PRINTS = /^\(?(?:echo|printf|write-\w+)$/i;
const LEADS = /^(?:[{(!|]|\w[\w-]*\(\)|\d*>&\d+|then|else|do|sudo)$/;

/** A command begins with its tool's name, behind any other words that are not printed and not run elsewhere: `if ! retry 3 az …`. */
export function commandsIn(line: string): readonly (readonly string[])[] {
  const written = wordsIn(line);
  const words = written.map(word => unquoted(word.replace(/^([^<>(){}"']+)>.*$|^([^()`]*)[)`]+$/, '$1$2')));
  let [isFirst, isOther, count] = [true, false, 0];
  return written.flatMap((word, i) => {
    const before = written[i - 1] ?? '|';
    if (before === '|') isFirst = true;
    if (isFirst) isOther = PRINTS.test(word);
    isFirst &&= LEADS.test(word);
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

/** The commands of a text that another shell runs; none if it gives names a value. */
export function commandsOf(text: string): readonly (readonly string[])[] {
  const assigns = /(?:^|[;&|(]|\bthen|\bdo|\bexport)\s*\w+=|\b(?:for|read|cd|source)\s/.test(text);
  return assigns ? [] : (text.match(LINES) ?? []).flatMap(commandsIn);
}

const TOOL = new RegExp(`^(?:[^"']*[({\`])?(${TOOLS})$`);
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

/** Where a line is. */
interface Within {
  /** The blocks that it is in, each by a number of its own, without functions, which are called wherever it may be. */
  readonly blocks: string;
  /** The innermost function that it is in, by a number of its own. */
  readonly inFunction: string | undefined;
}

/** In a script that is too long or too deep to be followed, any line may be in any block. */
export const LOST = '?';

interface Open {
  readonly kind: 'if' | 'loop' | 'case' | '(' | '{' | 'function';
  readonly id: string;
}

const OPENS = {
  if: 'if',
  case: 'case',
  for: 'loop',
  while: 'loop',
  until: 'loop',
  select: 'loop',
  '(': '(',
  '{': '{',
} as const satisfies Readonly<Record<string, Open['kind']>>;
const CLOSES: ReadonlyMap<string, readonly Open['kind'][]> = new Map([
  ['fi', ['if']],
  ['done', ['loop']],
  ['esac', ['case']],
  [')', ['(']],
  ['}', ['{', 'function']],
]);

/** Brackets, and words of the shell where a command can begin. */
const STEPS =
  /[{}()]|(?<=^|[;|&({!]|\b(?:then|else|do|time|if|while|until|elif)\s|\)\s)\s*\b(if|case|for|while|until|select|fi|done|esac|else|elif)\b(?![\w-])/g;
const NO_BLOCKS = /"(?:\\.|[^"\\])*"|'[^']*'|\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\\./g;
export const FUNCTION = /^(?:function\s|[\w-]+\s*\(\s*\))/;
const PATTERN = /^(?!esac\b)\(?[^()]*\)/;
const MAX_DEPTH = 100;

/** Follows the lines of a script. A block is closed by its own sign alone: one that seems to be open still costs only values. */
class Blocks {
  readonly #open: Open[] = [];
  #count = 0;
  /** A function's brace is still to come. */
  #isNamed = false;

  follow(text: string): Within {
    if (this.#open.length > MAX_DEPTH) return { blocks: LOST, inFunction: LOST };
    let line = text.trim().replace(NO_BLOCKS, '""');
    const isFunction = FUNCTION.test(line) || (this.#isNamed && line.startsWith('{'));
    this.#isNamed = isFunction && !line.includes('{');
    line = line.replace(/(?<=[\w-])\s*\(\s*\)/g, '');
    if (this.#open.at(-1)?.kind === 'case' && PATTERN.test(line)) {
      this.#another();
      line = line.replace(PATTERN, ';');
    }
    const before = this.#now();
    const isEnd = /^(?:[)}]|(?:fi|done|esac|else|elif)\b)/.test(line);
    for (const [sign, word = sign] of line.matchAll(STEPS)) this.#step(word, isFunction);
    return isEnd ? this.#now() : before;
  }

  #step(word: string, isFunction: boolean): void {
    const top = this.#open.at(-1)?.kind;
    const closed = CLOSES.get(word);
    if (closed !== undefined) {
      if (top !== undefined && closed.includes(top)) this.#open.pop();
    } else if (word === 'else' || word === 'elif') {
      if (top === 'if') this.#another();
    } else if (isOpening(word)) {
      const kind = word === '{' && isFunction && top !== 'function' ? 'function' : OPENS[word];
      this.#open.push({ kind, id: this.#next() });
    }
  }

  /** The next branch of the innermost block. */
  #another(): void {
    const last = this.#open.pop();
    if (last !== undefined) this.#open.push({ ...last, id: this.#next() });
  }

  #next(): string {
    return String(++this.#count);
  }

  #now(): Within {
    const blocks = this.#open.flatMap(({ kind, id }) => (kind === 'function' ? [] : `${id}/`)).join('');
    return { blocks, inFunction: this.#open.findLast(({ kind }) => kind === 'function')?.id };
  }
}

function isOpening(word: string): word is keyof typeof OPENS {
  return word in OPENS;
}
