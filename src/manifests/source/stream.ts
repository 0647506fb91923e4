import type { Span } from '../../model/place.ts';

/**
 * Where the documents of a YAML stream stand. By the specification `---` or `...` at the start of a line ends a
 * document wherever it comes, be it inside a block or a quoted string, so no parser is needed to find them.
 * A document keeps its own `---`; a `...` goes with the document that it ends.
 */
export function splitStream(text: string): readonly Span[] {
  const cuts = [...cutsAt(text, '\n---', before), ...cutsAt(text, '\n...', after)].sort((a, b) => a - b);
  const documents: Span[] = [];
  let start = 0;
  for (const cut of [...cuts, text.length]) {
    if (cut > start) documents.push({ start, end: cut });
    start = cut;
  }
  return documents;
}

const before = (_text: string, marker: number) => marker + 1;

function after(text: string, marker: number): number {
  const lineEnd = text.indexOf('\n', marker + 1);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

/** `marker` begins with the line break before it, which the first line of a text has no need of. */
function cutsAt(text: string, marker: string, cut: (text: string, marker: number) => number): number[] {
  const cuts: number[] = [];
  const take = (found: number) => {
    const next = text[found + marker.length];
    if (next === undefined || next === '\n' || next === '\r' || next === ' ' || next === '\t')
      cuts.push(cut(text, found));
  };
  if (text.startsWith(marker.slice(1))) take(-1);
  for (let found = text.indexOf(marker); found >= 0; found = text.indexOf(marker, found + 1)) take(found);
  return cuts;
}
