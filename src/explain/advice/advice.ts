import type { CauseId } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { identityAdvice } from './identity.ts';
import { imageAdvice } from './image.ts';
import type { AdviceCommand, AdviceContext, AdviceTable } from './known.ts';
import { networkAdvice } from './network.ts';

/** One cause of a failed pull, for people. */
export interface ExplainedCause {
  readonly cause: CauseId;
  readonly why: string;
  /** One command for bash that confirms it, or rules it out. Null where no command can. */
  readonly check: string | null;
  /** The least that has to change. */
  readonly fix: string;
  /** Purposes of the two commands, as they follow "to". Null: there is no command. */
  readonly purposes: { readonly check: string | null; readonly fix: string | null };
  /** The source of the advice: the text proves it, the map shows it, or it remains possible. */
  readonly basis: 'text' | 'map' | 'possible';
}

/** By cause. A test sees that every cause of a row has its advice. */
export const advice: AdviceTable = { ...identityAdvice, ...networkAdvice, ...imageAdvice };

export function adviceOn(cause: CauseId, known: AdviceContext, basis: ExplainedCause['basis']): ExplainedCause {
  const own = advice[cause];
  if (!own) return explainedCause(cause, '', null, t('See docs/causes/{0}.md.', cause), basis);
  return explainedCause(cause, own.why(known), own.check?.(known) ?? null, own.fix(known), basis);
}

function explainedCause(
  cause: CauseId,
  why: string,
  check: AdviceCommand | null,
  fix: AdviceCommand | string,
  basis: ExplainedCause['basis'],
): ExplainedCause {
  const [text, purpose] = typeof fix === 'string' ? [fix, null] : [fix.text, fix.purpose];
  return {
    cause,
    why,
    check: check?.text ?? null,
    fix: text,
    purposes: { check: check?.purpose ?? null, fix: purpose },
    basis,
  };
}
