import { type FieldValue, fieldOf, openValue, termOf, textValue, type Value } from '../../../model/program.ts';

// Values of Terraform's arguments in the shape of Azure's properties.

/** A field of Azure, made of an argument: its path, and how its value is changed. */
export interface FieldRow {
  readonly to: readonly string[];
  readonly from: readonly string[];
  readonly convert?: (value: Value) => Value;
}

export function row(to: string, from: string, convert?: (value: Value) => Value): FieldRow {
  return { to: to.split('.'), from: from.split('.'), ...(convert === undefined ? {} : { convert }) };
}

/** An argument. `absent`: it is surely left out. A block is the only one of its type. */
export function argument(body: Value, path: readonly string[]): Value | 'absent' {
  let at = body;
  for (const step of path) {
    const from = at.kind === 'list' ? onlyBlock(at) : at;
    if (from === 'absent') return 'absent';
    const found = from === undefined ? undefined : fieldOf(from, step);
    if (found === 'absent') return 'absent';
    if (found === undefined) return openValue(`${termOf(at)} ${step}`, path.join('.'));
    if (found.kind === 'plain' && found.value === null) return 'absent';
    at = found;
  }
  return at;
}

function onlyBlock(list: Value): Value | 'absent' | undefined {
  const blocks = blocksIn(list);
  if (blocks === undefined) return undefined;
  return blocks.length === 0 ? 'absent' : blocks[0];
}

/** The blocks of a type, those of `dynamic` among them. Undefined: it is not known which ones exist. */
function blocksIn(list: Value): readonly Value[] | undefined {
  if (list.kind !== 'list') return undefined;
  const found: Value[] = [];
  for (const item of list.items) {
    const inner = item.kind === 'list' ? blocksIn(item) : [item];
    if (inner === undefined || item.kind === 'open') return undefined;
    for (const each of inner) found.push(each);
  }
  return list.isWhole ? found : undefined;
}

/** Azure's object of these rows. A field that is left out in one is left out in the other. */
export function shaped(body: Value, rows: readonly FieldRow[]): Value {
  const made: Tree = new Map();
  for (const { to, from, convert } of rows) {
    const value = argument(body, from);
    if (value !== 'absent') put(made, to, convert === undefined || value.kind === 'open' ? value : convert(value));
  }
  return objectOf(made);
}

type Tree = Map<string, Value | Tree>;

function put(into: Tree, [step = '', ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    into.set(step, value);
    return;
  }
  const known = into.get(step);
  const inner: Tree = known instanceof Map ? known : new Map();
  into.set(step, inner);
  put(inner, rest, value);
}

function objectOf(tree: Tree): Value {
  const fields = [...tree].map(
    ([key, value]): FieldValue => ({ key: textValue(key), value: value instanceof Map ? objectOf(value) : value }),
  );
  return { kind: 'object', fields, isWhole: true };
}

/** Each block of a list in Azure's shape. Open if it is not known which ones exist. */
export function listOf(rows: readonly FieldRow[]): (list: Value) => Value {
  return list => {
    const blocks = blocksIn(list);
    if (blocks === undefined) return openValue(`blocks of ${termOf(list)}`, 'blocks');
    return { kind: 'list', items: blocks.map(block => shaped(block, rows)), isWhole: true };
  };
}

/** `true` and `false` as the two words that Azure has for them. */
export function words(yes: string, no: string): (value: Value) => Value {
  return value => {
    const text =
      value.kind === 'plain' || value.kind === 'text' ? String(value.kind === 'plain' ? value.value : value.text) : '';
    return text === 'true'
      ? textValue(yes)
      : text === 'false'
        ? textValue(no)
        : openValue(`word of ${termOf(value)}`, '…');
  };
}

/** A list of ids as the keys of Azure's object. */
export function asKeys(list: Value): Value {
  if (list.kind !== 'list' || !list.isWhole) return openValue(`keys of ${termOf(list)}`, 'identity_ids');
  const fields = list.items.map((key): FieldValue => ({ key, value: { kind: 'object', fields: [], isWhole: true } }));
  return { kind: 'object', fields, isWhole: true };
}
