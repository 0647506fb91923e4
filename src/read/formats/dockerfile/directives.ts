import type { Span } from '../../../model/place.ts';
import { parseJson } from '../../source/json.ts';
import { endOfLine } from '../../source/lineStarts.ts';
import { entriesOf } from '../../source/tree.ts';

// Parser directives, as BuildKit reads them:
// https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/directives.go

/** The image that reads the file, where one is named: BuildKit also takes comments in the way of C, and JSON. */
export function syntaxOf(text: string): Span | undefined {
  const from = text.startsWith('#!') ? endOfLine(text, 0) + 1 : 0;
  for (const mark of ['#', '//']) {
    const value = directivesOf(text, { from, mark, isIndented: false }).get('syntax');
    if (value !== undefined) return firstWord(text, value);
  }
  return /^\s*\{/.test(text) ? syntaxInJson(text) : undefined;
}

/** The character that continues a line. A line with `#!` is no directive, and ends them. */
export function escapeOf(text: string): string {
  const value = directivesOf(text, { from: 0, mark: '#', isIndented: true }).get('escape');
  return value !== undefined && text.slice(value.start, value.end) === '`' ? '`' : '\\';
}

interface Style {
  readonly from: number;
  /** The sign that begins a comment. */
  readonly mark: string;
  /** True if blanks may come before it. */
  readonly isIndented: boolean;
}

/** Values of the directives by name, up to the first line that is none. */
function directivesOf(text: string, { from, mark, isIndented }: Style): ReadonlyMap<string, Span> {
  const values = new Map<string, Span>();
  for (let lineStart = from; lineStart < text.length; lineStart = endOfLine(text, lineStart) + 1) {
    const line = text.slice(lineStart, endOfLine(text, lineStart)).trimEnd();
    const comment = isIndented ? line.trimStart() : line;
    const [, head = '', name = '', value = ''] = DIRECTIVE.exec(comment.slice(mark.length)) ?? [];
    const key = name.toLowerCase();
    if (!comment.startsWith(mark) || !NAMES.has(key) || values.has(key)) return values;
    const start = lineStart + line.length - comment.length + mark.length + head.length;
    values.set(key, { start, end: start + value.length });
  }
  return values;
}

const NAMES: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);
const DIRECTIVE = /^(\s*([a-z][a-z0-9]*)\s*=\s*)(\S.*)$/i;

/** An image has no blank: what follows it are words for the image. */
function firstWord(text: string, { start, end }: Span): Span {
  const blank = text.indexOf(' ', start);
  return { start, end: blank < 0 ? end : Math.min(blank, end) };
}

function syntaxInJson(text: string): Span | undefined {
  const { root, problems } = parseJson(text);
  const value = problems.length === 0 && entriesOf(root).findLast(({ key }) => key.text === 'syntax')?.value;
  return value && value.kind === 'scalar' && !value.plain ? value.span : undefined;
}
