/** A value in a template, as far as it is known. Each remembers which of the chart's values it was made of. */
export type Value =
  | { readonly kind: 'text'; readonly text: string; readonly used: readonly string[] }
  /** The value at a path of the chart's values: a text, a mapping, a list, or nothing. */
  | { readonly kind: 'values'; readonly path: string }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, Value>; readonly used: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly used: readonly string[] }
  /** Mappings laid over each other; the first that has a key counts. */
  | { readonly kind: 'merged'; readonly layers: readonly Value[]; readonly used: readonly string[] }
  | { readonly kind: 'root' }
  | { readonly kind: 'chart' }
  /** `.Subcharts`, or one of them by its name: a context like the root, with the values below that name. */
  | { readonly kind: 'subcharts'; readonly name: string | undefined }
  | { readonly kind: 'unknown'; readonly used: readonly string[]; readonly name: string | undefined };

export interface Scope {
  /** The text at a path of the chart's values, empty where they leave it so; undefined where there is none. */
  text(path: string): string | undefined;
  /** Whether there is a mapping or list at a path. */
  has(path: string): boolean;
  /** Whether the chart's values were read, so that what is not there is empty. */
  readonly isKnown: boolean;
  /** Whether a value that is empty is left for others to fill: it is still false, but no text. */
  readonly leavesOpen?: boolean;
  /** A field of Chart.yaml, by its name in templates: `AppVersion`. */
  chart(field: string): string | undefined;
  /** The body of a named template; undefined where this chart does not define it. */
  named(name: string): string | undefined;
}

export const UNKNOWN: Value = { kind: 'unknown', used: [], name: undefined };
export const EMPTY: Value = { kind: 'text', text: '', used: [] };
export const ROOT: Value = { kind: 'root' };

/** No name is longer, and none is made of more values; a template that doubles its variables would never end. */
const MAX_LENGTH = 4096;
const MAX_USED = 50;

export function unknownOf(...parts: readonly Value[]): Value {
  const name = parts.find(part => part.kind === 'unknown')?.name;
  return { kind: 'unknown', used: usedByAll(parts), name };
}

export function textOf(text: string, ...parts: readonly Value[]): Value {
  return text.length > MAX_LENGTH ? unknownOf(...parts) : { kind: 'text', text, used: usedByAll(parts) };
}

export function dictOf(entries: ReadonlyMap<string, Value>): Value {
  return { kind: 'dict', entries, used: usedByAll([...entries.values()]) };
}

export function listOf(items: readonly Value[]): Value {
  return { kind: 'list', items, used: usedByAll(items) };
}

/** Each layer once, so that a mapping that is merged with itself again and again stays small. */
export function mergedOf(parts: readonly Value[]): Value {
  const layers = [...new Set(parts.flatMap(part => (part.kind === 'merged' ? part.layers : [part])))];
  return { kind: 'merged', layers, used: usedByAll(layers) };
}

function usedByAll(parts: readonly Value[]): readonly string[] {
  return [...new Set(parts.flatMap(usedBy))].slice(0, MAX_USED);
}

/** Paths of the chart's values that a value was made of; a field of Chart.yaml is `.Chart.AppVersion`. */
export function usedBy(value: Value): readonly string[] {
  if (value.kind === 'values') return value.path === '' ? [] : [value.path];
  return 'used' in value ? value.used : [];
}

/** `.name` of a value. */
export function fieldOf(value: Value, name: string, scope: Scope): Value {
  switch (value.kind) {
    case 'root':
      if (name === 'Values') return { kind: 'values', path: '' };
      if (name === 'Subcharts') return { kind: 'subcharts', name: undefined };
      return name === 'Chart' ? { kind: 'chart' } : { kind: 'unknown', used: [], name: `.${name}` };
    case 'subcharts':
      if (value.name === undefined) return { kind: 'subcharts', name };
      return name === 'Values'
        ? { kind: 'values', path: value.name }
        : { kind: 'unknown', used: [], name: `.Subcharts.${value.name}.${name}` };
    case 'chart': {
      const text = scope.chart(name);
      return text === undefined
        ? { kind: 'unknown', used: [], name: `.Chart.${name}` }
        : { kind: 'text', text, used: [`.Chart.${name}`] };
    }
    case 'values':
      return { kind: 'values', path: value.path === '' ? name : `${value.path}.${name}` };
    case 'dict':
      return value.entries.get(name) ?? EMPTY;
    case 'merged': {
      for (const layer of value.layers) {
        const found = fieldOf(layer, name, scope);
        const there = truth(found, scope);
        if (there === true) return found;
        if (there === undefined) return unknownOf(value);
      }
      return EMPTY;
    }
    case 'list':
    case 'text':
    case 'unknown':
      return unknownOf(value);
  }
}

/** The text of a value; undefined where that is not known. A placeholder in it is written as it is. */
export function writtenAs(value: Value, scope: Scope): string | undefined {
  if (value.kind === 'text') return value.text;
  if (value.kind !== 'values' || isElement(value.path)) return undefined;
  return scope.text(value.path) ?? (scope.isKnown && !scope.has(value.path) ? '' : undefined);
}

/** The text of a value where it is put into another; undefined where it stays a placeholder. */
export function outputOf(value: Value, scope: Scope): string | undefined {
  const text = writtenAs(value, scope);
  return text === '' && value.kind === 'values' && scope.leavesOpen ? undefined : text;
}

/** The placeholder of a value that is not known, in a text that it is a part of. One that is made of several has no name. */
export function placeholderFor(value: Value): string {
  const [path, ...more] = usedBy(value);
  const name = path === undefined || more.length > 0 ? undefined : path.startsWith('.') ? path : `.Values.${path}`;
  return `{{ ${name ?? (value.kind === 'unknown' ? value.name : undefined) ?? '…'} }}`;
}

/** Whether a value counts as true; undefined: not known. */
export function truth(value: Value, scope: Scope): boolean | undefined {
  switch (value.kind) {
    case 'text':
      return truthOfText(value.text);
    case 'values': {
      if (isElement(value.path)) return undefined;
      const text = scope.text(value.path);
      if (text !== undefined) return truthOfText(text);
      return scope.has(value.path) ? true : scope.isKnown ? false : undefined;
    }
    case 'dict':
      return value.entries.size > 0;
    case 'list':
      return value.items.length > 0;
    case 'merged':
      return value.layers.some(layer => truth(layer, scope) === true) ? true : undefined;
    case 'root':
    case 'chart':
    case 'subcharts':
      return true;
    case 'unknown':
      return undefined;
  }
}

/** A text that is nothing but a placeholder may turn out empty. */
function truthOfText(text: string): boolean | undefined {
  if (text === '' || text === 'false') return false;
  return /^\{\{.*\}\}$/s.test(text) ? undefined : true;
}

/** One of several, by `range`: which one is not known. */
function isElement(path: string): boolean {
  return path.includes('*');
}
