// The variables of Azure Pipelines, where the file gives them.
import { t } from '../../model/l10n.ts';
import type { Settle, Settled } from '../source/placeholders.ts';
import { at, fields, insertedAt, insertion, items, settledAs, textOf, type View } from '../source/view.ts';

/**
 * Settles `$(x)`, `${{ variables.x }}` and `$[variables.x]`, where the pipeline, stage or job at this place gives a plain
 * value. The innermost one counts.
 */
export function settleVariables(here: View, outer: Settle): Settle {
  const lists = insertedAt(here, 'variables');
  if (lists.length === 0) return outer;
  return placeholder => {
    const name = variableOf(placeholder);
    if (name === undefined) return outer(placeholder);
    if (lists.some(({ value, when }) => mayBeOther(value, name, when !== ''))) return undefined;
    return plainValue(at(here, 'variables'), name) ?? outer(placeholder);
  };
}

/** Settles the variables of one leg of a job's matrix. They override those of the pipeline. */
export function settleLeg(leg: View, outer: Settle): Settle {
  return placeholder => {
    const name = variableOf(placeholder);
    if (name === undefined) return outer(placeholder);
    return settledAs(at(leg, name), t('value of variable {0} in the matrix', name)) ?? outer(placeholder);
  };
}

/** Returns whether `${{ if … }}` and its like give a variable, or its value, as well. */
function mayBeOther(variables: View | undefined, name: string, isInserted: boolean): boolean {
  const isNamed = textOf(at(variables, 'name')) === name;
  const isInFields = fields(variables).some(({ key, value }) => {
    if (insertion(key) !== '') return isNamed || mayBeOther(value, name, true);
    return isInserted && (isNamed || key.text === name);
  });
  return isInFields || items(variables).some(item => mayBeOther(item, name, isInserted));
}

/** The value of a variable in a mapping, or in a list of names and values. */
function plainValue(variables: View | undefined, name: string): Settled | undefined {
  const named = items(variables).find(item => textOf(at(item, 'name')) === name);
  const value = variables?.node.kind === 'mapping' ? at(variables, name) : at(named, 'value');
  return settledAs(value, t('value of variable {0}', name));
}

const VARIABLE = /^\$(?:\(([\w.]+)\)|(?:\{\{|\[) *variables(?:\.([\w.]+)|\['([\w.]+)'\]) *(?:\}\}|\]))$/;

function variableOf(placeholder: string): string | undefined {
  const [, ...names] = VARIABLE.exec(placeholder) ?? [];
  return names.find(name => name !== undefined);
}
