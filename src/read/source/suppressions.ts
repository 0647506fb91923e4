import type { Span } from '../../model/place.ts';
import type { ImageReference, Suppression } from '../../model/reference.ts';
import { endOfLine } from './lineStarts.ts';

/**
 * Comments that ignore a finding where it is: `# acr-pull-ignore not-attached until the cluster has moved`, on the
 * line of the image or on a line of its own above it. Looked for in the text, since formats and parsers differ in how
 * they keep comments, and a line is the same in all of them.
 */
export function readSuppressions(text: string, file: string): readonly Suppression[] {
  if (!text.includes('acr-pull-ignore')) return [];
  return Array.from(text.matchAll(comment), match => {
    const [whole, before = '', , cause = '', reason = ''] = match;
    const start = match.index + before.length;
    const span = { start, end: match.index + whole.trimEnd().length };
    const covers = before.trim() === '' ? nextLine(text, match.index + whole.length) : lineAt(text, start);
    return { file, span, covers, cause, reason: reason.trim() };
  });
}

/** A reference with the comments that cover it, or a place that had a part in its name. `inFile`: the comments of a file. */
export function withSuppressions(
  reference: ImageReference,
  inFile: (file: string) => readonly Suppression[] | undefined,
): ImageReference {
  const suppressedBy = [reference, ...reference.origins].flatMap(({ file, span: { start } }) =>
    (inFile(file) ?? []).filter(({ covers }) => covers.start <= start && start < covers.end),
  );
  return suppressedBy.length > 0 ? { ...reference, suppressedBy: [...new Set(suppressedBy)] } : reference;
}

/** `#` or `//` at the start of a line or behind a blank; all of it within one line. */
const comment = /^((?:.*[^\S\n])?)(#|\/\/)[^\S\n]*acr-pull-ignore\b[^\S\n]*([^\s]*)([^\n]*)/gm;

function lineAt(text: string, offset: number): Span {
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: endOfLine(text, offset) };
}

/** The first line below that is neither empty nor a comment. */
function nextLine(text: string, offset: number): Span {
  for (let start = endOfLine(text, offset) + 1; start < text.length; ) {
    const line = { start, end: endOfLine(text, start) };
    if (!/^\s*(?:$|#|\/\/)/.test(text.slice(line.start, line.end))) return line;
    start = line.end + 1;
  }
  return { start: text.length, end: text.length };
}
