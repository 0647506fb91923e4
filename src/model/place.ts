// A place in a file, and the text there.
//
// Offsets are UTF-16 code units into the text that was read, without a byte-order mark.

/** A half-open range of UTF-16 offsets: `text.slice(span.start, span.end)` is what it covers. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The span of what only its beginning is known or of use. */
export function emptyAt(start: number): Span {
  return { start, end: start };
}

/** A span in a file. `file` is the name the reader was given, with forward slashes. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** A text as written, with the place where it is written. */
export interface Written {
  readonly text: string;
  readonly span: Span;
  /** Absent: the file of the reference or declaration that it is a part of. */
  readonly file?: string;
}

export interface Origin extends Place {
  /** A short phrase for people: `value of image.tag`, `renamed by this kustomization`. */
  readonly role: string;
  /** The path of the chart's value that is there. Absent: it is none. */
  readonly value?: string;
  /** The variable of Flux whose value comes from there, and is not in the workspace. Absent: none is open. */
  readonly variable?: string;
}

/** The last of things that begins at or before an offset, by halves, as there may be very many. They are in order. */
export function lastUpTo<T>(things: readonly T[], offset: number, startOf: (thing: T) => number): T | undefined {
  const isUpTo = (thing: T | undefined) => thing !== undefined && startOf(thing) <= offset;
  return things[countWhile(things.length, (_, to) => isUpTo(things[to - 1])) - 1];
}

/** Counts the things from the first on that pass a test. `hold` gets a range that begins after those that pass. */
export function countWhile(count: number, hold: (from: number, to: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (hold(low, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Empty for what lies in the root itself. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** A path as a tool writes it, seen from the root of its repository: without `./`, `..` and a slash at either end. */
export function fromRoot(folder: string, written: string): string {
  const parts = written.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Innermost first, the root last. */
export function foldersAbove(file: string): readonly string[] {
  const folders: string[] = [];
  for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) folders.push(file.slice(0, at));
  return [...folders, ''];
}

/** A copy with other spans. What was shared stays shared. Lists as lists: their keys are slow to go through. */
export function withSpans<T>(value: T, placed: (span: Span) => Span, known = new Map<object, object>()): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.length === 0 ? value : (value.map(each => withSpans(each, placed, known)) as T & unknown[]);
  if (isSpan(value)) return { ...value, ...placed(value) };
  const done = known.get(value);
  if (done !== undefined) return done as T & object; // what was made of this very value
  let copy = value;
  for (const key in value) {
    const now = withSpans(value[key], placed, known);
    if (now === value[key]) continue;
    if (copy === value) copy = { ...value };
    copy[key] = now;
  }
  if (copy !== value) known.set(value, copy);
  return copy;
}

function isSpan(value: object): value is Span {
  return 'start' in value && 'end' in value;
}
