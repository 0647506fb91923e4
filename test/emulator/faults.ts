import type { Call } from './call.ts';

export type FaultKind =
  | 'claims challenge'
  | 'forbidden'
  | 'throttled'
  | 'server error'
  | 'reset'
  | 'half an answer'
  | 'malformed JSON'
  | 'short page'
  | 'endless'
  | 'expired token'
  | 'not found';

export interface Fault {
  readonly kind: FaultKind;
  /** The calls that it strikes. `METHOD host/path`, and the query of a Resource Graph call behind it. */
  readonly on: RegExp;
  /** The number of calls that it leaves alone first. */
  readonly after?: number;
  /** The number of calls that it strikes. */
  readonly times?: number;
}

/** A fault, and when it happens. */
export class Faults {
  #planned: { readonly fault: Fault; seen: number; struck: number }[] = [];

  plan(...faults: readonly Fault[]): void {
    this.#planned.push(...faults.map(fault => ({ fault, seen: 0, struck: 0 })));
  }

  clear(): void {
    this.#planned = [];
  }

  strike(call: Call): FaultKind | undefined {
    const query = typeof call.body === 'object' && call.body !== null && 'query' in call.body ? call.body.query : '';
    const words = `${call.method} ${call.host}${call.path} ${String(query)}`;
    for (const plan of this.#planned) {
      const { kind, on, after = 0, times = Number.POSITIVE_INFINITY } = plan.fault;
      if (!on.test(words) || plan.seen++ < after || plan.struck >= times) continue;
      plan.struck++;
      return kind;
    }
    return undefined;
  }
}
