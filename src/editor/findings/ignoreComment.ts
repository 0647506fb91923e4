import { causes, isVerdictCause, type VerdictCause } from '../../causes/index.ts';
import type { TextEdit } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import { near } from '../../model/near.ts';
import type { Span } from '../../model/place.ts';
import type { ImageReference, Suppression } from '../../model/reference.ts';

/** The mark that begins a comment in a file. Undefined where there are none, as in JSON. */
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
): Omit<TextEdit, 'file'> | undefined {
  const mark = commentMark(file);
  if (mark === undefined) return undefined;
  const offset = text.lastIndexOf('\n', span.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(offset, span.start))?.[0] ?? '';
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const written = reason.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim();
  const newText = `${indent}${mark} acr-pull-ignore ${cause} ${written}${end}`;
  return { span: { start: offset, end: offset }, newText };
}

/** Fixes for a comment that ignores nothing: name the cause that is meant, or remove the comment. */
export function fixesForComment(text: string, { span, cause }: Suppression) {
  const [meant] = cause === '' || isVerdictCause(cause) ? [] : near(cause, Object.keys(causes).filter(isVerdictCause));
  const at = text.indexOf(cause, text.indexOf('acr-pull-ignore', span.start) + 'acr-pull-ignore'.length);
  const correction =
    meant === undefined || at < 0
      ? []
      : [{ title: t('Change it to {0}', meant), span: { start: at, end: at + cause.length }, newText: meant }];
  return [...correction, { title: t('Remove this comment'), span: withItsLine(text, span), newText: '' }];
}

/** Returns whether a comment could ignore a finding: one that names no cause or gives no reason can't. */
export function isSound({ cause, reason }: Suppression): boolean {
  return isVerdictCause(cause) && reason !== '';
}

/** The whole line, where it holds nothing else. Otherwise the comment and the blanks before it. */
function withItsLine(text: string, { start, end }: Span): Span {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  if (before.trim() !== '') return { start: lineStart + before.trimEnd().length, end };
  const lineEnd = text.indexOf('\n', end);
  return { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 };
}
