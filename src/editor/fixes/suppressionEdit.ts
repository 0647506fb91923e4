import type { VerdictCause } from '../../model/cause.ts';
import type { ImageReference } from '../../model/reference.ts';

export interface Insertion {
  readonly offset: number;
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

/** A rule for `.acr-pull.yaml`, put at the top of its list, or with the list at the end; all else stays as it is. */
export function configRule(
  config: string,
  { image, file }: Pick<ImageReference, 'image' | 'file'>,
  cause: VerdictCause,
  reason: string,
): Insertion {
  const named = image.kind === 'image' && image.registry !== undefined && image.repository !== undefined;
  const rule = [
    `  - cause: ${cause}`,
    named ? `    image: ${quoted(`${image.registry}/${image.repository}`)}` : `    manifests: ${quoted(file)}`,
    `    reason: ${quoted(inOneLine(reason))}`,
    '',
  ].join('\n');
  const list = /^ignore:[ \t]*(#.*)?\r?\n/m.exec(config);
  if (list) return { offset: list.index + list[0].length, text: rule };
  const before = config === '' ? 'version: 1\n' : config.endsWith('\n') ? '\n' : '\n\n';
  return { offset: config.length, text: `${before}ignore:\n${rule}` };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function inOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim();
}
