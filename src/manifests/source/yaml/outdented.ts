import { CST, Lexer } from 'yaml';
import type { Span } from '../../../model/place.ts';
import { isClosed } from './nodes.ts';

/**
 * A flow collection or a quoted text that goes on at the column of its own key is an error by YAML 1.2 (section 7.4), and
 * libyaml, whose ports kubectl, Helm and Compose use, reads it all the same. The library here loses what comes after it, so
 * such a value is put on one line: where it breaks off, line ends and comments become blanks, every other character stays
 * where it is. A text that breaks off elsewhere too is left as it is.
 */
export function withOutdentedFlowsJoined(text: string): string {
  let joined = text;
  for (let left = MAX_WORK; left > 0; left -= text.length) {
    const gap = gapIn(joined);
    if (gap === undefined) return joined;
    if (!gap.isInside) return text;
    joined = joined.slice(0, gap.start) + ' '.repeat(gap.end - gap.start) + joined.slice(gap.end);
  }
  return text;
}

/** Each line that is joined has the text read again. In UTF-16 units. */
const MAX_WORK = 2_000_000;

const BLANKS: ReadonlySet<CST.TokenType | null> = new Set(['space', 'comment', 'newline']);
/** What waits for more of its flow, be it that what follows looks like a key of the mapping around. */
const WAITS: ReadonlySet<CST.TokenType | null> = new Set(['comma', 'flow-map-start', 'flow-seq-start']);
/** The next key or item in the place of a value that was never closed, or the end of the document. */
const NEXT = /(?:-|---|\.\.\.|[A-Za-z_"'][\w./"'-]*:)(?=\s|$)/y;

/** The first place where the lexer takes a flow or a quote for broken off, up to what follows; `isInside`: within the value. */
function gapIn(text: string): (Span & { readonly isInside: boolean }) | undefined {
  let offset = 0;
  let start = 0;
  let last: CST.TokenType | null = null;
  let isAnnounced = false;
  for (const token of new Lexer().lex(text)) {
    const type: CST.TokenType | null = isAnnounced ? 'scalar' : CST.tokenType(token);
    if (type === 'flow-error-end') {
      return { start, end: offset, isInside: goesOn(text, offset, WAITS.has(last)) };
    }
    // the lexer announces a scalar by a token of its own
    isAnnounced = type === 'scalar' && !isAnnounced;
    if (isAnnounced || type === 'doc-mode') continue;
    offset += token.length;
    if (BLANKS.has(type)) continue;
    start = offset;
    last = type;
    const isQuoted = type === 'single-quoted-scalar' || type === 'double-quoted-scalar';
    if (!isQuoted || isClosed({ type, offset, indent: 0, source: token })) continue;
    const end = text.length - text.slice(offset).trimStart().length;
    return { start, end, isInside: goesOn(text, end, false) };
  }
  return undefined;
}

function goesOn(text: string, at: number, isWaiting: boolean): boolean {
  NEXT.lastIndex = at;
  return at < text.length && (isWaiting || !NEXT.test(text));
}
