import * as v from 'valibot';
import type { Gap } from '../map.ts';
import { LongList } from './longLists.ts';

/** What is wrong with a snapshot, and where. */
export interface SnapshotProblem {
  readonly file: string;
  /** JSON path: `$.resources[3].properties.loginServer`. */
  readonly path: string;
  readonly expected: string;
  /** A sentence with all of it. */
  readonly message: string;
}

/** Enough to see the pattern; a file of another format would yield one problem for every element. */
const mostProblems = 20;

/** Checks data against schemas, and collects what does not fit under its JSON path. */
export class Shapes {
  readonly #file: string;
  readonly problems: SnapshotProblem[] = [];
  /** Gaps from list answers that have a further page which is not there. */
  readonly halfLists: Gap[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  check<const T extends v.GenericSchema>(schema: T, data: unknown, path: () => string): v.InferOutput<T> | undefined {
    const result = v.safeParse(schema, data);
    if (result.success) return result.output;
    for (const issue of result.issues) {
      const at = (issue.path ?? []).reduce((before, item) => before + step(item.key), path());
      this.report(at, issue.expected ?? issue.message, issue.received);
    }
    return undefined;
  }

  /**
   * A list: an array, or one or several list answers (`{"value": […], "nextLink": …}`) as the API returns them, item by
   * item made into what the map holds. Undefined where it was not read. A `nextLink` that is not followed leaves a gap of
   * the kind `what`. `fits` is a quick look that may spare an item the schema: large companies have 100,000 of a kind.
   */
  list<const T extends v.GenericSchema, R>(
    schema: T,
    data: unknown,
    name: string,
    make: (item: v.InferOutput<T>) => R,
    { what = name, fits }: { readonly what?: string; readonly fits?: (item: unknown) => item is v.InferOutput<T> } = {},
  ): readonly R[] | undefined {
    if (data === null || data === undefined) return undefined;
    const made: R[] = [];
    this.each(data, `$.${name}`, what, (item, base, i) => {
      const read = fits?.(item) ? item : this.check(schema, item, () => `${base}[${i}]`);
      if (read !== undefined) made.push(make(read));
    });
    return made;
  }

  /** Calls back with each item of a list; the item's path is `base[i]`, put together only if something is wrong. */
  each(data: unknown, path: string, what: string, visit: (item: unknown, base: string, i: number) => void): void {
    if (Array.isArray(data) || data instanceof LongList) {
      let i = 0;
      for (const item of data) {
        if (!hasId(item) && (isAnswer(item) || isQueryAnswer(item))) this.each(item, `${path}[${i}]`, what, visit);
        else visit(item, path, i);
        i++;
      }
    } else if (isAnswer(data)) {
      if (data.nextLink) this.#half(what, path);
      for (const [i, item] of data.value.entries()) visit(item, `${path}.value`, i);
    } else if (isQueryAnswer(data)) {
      if (data.$skipToken || String(data.resultTruncated).toLowerCase() === 'true') this.#half(what, path);
      const rows = isTable(data.data) ? rowsOf(data.data) : data.data;
      for (const [i, item] of rows.entries()) visit(item, `${path}.data`, i);
    } else {
      this.report(path, 'Array', received(data));
    }
  }

  #half(what: string, path: string): void {
    this.halfLists.push({ what, scope: '/', why: `${path} has a further page that is not in the file` });
  }

  report(path: string, expected: string, got: string): void {
    if (this.problems.length >= mostProblems) return;
    const message = `${this.#file}: at ${path}, expected ${expected}, got ${got}`;
    this.problems.push({ file: this.#file, path, expected, message });
  }
}

/** As every item of a list has, and no answer. */
function hasId(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'id' in data;
}

function isAnswer(data: unknown): data is { readonly value: readonly unknown[]; readonly nextLink?: unknown } {
  return typeof data === 'object' && data !== null && 'value' in data && Array.isArray(data.value);
}

interface Table {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** An answer of Resource Graph: its rows as objects, or as a table where that was asked for. */
function isQueryAnswer(data: unknown): data is {
  readonly data: readonly unknown[] | Table;
  readonly $skipToken?: unknown;
  readonly resultTruncated?: unknown;
} {
  if (typeof data !== 'object' || data === null || hasId(data) || !('data' in data)) return false;
  return Array.isArray(data.data) || isTable(data.data);
}

function isTable(data: unknown): data is Table {
  if (typeof data !== 'object' || data === null || !('columns' in data) || !('rows' in data)) return false;
  const { columns, rows } = data;
  return (
    Array.isArray(columns) &&
    columns.every(column => typeof column?.name === 'string') &&
    Array.isArray(rows) &&
    rows.every(row => Array.isArray(row))
  );
}

function rowsOf({ columns, rows }: Table): readonly unknown[] {
  return rows.map(row => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
}

function received(data: unknown): string {
  if (data === null) return 'null';
  return Array.isArray(data) ? 'Array' : typeof data === 'object' ? 'Object' : JSON.stringify(data);
}

function step(key: unknown): string {
  if (typeof key === 'number') return `[${key}]`;
  const name = String(key);
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
