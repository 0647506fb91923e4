import type { Target } from '../model/target.ts';
import type { Evidence, Finding, Puller } from '../model/verdict.ts';

/**
 * Keeps what findings say alike once: in a large folder thousands tell the same of one registry, one target and one
 * identity. What it gives back is equal to what it is given.
 */
export class Alike {
  #kept = new Kept();

  findings(findings: readonly Finding[]): readonly Finding[] {
    if (findings.length > MAX_OF_FILE) return findings;
    if (this.#kept.size > MAX_KEPT) this.#kept = new Kept();
    const kept = this.#kept;
    return findings.map(finding => {
      const { target, verdict } = finding;
      const { puller, message, evidence } = verdict;
      return {
        ...finding,
        target: target && kept.target(target),
        verdict: {
          ...verdict,
          puller: puller && kept.puller(puller),
          message: kept.text(message),
          evidence: evidence.map(each => kept.evidence(each)),
        },
      };
    });
  }
}

/** In a file of so many images, who types pays for this at each key, and one file is not what fills the memory. */
const MAX_OF_FILE = 200;
/** Texts change while someone types; then those of before are let go. */
const MAX_KEPT = 20_000;

class Kept {
  readonly #texts = new Map<string, string>();
  readonly #targets = new Map<string, Target>();
  readonly #pullers = new Map<string, Puller>();
  readonly #evidence = new Map<string, Evidence>();

  get size(): number {
    return this.#texts.size + this.#targets.size + this.#pullers.size + this.#evidence.size;
  }

  text(text: string): string {
    return first(this.#texts, text, text);
  }

  target(target: Target): Target {
    return first(this.#targets, JSON.stringify(target), target);
  }

  puller(puller: Puller): Puller {
    return first(this.#pullers, JSON.stringify(puller), puller);
  }

  evidence(evidence: Evidence): Evidence {
    const { step, effect, id, fact } = evidence;
    return first(this.#evidence, `${step} ${effect} ${id} ${fact}`, evidence);
  }
}

function first<T>(kept: Map<string, T>, key: string, value: T): T {
  const known = kept.get(key);
  if (known === undefined) kept.set(key, value);
  return known ?? value;
}
