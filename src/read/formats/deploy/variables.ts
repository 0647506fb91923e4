// The values of variables in a script. One is known only where nothing else can give it another: everything that looks like
// a write of the name counts against it, whether or not it is understood.
import { isLoginServer, namesAzureHost } from '../../../model/host.ts';
import { t } from '../../../model/l10n.ts';
import { type Settle, settleText } from '../../source/placeholders.ts';
import type { Job } from './job.ts';
import { FUNCTION, type Line, LOST } from './shell.ts';

const ASSIGNMENT = /^\s*(?:(?:then|else|do|export|declare|local|readonly) (?:-\w+ )?)*(\$?)(\w+)\s?=\s?(.*)$/s;
const LITERAL = /^(?:\$\{\{[^}]*\}\}|\$\([\w.]+\)|"[^"]*"|'[^']*'|\$(?![({])|\$\{(?!\{)|[^\s"'$()])+\s*$/;
const LITERAL_IN_POWERSHELL = /^(?:"[^"]*"|'[^']*'|\$\w+)\s*$/;
/** Any `NAME=`, and names behind what gives them values that are not in the script. */
const WRITES = /(?<![\w.'"/-])(?:\$(?:\w+:)?)?(\w+)(?:\[[^\]]*\])?\s?\+?=(?!=)/g;
const GIVES =
  /\b(?:read|mapfile|readarray|getopts|unset|local|declare|typeset|for|foreach|select|let|printf\s+-v|(?:Set|New)-Variable|sv|nv)\s([^=|<>]*)|\(\(([^)]*)|-OutVariable\s+(\w+)|(\$\w+\s*,[^=]*)=/gi;
/** `export "NAME=…"` */
const EXPORTS = /\b(?:export|declare|typeset|readonly|local)\s+(?:-\w+\s+)*["'](\w+)=/g;
const PARAMETERS = /\b(?:param|function\s+[\w-]+)\s*\(((?:[^()]|\((?:[^()]|\([^()]{0,200}\)){0,200}\)){0,2000})\)/gi;
/** What may give any name another value. */
const GIVES_ALL =
  /(?:^|[;&|({!)]|\b(?:then|else|do|if|elif|while|until|builtin|command)\b)\s*(?:source\s|(?<!\|\s*)\.\s|eval\s(?!\s*set\s+--|\s*["']?\$\(ssh-agent)|iex\b|Invoke-Expression\b|(?:(?:export|declare|typeset|readonly|local)\s+(?:-\w+\s+)*|printf\s+-v\s+)["']?\$)|\b(?:Set|New)-Variable\s(?:-Name\s+)?["']?\$|\b(?:local|declare|typeset)\s+-\w*n/i;
/** `declare -l`, `-u`, `-i` and `-n` make something else of a text. */
const CHANGES = /^\s*(?:declare|typeset|local)\s+-\w*[luin]/;
/** A variable in a text: `$NAME`, `${NAME}`. */
const NAME = /\$(?:(\w+)|\{(\w+)\})/g;
const MAX_VALUE = 4096;

interface Assigned {
  readonly text: string;
  readonly line: number;
  readonly scope: Line;
  /** The functions that assign it, undefined for outside of any: what one does is known in itself alone. */
  readonly functions: readonly Line['inFunction'][];
}

/**
 * With what the script itself assigns, as it counts in the line that `here` tells by its number. A name has a value only if
 * all that is written to it is this one text, by commands of their own that stand above, outside of blocks that the line is
 * not in; not if it begins with the output of a command, or if a file that is read may change it. Of a name without a value
 * that may name a registry of Azure, this much is known.
 */
export function withAssigned(lines: readonly Line[], here: () => number, script: string, job: Job): Settle {
  const { assigned, ofAzure } = assignedIn(lines, script);
  const givesAll = lines.map(({ text }) => GIVES_ALL.test(text));
  const isGiven = lines.some((line, i) => isInFunction(line) && givesAll[i]);
  const firstGiven = isGiven ? -1 : givesAll.indexOf(true);
  return placeholder => {
    const name = /^\$\{?(\w+)\}?$/.exec(placeholder)?.[1];
    if (name === undefined) return job.settle(placeholder);
    const outer = assigned.has(name) ? undefined : job.settle(placeholder);
    // a file that was read before may hold any name
    const mayBeAny = isGiven || (firstGiven >= 0 && here() > firstGiven);
    if (outer !== undefined && !mayBeAny) return outer;
    const found = assigned.get(name);
    const isKnown = found !== undefined && countsIn(found, here(), lines[here()]);
    const text = isKnown ? found.text : (ofAzure.get(name) ?? openOfAzure(outer?.text ?? '', name));
    return text === undefined ? undefined : { text, span: undefined, role: t('value of {0} in the script', name) };
  };
}

function countsIn({ line, scope, functions }: Assigned, number: number, at: Line | undefined): boolean {
  if (at === undefined || !at.blocks.startsWith(scope.blocks)) return false;
  return line < number && (functions.includes(undefined) || functions.includes(at.inFunction));
}

/** Undefined for a name that may have any value; and for those that may be of Azure, a text that says no more than that. */
function assignedIn(lines: readonly Line[], script: string) {
  const assigned = new Map<string, Assigned | undefined>();
  const ofAzure = new Map<string, string>();
  const open = (name: string) => assigned.set(name, undefined);
  for (const [, names = ''] of script.matchAll(PARAMETERS))
    for (const [, name = ''] of names.matchAll(/\$(\w+)/g)) open(name);
  const isGiven = lines.some(line => isInFunction(line) && GIVES_ALL.test(line.text));
  let isAnyKnown = false;
  lines.forEach((scope, line) => {
    const { text } = scope;
    if (isAnyKnown && GIVES_ALL.test(text)) {
      for (const name of assigned.keys()) open(name);
      isAnyKnown = false;
    }
    const { own, plain } = assignmentIn(scope);
    for (const name of writtenIn(text, own)) open(name);
    if (own === undefined) return;
    if (plain !== undefined && namesAzureHost(plain)) ofAzure.set(own, openOfAzure(plain, own) ?? '');
    const now =
      plain === undefined || isGiven ? undefined : { text: plain, line, scope, functions: [scope.inFunction] };
    assigned.set(own, assigned.has(own) ? same(assigned.get(own), now) : now);
    isAnyKnown = true;
  });
  closeCases(assigned);
  return { assigned: settledWhereAssigned(assigned), ofAzure };
}

/** What a line plainly assigns; `plain` is undefined where it may be any text. */
function assignmentIn({ text, blocks }: Line) {
  const [, sign = '', own, value = ''] = ASSIGNMENT.exec(text) ?? [];
  const isOpen = own === undefined || CHANGES.test(text) || blocks === LOST;
  return { own, plain: isOpen ? undefined : plainText(value, sign, own) };
}

/** The first of two that set the same text, where the second changes nothing. */
function same(before: Assigned | undefined, now: Assigned | undefined): Assigned | undefined {
  if (before === undefined || before.text !== now?.text) return undefined;
  if (!now.scope.blocks.startsWith(before.scope.blocks)) return undefined;
  return { ...before, functions: [...before.functions, ...now.functions] };
}

/** All names that a line may write to, but for its own, once. */
function writtenIn(text: string, own: string | undefined): readonly string[] {
  // `--build-arg TAG=$TAG` changes nothing
  const changes = own === undefined ? text.replace(/(?<!\w)(\w+)=(["']?)\$\{?\1\}?\2(?=\s|$)/g, '') : text;
  const written = [...changes.matchAll(WRITES), ...text.matchAll(EXPORTS)].map(([, name = '']) => name);
  const bare = text.replace(/"(?:\\.|[^"\\])*"|'[^']*'/g, '""');
  const given = [...bare.matchAll(GIVES)].flatMap(([, ...names]) =>
    names.flatMap((each = '') => each.match(/(?<![\w-])\w+/g) ?? []),
  );
  const at = own === undefined ? -1 : written.indexOf(own);
  return [...written.filter((_, i) => i !== at), ...given.filter(name => name !== own)];
}

/** `f() { source .env; }` is one line. */
function isInFunction({ text, inFunction }: Line): boolean {
  return inFunction !== undefined || FUNCTION.test(text.trim());
}

/** PowerShell's names have no case; two that differ in it alone are open. */
function closeCases(assigned: Map<string, Assigned | undefined>): void {
  const alike = [...Map.groupBy(assigned.keys(), name => name.toLowerCase()).values()];
  for (const name of alike.filter(({ length }) => length > 1).flat()) assigned.set(name, undefined);
}

/** A name within a value counts as it is there: one that is assigned only below is open. */
function settledWhereAssigned(assigned: ReadonlyMap<string, Assigned | undefined>) {
  return new Map(
    [...assigned].map(([name, found]) => {
      if (found === undefined) return [name, found] as const;
      const text = found.text.replace(NAME, (whole, plain?: string, braced?: string) => {
        const inner = plain ?? braced ?? '';
        const value = assigned.get(inner);
        return value !== undefined && value.line > found.line ? `$[${inner}]` : whole;
      });
      return [name, { ...found, text }] as const;
    }),
  );
}

/** Undefined for a value that is empty, or begins with the output of a command, but for a login server that Azure is asked for. */
function plainText(value: string, sign: string, name: string): string | undefined {
  const text = value.trim().replace(/["']/g, '');
  if (isLoginServer(text)) return text;
  const isLiteral = (sign === '$' ? LITERAL_IN_POWERSHELL : LITERAL).test(value);
  if (!isLiteral || text === '' || text.length > MAX_VALUE || /,$|`[^`]*`|^\$\((?![\w.]+\))/.test(text))
    return undefined;
  // its own name in it is the value that it had before
  return text.replace(NAME, (whole, plain?: string, braced?: string) =>
    (plain ?? braced) === name ? `$[${name}]` : whole,
  );
}

/** Nothing that a shell or a runner makes something else of, but for what they put in before the script runs. */
const VALUE = String.raw`((?:\$\{\{[^{}]*\}\}|\$\(\w+\)|\$\w+(?!\w)|\$\{\w+\}|[\w.:/@-])+)`;
const SETS = [
  new RegExp(String.raw`^\s*echo\s+(["']?)(\w+)=${VALUE}\1\s*>>\s*"?\$(?:\{|env:)?GITHUB_(?:ENV|OUTPUT)\}?"?\s*$`),
  new RegExp(
    String.raw`^\s*(?:echo|Write-Host|Write-Output)\s+(["'])##vso\[task\.setvariable variable=(\w+)\]${VALUE}\1\s*$`,
    'i',
  ),
];
/** Of these lines the name alone is sure. */
const SHOWS =
  /^(?:\s*(?:&&|\|\||(?:then|else|do)\b|[{(]))*\s*(?:echo|printf|Write-\w+)\s+["']?(?:##vso\[task\.setvariable variable=(\w+)[\];]|(\w+)=)[^\\]*$/i;

/**
 * What a script sets for the steps after it: known where it is a plain text, set once and in any case. Of any other line that
 * sets something, the name that it shows may have any value, or all names if it shows none.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
 * https://learn.microsoft.com/azure/devops/pipelines/process/set-variables-scripts
 */
export class SetForLater {
  readonly #found = new Map<string, string | undefined>();
  #seen = 0;
  #outputsSeen = 0;
  #mayHaveEnded = false;

  follow(
    line: Line,
    { settle, condition, changed, step }: Pick<Job, 'settle' | 'condition' | 'changed' | 'step'>,
  ): void {
    const text = line.text.slice(0, MAX_SET);
    if (/\b(?:exit|return|throw)\b/.test(text)) this.#mayHaveEnded = true;
    const [marks, outputs] = [text.match(MARKS)?.length ?? 0, text.match(OUTPUTS)?.length ?? 0];
    this.#seen += marks;
    this.#outputsSeen += outputs;
    if (marks + outputs === 0) return;
    const [, , own, value = ''] = SETS.map(each => each.exec(text)).find(each => each !== null) ?? [];
    const [, variable, shown = ANY] = SHOWS.exec(text) ?? [];
    const written = own ?? variable ?? shown;
    const isSure = condition === '' && line.blocks === '' && line.inFunction === undefined && !this.#mayHaveEnded;
    const names = [marks > 0 ? [written.toLowerCase()] : [], outputs > 0 ? [outputOf(step, written)] : []].flat();
    for (const name of names) {
      const isKnown = own !== undefined && isSure && !changed.has(name) && !this.#found.has(name);
      // of a name that only this script knows, and of what a later step may have set anew, the next one may have another
      const settled = () => settleText(value, 0, settle).text.replace(UNSETTLED, '$[$1$2$3]');
      this.#found.set(name, isKnown ? settled() : openOfAzure(own === undefined ? text : settled(), written));
    }
  }

  /** What sets something in a text that is no command here, such as a program in another language, may set anything. */
  applyTo({ changed, step }: Job, script: string): void {
    const [all, any] = [(script.match(MARKS)?.length ?? 0) > this.#seen, outputOf(step, ANY)];
    const isOpen = (script.match(OUTPUTS)?.length ?? 0) > this.#outputsSeen || this.#found.has(any);
    if (all) setAny(changed);
    for (const [name, value] of this.#found) {
      if (name.includes('.')) {
        if (!isOpen && step !== undefined) changed.set(name, value);
      } else if (name === ANY) setAny(changed);
      else if (!all) changed.set(name, value);
    }
  }
}

/** An output as expressions name it. */
function outputOf(step: string | undefined, name: string): string {
  return `steps.${step}.outputs.${name}`.toLowerCase();
}

const MAX_SET = 2000;
const MARKS = /GITHUB_ENV|github\.env\b|task\.setvariable/gi;
const OUTPUTS = /GITHUB_OUTPUT|github\.output\b/gi;
const UNSETTLED = /\$(?:(\w+)|\{([^{}]*)\}|\{\{\s*((?:env|steps|needs)\.[\w.-]+)[^{}]*\}\})/g;

export function setAny(changed: Job['changed']): void {
  for (const [name, value = ''] of changed) changed.set(name, openOfAzure(value, name));
  changed.set(ANY, undefined);
}

/** What is known of a value that names a registry of Azure, and may be another. */
function openOfAzure(text: string, name: string): string | undefined {
  if (name === ANY || !namesAzureHost(text)) return undefined;
  return /\.azurecr\.\w+\//.test(text) ? `$[${name}].azurecr.io/$[${name}]` : `$[${name}].azurecr.io`;
}
const ANY = '*';

/** A value with what steps before have set in its place; pipelines tell no names apart by case. */
export function setBefore(changed: Job['changed'], name: string, value: ReturnType<Settle>): ReturnType<Settle> {
  const key = name.toLowerCase();
  if (!changed.has(key) && !changed.has(ANY)) return value;
  const text = changed.get(key) ?? openOfAzure(value?.text ?? '', name);
  return text === undefined ? undefined : { text, span: undefined, role: t('value of {0}', name) };
}
