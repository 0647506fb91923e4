// Text that remembers, piece by piece, where a person wrote it.
import type { Place, Span } from '../../model/place.ts';
import type { Source } from '../../read/source/tree.ts';

/** A place from which a piece of text comes. */
export interface Writer {
  readonly source: Source;
  readonly span: Span;
  /** For people: `value of image.tag`. Undefined for a literal in an expression of a template. */
  readonly role: string | undefined;
}

/** The place where a template writes a piece of text: the text itself, or an action. */
interface Emission {
  readonly source: Source;
  readonly span: Span;
  /** True if the characters there are those of the piece, one by one. */
  readonly isExact: boolean;
}

export interface Segment {
  readonly text: string;
  /** Values and literals that it was made of, the most important first. */
  readonly writers: readonly Writer[];
  /** The innermost template that wrote it. */
  readonly emission?: Emission;
  /** The place in the template file that was rendered, as opposed to a template that it includes. */
  readonly top?: Span;
  /** A placeholder for text that is not known. */
  readonly isOpen?: boolean;
  /** Texts that an open piece may be. None: it may be any text. */
  readonly alternatives?: readonly Rope[];
  /** True if a branch of an unknown condition wrote it. */
  readonly isMaybe?: boolean;
}

export class Rope {
  static readonly empty: Rope = new Rope([]);
  readonly segments: readonly Segment[];
  #text: string | undefined;
  #starts: readonly number[] | undefined;

  constructor(segments: readonly Segment[]) {
    this.segments = segments;
  }

  static of(text: string, writers: readonly Writer[] = []): Rope {
    return text === '' ? Rope.empty : new Rope([{ text, writers }]);
  }

  static join(ropes: readonly Rope[]): Rope {
    return new Rope(ropes.flatMap(({ segments }) => segments));
  }

  get text(): string {
    this.#text ??= this.segments.map(({ text }) => text).join('');
    return this.#text;
  }

  get length(): number {
    return this.text.length;
  }

  get isOpen(): boolean {
    return this.segments.some(segment => segment.isOpen === true);
  }

  /** The pieces in a range, cut to it. Open ones can't be cut, and stay whole. */
  slice(start: number, end: number = this.length): Rope {
    if (start <= 0 && end >= this.length) return this;
    const cut: Segment[] = [];
    for (let index = this.#indexAt(start); index < this.segments.length; index++) {
      const segment = this.segments[index];
      const from = this.#offsets()[index] ?? 0;
      if (segment === undefined || from >= end) break;
      const piece = cutSegment(segment, Math.max(0, start - from), Math.min(segment.text.length, end - from));
      if (piece !== undefined) cut.push(piece);
    }
    return new Rope(cut);
  }

  /** The number of known characters at the start. */
  get knownStart(): number {
    const open = this.segments.findIndex(segment => segment.isOpen === true);
    return open < 0 ? this.length : (this.#offsets()[open] ?? 0);
  }

  /** The number of known characters at the end. */
  get knownEnd(): number {
    const open = this.segments.findLastIndex(segment => segment.isOpen === true);
    return open < 0
      ? this.length
      : this.length - (this.#offsets()[open] ?? 0) - (this.segments[open]?.text.length ?? 0);
  }

  /** The piece at an offset. */
  segmentAt(offset: number): Segment | undefined {
    return this.segments[this.#indexAt(offset)];
  }

  /** The same text with other writers. */
  withWriters(writers: readonly Writer[]): Rope {
    return new Rope(this.segments.map(segment => ({ ...segment, writers })));
  }

  get writers(): readonly Writer[] {
    return distinctWriters(this.segments.flatMap(({ writers }) => writers));
  }

  /** Known pieces with another text, piece by piece. */
  mapKnown(change: (text: string) => string): Rope {
    return new Rope(
      this.segments.map(segment => {
        if (segment.isOpen === true) return segment;
        const text = change(segment.text);
        return text === segment.text ? segment : { ...withoutEmission(segment), text };
      }),
    );
  }

  #offsets(): readonly number[] {
    if (this.#starts === undefined) {
      const starts: number[] = [];
      let start = 0;
      for (const { text } of this.segments) {
        starts.push(start);
        start += text.length;
      }
      this.#starts = starts;
    }
    return this.#starts;
  }

  /** The last piece that begins at or before an offset. */
  #indexAt(offset: number): number {
    const starts = this.#offsets();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}

function cutSegment(segment: Segment, start: number, end: number): Segment | undefined {
  if (end <= start) return undefined;
  if (segment.isOpen === true || (start === 0 && end === segment.text.length)) return segment;
  const { emission } = segment;
  const text = segment.text.slice(start, end);
  if (emission?.isExact !== true) return { ...segment, text };
  const span = { start: emission.span.start + start, end: emission.span.start + end };
  return { ...segment, text, emission: { ...emission, span }, ...(segment.top === emission.span ? { top: span } : {}) };
}

/** A changed text is no longer the text at its place. */
function withoutEmission(segment: Segment): Segment {
  const { emission } = segment;
  return emission?.isExact === true ? { ...segment, emission: { ...emission, isExact: false } } : segment;
}

const MAX_WRITERS = 12;

export function distinctWriters(writers: readonly Writer[]): readonly Writer[] {
  if (writers.length < 2) return writers;
  const found = new Map<string, Writer>();
  for (const writer of writers) {
    const key = `${writer.source.file} ${writer.span.start} ${writer.span.end}`;
    if (!found.has(key)) found.set(key, writer);
    if (found.size >= MAX_WRITERS) break;
  }
  return [...found.values()];
}

export function writerPlace({ source, span }: Pick<Writer, 'source' | 'span'>): Place {
  return { file: source.file, span };
}

/** The texts that a text may be whose open pieces are one of some. At most `most`, each once. */
export function possibleTexts(rope: Rope, most: number): readonly Rope[] {
  const index = rope.segments.findIndex(isChoice);
  const choice = rope.segments[index];
  if (choice?.alternatives === undefined) return [rope];
  const [before, after] = [rope.segments.slice(0, index), rope.segments.slice(index + 1)];
  const found = new Map<string, Rope>();
  for (const alternative of choice.alternatives.slice(0, most)) {
    const placed = alternative.segments.map(segment => ({ ...choice, alternatives: [], isOpen: false, ...segment }));
    for (const each of possibleTexts(new Rope([...before, ...placed, ...after]), Math.ceil(most / 2))) {
      if (found.size < most && !found.has(each.text)) found.set(each.text, each);
    }
  }
  return [...found.values()];
}

/** Returns whether a piece is one of some known texts. */
export function isChoice({ alternatives }: Segment): boolean {
  return alternatives !== undefined && alternatives.length > 0;
}
