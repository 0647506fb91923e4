// The rules of a `.gitignore`: https://git-scm.com/docs/gitignore#_pattern_format A stranger writes them. Libraries
// turn them into regular expressions, and some of those take unbounded time. These match in time of the rule's length
// times the name's length. Rules without a wildcard are looked up.
import { matchesPattern, type Step } from '../model/globs.ts';
import { remembered } from '../model/memo.ts';
import { nameSteps } from './config/globs.ts';

/** Rules with wildcards in one file: each is compared with each name. */
const MOST_WILDCARDS = 2000;
const LONGEST_RULE = 1000;

interface Rule {
  /** Its place in the file. The last rule that fits decides. */
  readonly index: number;
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
}

interface WildcardRule extends Rule {
  /** True if it matches the name alone. Otherwise, it matches the whole path. */
  readonly isOfName: boolean;
  readonly steps: readonly Step[];
}

/** The rules ignore a path or include it again. Undefined: no rule matches it. */
export type Ruling = 'ignored' | 'included' | undefined;

export class IgnoreRules {
  readonly #ignoreCase: boolean;
  readonly #byName = new Map<string, readonly Rule[]>();
  readonly #byPath = new Map<string, readonly Rule[]>();
  readonly #wildcards: WildcardRule[] = [];
  readonly #ofFolders = new Map<string, Exclude<Ruling, undefined> | 'none'>();

  private constructor(ignoreCase: boolean) {
    this.#ignoreCase = ignoreCase;
  }

  /** Undefined for a text with more rules than can be compared with every file. */
  static of(text: string, ignoreCase: boolean): IgnoreRules | undefined {
    const rules = new IgnoreRules(ignoreCase);
    for (const [index, line] of `${text}\n`.split(/\r?\n/).entries()) rules.#add(line, index);
    return rules.#wildcards.length > MOST_WILDCARDS ? undefined : rules;
  }

  /**
   * The ruling on a path from the file's folder. The path of a folder ends with a slash. Everything in an ignored
   * folder is ignored.
   */
  rulingOn(path: string): Ruling {
    const written = this.#asBytes(path);
    const steps = written.split('/').filter(step => step !== '');
    for (let length = 1; length < steps.length; length++) {
      const folder = steps.slice(0, length);
      const ruling = remembered(this.#ofFolders, folder.join('/'), () => this.#rulingOn(folder, true) ?? 'none');
      if (ruling === 'ignored') return ruling;
    }
    return steps.length === 0 ? undefined : this.#rulingOn(steps, written.endsWith('/'));
  }

  /** A text with one letter for each byte, as git compares them. If case is ignored, only ASCII letters are alike. */
  #asBytes(text: string): string {
    const bytes = isAscii(text) ? text : String.fromCharCode(...utf8.encode(text));
    return this.#ignoreCase ? bytes.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : bytes;
  }

  #rulingOn(steps: readonly string[], isFolder: boolean): Ruling {
    let last: Rule | undefined;
    const take = (rule: Rule) => {
      if ((isFolder || !rule.isForFolders) && rule.index >= (last?.index ?? 0)) last = rule;
    };
    const name = steps.slice(-1);
    for (const rule of this.#byName.get(name.join('')) ?? []) take(rule);
    for (const rule of this.#byPath.get(steps.join('/')) ?? []) take(rule);
    const from = last?.index ?? 0;
    const rule = this.#wildcards.findLast(({ index, isForFolders, isOfName, steps: pattern }) => {
      return index >= from && (isFolder || !isForFolders) && matchesPattern(pattern, isOfName ? name : steps);
    });
    if (rule !== undefined) take(rule);
    return last && (last.isNegated ? 'included' : 'ignored');
  }

  #add(line: string, index: number): void {
    // git is written in C, where a text ends at a NUL
    const written = withoutBlanksAtEnd(line.replace(/\0.*/, ''));
    if (written === '' || written.startsWith('#') || written.length > LONGEST_RULE) return;
    const isNegated = written.startsWith('!');
    const pattern = this.#asBytes(isNegated ? written.slice(1) : written);
    const isForFolders = pattern.endsWith('/');
    const path = isForFolders ? pattern.slice(0, -1) : pattern;
    const isOfName = !path.includes('/');
    const rule = { index, isNegated, isForFolders };
    const plain = path.replace(/^\//, '');
    if (plain === '') return;
    if (!/[*?[\\]/.test(plain)) {
      const known = isOfName ? this.#byName : this.#byPath;
      // of equal rules, the last decides
      const others = (known.get(plain) ?? []).filter(each => each.isForFolders !== isForFolders);
      known.set(plain, [...others, rule]);
      return;
    }
    this.#wildcards.push({ ...rule, isOfName, steps: stepsOf(plain) });
  }
}

const utf8 = new TextEncoder();
const isAscii = (text: string) => !/[^\0-\x7f]/.test(text);

/** `a/**` matches everything in `a`, but not `a`. More than two stars mean the same. */
function stepsOf(path: string): readonly Step[] {
  const steps = nameSteps(path.replace(/(?<=^|\/)\*{3,}(?=\/|$)/g, '**'));
  return steps.length > 1 && steps.at(-1) === '**' ? [...steps, () => true] : steps;
}

/** Blanks at the end count only behind a backslash. */
function withoutBlanksAtEnd(line: string): string {
  const trimmed = line.replace(/(?<! ) +$/, '');
  return trimmed.endsWith('\\') && trimmed.length < line.length ? `${trimmed} ` : trimmed;
}
