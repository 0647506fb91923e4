// The blocks of a script of bash or PowerShell: branches, loops, braces, and what runs in a shell of its own.

/** Where a line is. */
export interface Within {
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
const FUNCTION = /^(?:function\s|[\w-]+\s*\(\s*\))/;
const PATTERN = /^(?!esac\b)\(?[^()]*\)/;
const MAX_DEPTH = 100;

/** Follows the lines of a script. A block is closed by its own sign alone: one that seems to be open still costs only values. */
export class Blocks {
  readonly #open: Open[] = [];
  #count = 0;

  follow(text: string): Within {
    if (this.#open.length > MAX_DEPTH) return { blocks: LOST, inFunction: LOST };
    let line = text.trim().replace(NO_BLOCKS, '""');
    const isFunction = FUNCTION.test(line);
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
