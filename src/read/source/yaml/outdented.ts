import { CST, Lexer } from 'yaml';
import type { Span } from '../../../model/place.ts';
import { BLANKS, isClosed } from './nodes.ts';

/**
 * Puts a value on one line that goes on at the column of its own key: a flow collection, or a quoted text. YAML 1.2
 * calls this an error (section 7.4). libyaml, whose ports kubectl, Helm and Compose use, reads it all the same. The
 * library here loses the text behind it. Where such a value breaks off, line ends and comments become blanks, and every
 * other character stays where it is. From a value on that breaks off otherwise, the text stays as it is.
 */
export function withOutdentedFlowsJoined(text: string): string {
  let joined = text;
  let from = 0;
  for (let left = MAX_WORK; left > 0; ) {
    const gap = gapIn(joined, from);
    if (gap === undefined) return joined;
    if (!gap.isInside) return joined.slice(0, gap.value) + text.slice(gap.value);
    joined = joined.slice(0, gap.start) + ' '.repeat(gap.end - gap.start) + joined.slice(gap.end);
    left -= gap.end - from + text.length * COPYING;
    from = gap.line;
  }
  return joined.slice(0, from) + text.slice(from);
}

/** Each line that is joined has its value read again, and the text copied. In UTF-16 units that are read. */
const MAX_WORK = 2_000_000;
const COPYING = 0.02;

const QUOTES: ReadonlySet<CST.TokenType | null> = new Set(['single-quoted-scalar', 'double-quoted-scalar']);
const INDICATORS: ReadonlySet<CST.TokenType | null> = new Set(['map-value-ind', 'seq-item-ind']);
/** The number of flows that are still open after a token. */
const FLOWS: ReadonlyMap<CST.TokenType | null, number> = new Map([
  ['flow-map-start', 1],
  ['flow-seq-start', 1],
  ['flow-map-end', -1],
  ['flow-seq-end', -1],
]);
/** Tokens that wait for more of their flow, even if the next one looks like a key of the mapping around. */
const WAITS: ReadonlySet<CST.TokenType | null> = new Set(['comma', 'flow-map-start', 'flow-seq-start']);
/** The next key or item in the place of a value that was never closed, or the end of the document. */
const NEXT = /(?:-|---|\.\.\.|[A-Za-z_"'][\w./"'-]*:)(?=\s|$)/y;

interface Gap extends Span {
  /** True if the value goes on behind it. */
  readonly isInside: boolean;
  /** The start of the value, and the line of the key or the dash before it. */
  readonly value: number;
  readonly line: number;
}

/** The first place from a line on where the lexer takes a flow or a quote for broken off, up to what follows. */
function gapIn(text: string, from: number): Gap | undefined {
  let [offset, start, lineStart, line, value] = [from, from, from, from, from];
  let flows = 0;
  let last: CST.TokenType | null = null;
  let isAnnounced = false;
  for (const token of new Lexer().lex(text.slice(from))) {
    const type: CST.TokenType | null = isAnnounced ? 'scalar' : CST.tokenType(token);
    if (type === 'flow-error-end') {
      return { start, end: offset, isInside: goesOn(text, offset, WAITS.has(last)), value, line };
    }
    // the lexer announces a scalar by a token of its own
    isAnnounced = type === 'scalar' && !isAnnounced;
    if (isAnnounced || type === 'doc-mode') continue;
    const isQuoted = QUOTES.has(type);
    const deeper = FLOWS.get(type) ?? 0;
    if (flows === 0 && (isQuoted || deeper > 0)) value = offset;
    if (flows === 0 && INDICATORS.has(type)) line = lineStart;
    flows += deeper;
    offset += token.length;
    if (token.endsWith('\n')) lineStart = offset;
    if (BLANKS.has(type)) continue;
    start = offset;
    last = type;
    if (!isQuoted || isClosed({ source: token })) continue;
    const end = text.length - text.slice(offset).trimStart().length;
    return { start, end, isInside: goesOn(text, end, false), value, line };
  }
  // one that is never closed breaks off at the end
  return flows > 0 ? { start, end: start, isInside: false, value, line } : undefined;
}

function goesOn(text: string, at: number, isWaiting: boolean): boolean {
  NEXT.lastIndex = at;
  return at < text.length && (isWaiting || !NEXT.test(text));
}
