import type { Span } from '../../model/place.ts';

/**
 * Cuts a text into its top-level statements, which both Bicep and Terraform begin on a line of their own without
 * indentation. Each is parsed by itself: what is broken stays in its statement, and what can't matter costs nothing.
 * `begins` is sticky, and matches at the start of a statement's first line.
 */
export function splitStatements(text: string, begins: RegExp): readonly Span[] {
  const starts: number[] = [];
  for (let line = 0; line >= 0 && line < text.length; line = nextLine(text, line)) {
    begins.lastIndex = line;
    if (begins.test(text)) starts.push(line);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? -1 : end + 1;
}
