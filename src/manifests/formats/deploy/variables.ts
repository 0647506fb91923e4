// The values of variables in a script. One is known only where nothing else can give it another: everything that looks like
// a write of the name counts against it, whether or not it is understood.
import { isLoginServer } from '../../../model/host.ts';
import { t } from '../../../model/l10n.ts';
import type { Settle } from '../../source/placeholders.ts';
import { settleText } from '../../source/placeholders.ts';
import type { Job } from './job.ts';
import type { Line } from './shell.ts';

const ASSIGNMENT = /^\s*(?:(?:then|else|do|export|declare|local|readonly) (?:-\w+ )?)*\$?(\w+)\s?=\s?(.*)$/s;
const LITERAL = /^(?:\$\{\{[^}]*\}\}|"[^"]*"|'[^']*'|\$(?!\{\{)|[^\s"'$])+\s*$/;
/** Any `NAME=`, and names behind what gives them values that are not in the script. */
const WRITES = /(?<![\w.'"/-])(?:\$(?:\w+:)?)?(\w+)\s?\+?=(?!=)/g;
const GIVES =
  /\b(?:read|mapfile|readarray|getopts|unset|local|declare|typeset|for|foreach|select|printf\s+-v|Set-Variable)\s([^=|<>]*)/g;
const PARAMETERS = /\bparam\s*\(((?:[^()]|\((?:[^()]|\([^()]{0,200}\)){0,200}\)){0,2000})\)/gi;
const GIVES_ALL = /(?:^|[;&|({]|\b(?:then|else|do)\b)\s*(?:source\s|\.\s|eval\s|export \$\()/;

interface Assigned {
  readonly text: string;
  readonly line: number;
  readonly scope: Line;
}

/**
 * With what the script itself assigns, as it counts in the line that `here` tells by its number. A name has a value only if
 * all that is written to it is this one text, by commands of their own that stand above, outside of blocks that the line is
 * not in; not if it begins with the output of a command, or if a file that is read afterwards may change it.
 */
export function withAssigned(lines: readonly Line[], here: () => number, script: string, settle: Settle): Settle {
  const assigned = assignedIn(lines, script);
  return placeholder => {
    const name = /^\$\{?(\w+)\}?$/.exec(placeholder)?.[1];
    if (name === undefined || !assigned.has(name)) return settle(placeholder);
    const found = assigned.get(name);
    const [number, line] = [here(), lines[here()]];
    if (found === undefined || line === undefined || !line.blocks.startsWith(found.scope.blocks)) return undefined;
    // what a function does counts once it was called
    if (found.line >= number && !found.scope.isInFunction) return undefined;
    return { text: found.text, span: undefined, role: t('value of {0} in the script', name) };
  };
}

/** Undefined for a name that may have any value. */
function assignedIn(lines: readonly Line[], script: string): ReadonlyMap<string, Assigned | undefined> {
  const assigned = new Map<string, Assigned | undefined>();
  for (const [, names = ''] of script.matchAll(PARAMETERS))
    for (const [, name = ''] of names.matchAll(/\$(\w+)/g)) assigned.set(name, undefined);
  lines.forEach((scope, line) => {
    const { text } = scope;
    if (GIVES_ALL.test(text)) for (const name of assigned.keys()) assigned.set(name, undefined);
    const [, own, value = ''] = ASSIGNMENT.exec(text) ?? [];
    const written = [...text.matchAll(WRITES)].map(([, name = '']) => name);
    const given = [...text.matchAll(GIVES)].flatMap(([, names]) => names?.match(/(?<![\w-])\w+/g) ?? []);
    // its own name is among those that are written
    const others = own === undefined ? written : written.toSpliced(written.indexOf(own), 1);
    for (const name of [...others, ...given]) if (name !== own || others.includes(name)) assigned.set(name, undefined);
    if (own === undefined) return;
    const before = assigned.get(own);
    const plain = plainText(value);
    const isSame = before !== undefined && before.text === plain && scope.blocks.startsWith(before.scope.blocks);
    if (plain === undefined || (assigned.has(own) && !isSame)) assigned.set(own, undefined);
    else assigned.set(own, before ?? { text: plain, line, scope });
  });
  return assigned;
}

/** Undefined for a value that is empty, or begins with the output of a command, but for a login server that Azure is asked for. */
function plainText(value: string): string | undefined {
  const text = value.trim().replace(/["']/g, '');
  if (isLoginServer(text)) return text;
  return text === '' || !LITERAL.test(value) || /,$|`[^`]*`|^\$\((?![\w.]+\))/.test(text) ? undefined : text;
}

/** Nothing that a shell or a runner makes something else of, but for what they put in before the script runs. */
const VALUE = String.raw`((?:\$\{\{[^{}]*\}\}|\$\(\w+\)|\$\w+(?!\w)|\$\{\w+\}|[\w.:/@-])+)`;
const SETS = [
  new RegExp(String.raw`^\s*echo\s+(["']?)(\w+)=${VALUE}\1\s*>>\s*"?\$(?:\{|env:)?GITHUB_ENV\}?"?\s*$`),
  new RegExp(
    String.raw`^\s*(?:echo|Write-Host|Write-Output)\s+(["'])##vso\[task\.setvariable variable=(\w+)\]${VALUE}\1\s*$`,
    'i',
  ),
];

/**
 * What a line sets for the steps after it: known where it is a plain text, set once and in any case. Of any other line that
 * sets something, the names that it shows may have any value, or all names if it shows none.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable
 * https://learn.microsoft.com/azure/devops/pipelines/process/set-variables-scripts
 */
export function setForLater(line: Line, { settle, condition, changed }: Job): void {
  const text = line.text.slice(0, MAX_SET);
  if (!/GITHUB_ENV|task\.setvariable/i.test(text)) return;
  const [, , own, value = ''] = SETS.map(each => each.exec(text)).find(each => each !== null) ?? [];
  if (own !== undefined) {
    // of a name that only this script knows, the next one may have another
    const settled = settleText(value, 0, settle).text.replace(/\$(?:(\w+)|\{([^{}]*)\})/g, '$[$1$2]');
    const isKnown = condition === '' && line.blocks === '' && !changed.has(own);
    changed.set(own, isKnown ? settled : undefined);
    return;
  }
  const shown = [...text.matchAll(/variable=(\w+)|(\w+)=/g)].flatMap(([, variable, name]) => variable ?? name ?? []);
  for (const name of shown.length > 0 ? shown : [ANY]) changed.set(name, undefined);
}

const MAX_SET = 2000;
const ANY = '*';

/** With what steps before have set anew, by its name; undefined where none has. */
export function setBefore(changed: Job['changed'], name: string): ReturnType<Settle> | 'not set' {
  if (!changed.has(name) && !changed.has(ANY)) return 'not set';
  const text = changed.get(name);
  return text === undefined ? undefined : { text, span: undefined, role: t('value of {0}', name) };
}
