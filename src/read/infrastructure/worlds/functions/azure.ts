import { type DeploymentScope, type FieldValue, plainText, textValue, type Value } from '../../../../model/program.ts';
import { applyOperator } from '../operations.ts';
import { subscriptionValue } from '../scopes.ts';
import {
  boundedList,
  concatenated,
  containsItem,
  eachField,
  fieldNames,
  fieldValue,
  isEmptyValue,
  joinedItems,
  lengthOf,
  overlaid,
  sliced,
  wholeItems,
  withoutRepeats,
} from './collections.ts';
import {
  extendedScope,
  groupNamed,
  idUnder,
  lastOf,
  resourceId,
  scopeWritten,
  subscriptionResourceId,
  withoutProvider,
} from './resourceIds.ts';
import {
  azureFormat,
  containsText,
  flagValue,
  lowerCase,
  numberIn,
  onTexts,
  plainNumber,
  replaced,
  separated,
  textOfParts,
  upperCase,
  withoutBlanksAround,
} from './texts.ts';

/** Returns the result of a call. Undefined: it is open, and equal for equal arguments. */
export type ExactFunction = (values: readonly Value[], scope: DeploymentScope) => Value | undefined;

/**
 * Functions of Bicep and of Azure's templates, by their names in lower case.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions
 */
export const azureFunctions: Readonly<Record<string, ExactFunction>> = {
  any: ([value]) => value,
  array: ([value]) => asArray(value),
  bool: ([value]) => boolIn(value),
  concat: values => concatenated(values) ?? textOfParts(values),
  contains,
  createarray: items => boundedList(items),
  createobject: createObject,
  empty: ([value]) => isEmptyValue(value),
  endswith: ([text, end]) =>
    onTexts(
      text,
      end,
      inAnyCase((whole, part) => whole.endsWith(part)),
    ),
  extensionresourceid: ([scope, type, ...names]) => scope && idUnder(scope, type, names),
  first: ([list]) => wholeItems(list)?.[0],
  flatten: ([list]) => (list?.kind === 'list' && list.isWhole ? concatenated(list.items) : undefined),
  format: azureFormat,
  int: ([value]) => wholeNumber(value),
  items: ([from]) => eachField(from, asItem),
  join: ([list, separator]) => joinedItems(list, separator),
  last: ([list]) => lastItem(list),
  length: ([value]) => lengthOf(value),
  objectkeys: ([from]) => fieldNames(from),
  replace: replaced,
  resourcegroup: groupNamed,
  resourceid: resourceId,
  skip: ([value, count]) => skipped(value, numberIn(count)),
  split: ([text, separator]) => separated(text, separator),
  startswith: ([text, start]) =>
    onTexts(
      text,
      start,
      inAnyCase((whole, part) => whole.startsWith(part)),
    ),
  string: ([value]) => asString(value),
  subscription: ([id], scope) => subscriptionValue(id ?? scope.subscription),
  subscriptionresourceid: subscriptionResourceId,
  substring,
  take: ([value, count]) => taken(value, numberIn(count)),
  tenantresourceid: ([type, ...names]) => idUnder(textValue(''), type, names),
  tolower: ([value]) => lowerCase(value),
  toupper: ([value]) => upperCase(value),
  trim: ([value]) => withoutBlanksAround(value),
  union,

  add: values => applyOperator('+', values),
  and: values => folded('&&', values),
  equals: values => applyOperator('==', values),
  greater: values => applyOperator('>', values),
  greaterorequals: values => applyOperator('>=', values),
  less: values => applyOperator('<', values),
  lessorequals: values => applyOperator('<=', values),
  mod: values => applyOperator('%', values),
  mul: values => applyOperator('*', values),
  not: values => applyOperator('!', values),
  or: values => folded('||', values),
  sub: values => applyOperator('-', values),

  // names that no text can have: see extendedType.ts
  $scope: ([id], scope) => id && scopeWritten(id, scope),
  $extended: ([type, name], scope) => extendedScope(type, name, scope),
  $last: ([name]) => name && lastOf(name),
  $within: ([name]) => name && withoutProvider(name),
};

/** A single value becomes the only item. Whether an attribute is a list is not known. */
function asArray(value: Value | undefined): Value | undefined {
  if (value === undefined || value.kind === 'open' || value.kind === 'attribute') return undefined;
  return value.kind === 'list' ? value : boundedList([value]);
}

/** Azure writes collections as JSON, and its documentation does not show how it writes true and null. */
function asString(value: Value | undefined): Value | undefined {
  switch (value?.kind) {
    case 'list':
    case 'object':
      return undefined;
    case 'plain':
      return typeof value.value === 'number' ? textValue(String(value.value)) : undefined;
    default:
      return value;
  }
}

function boolIn(value: Value | undefined): Value | undefined {
  const text = plainText(value)?.toLowerCase();
  return text === 'true' || text === 'false' ? flagValue(text === 'true') : undefined;
}

function wholeNumber(value: Value | undefined): Value | undefined {
  const number = numberIn(value);
  return number === undefined ? undefined : plainNumber(number);
}

/**
 * Keys of objects are found in any case, items of lists and parts of texts are not.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array#contains
 */
function contains([value, part]: readonly Value[]): Value | undefined {
  if (value?.kind === 'list') return containsItem(value, part);
  if (value?.kind !== 'object') return containsText(value, part);
  const name = plainText(part)?.toLowerCase();
  const keys = value.fields.map(({ key }) => plainText(key)?.toLowerCase());
  if (name === undefined) return undefined;
  if (keys.includes(name)) return flagValue(true);
  return value.isWhole && !keys.includes(undefined) ? flagValue(false) : undefined;
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#startswith */
function inAnyCase(test: (whole: string, part: string) => boolean): (whole: string, part: string) => boolean {
  return (whole, part) => test(whole.toLowerCase(), part.toLowerCase());
}

function createObject(values: readonly Value[]): Value {
  const fields: FieldValue[] = [];
  for (let at = 0; at + 1 < values.length; at += 2) {
    const [key, value] = [values[at], values[at + 1]];
    if (key !== undefined && value !== undefined) fields.push({ key, value });
  }
  return { kind: 'object', fields, isWhole: true };
}

function asItem({ key, value }: FieldValue): Value {
  return { kind: 'object', fields: [fieldValue('key', key), fieldValue('value', value)], isWhole: true };
}

function lastItem(list: Value | undefined): Value | undefined {
  if (list?.kind === 'attribute' && list.path.at(-1) === '/') return { ...list, path: [...list.path, 'last'] };
  return wholeItems(list)?.at(-1);
}

function substring([text, from, count]: readonly Value[]): Value | undefined {
  const [start, length] = [numberIn(from), count === undefined ? Number.POSITIVE_INFINITY : numberIn(count)];
  if (start === undefined || length === undefined) return undefined;
  return sliced(text, start, start + length);
}

/** A count below zero skips nothing, and takes nothing. */
function skipped(value: Value | undefined, count: number | undefined): Value | undefined {
  return count === undefined ? undefined : sliced(value, Math.max(0, count), undefined);
}

function taken(value: Value | undefined, count: number | undefined): Value | undefined {
  return count === undefined ? undefined : sliced(value, 0, Math.max(0, count));
}

/** Lists become one without repetitions, objects are merged within. */
function union(values: readonly Value[]): Value | undefined {
  const list = concatenated(values);
  if (list !== undefined) return withoutRepeats(list);
  return values.some(({ kind }) => kind === 'object') ? overlaid(values, true) : undefined;
}

function folded(operator: '&&' | '||', [first, ...others]: readonly Value[]): Value | undefined {
  return others.reduce<Value | undefined>(
    (one, other) => (one === undefined ? undefined : applyOperator(operator, [one, other])),
    first,
  );
}
