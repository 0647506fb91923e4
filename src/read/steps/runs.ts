// The values that a file itself allows for what a run decides: a matrix, a choice among options, a parameter with
// `values`.
import { t } from '../../model/l10n.ts';
import type { Settle } from '../source/placeholders.ts';
import { at, fields, findValues, items, settledAs, textOf, type View } from '../source/view.ts';

/** One of the runs: a value for each name that has one, by its context: `matrix.cluster`, `inputs.stage`. */
export type Run = ReadonlyMap<string, View>;

/** The only run of a file that states no values. */
export const NO_RUN: Run = new Map();

/** GitHub makes at most as many jobs of a matrix: https://docs.github.com/en/actions/reference/limits */
const MAX_RUNS = 256;

/** All combinations of values. A name whose values would make more than can be read stays open. */
function combinations(allowed: ReadonlyMap<string, readonly View[]>): readonly Run[] {
  let runs: readonly Run[] = [NO_RUN];
  for (const [name, values] of allowed) {
    if (values.length === 0 || runs.length * values.length > MAX_RUNS) continue;
    runs = runs.flatMap(run => values.map(value => new Map([...run, [name, value]])));
  }
  return runs;
}

/** Combines each run with each of the others. Keeps only the first runs if there would be more than `MAX_RUNS`. */
export function productOf(runs: readonly Run[], others: readonly Run[]): readonly Run[] {
  if (runs.length * others.length > MAX_RUNS) return runs;
  return runs.flatMap(run => others.map(other => new Map([...run, ...other])));
}

/**
 * The choices of who starts a workflow. A caller may give any other text.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputsinput_idtype
 */
export function workflowChoices(root: View): readonly Run[] {
  const called = at(root, 'on', 'workflow_call', 'inputs');
  const choices = fields(at(root, 'on', 'workflow_dispatch', 'inputs')).filter(
    ({ key, value }) => textOf(at(value, 'type')) === 'choice' && at(called, key.text) === undefined,
  );
  return combinations(
    new Map(choices.map(({ key, value }) => [`inputs.${key.text}`, present(items(at(value, 'options')))])),
  );
}

/**
 * The allowed values of a pipeline's parameters that its text uses. A default alone decides nothing: who runs the
 * pipeline, or calls the template, may give another value.
 * https://learn.microsoft.com/azure/devops/pipelines/process/runtime-parameters
 */
export function parameterValues(root: View, text: string): readonly Run[] {
  const allowed = findValues(root, 'parameters[]').flatMap(({ value }) => {
    const name = `parameters.${textOf(at(value, 'name'))}`;
    return text.includes(name) ? [[name, present(items(at(value, 'values')))] as const] : [];
  });
  return combinations(new Map(allowed));
}

/**
 * The jobs that a matrix makes. Of one that is made by an expression, nothing is known.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function matrixRuns(matrix: View | undefined): readonly Run[] {
  const vectors = fields(matrix).filter(({ key }) => key.text !== 'include' && key.text !== 'exclude');
  const [include, exclude] = [at(matrix, 'include'), at(matrix, 'exclude')];
  const lists = [...vectors.map(({ value }) => value), include, exclude].filter(list => list !== undefined);
  if (matrix?.node.kind !== 'mapping' || lists.some(({ node }) => node.kind !== 'list')) return [NO_RUN];
  const allowed = new Map(vectors.map(({ key, value }) => [key.text, present(items(value))] as const));
  const product = allowed.size === 0 ? [] : combinations(allowed);
  const made = product.filter(run => !present(items(exclude)).some(each => matches(run, each)));
  const runs = withIncluded(made, present(items(include)));
  if (runs.length === 0) return [NO_RUN];
  return runs.map(run => new Map([...run].map(([name, value]) => [`matrix.${name}`, value] as const)));
}

/** Adds each `include` entry to the jobs whose own values it does not change. One that fits none is a job of its own. */
function withIncluded(made: readonly Run[], include: readonly View[]): readonly Run[] {
  const runs = made.map(own => ({ own, all: new Map(own) }));
  const added: Run[] = [];
  for (const entry of include) {
    const fitting = runs.filter(({ own }) => fields(entry).every(({ key, value }) => fits(own.get(key.text), value)));
    for (const { all } of fitting) for (const [name, value] of valuesOf(entry)) all.set(name, value);
    if (fitting.length === 0) added.push(valuesOf(entry));
  }
  return [...runs.map(({ all }) => all), ...added];
}

function valuesOf(entry: View): Run {
  return new Map(fields(entry).flatMap(({ key, value }) => (value === undefined ? [] : [[key.text, value] as const])));
}

function matches(run: Run, entry: View): boolean {
  return fields(entry).every(({ key, value }) => run.has(key.text) && isEqual(run.get(key.text), value));
}

function fits(own: View | undefined, value: View | undefined): boolean {
  return own === undefined || isEqual(own, value);
}

function isEqual(one: View | undefined, other: View | undefined): boolean {
  if (one?.node.kind === 'mapping' && other?.node.kind === 'mapping') {
    const all = fields(one);
    return all.length === fields(other).length && all.every(({ key, value }) => isEqual(value, at(other, key.text)));
  }
  return textOf(one) === textOf(other) && one?.node.kind === other?.node.kind;
}

function present(views: readonly (View | undefined)[]): readonly View[] {
  return views.filter(view => view !== undefined);
}

const EXPRESSION = /^\$\{\{\s*(?:github\.event\.)?((?:matrix|inputs|parameters)\.[\w-]+)((?:\.[\w-]+)*)\s*\}\}$/;

/** `${{ matrix.x }}`, `${{ inputs.x }}` and `${{ parameters.x }}`, with the values of a run. */
export function settleRun(run: Run): Settle {
  return placeholder => {
    const [, name = '', path = ''] = EXPRESSION.exec(placeholder) ?? [];
    const value = at(run.get(name), ...path.split('.').filter(key => key !== ''));
    return settledAs(value, t('value of {0}', `${name}${path}`));
  };
}

/** A name of a run in an expression, or a variable, which a matrix of Azure Pipelines gives. */
const NAME = /(?:\b(?:matrix|inputs|parameters|variables)\.|^\$\()([\w-]+)/;

/**
 * Leaves the names open that a condition tests: what is under it runs with some of their values only. An `else` may test
 * any name.
 */
export function openUnderCondition(settle: Settle, condition: string): Settle {
  if (condition === '') return settle;
  return placeholder => {
    const name = NAME.exec(placeholder)?.[1];
    const isTested = name !== undefined && (condition.includes(name) || /\belse/.test(condition));
    return isTested ? undefined : settle(placeholder);
  };
}
