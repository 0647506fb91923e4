import type { Fix } from '../../model/fix.ts';
import type { Finding } from '../../model/verdict.ts';

/** An image of a file, by its path inside the document and its text. */
export interface ImageAddress {
  readonly uri: string;
  readonly where: string;
  readonly text: string;
}

/**
 * The fix that a link or a menu is about. Commands get this instead of the fix itself and look it up in the present
 * findings, so that only a fix that the engine proposes at this moment is run or written. It holds no offset: text that
 * is typed above an image doesn't outdate it.
 */
export interface FixAddress extends ImageAddress {
  readonly target: string | null;
  readonly title: string;
}

export function addressOf(uri: string, { reference, target }: Finding, fix: Fix): FixAddress {
  const { where, text } = reference;
  return { uri, where, text, target: target?.name ?? null, title: fix.title };
}

export function isImageAddress(value: unknown): value is ImageAddress {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, where, text }: Partial<Record<keyof ImageAddress, unknown>> = value;
  return [uri, where, text].every(part => typeof part === 'string');
}

export function isFixAddress(value: unknown): value is FixAddress {
  if (!isImageAddress(value)) return false;
  const { target, title }: Partial<Record<keyof FixAddress, unknown>> = value;
  return typeof title === 'string' && (target === null || typeof target === 'string');
}

/** What an address means now; undefined if it is out of date. */
export function fixAt(
  { where, text, target, title }: FixAddress,
  findings: readonly Finding[],
): { readonly finding: Finding; readonly fix: Fix } | undefined {
  for (const finding of findings) {
    const { reference } = finding;
    if (reference.where !== where || reference.text !== text || (finding.target?.name ?? null) !== target) continue;
    const fix = finding.verdict.fixes.find(candidate => candidate.title === title);
    if (fix) return { finding, fix };
  }
  return undefined;
}
