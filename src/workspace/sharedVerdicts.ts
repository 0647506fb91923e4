import type { Fix } from '../model/fix.ts';
import type { Verdict } from '../model/verdict.ts';

/**
 * Makes equal verdicts one object. A hundred thousand pulls may have few different ones, and each has a proof of some
 * pages.
 */
export function sharedVerdicts(): (verdict: Verdict) => Verdict {
  const known = new Map<string, Verdict>();
  return verdict => {
    const before = known.get(verdict.message);
    if (before !== undefined && isAlike(before, verdict)) return before;
    known.set(verdict.message, verdict);
    return verdict;
  };
}

/** Compares plain data. Verdicts have no cycles, and are a few levels deep. */
function isAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return (
    keys.length === others.length &&
    keys.every((key, i) => {
      return others[i] === key && (PRINTED.has(key) || isAlike(Reflect.get(one, key), Reflect.get(other, key)));
    })
  );
}

/** Texts of a fix, which are printed from its commands on demand. */
const PRINTED: ReadonlySet<string> = new Set(['bash', 'powershell'] satisfies (keyof Fix)[]);
