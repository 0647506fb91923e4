import type { CauseId } from '../../model/cause.ts';
import type { Known } from './known.ts';

/** Why a cause reads like the text at hand, the one command that confirms it, and the least that has to change. */
export interface Advice {
  readonly why: (known: Known) => string;
  readonly check: ((known: Known) => string) | null;
  readonly fix: (known: Known) => string;
}

export type AdviceTable = Readonly<Partial<Record<CauseId, Advice>>>;
