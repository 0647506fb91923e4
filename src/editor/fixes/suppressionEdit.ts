import type { VerdictCause } from '../../causes/index.ts';
import type { ImageReference } from '../../model/reference.ts';

export interface Insertion {
  readonly offset: number;
  /** How many characters it replaces; absent: none. */
  readonly replaced?: number;
  readonly text: string;
}

/** What begins a comment in a file; undefined where there are none, as in JSON. */
export function commentMark(file: string): '#' | '//' | undefined {
  if (/\.(bicep|bicepparam|jsonc)$/i.test(file) || /devcontainer\.json$/i.test(file)) return '//';
  return /\.json$/i.test(file) ? undefined : '#';
}

/** The comment gets a line of its own: not every format has room for one behind the image. */
export function commentAbove(
  text: string,
  { file, span }: Pick<ImageReference, 'file' | 'span'>,
  cause: VerdictCause,
  reason: string,
): Insertion | undefined {
  const mark = commentMark(file);
  if (mark === undefined) return undefined;
  const offset = text.lastIndexOf('\n', span.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(offset, span.start))?.[0] ?? '';
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return { offset, text: `${indent}${mark} acr-pull-ignore ${cause} ${inOneLine(reason)}${end}` };
}

function inOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim();
}
