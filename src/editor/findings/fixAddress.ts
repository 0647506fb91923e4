import type { Fix } from '../../model/fix.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';

/** An image of a file, by its path inside the document and its text. */
export interface ImageAddress {
  readonly uri: string;
  readonly where: string;
  readonly text: string;
}

/**
 * The address of a fix for a link or a menu. Commands look it up in the present findings, so only a fix that the engine
 * proposes now is run or written. It has no offset: text typed above an image doesn't outdate it.
 */
export interface FixAddress extends ImageAddress {
  /** By its id, where it is known: in two resource groups, clusters may have one name. */
  readonly target: string | null;
  readonly title: string;
}

export function imageAddressOf(uri: string, { where, text }: ImageReference): ImageAddress {
  return { uri, where, text };
}

export function fixAddress(uri: string, { reference, target }: Finding, { title }: Fix): FixAddress {
  return { ...imageAddressOf(uri, reference), target: keyOf(target), title };
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

/** The findings of this image in its file. */
export function findingsAt(
  { where, text }: Pick<ImageAddress, 'where' | 'text'>,
  findings: readonly Finding[],
): readonly Finding[] {
  return findings.filter(({ reference }) => reference.where === where && reference.text === text);
}

/** The fix at an address. Undefined if the address is out of date. */
export function fixAt(
  address: FixAddress,
  findings: readonly Finding[],
): { readonly finding: Finding; readonly fix: Fix } | undefined {
  return findingsAt(address, findings)
    .filter(({ target }) => keyOf(target) === address.target)
    .flatMap(finding => finding.verdict.fixes.map(fix => ({ finding, fix })))
    .find(({ fix }) => fix.title === address.title);
}

function keyOf(target: Finding['target']): string | null {
  return target?.id ?? target?.name ?? null;
}
