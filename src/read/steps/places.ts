import type { Span } from '../../model/place.ts';
import type { View } from '../source/view.ts';

/** Finds the span in the document of a part of a text. */
export type LocateSpan = (start: number, end: number) => Span | undefined;

const ESCAPED: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '"': '"',
  '\\': '\\',
  '/': '/',
  '\n': '\n',
};

/**
 * Places the parts of a scalar's text in its document. Blocks and folded lines differ from what is written only in
 * their blanks, and quotes in a few escapes. Undefined where the text is written in another way.
 */
export function placesOf({ node }: View, document: string): LocateSpan | undefined {
  if (node.kind !== 'scalar') return undefined;
  const { text, span } = node;
  const quote = node.plain ? '' : document.charAt(span.start - 1);
  const places: (Span | undefined)[] = [];
  let at = 0;
  for (let from = span.start; from < span.end; ) {
    const { sign, length } = signAt(document, from, quote);
    if (!/\s/.test(sign)) {
      while (/\s/.test(text.charAt(at))) at++;
      if (text[at] !== sign) return undefined;
      places[at++] = { start: from, end: from + length };
    }
    from += length;
  }
  if (text.slice(at).trim() !== '') return undefined;
  return (start, end) => {
    const [first, last] = [places[start], places[end - 1]];
    return first && last && { start: first.start, end: last.end };
  };
}

/** A character as the quotes around it mean it. */
function signAt(document: string, at: number, quote: string): { readonly sign: string; readonly length: number } {
  const sign = document.charAt(at);
  const next = document.charAt(at + 1);
  if (quote === '"' && sign === '\\') return { sign: ESCAPED[next] ?? '', length: 2 };
  if (quote === "'" && sign === "'" && next === "'") return { sign, length: 2 };
  return { sign, length: 1 };
}
