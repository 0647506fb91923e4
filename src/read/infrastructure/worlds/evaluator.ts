import { remembered } from '../../../model/memo.ts';
import {
  type FieldValue,
  fieldOf,
  isNullValue,
  joinedValue,
  openValue,
  type ProgramLanguageName,
  plainText,
  termOf,
  textValue,
  type Value,
} from '../../../model/program.ts';
import type { Expression, ExpressionOf } from '../../source/languages/expression.ts';
import { isEmptyValue, overlaid } from './functions/collections.ts';
import { asPart } from './functions/texts.ts';
import { exactFunction, neverTheSame } from './functions.ts';
import { applyOperator, truthIn } from './operations.ts';

/** Values of references inside loops. */
export type Locals = ReadonlyMap<string, Value>;

export const noLocals: Locals = new Map();

/** The module instance that an expression is in, with all that the expression can ask of it. */
export interface EvaluationScope {
  /** Distinguishes open values in two instances of one module. */
  readonly path: string;
  readonly language: ProgramLanguageName;
  /** The value of a name. Undefined: there is none. */
  lookUp(key: string): Value | undefined;
  /** Returns the value that code writes for an attribute. Undefined: it is known when it is deployed. */
  written(attribute: Extract<Value, { readonly kind: 'attribute' }>): Value | undefined;
  /** The resource that `reference` of Azure's templates names. Undefined: it is not one of them. */
  referred(named: Value, isFull: boolean): Value | undefined;
  readonly scope: Parameters<NonNullable<ReturnType<typeof exactFunction>>>[1];
  readonly work: EvaluationBudget;
}

/** All evaluations of a program share a bound by count. */
export interface EvaluationBudget {
  left: number;
  /** True if anything was too much, or too deep. */
  isCut: boolean;
}

const MAX_DEPTH = 150;
const MAX_TURNS = 1000;

/**
 * The value of an expression as the deployment will have it. It never takes both branches of a condition and guesses no
 * loop: what is not settled is open. Total, and bounded by count.
 */
export function evaluateExpression(
  expression: Expression,
  around: EvaluationScope,
  locals: Locals = noLocals,
  depth = 0,
): Value {
  const value = reach(expression, around, locals, depth);
  if (value.kind !== 'attribute' || value.path.length === 0) return value;
  return around.written(value) ?? value;
}

/** The same, where a member of it is asked for: an attribute stays one. */
function reach(expression: Expression, around: EvaluationScope, locals: Locals, depth: number): Value {
  if (--around.work.left < 0 || depth > MAX_DEPTH) {
    around.work.isCut = true;
    return opaque(expression, around);
  }
  const inner = (each: Expression) => evaluateExpression(each, around, locals, depth + 1);
  switch (expression.kind) {
    case 'text':
      return text(expression, inner, around);
    case 'literal':
      return literal(expression.source);
    case 'mapping':
      return mapping(expression, inner);
    case 'list':
      return list(expression, inner);
    case 'reference':
      return locals.get(expression.key) ?? around.lookUp(expression.key) ?? opaque(expression, around);
    case 'member': {
      const of = reach(expression.of, around, locals, depth + 1);
      const key = inner(expression.key);
      return memberValue(of, around.language === 'arm' ? asNamed(key, of) : key, expression);
    }
    case 'call':
      return call(expression, inner, around);
    case 'choice':
      return choice(expression, inner, around);
    case 'operation': {
      const values = expression.operands.map(inner);
      return (
        applyOperator(expression.operator, values) ??
        openValue(`${expression.operator}(${values.map(termOf)})`, expression.source, values)
      );
    }
    case 'loop':
      return loop(expression, around, locals, depth);
    case 'guarded':
    case 'spread':
      return inner(expression.of);
    case 'opaque':
      return opaque(expression, around);
  }
}

/** An expression that is not understood equals nothing but itself, in the same instance. */
function opaque(expression: Expression, { path }: EvaluationScope, madeOf?: readonly Value[]): Value {
  return openValue(`${path}:${numberOf(expression)}`, expression.source, madeOf);
}

/** Unique among all expressions of all files. Each number has the same length. */
function numberOf(expression: Expression): string {
  return remembered(numbers, expression, () => `#${String(++given).padStart(12, '0')}`);
}

const numbers = new WeakMap<Expression, string>();
let given = 0;

/**
 * Terraform refuses a null in a text, where Bicep writes nothing.
 * https://developer.hashicorp.com/terraform/language/expressions/types#null
 */
function text(expression: ExpressionOf<'text'>, inner: (each: Expression) => Value, around: EvaluationScope): Value {
  const parts = expression.parts.map(part => (typeof part === 'string' ? textValue(part) : inner(part)));
  if (around.language === 'terraform') {
    const failed = parts.find(isMissing);
    if (failed !== undefined) return failed;
    if (parts.some(isNullValue)) return openValue(`${MISSING}text of null`, expression.source);
  }
  return joinedValue(parts.map(textPart));
}

function textPart(value: Value): Value {
  return value.kind === 'list' || value.kind === 'object'
    ? openValue(`text of ${termOf(value)}`, '…', [value])
    : asPart(value);
}

function literal(source: string): Value {
  if (/^(?:true|false)$/i.test(source)) return { kind: 'plain', value: /^true$/i.test(source) };
  const number = Number(source);
  return { kind: 'plain', value: source === '' || Number.isNaN(number) ? null : number };
}

function mapping({ entries }: ExpressionOf<'mapping'>, inner: (each: Expression) => Value): Value {
  const parts = entries.map(({ key, value }): Value => {
    if (key === undefined) return inner(value);
    return { kind: 'object', fields: [{ key: inner(key), value: inner(value) }], isWhole: true };
  });
  return overlaid(parts);
}

function list({ items }: ExpressionOf<'list'>, inner: (each: Expression) => Value): Value {
  const found: Value[] = [];
  let isWhole = true;
  for (const item of items) {
    const value = inner(item);
    if (item.kind !== 'spread') found.push(value);
    else if (value.kind === 'list') {
      for (const each of value.items) found.push(each);
      isWhole &&= value.isWhole;
    } else isWhole = false;
  }
  return { kind: 'list', items: found, isWhole };
}

/** A property or an element. What does not exist is open with a term that `isMissing` knows. */
export function memberValue(from: Value, key: Value, { source }: Pick<Expression, 'source'>): Value {
  const name = plainText(key);
  const unknown = () =>
    openValue(`${isMissing(from) ? MISSING : ''}${termOf(from)}[${termOf(key)}]`, source, [from, key]);
  if (name === undefined) return unknown();
  switch (from.kind) {
    case 'object': {
      const found = fieldOf(from, name);
      return found === 'absent' ? openValue(`${MISSING}${termOf(from)}[${name}]`, source) : (found ?? unknown());
    }
    case 'list': {
      const item = from.isWhole && /^\d+$/.test(name) ? from.items[Number(name)] : undefined;
      return (
        item ??
        (from.isWhole && /^\d+$/.test(name) ? openValue(`${MISSING}${termOf(from)}[${name}]`, source) : unknown())
      );
    }
    case 'attribute':
      return { ...from, path: [...from.path, name] };
    case 'plain':
      return isNullValue(from) ? openValue(`${MISSING}null[${name}]`, source) : unknown();
    default:
      return unknown();
  }
}

/**
 * The key of a field as the object has it. Members have no case in Azure's templates, as in `subscription().Id` of its
 * own sample:
 * https://github.com/Azure-Samples/aks-agic/blob/main/templates/azuredeploy.json
 */
function asNamed(key: Value, of: Value): Value {
  const name = plainText(key);
  if (of.kind !== 'object' || name === undefined) return key;
  const isNamed = (field: FieldValue, inCase: (text: string) => string) =>
    inCase(plainText(field.key) ?? '') === inCase(name);
  if (of.fields.some(field => isNamed(field, text => text))) return key;
  return of.fields.findLast(field => isNamed(field, text => text.toLowerCase()))?.key ?? key;
}

/** The beginning of terms for values that the language refuses to make. */
const MISSING = 'missing ';

function isMissing(value: Value): boolean {
  return value.kind === 'open' && value.term.startsWith(MISSING);
}

function call(expression: ExpressionOf<'call'>, inner: (each: Expression) => Value, around: EvaluationScope): Value {
  const { name, source } = expression;
  const values = expression.arguments.flatMap(argument => {
    const value = inner(argument);
    return argument.kind === 'spread' && value.kind === 'list' && value.isWhole ? value.items : [value];
  });
  const failed = around.language === 'terraform' ? values.find(isMissing) : undefined;
  if (failed !== undefined) return failed;
  const key = name.toLowerCase();
  const [named, , form] = key === 'reference' ? values : [];
  const isFull = form !== undefined && plainText(form)?.toLowerCase() === 'full';
  const referred = named && (form === undefined || isFull) ? around.referred(named, isFull) : undefined;
  if (referred !== undefined) return referred;
  if (neverTheSame.has(key)) return opaque(expression, around, values);
  const [registry] = key === 'listcredentials' ? values : [];
  const listed = registry && credentialsOf(registry, around);
  if (listed !== undefined) return listed;
  const made = exactFunction(expression)?.(values, around.scope);
  if (made !== undefined) return made;
  return openValue(`${key}(${values.map(termOf).join(',')})${key.includes('.') ? around.path : ''}`, source, values);
}

/**
 * `listCredentials(registry.id, …)`, distinguished like an attribute of the registry. Undefined where it is not of this
 * code.
 */
function credentialsOf(id: Value, around: EvaluationScope): Value | undefined {
  const isId = id.kind === 'attribute' && id.path.length === 1 && id.path[0]?.toLowerCase() === 'id';
  const registry = isId ? { ...id, path: [] } : around.referred(id, true);
  return registry?.kind === 'attribute' ? { ...registry, path: [...registry.path, 'listCredentials'] } : undefined;
}

function choice(
  expression: ExpressionOf<'choice'>,
  inner: (each: Expression) => Value,
  around: EvaluationScope,
): Value {
  const { condition, options, without = 'null' } = expression;
  if (condition !== undefined) return decided(expression, condition, options, inner, around);
  for (const option of options) {
    const value = inner(option);
    if (isMissing(value)) continue;
    if (without === 'null' && isNullValue(value)) continue;
    // Terraform's `coalesce` passes over empty texts, too
    if (around.language === 'terraform' && without === 'null' && truthIn(isEmptyValue(value)) === 'yes') continue;
    return value.kind === 'open' && option !== options.at(-1) ? opaqueChoice(expression, options.map(inner)) : value;
  }
  return options.length === 0 ? opaque(expression, around) : { kind: 'plain', value: null };
}

function decided(
  expression: Expression,
  condition: Expression,
  options: readonly Expression[],
  inner: (each: Expression) => Value,
  around: EvaluationScope,
): Value {
  const [whether, then, otherwise] = [inner(condition), ...options];
  if (then === undefined || otherwise === undefined) return opaque(expression, around);
  const truth = truthIn(whether);
  if (truth !== 'unknown') return inner(truth === 'yes' ? then : otherwise);
  const values = [inner(then), inner(otherwise)];
  const [first] = values;
  if (first !== undefined && new Set(values.map(termOf)).size === 1) return first;
  return openValue(`${termOf(whether)}?(${values.map(termOf).join(',')})`, expression.source, values);
}

function opaqueChoice({ source }: Expression, values: readonly Value[]): Value {
  return openValue(`first(${values.map(termOf).join(',')})`, source, values);
}

/** A turn of a loop: the values of its item and index. */
export interface Turn {
  readonly item: Value;
  readonly index: Value;
}

/**
 * The turns over a list, an object, or a set whose items are their own keys. Undefined where they are not all known.
 */
export function turnsOver(over: Value, ofSet: boolean): readonly Turn[] | undefined {
  if (over.kind === 'object') {
    const last = new Map(over.fields.map(field => [plainText(field.key), field]));
    if (!over.isWhole || last.has(undefined) || last.size > MAX_TURNS) return undefined;
    return [...last.values()].map(({ key, value }) => ({ item: value, index: key }));
  }
  if (over.kind !== 'list' || !over.isWhole || over.items.length > MAX_TURNS) return undefined;
  return over.items.map((item, at) => ({ item, index: ofSet ? item : { kind: 'plain', value: at } }));
}

export function localsOf(turn: Turn, locals: Locals, item: string | undefined, indexes: readonly string[]): Locals {
  const inner = new Map(locals);
  if (item !== undefined) inner.set(item, turn.item);
  for (const index of indexes) inner.set(index, turn.index);
  return inner;
}

function loop(expression: ExpressionOf<'loop'>, around: EvaluationScope, locals: Locals, depth: number): Value {
  const { item, indexes = [], key, condition, body, source } = expression;
  const over = evaluateExpression(expression.over, around, locals, depth + 1);
  const turns = turnsOver(over, expression.ofSet === true);
  if (turns === undefined) {
    const term = `${around.path}:${numberOf(expression)} for ${termOf(over)}`;
    // the turn of an item that is not known shows what the body mentions
    const one = openValue(`${term}[each]`, source);
    const inside = localsOf({ item: one, index: one }, locals, item, indexes);
    return openValue(term, source, [over, evaluateExpression(body, around, inside, depth + 1)]);
  }
  let isWhole = true;
  const made = turns.flatMap(turn => {
    const inside = localsOf(turn, locals, item, indexes);
    const test = condition ?? (body.kind === 'guarded' ? body.condition : undefined);
    const truth = test === undefined ? 'yes' : truthIn(evaluateExpression(test, around, inside, depth + 1));
    if (truth === 'unknown') isWhole = false;
    if (truth !== 'yes') return [];
    const value = evaluateExpression(body, around, inside, depth + 1);
    return [{ key: key === undefined ? value : evaluateExpression(key, around, inside, depth + 1), value }];
  });
  if (key === undefined) return { kind: 'list', items: made.map(({ value }) => value), isWhole };
  return { kind: 'object', fields: made, isWhole };
}
