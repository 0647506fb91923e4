import type { Span } from '../../../model/place.ts';
import type { Mended } from './rewriting.ts';

/**
 * Cuts a mended text into its top-level statements. Bicep and Terraform begin each on a line of its own. Each is parsed
 * alone: a fault stays in its statement, and irrelevant ones cost nothing. `begins` is sticky, and matches where a
 * statement begins.
 */
export function splitStatements({ text, lines }: Mended, begins: RegExp): readonly Span[] {
  const starts: number[] = [];
  for (const [line, isTop] of lines) {
    // inside an open bracket, indentation distinguishes a statement from an attribute of the same name
    begins.lastIndex = isTop ? behindBlanks(text, line) : line;
    const { lastIndex } = begins;
    if (begins.test(text)) starts.push(lastIndex);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}
