import type { Target } from '../model/target.ts';
import type { Evidence, Finding, Puller, Verdict } from '../model/verdict.ts';

/**
 * Keeps what findings say alike once: in a large folder thousands tell the same of one registry, one target and one
 * identity. What it gives back is equal to what it is given.
 */
export class Alike {
  readonly #targets = new Kept<Target>();
  readonly #pullers = new Kept<Puller>();
  readonly #messages = new Kept<string>();
  readonly #evidence = new Kept<Evidence>();
  readonly #verdicts = new Kept<Verdict>();

  findings(findings: readonly Finding[]): readonly Finding[] {
    if (findings.length > MAX_OF_FILE) return findings;
    return findings.map(finding => {
      const { target, verdict } = finding;
      return {
        ...finding,
        target: target && this.#targets.first(JSON.stringify(target), target).value,
        verdict: this.#verdict(verdict),
      };
    });
  }

  #verdict(verdict: Verdict): Verdict {
    const { outcome, cause, fixes, related } = verdict;
    const puller = verdict.puller && this.#pullers.first(JSON.stringify(verdict.puller), verdict.puller);
    const message = this.#messages.first(verdict.message, verdict.message);
    const evidence = verdict.evidence.map(each => {
      const { step, effect, id, fact } = each;
      return this.#evidence.first(`${step} ${effect} ${id} ${fact}`, each);
    });
    const own = {
      ...verdict,
      puller: puller?.value ?? null,
      message: message.value,
      evidence: evidence.map(({ value }) => value),
    };
    if (fixes.length + related.length > 0) return own;
    const parts = [puller?.number, message.number, ...evidence.map(({ number }) => number)];
    return this.#verdicts.first(`${outcome} ${cause} ${parts.join(' ')}`, own).value;
  }
}

/** In a file of so many images, who types pays for this at each key, and one file is not what fills the memory. */
const MAX_OF_FILE = 200;

/** The first of equal values, with a number of its own. */
class Kept<T> {
  readonly #kept = new Map<string, { readonly value: T; readonly number: number }>();
  #count = 0;

  first(key: string, value: T): { readonly value: T; readonly number: number } {
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    const kept = { value, number: this.#count++ };
    this.#kept.set(key, kept);
    return kept;
  }
}

/** What is typed makes ever new texts; then those of before are let go. */
const MAX_KEPT = 10_000;
