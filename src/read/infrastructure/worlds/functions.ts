import {
  type DeploymentScope,
  type FieldValue,
  fieldOf,
  isNullValue,
  joinedValue,
  openValue,
  plainText,
  termOf,
  textValue,
  type Value,
} from '../../../model/program.ts';
import type { FunctionName } from '../../source/languages/expression.ts';
import { applyOperator } from './operations.ts';
import { groupValue, scopeId, subscriptionValue } from './scopes.ts';

/** Undefined: the result is open, and equal for equal arguments. */
type Function = (values: readonly Value[], scope: DeploymentScope) => Value | undefined;

/** Makes something else each time. Two calls are never equal. */
export const neverTheSame: ReadonlySet<string> = new Set([
  'newguid',
  'utcnow',
  'uuid',
  'timestamp',
  'plantimestamp',
  'bcrypt',
]);

/**
 * Returns a function by its lower-case name, since Azure's templates don't care. Terraform's `format` is another one.
 */
export function exactFunction({ language, name }: FunctionName): Function | undefined {
  return language === 'terraform' && name === 'format' ? sprintf : functions.get(name.toLowerCase());
}

const sprintf: Function = values => formatted(values, /%[sdvq]/g);

const MAX_TEXT = 10_000;
const MAX_ITEMS = 10_000;

const functions: ReadonlyMap<string, Function> = new Map<string, Function>([
  ['format', values => formatted(values, /\{(\d+)\}/g)],
  ['concat', concat],
  ['union', values => merged(values, true)],
  ['merge', values => merged(values, false)],
  ['join', join],
  ['jsonencode', jsonEncoded],
  ['jsondecode', ([text]) => (text?.kind === 'open' ? text.encodes : undefined)],
  ['flatten', ([list]) => flatten(list)],
  ['keys', ([from]) => listed(from, ({ key }) => key)],
  ['values', ([from]) => listed(from, ({ value }) => value)],
  ['objectkeys', ([from]) => listed(from, ({ key }) => key)],
  [
    'items',
    ([from]) =>
      listed(from, ({ key, value }) => ({
        kind: 'object',
        fields: [field('key', key), field('value', value)],
        isWhole: true,
      })),
  ],
  ['lookup', lookup],
  ['element', ([list, at]) => (list?.kind === 'list' && list.isWhole ? list.items[numberIn(at) ?? -1] : undefined)],
  ['first', ([list]) => (list?.kind === 'list' && list.isWhole ? list.items[0] : undefined)],
  ['last', ([list]) => lastItem(list)],
  ['one', ([list]) => (list?.kind === 'list' && list.isWhole && list.items.length === 1 ? list.items[0] : undefined)],
  ['tolower', ([value]) => caseOf(value, text => text.toLowerCase())],
  ['lower', ([value]) => caseOf(value, text => text.toLowerCase())],
  ['toupper', ([value]) => onText(value, text => text.toUpperCase())],
  ['upper', ([value]) => onText(value, text => text.toUpperCase())],
  // Terraform's `trim` takes the letters that it cuts off
  ['trim', ([value, letters]) => (letters === undefined ? onText(value, text => text.trim()) : undefined)],
  ['trimspace', ([value]) => onText(value, text => text.trim())],
  ['replace', replace],
  ['split', split],
  ['substring', ([value, from, length]) => cut(value, from, length)],
  ['substr', ([value, from, length]) => cut(value, from, length)],
  ['take', ([value, count]) => cut(value, number(0), count)],
  ['skip', ([value, from]) => cut(value, from, undefined)],
  ['length', length],
  ['empty', ([value]) => isEmptyValue(value)],
  ['contains', contains],
  ['strcontains', contains],
  [
    'startswith',
    ([value, part]) => onTexts(value, part, (whole, text) => whole.toLowerCase().startsWith(text.toLowerCase())),
  ],
  [
    'endswith',
    ([value, part]) => onTexts(value, part, (whole, text) => whole.toLowerCase().endsWith(text.toLowerCase())),
  ],
  ['bool', ([value]) => boolIn(value)],
  ['int', ([value]) => (numberIn(value) === undefined ? undefined : number(numberIn(value) ?? 0))],
  ['createarray', items => ({ kind: 'list', items, isWhole: true })],
  ['createobject', createObject],
  ['resourcegroup', (values, scope) => groupNamed(values, scope)],
  ['subscription', ([id], scope) => subscriptionValue(id ?? scope.subscription)],
  ['resourceid', (values, scope) => resourceId(values, scope)],
  ['subscriptionresourceid', (values, scope) => subscriptionResourceId(values, scope)],
  ['tenantresourceid', ([type, ...names]) => idUnder(textValue(''), type, names)],
  // names that no text can have: see extendedType.ts
  ['$scope', ([id], scope) => id && scopeWritten(id, scope)],
  ['$extended', ([type, name], scope) => extendedScope(type, name, scope)],
  ['$last', ([name]) => name && lastOf(name)],
  ['$within', ([name]) => name && withoutProvider(name)],
  ...(
    [
      ['equals', '=='],
      ['not', '!'],
      ['less', '<'],
      ['lessorequals', '<='],
      ['greater', '>'],
      ['greaterorequals', '>='],
      ['add', '+'],
      ['sub', '-'],
      ['mul', '*'],
      ['mod', '%'],
    ] as const
  ).map(([name, operator]): [string, Function] => [name, values => applyOperator(operator, values)]),
  ['and', values => folded('&&', values)],
  ['or', values => folded('||', values)],
  ['extensionresourceid', ([scope, type, ...names]) => (scope === undefined ? undefined : idUnder(scope, type, names))],
  ...['string', 'tostring', 'any', 'tolist', 'tomap', 'nonsensitive', 'sensitive', 'tonumber', 'tobool', 'array'].map(
    (name): [string, Function] => [name, ([value]) => value],
  ),
  ['toset', ([value]) => value],
]);

function field(name: string, value: Value): FieldValue {
  return { key: textValue(name), value };
}

function number(value: number): Value {
  return { kind: 'plain', value };
}

function flag(value: boolean): Value {
  return { kind: 'plain', value };
}

function numberIn(value: Value | undefined): number | undefined {
  const text = plainText(value);
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

function boolIn(value: Value | undefined): Value | undefined {
  const text = plainText(value)?.toLowerCase();
  return text === 'true' || text === 'false' ? flag(text === 'true') : undefined;
}

/** Returns the value as a part of a text. A null adds nothing there. */
export function asPart(value: Value): Value {
  return isNullValue(value) ? textValue('') : value;
}

function bounded(value: Value): Value | undefined {
  const length = value.kind === 'text' ? value.text.length : value.kind === 'list' ? value.items.length : 0;
  return length > (value.kind === 'text' ? MAX_TEXT : MAX_ITEMS) ? undefined : value;
}

/** `{1}` names its value. `%s` takes the next. */
function formatted([pattern, ...values]: readonly Value[], marks: RegExp): Value | undefined {
  const text = plainText(pattern);
  if (text === undefined) return undefined;
  const parts: Value[] = [];
  let [from, next] = [0, 0];
  for (const match of text.matchAll(marks)) {
    const value = values[match[1] === undefined ? next++ : Number(match[1])];
    if (value === undefined || value.kind === 'list' || value.kind === 'object') return undefined;
    parts.push(textValue(text.slice(from, match.index)), asPart(value));
    from = match.index + match[0].length;
  }
  return bounded(joinedValue([...parts, textValue(text.slice(from))]));
}

function concat(values: readonly Value[]): Value | undefined {
  if (values.length > 0 && values.every(value => value.kind === 'list')) return together(values);
  if (values.some(value => value.kind === 'list' || value.kind === 'object')) return undefined;
  return bounded(joinedValue(values.map(asPart)));
}

function together(values: readonly Value[]): Value | undefined {
  const lists = values.flatMap(value => (value.kind === 'list' ? [value] : []));
  const items = lists.flatMap(list => list.items);
  return bounded({ kind: 'list', items, isWhole: lists.length === values.length && lists.every(list => list.isWhole) });
}

/** `merge` of Terraform replaces fields, `union` of Azure merges objects within. Other values are lists, or open. */
function merged(values: readonly Value[], isDeep: boolean): Value | undefined {
  if (values.every(value => value.kind === 'list')) return together(values);
  return overlaid(values, isDeep);
}

/**
 * Fields of objects, the later over those before them. What comes before an object that is not all known may be
 * replaced.
 */
export function overlaid(values: readonly Value[], isDeep = false): Value {
  const from = values.findLastIndex(value => value.kind !== 'object' || !value.isWhole);
  const last = values[from];
  const known = values.slice(last?.kind === 'object' ? from : from + 1);
  const fields = known.flatMap(value => (value.kind === 'object' ? value.fields : []));
  return { kind: 'object', fields: isDeep ? withMergedObjects(fields) : fields, isWhole: from < 0 };
}

function withMergedObjects(fields: readonly FieldValue[]): readonly FieldValue[] {
  return [...Map.groupBy(fields, ({ key }) => termOf(key)).values()].flatMap(same => {
    const objects = same.map(({ value }) => value);
    const [first] = same;
    if (first === undefined || same.length === 1 || !objects.every(value => value.kind === 'object')) return same;
    return [{ key: first.key, value: overlaid(objects, true) }];
  });
}

/** Terraform's takes the separator first, Azure's last. Of two values the one that is no list is it. */
function join([first, second]: readonly Value[]): Value | undefined {
  const [list, separator] = first?.kind === 'list' ? [first, second] : [second, first];
  if (list?.kind !== 'list' || !list.isWhole || separator === undefined) return undefined;
  return bounded(
    joinedValue(list.items.flatMap((item, at) => (at === 0 ? [asPart(item)] : [separator, asPart(item)]))),
  );
}

function flatten(list: Value | undefined): Value | undefined {
  if (list?.kind !== 'list') return undefined;
  const inner = together(list.items);
  return inner?.kind === 'list' ? { ...inner, isWhole: inner.isWhole && list.isWhole } : undefined;
}

function listed(from: Value | undefined, part: (field: FieldValue) => Value): Value | undefined {
  if (from?.kind !== 'object') return undefined;
  const last = new Map(from.fields.map(each => [plainText(each.key), each]));
  if (last.has(undefined)) return undefined;
  // both languages sort by key
  const sorted = [...last].sort(([one = ''], [other = '']) => (one < other ? -1 : 1));
  return { kind: 'list', items: sorted.map(([, each]) => part(each)), isWhole: from.isWhole };
}

function lookup([from, key, otherwise]: readonly Value[]): Value | undefined {
  const name = plainText(key);
  const found = from === undefined || name === undefined ? undefined : fieldOf(from, name);
  return found === 'absent' ? otherwise : found;
}

function onText(value: Value | undefined, make: (text: string) => string): Value | undefined {
  const text = plainText(value);
  return text === undefined ? undefined : textValue(make(text));
}

/** Part by part: what is open has another term in another case. */
function caseOf(value: Value | undefined, make: (text: string) => string): Value | undefined {
  if (value?.kind !== 'joined') return onText(value, make);
  return joinedValue(
    value.parts.map(part =>
      part.kind === 'text'
        ? textValue(make(part.text))
        : isLower(part)
          ? part
          : openValue(`lower(${termOf(part)})`, 'toLower(…)', [part]),
    ),
  );
}

/**
 * Azure's hash has lower-case letters and digits only.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#uniquestring
 */
function isLower(part: Value): boolean {
  return part.kind === 'open' && /^(?:lower|uniquestring)\(/.test(part.term);
}

function replace([value, from, to]: readonly Value[]): Value | undefined {
  const [search, by] = [plainText(from), plainText(to)];
  if (search === undefined || by === undefined || search === '') return undefined;
  // a pattern between slashes is Terraform's notation of a regular expression
  if (search.length > 1 && search.startsWith('/') && search.endsWith('/')) return undefined;
  return onText(value, text => text.replaceAll(search, by));
}

/** A resource id has its slashes in the parts that are known, since no name holds one. */
function split([first, second]: readonly Value[]): Value | undefined {
  const isId = (value: Value | undefined) =>
    value?.kind === 'joined' || value?.kind === 'attribute' || (plainText(value)?.length ?? 0) > 1;
  const [value, separator] = isId(first) ? [first, second] : [second, first];
  const mark = plainText(separator);
  if (mark === undefined || mark === '' || value === undefined) return undefined;
  if (value.kind === 'joined') return mark === '/' ? splitId(value.parts) : undefined;
  // a caller that knows the resource reads the segments of its id
  if (value.kind === 'attribute')
    return mark === '/' && isOwnId(value) ? { ...value, path: [...value.path, '/'] } : undefined;
  const text = plainText(value);
  return text === undefined ? undefined : { kind: 'list', items: text.split(mark).map(textValue), isWhole: true };
}

function isOwnId(value: Value | undefined): boolean {
  return value?.kind === 'attribute' && value.path.length === 1 && value.path[0] === 'id';
}

function lastItem(list: Value | undefined): Value | undefined {
  if (list?.kind === 'attribute' && list.path.at(-1) === '/') return { ...list, path: [...list.path, 'last'] };
  return list?.kind === 'list' && list.isWhole ? list.items.at(-1) : undefined;
}

function splitId(parts: readonly Value[]): Value | undefined {
  const [head] = parts;
  if (head?.kind !== 'text' || !/^\/subscriptions\//i.test(head.text)) return undefined;
  const segments: Value[][] = [[]];
  for (const part of parts) {
    const [own = '', ...next] = part.kind === 'text' ? part.text.split('/') : [''];
    segments.at(-1)?.push(part.kind === 'text' ? textValue(own) : part);
    for (const each of next) segments.push([textValue(each)]);
  }
  return { kind: 'list', items: segments.map(joinedValue), isWhole: true };
}

function cut(value: Value | undefined, from: Value | undefined, length: Value | undefined): Value | undefined {
  const [start, count] = [numberIn(from), length === undefined ? undefined : numberIn(length)];
  if (start === undefined || (length !== undefined && count === undefined)) return undefined;
  const end = count === undefined || count < 0 ? undefined : start + count;
  if (value?.kind === 'list') return value.isWhole ? { ...value, items: value.items.slice(start, end) } : undefined;
  return onText(value, text => text.slice(start, end));
}

function length([value]: readonly Value[]): Value | undefined {
  if (value?.kind === 'list') return value.isWhole ? number(value.items.length) : undefined;
  if (value?.kind === 'object')
    return value.isWhole ? number(new Set(value.fields.map(({ key }) => JSON.stringify(key))).size) : undefined;
  return value?.kind === 'text' ? number(value.text.length) : undefined;
}

export function isEmptyValue(value: Value | undefined): Value | undefined {
  if (isOwnId(value)) return flag(false);
  switch (value?.kind) {
    case 'text':
      return flag(value.text === '');
    case 'plain':
      return value.value === null ? flag(true) : undefined;
    case 'joined':
      // a part that is known has at least one letter
      return value.parts.some(part => part.kind === 'text') ? flag(false) : undefined;
    case 'list':
      if (value.items.length > 0) return value.isWhole ? flag(false) : undefined;
      return value.isWhole ? flag(true) : undefined;
    case 'object':
      if (value.fields.length > 0) return flag(false);
      return value.isWhole ? flag(true) : undefined;
    default:
      return undefined;
  }
}

function contains([value, part]: readonly Value[]): Value | undefined {
  const name = plainText(part);
  if (name === undefined || value === undefined) return undefined;
  if (value.kind === 'object') {
    const found = fieldOf(value, name);
    return found === undefined ? undefined : flag(found !== 'absent');
  }
  if (value.kind === 'list') {
    const texts = value.items.map(plainText);
    if (texts.includes(name)) return flag(true);
    return value.isWhole && !texts.includes(undefined) ? flag(false) : undefined;
  }
  const text = plainText(value);
  if (text !== undefined) return flag(text.includes(name));
  const isInPart =
    value.kind === 'joined' && value.parts.some(each => each.kind === 'text' && each.text.includes(name));
  return isInPart ? flag(true) : undefined;
}

function onTexts(
  value: Value | undefined,
  part: Value | undefined,
  test: (whole: string, text: string) => boolean,
): Value | undefined {
  const [whole, text] = [plainText(value), plainText(part)];
  return whole === undefined || text === undefined ? undefined : flag(test(whole, text));
}

function createObject(values: readonly Value[]): Value {
  const fields: FieldValue[] = [];
  for (let at = 0; at + 1 < values.length; at += 2) {
    const [key, value] = [values[at], values[at + 1]];
    if (key !== undefined && value !== undefined) fields.push({ key, value });
  }
  return { kind: 'object', fields, isWhole: true };
}

/** `resourceGroup()`, `resourceGroup('name')`, `resourceGroup('subscription', 'name')`. */
function groupNamed(values: readonly Value[], scope: DeploymentScope): Value {
  const [first, second] = values;
  if (first === undefined) return groupValue(scope);
  if (second === undefined) return groupValue({ ...scope, resourceGroup: first });
  return groupValue({ subscription: first, resourceGroup: second });
}

function folded(operator: '&&' | '||', [first, ...others]: readonly Value[]): Value | undefined {
  return others.reduce<Value | undefined>(
    (one, other) => (one === undefined ? undefined : applyOperator(operator, [one, other])),
    first,
  );
}

/**
 * A scope of a template may be an id, or what comes behind the resource group:
 * `Microsoft.ContainerRegistry/registries/acr`.
 */
function scopeWritten(id: Value, scope: DeploymentScope): Value {
  const head = id.kind === 'joined' ? id.parts[0] : id;
  const text = plainText(head);
  if (text === undefined || !/^[a-z][\w-]*\.[\w.-]+\//i.test(text)) return id;
  return joinedValue([scopeId(scope), textValue('/providers/'), id]);
}

const AUTHORIZATION = /\/Microsoft\.Authorization\//i;

/** `acr/Microsoft.Authorization/…` is the name of a role assignment at the registry `acr`. */
function extendedScope(type: Value | undefined, name: Value | undefined, scope: DeploymentScope): Value | undefined {
  const parts = name?.kind === 'joined' ? name.parts : name === undefined ? [] : [name];
  const at = parts.findIndex(part => AUTHORIZATION.test(plainText(part) ?? ''));
  const text = plainText(parts[at]);
  if (text === undefined || type === undefined) return undefined;
  const own = joinedValue([...parts.slice(0, at), textValue(text.slice(0, text.search(AUTHORIZATION)))]);
  return idUnder(scopeId(scope), type, [own]);
}

function lastOf(name: Value): Value {
  const parts = name.kind === 'joined' ? name.parts : [name];
  const at = parts.findIndex(part => AUTHORIZATION.test(plainText(part) ?? ''));
  const text = plainText(parts[at]);
  if (text === undefined) return name;
  return joinedValue([textValue(text.replace(/^.*\/Microsoft\.Authorization\//is, '')), ...parts.slice(at + 1)]);
}

/** `Microsoft.Authorization/…` is the name of a role assignment within the resource that it is given at. */
function withoutProvider(name: Value): Value {
  const [head, ...rest] = name.kind === 'joined' ? name.parts : [name];
  const text = plainText(head);
  if (text === undefined) return name;
  return joinedValue([textValue(text.replace(/^Microsoft\.Authorization\//i, '')), ...rest]);
}

/** Optional arguments come before the type, which is the first with a slash and a dot. */
function resourceId(values: readonly Value[], scope: DeploymentScope): Value | undefined {
  const at = values.findIndex(value => isType(plainText(value)));
  const [type, ...names] = at < 0 ? [] : values.slice(at);
  const before = values.slice(0, Math.max(0, at));
  if (type === undefined) return undefined;
  const [first, second] = before;
  const own: DeploymentScope =
    second !== undefined
      ? { subscription: first, resourceGroup: second }
      : { ...scope, resourceGroup: first ?? scope.resourceGroup };
  return idUnder(scopeId(own), type, names);
}

function subscriptionResourceId(values: readonly Value[], scope: DeploymentScope): Value | undefined {
  const at = values.findIndex(value => isType(plainText(value)));
  const [type, ...names] = at < 0 ? [] : values.slice(at);
  const subscription = at > 0 ? values[0] : scope.subscription;
  return type === undefined ? undefined : idUnder(scopeId({ subscription, resourceGroup: undefined }), type, names);
}

function isType(text: string | undefined): boolean {
  return text !== undefined && /^[\w-]+\.[\w.-]+\/[\w/-]+$/.test(text);
}

/** A resource's id: type and names take turns. */
function idUnder(scope: Value, type: Value | undefined, names: readonly Value[]): Value | undefined {
  const [provider = '', ...types] = plainText(type)?.split('/') ?? [];
  if (types.length === 0 || types.length !== names.length) return undefined;
  const root = plainText(scope) === '/' ? textValue('') : scope;
  const segments = types.flatMap((each, at) => [textValue(`/${each}/`), asPart(names[at] ?? textValue(''))]);
  return joinedValue([root, textValue(`/providers/${provider}`), ...segments]);
}

/** The tool writes the text, but its content is known. */
function jsonEncoded([value]: readonly Value[]): Value | undefined {
  if (value === undefined) return undefined;
  return { ...openValue(`jsonencode(${termOf(value)})`, 'jsonencode(…)'), encodes: value };
}
