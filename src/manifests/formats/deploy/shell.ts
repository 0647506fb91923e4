// How a script of bash or PowerShell is cut: into lines, branches, commands and words, and the values of its variables.
import { isLoginServer } from '../../../model/host.ts';
import { t } from '../../../model/l10n.ts';
import type { Settle } from '../../source/placeholders.ts';
import { changedTo, type Job } from './job.ts';

/** Texts in quotes, comments, and what is between `<<EOF` and `EOF`. */
const QUOTED =
  /<#[\s\S]*?(?:#>|(?![\s\S]))|(?<=^|\s)#(?!\{).*|"(?:\\[\s\S]?|[^"\\])*(?:"|$)|'[^']*(?:'|$)|(?<!<)<<-?\s*["'\\]?([A-Za-z_]\w*)(?:[\s\S]*?^[ \t]*\1[ \t]*\r?$|[\s\S]*)/gm;

const TOOLS = 'az|docker|helm3?|kubectl|kustomize';
const IN_PROSE = new RegExp(`(?<=[^\\s;&|])(?<!\\bsudo)[ \\t]+(?=(?:${TOOLS})\\s)`, 'g');

/**
 * Leaves out comments. In a text over several lines, which may be for people, a command is only what begins a line; and what
 * docker is told there may be for another machine. A name that is assigned there may have any value.
 */
function withoutProse(text: string): string {
  if (/^<?#/.test(text)) return '';
  if (!text.includes('\n')) return text;
  return text
    .replace(IN_PROSE, '$&#')
    .replace(/(?:^|[;&])[ \t]*(?=(?:sudo )?docker\s)/gm, '$&#')
    .replace(/^[ \t]*(?:(?:export|declare|local|readonly) (?:-\w+ )?)?\$?\w+\s?(?==)/gm, '$&+');
}

/** Each up to the end of a line, `;`, `&&` or `||`, but for those in quotes that end in the same line. */
const LINES = /(?:\\.|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|&(?!&)|\|(?!\|)|[^\n;&|])+/g;

/** The lines of a script, each command by itself. */
export function linesIn(script: string): readonly string[] {
  const whole = script.replace(QUOTED, withoutProse).replace(/[\\`]\r?\n/g, ' ');
  return whole.match(LINES) ?? [];
}

/** What comes before the command of a branch: `then`, or the pattern of a `case`. */
export const BRANCH = /^\s*(?:(?:then|else|do)\s+|[^\s()'"]+\)\s*)/;

/** Follows `if`, `case` and blocks in braces, in bash and in PowerShell: the branches that a line is in, by their conditions. */
export function followBranches(line: string, branches: string[]): void {
  const last = branches.at(-1) ?? '';
  const [, otherwise] = /^(?:\}\s*)?(else|elif)\b/.exec(line) ?? [];
  const [, pattern] = /^([^\s()'"]+)\)/.exec(line) ?? [];
  if (/^(?:\}|(?:fi|esac)\b)/.test(line)) branches.pop();
  if (/\{$/.test(line) || /^(?:if|case)\b(?!.*\})/.test(line)) {
    branches.push(otherwise === undefined ? line : `not ${last} ${line}`);
  } else if (otherwise !== undefined) branches.splice(-1, 1, `not ${last}`);
  else if (pattern !== undefined && last.startsWith('case '))
    branches.splice(-1, 1, `${last.replace(/ in\b.*/, ' in')} ${pattern}`);
}

const ASSIGNMENT = /^\s*(?:(?:then|else|do|export|declare|local|readonly) (?:-\w+ )?)*\$?(\w+)\s?\+?=\s?(.*)$/s;
const LITERAL = /^(?:\$\{\{[^}]*\}\}|"[^"]*"|'[^']*'|[^\s"'])+\s*$/;
/** What gives names values that are not in the script. */
const GIVES_ONE = /^\s*for\s+(\w+)|\bread\s(?:.*\s)?(\w+)\s*$/;
const GIVES_ANY = /^\s*(?:(?:then|else|do) )?(?:source |\. |eval |export \$\()/;

/**
 * With what the script itself assigns. A name has no value here that is empty at first or gets several, that begins with the
 * output of a command, that a file which is read afterwards may change, or that has one in another branch: from outside, it
 * may have any. `branches` are those of the line that is read.
 */
export function withAssigned(lines: readonly string[], branches: readonly string[], { settle, changed }: Job): Settle {
  const assigned = new Map<string, { readonly text: string; readonly branch: string } | undefined>();
  const around: string[] = [];
  let isTested = false;
  for (const line of lines) {
    followBranches(line.trim(), around);
    if (GIVES_ANY.test(line)) for (const name of assigned.keys()) assigned.set(name, undefined);
    const [, looped, read] = GIVES_ONE.exec(line) ?? [];
    const [, name = looped ?? read, value = ''] = ASSIGNMENT.exec(line) ?? [];
    const text = isTested || /\+=/.test(line) ? undefined : plainText(value);
    // `[ -z "$HOST" ] && HOST=…`
    isTested = /^\s*(?:\[|test\s)/.test(line);
    if (name === undefined) continue;
    const before = assigned.get(name);
    const branch = conditionsOf(around);
    const isSame = before !== undefined && before.text === text && branch.startsWith(before.branch);
    if (text === undefined || (assigned.has(name) && !isSame)) assigned.set(name, undefined);
    else assigned.set(name, before ?? { text, branch });
  }
  return placeholder => {
    const name = /^\$\{?(\w+)\}?$/.exec(placeholder)?.[1];
    if (name !== undefined && assigned.has(name)) {
      const { text, branch } = assigned.get(name) ?? {};
      if (text === undefined || branch === undefined || !conditionsOf(branches).startsWith(branch)) return undefined;
      return { text, span: undefined, role: t('value of {0} in the script', name) };
    }
    const any = name ?? /(\w+)\W*$/.exec(placeholder)?.[1];
    if (any === undefined || !changed.has(any)) return settle(placeholder);
    return VARIABLE.test(placeholder) ? changedTo(changed.get(any), any) : undefined;
  };
}

/** A variable of the environment, in bash, in PowerShell and as a step has it; `secrets.TAG` may be another. */
const VARIABLE = /^\$(?:\{?\w+\}?|\(\w+\)|env:\w+|\{\{\s*env\.\w+\s*\}\})$/;

/** Undefined for a value that is empty, or begins with the output of a command, but for a login server that Azure is asked for. */
function plainText(value: string): string | undefined {
  const text = value.trim().replace(/["']/g, '');
  if (isLoginServer(text)) return text;
  return text === '' || !LITERAL.test(value) || /`|^\$\((?![\w.]+\))/.test(text) ? undefined : text;
}

/** Without functions, which are called wherever it may be. */
function conditionsOf(branches: readonly string[]): string {
  return branches.flatMap(each => (/^(?:function\s|[\w-]+\s*\(\))/.test(each) ? [] : `${each}\n`)).join('');
}

/** A command begins with its tool's name, behind any other words that are not printed: `if ! retry 3 az …`. */
export function commandsIn(line: string): readonly (readonly string[])[] {
  const written = wordsIn(line);
  const words = written.map(word => unquoted(word.replace(/^([^<>(){}"']+)>.*$|^([^()]*)[)`]+$/, '$1$2')));
  let isPrinted = false;
  return written.flatMap((word, i) => {
    const before = written[i - 1] ?? '|';
    if (before === '|') isPrinted = /^(?:echo|printf|write-\w+)$/i.test(word);
    const inner = word.startsWith("'")
      ? []
      : [...word.matchAll(SUBSTITUTION)].flatMap(([, own = '']) => commandsIn(own));
    const [, tool] = isPrinted || /^--\w/.test(before) ? [] : (TOOL.exec(word) ?? []);
    return tool === undefined ? inner : [...inner, [tool === 'helm3' ? 'helm' : tool, ...words.slice(i + 1)]];
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
  /(?:\$\{\{[^}]*\}\}|\$\((?:[^()]|\([^()]*\))*\)|\\.|"(?:\$\((?:[^()]|\([^()]*\))*\)|\$(?!\()|\\.|[^"\\$])*"|"[^"]*"|'[^']*'|[^\s|])+|\|/g;

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
