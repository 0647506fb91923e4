import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import * as v from 'valibot';
import { isSlip } from '../../model/near.ts';
import { isObject } from '../../model/objects.ts';
import { parseArmId } from '../ids.ts';
import type { Gap } from '../map.ts';
import type { ArmObject } from './flattened.ts';
import { oneOfWords } from './words.ts';

export type ItemPath = readonly (string | number)[];

/** A single defect, with its path in its item. */
export interface Defect {
  readonly path: ItemPath;
  readonly expected: string;
  /** The value as it is written. A symbol holds our own words in its place. Undefined: there is none. */
  readonly got: unknown;
}

/** A defect of a snapshot, and its place. */
export interface SnapshotProblem {
  readonly file: string;
  /** JSON path: `$.resources[3].properties.loginServer`. */
  readonly path: string;
  readonly expected: string;
  /** A sentence with all of these. */
  readonly message: string;
}

/** Enough to see the pattern. A file of another format would yield one problem for every element. */
const mostProblems = 20;
/** Characters of a value that a message quotes. */
const longestQuote = 80;
/** Characters of a file up to which its text is parsed again, to find the line of a problem. */
const longestPlaced = 8_000_000;

/** Checks data against schemas, and collects misfits under their JSON paths. */
export class Shapes {
  readonly #file: string;
  readonly #text: string;
  #tree: Node | undefined;
  readonly #problems: SnapshotProblem[] = [];
  #further = 0;
  /** Parts of single items that could not be read. */
  readonly gaps: Gap[] = [];
  /**
   * True for data from Azure itself, which the user can't correct. Then an item that does not fit is left out, and
   * leaves a gap. In a file, it is a problem: a fact that was lost to a typing error could reverse a verdict.
   */
  readonly live: boolean;

  constructor(file: string, { text = '', live = false }: { readonly text?: string; readonly live?: boolean }) {
    this.#file = file;
    this.#text = text.length <= longestPlaced ? text : '';
    this.live = live;
  }

  get problems(): readonly SnapshotProblem[] {
    if (this.#further === 0) return this.#problems;
    const message = `${this.#file}: and ${this.#further} more`;
    return [...this.#problems, { file: this.#file, path: '$', expected: '', message }];
  }

  /** Returns the data as the schema gives it, or the defects. */
  check<const T extends v.GenericSchema>(
    schema: T,
    data: unknown,
  ): { readonly output: v.InferOutput<T> } | { readonly defects: readonly Defect[] } {
    const result = v.safeParse(schema, data);
    if (result.success) {
      const slips = this.live ? [] : misspeltKeys(schema, data);
      return slips.length > 0 ? { defects: slips } : { output: result.output };
    }
    if (this.live && result.typed && result.issues.every(({ type }) => type === 'raw_check'))
      return { output: result.output };
    return { defects: result.issues.map(defectOf) };
  }

  /** Objects that are not Azure's may have no other keys: a mistyped key would lose a fact. */
  keys(object: Readonly<Record<string, unknown>>, known: readonly string[], path: ItemPath): void {
    if (this.live) return;
    for (const key of Object.keys(object)) {
      if (known.includes(key)) continue;
      if (this.#problems.length >= mostProblems) {
        this.#further += 1;
        continue; // suggestions for very many keys take long
      }
      const unused = known.filter(each => !Object.hasOwn(object, each));
      this.report([...path, key], {
        path: [],
        expected: `a key that is ${oneOfWords(unused, key)}`,
        got: keyAsWritten(key),
      });
    }
  }

  report(base: ItemPath, { path, expected, got }: Defect): void {
    if (this.#problems.length >= mostProblems) {
      this.#further += 1;
      return;
    }
    const at = [...base, ...path];
    const shown = pathInWords(at);
    const place = this.#place(at);
    const message = `${this.#file}${place}: at ${shown}, expected ${expected}, got ${quoted(got, expected)}`;
    this.#problems.push({ file: this.#file, path: shown, expected, message });
  }

  /** Reports a defect of a single item: a problem in a file, a gap in an answer of Azure itself. */
  leaveOut(base: ItemPath, defects: readonly Defect[], { what, scope }: Pick<Gap, 'what' | 'scope'>): void {
    const [first] = defects;
    if (first === undefined) return;
    if (!this.live) {
      for (const defect of defects) this.report(base, defect);
      return;
    }
    const at = first.path.map(step).join('');
    const why = `Azure's response can't be read: ${at && `at ${at}, `}expected ${first.expected}, got ${quoted(first.got, first.expected)}`;
    this.gaps.push({ what, scope, why });
  }

  /**
   * Reports a part that Azure's own lists leave out at times. It is no typing mistake, but a gap that names the item.
   */
  missing(base: ItemPath, key: 'id' | 'properties', gap: Pick<Gap, 'what' | 'scope'>): void {
    const consequence =
      key === 'id'
        ? ', so its resource is unknown'
        : ': print all of it with `az rest --method get --url "<its ID>?api-version=…"`';
    const why = `${this.#file} at ${pathInWords(base)} has no \`${key}\`${consequence}`;
    this.gaps.push({ what: gap.what, scope: gap.scope, why });
  }

  /** `:12:5`, the place of the value or of the nearest one around it. */
  #place(path: ItemPath): string {
    if (this.#text === '') return '';
    try {
      this.#tree ??= parseTree(this.#text);
    } catch {
      return ''; // nested more deeply than the library's parser descends
    }
    if (this.#tree === undefined) return '';
    for (let length = path.length; length > 0; length--) {
      const node = findNodeAtLocation(this.#tree, path.slice(0, length));
      if (node) return `:${lineAndColumn(this.#text, node.offset)}`;
    }
    return ':1:1';
  }
}

/** `12:5`. */
export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

function defectOf(issue: v.BaseIssue<unknown>): Defect {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const isMissing = issue.path?.at(-1)?.origin === 'key' && issue.input === undefined;
  if (isMissing) return { path, expected: `\`${path.at(-1)}\``, got: undefined };
  return { path, expected: issue.message, got: issue.input };
}

/**
 * A value in a message, by its kind. A text in the wrong place may be a secret, and messages end up in logs. So a text
 * is quoted only if it is a slip of an expected word, or an id of Azure's. A symbol holds our own words.
 */
function quoted(data: unknown, expected: string): string {
  if (data === undefined) return 'nothing';
  if (typeof data === 'symbol') return data.description ?? '';
  if (Array.isArray(data)) return data.length === 0 ? 'an empty list' : 'a list';
  if (typeof data === 'object' && data !== null) return 'an object';
  if (typeof data !== 'string') return typeof data === 'boolean' || data === null ? String(data) : `a ${typeof data}`;
  if (data === '') return 'an empty string';
  const isHarmless = parseArmId(data) !== undefined || expected.split(/[^\w./-]+/).some(word => isMeant(data, word));
  if (isHarmless) return written(data);
  // ids, types and hosts are ASCII: a letter that only looks like ASCII is spelled out
  const [strange] = /[^ -~]/.exec(data) ?? [];
  if (strange !== undefined) return `a string with ${spelled(strange)} in it`;
  return data === data.trim() ? 'a string' : 'a string with blanks around it';
}

/** Short words resemble each other by chance, and a password may resemble one, too. */
function isMeant(text: string, word: string): boolean {
  return word.length >= shortest && isSlip(text, word);
}

/** Text of a file on one line, cut if it is long. */
function written(text: string): string {
  const shown = JSON.stringify(text).replaceAll(/[^ -~]/g, spelled);
  return shown.length > longestQuote ? `${shown.slice(0, longestQuote)}…` : shown;
}

/** Our own words for `got`: a quoted key. */
export function keyAsWritten(key: string): symbol {
  return Symbol(written(key));
}

function spelled(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function pathInWords(path: ItemPath): string {
  return `$${path.map(step).join('')}`;
}

function step(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** Shorter names resemble others by chance. */
const shortest = 6;

/**
 * Finds unknown keys that are slips of known ones. Azure's objects have many keys that are not read, so an unknown key
 * is no fault. If it is a slip of a key that the object lacks, a deciding fact would be lost.
 */
function misspeltKeys(schema: unknown, data: unknown): readonly Defect[] {
  if (typeof data !== 'object' || data === null || !isObject(schema)) return [];
  const { wrapped, entries, item, value } = schema;
  if (wrapped !== undefined) return misspeltKeys(wrapped, data);
  const found: Defect[] = [];
  const within = (key: string | number, inner: unknown, each: unknown) => {
    for (const defect of misspeltKeys(inner, each)) found.push({ ...defect, path: [key, ...defect.path] });
  };
  if (Array.isArray(data)) for (const [i, each] of data.entries()) within(i, item, each);
  if (!isObject(data)) return found;
  const known = isObject(entries) ? entries : {};
  for (const key of Object.keys(data)) {
    const inner = Object.hasOwn(known, key) ? known[key] : value;
    const meant = inner === undefined ? slipOf(key, known) : undefined;
    if (inner !== undefined) within(key, inner, data[key]);
    else if (meant !== undefined && !Object.hasOwn(data, meant))
      found.push({ path: [key], expected: `the key ${meant}`, got: keyAsWritten(key) });
  }
  return found;
}

/** For each object of a schema, the known keys by their slips. Every resource repeats the same keys. */
const slips = new WeakMap<ArmObject, Map<string, string | undefined>>();

function slipOf(key: string, known: ArmObject): string | undefined {
  const found = slips.get(known) ?? new Map<string, string | undefined>();
  slips.set(known, found);
  if (!found.has(key))
    found.set(
      key,
      Object.keys(known).find(each => isMisspelt(key, each)),
    );
  return found.get(key);
}

/** `publicIpAddressesV6` is a field beside `publicIpAddresses`, and no slip. */
function isMisspelt(written: string, known: string): boolean {
  return known.length >= shortest && isSlip(written, known) && !/V\d$/.test(written);
}
