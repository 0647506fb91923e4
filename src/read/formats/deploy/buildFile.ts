// Scripts that makefiles and Jenkinsfiles run, each in a shell of its own, with the variables of the file.
import { t } from '../../../model/l10n.ts';
import { asView } from '../../infrastructure/shape.ts';
import type { Harvest } from '../../source/harvest.ts';
import type { Settle } from '../../source/placeholders.ts';
import { readScript } from './script.ts';
import { openOfAzure } from './variables.ts';

const MAKEFILE = /(?:^|\/)(?:GNU)?makefile$|\.mk$/i;
const JENKINSFILE = /(?:^|\/)Jenkinsfile(?:\.\w+)?$/;

export function isBuildFile(name: string): boolean {
  return MAKEFILE.test(name) || JENKINSFILE.test(name);
}

/** @param deploys what a script has to hold to be read */
export function readBuildFile(harvest: Harvest, deploys: RegExp): void {
  const { text } = harvest;
  const isMake = MAKEFILE.test(harvest.file);
  const values = isMake ? variablesOfMake(text) : variablesOfJenkins(text);
  const settle: Settle = placeholder => {
    const name = (isMake ? /^\$[({]([\w.-]+)[)}]$/ : /^\$\{?(?:env\.)?(\w+)\}?$/).exec(placeholder)?.[1] ?? '';
    const value = values.get(name);
    return value === undefined ? undefined : { text: value, span: undefined, role: t('value of {0}', name) };
  };
  for (const found of text.matchAll(isMake ? RECIPE : STEP)) {
    const [{ length }, , script = ''] = found;
    if (!deploys.test(script) || isComment(text, found.index)) continue;
    const span = { start: found.index, end: found.index + length };
    const step = asView({ kind: 'scalar', text: script, span, plain: false });
    // `$$NAME` is the shell's, and Groovy takes the first of two backslashes away
    const run = isMake ? script.replaceAll('$$', '$[]') : script.replace(/\\\\(?=\r?\n)/g, ' \\');
    const [condition, clusters, changed] = ['', [], new Map()];
    readScript(step, run, null, { by: 'script', name: undefined, harvest, settle, condition, clusters, changed });
  }
}

/** Whether a comment of Groovy is before a place, in its line; in a recipe, a comment is one of its shell. */
function isComment(text: string, at: number): boolean {
  return /^[ \t]*(?:\/\/|\/?\*)/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
}

/** A line of a recipe, with those that it goes on in; `@`, `-` and `+` say how make runs it. */
const RECIPE = /^(\t)[@+ -]*((?:.*\\\r?\n)*.*)/gm;
const ASSIGNMENT = /^ *(?:export +)?([\w.-]+)[ \t]*:{0,3}=([^#]*)/;
/** Any other way to give a name a value: if the environment has none, for one target, or in a condition. */
const GIVES = /(?<![\w.-])([\w.-]+)[ \t]*[?+!:]{0,3}=|\bdefine +([\w.-]+)/g;
const EVAL = /\$[({]eval +([\w.-]+)/g;
const BLOCK = /^ *(?:override +)?(?:(ifn?eq|ifn?def|define)|endif|endef)\b/;
const INCLUDE = /^ *[-s]?include\b/;
const MAX_VALUE = 1000;

/**
 * The variables that a makefile sets once and in any case. Those that the environment may set (`?=`), or another file, are
 * open; of one that may name a registry of Azure, this much is known.
 * https://www.gnu.org/software/make/manual/make.html#Setting
 */
function variablesOfMake(text: string): ReadonlyMap<string, string | undefined> {
  const values = new Map<string, string | undefined>();
  const open = (name: string, value: string) => values.set(name, openOfAzure(value.slice(0, MAX_VALUE), name));
  let depth = 0;
  for (const line of text
    .replace(RECIPE, '')
    .replace(/\\\r?\n/g, ' ')
    .split('\n')) {
    const [block, opens] = BLOCK.exec(line) ?? [];
    if (block !== undefined) depth += opens === undefined ? -1 : 1;
    if (INCLUDE.test(line)) for (const [name, value = ''] of values) open(name, value);
    const [, name, value = ''] = ASSIGNMENT.exec(line) ?? [];
    // what make asks a shell for is what a script asks for
    if (name !== undefined && depth === 0 && !values.has(name))
      values.set(name, value.trim().replace(/^\$\(shell +/, '$('));
    else for (const [, plain, defined] of line.matchAll(GIVES)) open(plain ?? defined ?? '', line);
  }
  for (const [, name = ''] of text.matchAll(EVAL)) open(name, '');
  return values;
}

/** `sh '…'`, also with `label:` and `script:`. https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/ */
const STEP =
  /\b(?:sh|bat|powershell|pwsh)\b[^'"\n]{0,100}(?:(?:'[^'\n]{0,200}'|"[^"\n]{0,200}")\s*,[^'"\n]{0,100})?('''|"""|["'])((?:\\[\s\S]|(?!\1)[^\\])*)\1/g;
const ENVIRONMENT = /\benvironment\s*\{((?:[^{}]|\$\{[^{}]*\})*)\}/g;
const SET = /^[ \t]*(\w+)[ \t]*=[ \t]*(["'])([^"'\n]*)\2[ \t\r]*$/gm;
const DEFINED = /^[ \t]*(?:def|String)[ \t]+(\w+)[ \t]*=[ \t]*(["'])([^"'\n]*)\2[ \t\r]*$/gm;
/** Any `NAME =`, and the names of parameters and credentials. */
const MAY_SET = /(?<![\w=!<>])(\w+)\s*=(?!=)|\b(?:name|variable|\w+Variable)\s*:\s*["'](\w+)["']/g;

/** The texts of `environment` and `def` that nothing else in the file may set. https://www.jenkins.io/doc/book/pipeline/syntax/#environment */
function variablesOfJenkins(text: string): ReadonlyMap<string, string | undefined> {
  const counts = Map.groupBy(text.matchAll(MAY_SET), ([, plain, quoted]) => plain ?? quoted ?? '');
  const environment = [...text.matchAll(ENVIRONMENT)].map(([, block = '']) => block).join('\n');
  const set = [...environment.matchAll(SET), ...text.matchAll(DEFINED)];
  return new Map(
    set.map(([, name = '', , value = '']) => {
      return [name, counts.get(name)?.length === 1 ? value : openOfAzure(value, name)] as const;
    }),
  );
}
