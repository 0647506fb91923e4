// Infrastructure code with one set of values, evaluated: the resources that a deployment of it makes.
//
// Nothing here is a guess. A value that only the deployment knows is `open`. Two open values are equal only if their
// terms are: a term is made of the same parts in the same place.

import type { Place } from './place.ts';

export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'plain'; readonly value: number | boolean | null }
  /** `isWhole`: there are no other items. */
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly isWhole: boolean }
  /** `isWhole`: it has no other fields. Of equal keys the last counts. */
  | { readonly kind: 'object'; readonly fields: readonly FieldValue[]; readonly isWhole: boolean }
  /** A text of several parts. At least one is not known. */
  | { readonly kind: 'joined'; readonly parts: readonly Value[] }
  /** A declared thing, or what becomes known of it when it is deployed: `principalId` of an identity. */
  | { readonly kind: 'attribute'; readonly of: string; readonly path: readonly string[] }
  | OpenValue;

/** A key may be open, such as the id of an identity that is deployed besides. */
export interface FieldValue {
  readonly key: Value;
  readonly value: Value;
}

export interface OpenValue {
  readonly kind: 'open';
  /** Equal terms are equal values. */
  readonly term: string;
  /** As written, or nearly so, for people. */
  readonly label: string;
  /** Known values that it is made of, and may mention. */
  readonly madeOf: readonly Value[];
  /** The value that the text encodes, if it is JSON. */
  readonly encodes?: Value;
}

/**
 * States when a resource is deployed: never, or if all of these conditions hold. The code settles none of them. An
 * empty list: always.
 */
export type Presence =
  | { readonly kind: 'no' }
  | { readonly kind: 'where'; readonly conditions: readonly PresenceCondition[] };

export interface PresenceCondition {
  readonly term: string;
  readonly label: string;
}

/** The scope that a resource is deployed to. Undefined: not to that kind of scope. */
export interface DeploymentScope {
  readonly subscription: Value | undefined;
  readonly resourceGroup: Value | undefined;
}

/** A resource, or a module from elsewhere, as code declares it: one instance of it, with one set of values. */
export interface DeclaredResource {
  /** Unique in its world. Attributes refer to it by this key. */
  readonly key: string;
  /** For people: `acr`, `module.registry.azurerm_container_registry.main`. */
  readonly address: string;
  readonly language: ProgramLanguageName;
  /**
   * As the language names it: `Microsoft.ContainerRegistry/registries`, `azurerm_container_registry`,
   * `br/public:avm/…`.
   */
  readonly type: string;
  readonly kind: 'resource' | 'module';
  /** It exists outside of this code, which only refers to it: `existing`, `data`. */
  readonly isExisting: boolean;
  readonly presence: Presence;
  readonly scope: DeploymentScope;
  /** The resource that it is declared in. */
  readonly parent: string | undefined;
  /** The first line of its declaration. */
  readonly place: Place;
  /** The start of its content. All readings of one declaration share it. */
  readonly bodyStart: Place;
  /** Its content. Evaluated when it is asked for, once. */
  readonly body: () => Value;
  /**
   * Parameters of the root whose defaults had a part in these fields, or in whether it is made, since nothing passes a
   * value. Fields are paths of keys, and of numbers in lists.
   */
  defaultsIn(paths: readonly (readonly string[])[]): readonly string[];
  /** The expression of a field. One that is a parameter alone is where the call of its module passes it. */
  written(path: readonly string[]): WrittenExpression | undefined;
}

/** An expression as it is written. */
export interface WrittenExpression extends Place {
  /** The text at the place. */
  readonly source: string;
  /** The path of the module that it is written in, as keys have it. */
  readonly module: string;
}

export type ProgramLanguageName = 'bicep' | 'terraform' | 'arm';

/** A program with one set of values. */
export interface ProgramWorld {
  readonly id: string;
  readonly language: ProgramLanguageName;
  /** The file or folder that is deployed. */
  readonly program: string;
  /** The files with values, and `--set NAME` for a value that a person states. Empty: defaults alone. */
  readonly values: readonly string[];
  readonly resources: readonly DeclaredResource[];
  /** The files that have a part in it. */
  readonly files: readonly string[];
  /** Parts that were not evaluated, which may declare anything. */
  readonly unread: readonly (Place & { readonly why: string })[];
  /** Reasons for which the tool refuses to deploy any of it, as clauses. */
  readonly refused: readonly string[];
  /** Returns whether neither resource waits for the other one. Takes their keys. */
  isUnordered(first: string, second: string): boolean;
}

/** Values that a person states for the programs of a workspace. */
export interface AskedValues {
  /** Files with values, in the order in which they count. */
  readonly files: readonly string[];
  /** Values by the name of the parameter, over those of files. */
  readonly set: ReadonlyMap<string, Value>;
}

export const nothingAsked: AskedValues = { files: [], set: new Map() };

export function textValue(text: string): Value {
  return { kind: 'text', text };
}

const nothing: readonly Value[] = [];

export function openValue(term: string, label: string, madeOf = nothing): OpenValue {
  return { kind: 'open', term, label, madeOf };
}

/** A value and all that it holds or is made of, each once. Undefined if these are more than `most`. */
export function valuesWithin(value: Value, most: number): readonly Value[] | undefined {
  const found = new Set([value]);
  for (const each of found) {
    if (found.size > most) return undefined;
    for (const part of partsOf(each)) found.add(part);
  }
  return [...found];
}

/** The texts of a joined value are read with it: they are no values of their own. */
function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'list':
      return value.items;
    case 'object':
      return value.fields.flatMap(field => [field.key, field.value]);
    case 'joined':
      return value.parts.filter(({ kind }) => kind !== 'text');
    case 'open':
      return value.encodes === undefined ? value.madeOf : [...value.madeOf, value.encodes];
    default:
      return nothing;
  }
}

/** A text of parts. Known parts beside each other are one. */
export function joinedValue(parts: readonly Value[]): Value {
  const flat: Value[] = [];
  for (const part of parts.flatMap(each => (each.kind === 'joined' ? each.parts : [each]))) {
    const text = plainText(part);
    const before = flat.at(-1);
    if (text === undefined) flat.push(part);
    else if (before?.kind === 'text') flat[flat.length - 1] = textValue(before.text + text);
    else if (text !== '') flat.push(textValue(text));
  }
  const [only] = flat;
  if (only === undefined) return textValue('');
  return flat.length === 1 && only.kind === 'text' ? only : { kind: 'joined', parts: flat };
}

/** A value as a text. Undefined for one that is not known, and for collections. */
export function plainText(value: Value | undefined): string | undefined {
  if (value?.kind === 'text') return value.text;
  return value?.kind === 'plain' && value.value !== null ? String(value.value) : undefined;
}

/** The field of an object. `absent`: it surely has none of this name. Undefined: that is not known. */
export function fieldOf(value: Value, name: string): Value | 'absent' | undefined {
  if (value.kind !== 'object') return undefined;
  const found = value.fields.findLast(({ key }) => plainText(key) === name);
  if (found !== undefined) return found.value;
  return value.isWhole && value.fields.every(({ key }) => plainText(key) !== undefined) ? 'absent' : undefined;
}

/** The field that an object surely has. Undefined where it has none of this name, and where that is not known. */
export function below(value: Value | undefined, name: string): Value | undefined {
  const found = value && fieldOf(value, name);
  return found === 'absent' ? undefined : found;
}

/** The known items of a list. Empty for any other value. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : [];
}

export function objectValue(fields: Readonly<Record<string, Value>>): Value {
  const entries = Object.entries(fields).map(([key, value]) => ({ key: textValue(key), value }));
  return { kind: 'object', fields: entries, isWhole: true };
}

export function isNullValue(value: Value): boolean {
  return value.kind === 'plain' && value.value === null;
}

const terms = new WeakMap<Value, string>();
let unequal = 0;

/** As long as any other, so that what is sorted by it stays in its order. */
function unequalTerm(): string {
  return `~${String(++unequal).padStart(12, '0')}`;
}

/** Returns whether a text, in which terms may be, surely has none that `unequalTerm` made. */
export function hasNoUnequalTerm(text: string): boolean {
  return !text.includes('~');
}

/** Returns the term of a value: values of one term are equal. Collections that are not whole equal only themselves. */
export function termOf(value: Value): string {
  const known = terms.get(value);
  if (known !== undefined) return known;
  const term = makeTerm(value);
  terms.set(value, term);
  return term;
}

/** Longer terms are cut by a count of their own, so that none of them equals another. */
const MAX_TERM = 4000;

function makeTerm(value: Value): string {
  const term = writtenTerm(value);
  return term.length > MAX_TERM ? unequalTerm() : term;
}

function writtenTerm(value: Value): string {
  switch (value.kind) {
    case 'text':
      return JSON.stringify(value.text);
    case 'plain':
      return String(value.value);
    case 'list':
      return value.isWhole ? `[${value.items.map(termOf).join(',')}]` : unequalTerm();
    case 'object': {
      if (!value.isWhole) return unequalTerm();
      const fields = value.fields.map(each => `${termOf(each.key)}:${termOf(each.value)}`);
      return `{${fields.sort().join(',')}}`;
    }
    case 'joined':
      return `<${value.parts.map(termOf).join('+')}>`;
    case 'attribute':
      return `@${JSON.stringify(value.of)}${value.path.map(step => `.${step}`).join('')}`;
    case 'open':
      return `?${value.term}`;
  }
}

/**
 * Returns whether two texts surely differ, ignoring case: both are known, or their parts between equal open ones
 * differ.
 */
export function areUnequal(one: Value, other: Value): boolean {
  const [left, right] = [partsIn(one), partsIn(other)];
  const isSame = (a: Value | undefined, b: Value | undefined) => a && b && a.kind !== 'text' && termOf(a) === termOf(b);
  while (isSame(left[0], right[0])) for (const parts of [left, right]) parts.shift();
  while (isSame(left.at(-1), right.at(-1))) for (const parts of [left, right]) parts.pop();
  const [head, tail] = [
    [left[0], right[0]],
    [left.at(-1), right.at(-1)],
  ].map(ends => ends.map(end => plainText(end)?.toLowerCase()));
  if (left.length <= 1 && right.length <= 1) {
    const [a, b] = [left, right].map(parts => (parts.length === 0 ? '' : plainText(parts[0])?.toLowerCase()));
    return a !== undefined && b !== undefined && a !== b;
  }
  const begins = (ends: readonly (string | undefined)[] | undefined, test: (a: string, b: string) => boolean) => {
    const [a, b] = ends ?? [];
    return a !== undefined && b !== undefined && !test(a, b) && !test(b, a);
  };
  return begins(head, (a, b) => a.startsWith(b)) || begins(tail, (a, b) => a.endsWith(b));
}

function partsIn(value: Value): Value[] {
  return value.kind === 'joined' ? [...value.parts] : [value];
}

/** A value as people read it: what is open as it is written. */
export function valueInWords(value: Value, nameOf: (key: string) => string = key => key): string {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'plain':
      return String(value.value);
    case 'list':
      return `[${value.items.map(each => valueInWords(each, nameOf)).join(', ')}]`;
    case 'object':
      return '{…}';
    case 'joined':
      return value.parts.map(part => (part.kind === 'text' ? part.text : `\${${valueInWords(part, nameOf)}}`)).join('');
    case 'attribute':
      return [nameOf(value.of), ...value.path].join('.');
    case 'open':
      return value.label;
  }
}
