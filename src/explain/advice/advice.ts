import type { CauseId } from '../../model/cause.ts';
import type { ExplainedCause } from '../explanation.ts';
import type { Known } from '../known.ts';
import { identityAdvice } from './identity.ts';
import { imageAdvice } from './image.ts';
import { networkAdvice } from './network.ts';
import type { AdviceTable } from './table.ts';

const table: AdviceTable = { ...identityAdvice, ...networkAdvice, ...imageAdvice };

export function adviceOn(cause: CauseId, known: Known): ExplainedCause {
  const advice = table[cause];
  if (!advice) return { cause, why: '', check: null, fix: `See docs/causes/${cause}.md.` };
  return { cause, why: advice.why(known), check: advice.check?.(known) ?? null, fix: advice.fix(known) };
}

/** The causes that the table speaks of; a test holds the signatures against it. */
export const advisedCauses: ReadonlySet<string> = new Set(Object.keys(table));
