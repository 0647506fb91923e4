import type * as v from 'valibot';
import { isObject } from '../../model/objects.ts';
import { scopeIn } from '../ids.ts';
import { type ArmObject, unflattened } from './flattened.ts';
import { type Defect, type ItemPath, pathInWords, type Shapes } from './shapes.ts';

/** Calls back with each item of a list, whether it was pasted as a list, as an answer, or as several of either. */
export function eachItem(
  shapes: Shapes,
  data: unknown,
  path: ItemPath,
  visit: (item: unknown, path: ItemPath) => void,
): void {
  if (Array.isArray(data)) {
    for (const [i, item] of data.entries()) {
      if (isObject(item) && !('id' in item) && ('value' in item || 'data' in item || 'error' in item))
        eachItem(shapes, item, [...path, i], visit);
      else visit(item, [...path, i]);
    }
    return;
  }
  const answer = isObject(data) ? data : {};
  reportCut(shapes, answer, path);
  const { value, data: rows } = answer;
  const visitEach = (items: readonly unknown[], ...within: ItemPath) => {
    for (const [i, item] of items.entries()) visit(item, [...path, ...within, i]);
  };
  if (Array.isArray(value)) visitEach(value, 'value');
  else if (Array.isArray(rows)) visitEach(rows, 'data');
  else if (isTable(rows)) visitEach(objectsOf(rows), 'data', 'rows');
  else {
    const what = isObject(answer['error']) ? ' (put a failed call into `gaps`)' : '';
    shapes.report(path, { path: [], expected: `a list, or a response with its list in \`value\`${what}`, got: data });
  }
}

const isYes = (value: unknown): boolean => value === true || String(value).toLowerCase() === 'true';
const isThere = (value: unknown): boolean => value !== null && value !== undefined && value !== '' && value !== false;

/** Keys that announce a further page: in ARM, in Microsoft Graph, and in Resource Graph by REST and by az. */
const cuts: Readonly<Record<string, (value: unknown) => boolean>> = {
  nextLink: isThere,
  '@odata.nextLink': isThere,
  $skipToken: isThere,
  skipToken: isThere,
  skip_token: isThere,
  resultTruncated: isYes,
  result_truncated: isYes,
};

function reportCut(shapes: Shapes, answer: ArmObject, path: ItemPath): void {
  for (const [key, isCut] of Object.entries(cuts)) {
    if (!Object.hasOwn(answer, key) || !isCut(answer[key])) continue;
    const isGraph = !/nextLink/i.test(key);
    const command = isGraph
      ? 'az graph query --first 1000 --skip-token "<the token>"'
      : `az rest --method get --url "<the ${key}>"`;
    const expected = `all pages (\`acr-pull snapshot\` reads all; by hand, print the next one with \`${command}\`, put both in a list, and remove \`${key}\` here)`;
    shapes.report(path, { path: [key], expected, got: answer[key] });
  }
}

interface Table {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Rows of Resource Graph in the format of a table. */
function isTable(data: unknown): data is Table {
  if (!isObject(data)) return false;
  const { columns, rows } = data;
  return (
    Array.isArray(columns) &&
    columns.every(column => typeof column?.name === 'string') &&
    Array.isArray(rows) &&
    rows.every(row => Array.isArray(row))
  );
}

function objectsOf({ columns, rows }: Table): readonly ArmObject[] {
  return rows.map(row => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
}

/** One list of a snapshot: the shape of its items, and their form in the map. */
export interface ListOf<Schema extends v.GenericSchema, Made> {
  /** Its name in a gap. */
  readonly what: string;
  readonly schema: Schema;
  /** The only allowed keys, for items that are not Azure's own. */
  readonly keys?: readonly string[];
  /** Finds defects in an item whose fields are each valid. */
  readonly faultOf?: (item: v.InferOutput<Schema>) => readonly Defect[];
  readonly make: (item: v.InferOutput<Schema>) => Made;
  /** The key of an item: two with one key are the same. Undefined: it is like no other. */
  readonly keyOf: (made: Made) => string | undefined;
}

/** A list of a snapshot. Undefined: it was not read. */
export function readList<const Schema extends v.GenericSchema, Made>(
  shapes: Shapes,
  data: unknown,
  name: string,
  { what, schema, keys, faultOf, make, keyOf }: ListOf<Schema, Made>,
): readonly Made[] | undefined {
  if (data === null || data === undefined) return undefined;
  const add = oneOfEach(shapes);
  const all: Made[] = [];
  eachItem(shapes, data, [name], (item, path) => {
    const whole = isObject(item) && String(item['id']).startsWith('/') ? unflattened(item) : item;
    if (isObject(item) && keys) shapes.keys(item, keys, path);
    const read = shapes.check(schema, whole);
    const defects = 'defects' in read ? read.defects : (faultOf?.(read.output) ?? []);
    if ('defects' in read || defects.length > 0) {
      const written = defects.map(defect => asWritten(defect, item));
      shapes.leaveOut(path, written, { what, scope: scopeOfItem(item) });
      return;
    }
    const made = make(read.output);
    add(all, made, keyOf(made), path);
  });
  return all;
}

/** The scope of an assignment. Everything if it can't be read. */
function scopeOfItem(item: unknown): string {
  return isObject(item) && typeof item['id'] === 'string' ? scopeIn(item['id']) : '/';
}

/** The path of a defect in an item that az printed, without `properties`. */
export function asWritten({ path, ...defect }: Defect, item: unknown): Defect {
  const isFlat = isObject(item) && !isObject(item['properties']);
  const isMissing = path.length === 1 && path[0] === 'properties';
  return { ...defect, path: isFlat && !isMissing ? path.filter(key => key !== 'properties') : path };
}

/**
 * Puts items into their lists. Answers overlap, and may repeat an item. They must not contradict each other. Of Azure's
 * own answers, the later one wins.
 */
export function oneOfEach(shapes: Shapes) {
  const known = new Map<string, number>();
  /** The place of each item. Azure's own answers have no problems to report there. */
  const paths = new Map<string, ItemPath>();
  return <Made>(list: Made[], made: Made, key: string | undefined, path: ItemPath): void => {
    const at = (key === undefined ? undefined : known.get(key)) ?? list.length;
    if (key !== undefined) {
      const before = paths.get(key);
      const differing = before && differenceOf(list[at], made);
      if (before !== undefined && differing !== undefined) {
        const expected = `the same as at ${pathInWords(before)}, which has this ID (they differ in ${differing}; keep the later one)`;
        shapes.report(path, { path: [], expected, got: Symbol('other content') });
      }
      known.set(key, at);
      if (!shapes.live) paths.set(key, path);
    }
    list[at] = made;
  };
}

/** The first field in which two items of one id differ. Case does not matter to Azure. */
export function differenceOf<Made>(one: Made, other: Made): string | undefined {
  const text = (value: unknown) => JSON.stringify(value)?.toLowerCase();
  const fields: ReadonlyMap<string, unknown> = new Map(Object.entries(Object(other)));
  return Object.entries(Object(one)).find(([key, value]) => text(value) !== text(fields.get(key)))?.[0];
}
