import type { Fix } from '../../model/fix.ts';
import type { Finding } from '../../model/verdict.ts';

/**
 * Which fix is meant, in a link or a menu. Commands get this instead of the fix itself and look it up in the present
 * findings: so nothing can be run, or be written into a file, but what the engine proposes at this moment.
 */
export interface FixAddress {
  readonly uri: string;
  /** Where the reference begins. */
  readonly start: number;
  readonly target: string | null;
  readonly title: string;
}

export function addressOf(uri: string, { reference, target }: Finding, fix: Fix): FixAddress {
  return { uri, start: reference.span.start, target: target?.name ?? null, title: fix.title };
}

export function isFixAddress(value: unknown): value is FixAddress {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, start, target, title } = { uri: null, start: null, target: undefined, title: null, ...value };
  const named = target === null || typeof target === 'string';
  return typeof uri === 'string' && typeof start === 'number' && named && typeof title === 'string';
}

/** What an address means now; undefined if it is out of date. */
export function fixAt(
  { start, target, title }: FixAddress,
  findings: readonly Finding[],
): { readonly finding: Finding; readonly fix: Fix } | undefined {
  for (const finding of findings) {
    if (finding.reference.span.start !== start || (finding.target?.name ?? null) !== target) continue;
    const fix = finding.verdict.fixes.find(candidate => candidate.title === title);
    if (fix) return { finding, fix };
  }
  return undefined;
}
