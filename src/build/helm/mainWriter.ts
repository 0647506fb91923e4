import { hostOf, nameOf } from '../../read/image.ts';
import type { Rope, Writer } from './rope.ts';

/**
 * Finds the place where a person changes a text. It is the value that gives an image its repository, or else its host.
 * Otherwise, it is a text in an expression that gives its repository. Undefined: the template itself.
 */
export function mainWriter(pieces: Rope, text: string): Writer | undefined {
  if (pieces.text !== text || text.includes('\n')) {
    const [only, ...more] = pieces.writers;
    return more.length === 0 ? only : undefined;
  }
  const host = hostOf(text)?.length ?? 0;
  const path = nameOf(text).length;
  const repository = pieces.slice(host === 0 ? 0 : host + 1, path);
  return (
    writerIn(repository, isValue) ??
    writerIn(pieces.slice(0, host), isValue) ??
    writerIn(repository, writer => !isValue(writer))
  );
}

const isValue = (writer: Writer) => writer.role !== undefined;

/** The writer of the last piece that has one and is more than a slash. */
function writerIn({ segments }: Rope, isWanted: (writer: Writer) => boolean): Writer | undefined {
  for (const segment of segments.toReversed()) {
    const wanted = segment.text === '/' || segment.text === '' ? [] : segment.writers.filter(isWanted);
    // if the text is not known, neither is which of several values makes it
    if (wanted.length === 0 || (segment.isOpen === true && (wanted.length > 1 || !wanted.every(isValue)))) continue;
    return foremost(wanted, segment.text);
  }
  return undefined;
}

/** Returns the value that makes up most of a function's text. */
function foremost(writers: readonly Writer[], text: string): Writer | undefined {
  const shown = writers.filter(
    ({ source, span }) => span.end > span.start && text.includes(source.text.slice(span.start, span.end)),
  );
  const [first] = shown.toSorted((one, other) => other.span.end - other.span.start - (one.span.end - one.span.start));
  return first ?? writers[0];
}
