import { memoized } from '../../model/memo.ts';
import { lastUpTo, type Span } from '../../model/place.ts';
import type { ImageReference, Suppression } from '../../model/reference.ts';
import { endOfLine } from './lineStarts.ts';

/**
 * Comments that ignore a finding where it is: `# acr-pull-ignore not-attached until the cluster has moved`, on the
 * line of the image or on a line of its own above it. Looked for in the text, since formats and parsers differ in how
 * they keep comments, and a line is the same in all of them.
 */
export function readSuppressions(text: string, file: string): readonly Suppression[] {
  if (!text.includes('acr-pull-ignore')) return [];
  // from the last one up, so that comments below each other look for their line once
  const coveredBelow = new Map<number, Span>();
  const found = [...text.matchAll(comment)].toReversed().map((match): Suppression => {
    const [whole, before = '', , cause = '', reason = ''] = match;
    const start = match.index + before.length;
    const span = { start, end: match.index + whole.trimEnd().length };
    const isAlone = before.trim() === '';
    const covers = isAlone ? nextLine(text, match.index + whole.length, coveredBelow) : lineAt(text, start);
    if (isAlone) coveredBelow.set(match.index, covers);
    return { file, span, covers, cause, reason: reason.trim() };
  });
  return found.toReversed();
}

/**
 * A reference with the comments that cover it, or a place that had a part in its name. `inFile`: the comments of a
 * file.
 */
export function withSuppressions(
  reference: ImageReference,
  inFile: (file: string) => readonly Suppression[] | undefined,
): ImageReference {
  const suppressedBy = [reference, ...reference.origins].flatMap(({ file, span: { start } }) =>
    covering(start, inFile(file) ?? []),
  );
  return suppressedBy.length > 0 ? { ...reference, suppressedBy: [...new Set(suppressedBy)] } : reference;
}

/** The comments that cover a place. What they cover are lines, so one is another's or apart from it. */
function covering(at: number, comments: readonly Suppression[]): readonly Suppression[] {
  const lines = byLine(comments);
  const start = lastUpTo(lines.starts, at, each => each) ?? -1;
  return (lines.comments.get(start) ?? []).filter(({ covers }) => at < covers.end);
}

const byLine = memoized((comments: readonly Suppression[]) => {
  const found = Map.groupBy(comments, ({ covers }) => covers.start);
  return { comments: found, starts: [...found.keys()].sort((one, other) => one - other) };
});

/** `#` or `//` at the start of a line or behind a blank. All of it within one line. */
const comment = /^((?:.*[^\S\n])?)(#|\/\/)[^\S\n]*acr-pull-ignore\b[^\S\n]*([^\s]*)([^\n]*)/gm;

function lineAt(text: string, offset: number): Span {
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: endOfLine(text, offset) };
}

/** The first line below that is neither empty nor a comment. */
function nextLine(text: string, offset: number, known: ReadonlyMap<number, Span>): Span {
  for (let start = endOfLine(text, offset) + 1; start < text.length; ) {
    const below = known.get(start);
    if (below !== undefined) return below;
    const line = { start, end: endOfLine(text, start) };
    if (!/^\s*(?:$|#|\/\/)/.test(text.slice(line.start, line.end))) return line;
    start = line.end + 1;
  }
  return { start: text.length, end: text.length };
}
