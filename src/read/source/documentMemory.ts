import { countWhile, type Span, withSpans } from '../../model/place.ts';
import type { FormatId } from '../../model/reference.ts';
import type { DocumentReading } from './readingBuilder.ts';

interface Remembered extends Span {
  readonly reading: DocumentReading;
}

/**
 * The documents of one file as they were read last. A keystroke changes one of them: those before it are
 * kept, those after it are moved, and only the part between is split and read again.
 */
export class DocumentMemory {
  #format: FormatId | undefined;
  #text = '';
  #documents: readonly Remembered[] = [];

  /** The readings of all documents of a text. `read` is asked for those that are not known from last time. */
  update(
    format: FormatId,
    text: string,
    split: (text: string) => readonly Span[],
    read: (span: Span) => DocumentReading,
  ): readonly DocumentReading[] {
    const last = format === this.#format ? this.#documents : [];
    const [head, tail] = unchanged(last, this.#text, text);
    const kept = last.slice(0, head);
    const by = text.length - this.#text.length;
    const moved = last
      .slice(last.length - tail)
      .map(({ start, end, reading }) => ({ start: start + by, end: end + by, reading: movedReading(reading, by) }));
    const from = kept.at(-1)?.end ?? 0;
    const to = moved[0]?.start ?? text.length;
    const between = split(text.slice(from, to)).map(({ start, end }) => {
      const span = { start: start + from, end: end + from };
      return { ...span, reading: read(span) };
    });
    this.#format = format;
    this.#text = text;
    this.#documents = [...kept, ...between, ...moved];
    return this.#documents.map(document => document.reading);
  }
}

/**
 * Returns how many documents at both ends surely stayed the same. A document's end depends on the marker that follows,
 * and its beginning on the line before. So a little more than the documents themselves has to be equal.
 */
function unchanged(documents: readonly Remembered[], before: string, text: string): readonly [number, number] {
  if (text === before) return [documents.length, 0];
  const equalHead = commonPrefix(before, text);
  // what is the same at both ends may overlap, where something was repeated or one of several was deleted
  const equalTail = Math.min(commonSuffix(before, text), Math.min(before.length, text.length) - equalHead);
  const head = countWhile(documents.length, (_, to) => (documents[to - 1]?.end ?? 0) + LOOKAHEAD <= equalHead);
  const lineBefore = (start = 0) => (start < 2 ? -1 : before.lastIndexOf('\n', start - 2));
  const tail = countWhile(
    documents.length,
    (_, to) => before.length - lineBefore(documents.at(-to)?.start) <= equalTail,
  );
  return [head, Math.min(tail, documents.length - head)];
}

/** No way to split a text looks further ahead: a marker with the blank after it, the first word of an object. */
const LOOKAHEAD = 32;

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  return countWhile(most, (from, to) => a.slice(from, to) === b.slice(from, to));
}

function commonSuffix(a: string, b: string): number {
  const part = (text: string, from: number, to: number) => text.slice(text.length - to, text.length - from);
  return countWhile(Math.min(a.length, b.length), (from, to) => part(a, from, to) === part(b, from, to));
}

/** All spans in a reading of a document lie in the document's own file: the build joins other files later. */
function movedReading(reading: DocumentReading, by: number): DocumentReading {
  const { references, declarations, problems } = reading;
  if (by === 0 || references.length + declarations.length + problems.length === 0) return reading;
  const known = new Map<object, object>();
  const moved = ({ start, end }: Span) => ({ start: start + by, end: end + by });
  return {
    // one by one, since they are nearly all that there is to move
    references: references.map(reference => ({
      ...reference,
      span: moved(reference.span),
      workload: withSpans(reference.workload, moved, known),
      origins: withSpans(reference.origins, moved, known),
    })),
    declarations: withSpans(declarations, moved, known),
    problems: withSpans(problems, moved, known),
  };
}
