import { t } from '../../model/l10n.ts';
import { largest, smallest } from '../../model/lists.ts';
import { denied, notReadable, type Result, resultOf } from '../result.ts';

/** A credential that ends within this time is worth a word. */
const soon = 30 * 24 * 60 * 60_000;

/** The ends of the secrets of one credential. `complete`: no other secret can be in use. */
interface Ends {
  /** What has the ends, for a sentence: `the secret of its service principal \`sp-aks\``. */
  readonly whose: string;
  readonly ends: readonly string[];
  readonly complete: boolean;
  readonly id: string | null;
}

/**
 * Which of several secrets is in use can't be read, so all must have ended before a pull is refused, and the next to end
 * is the one to look at. Without any, and nothing left unread, there is nothing to log in with.
 */
export function expiryResult({ whose, ends, complete, id }: Ends, now: Date): Result {
  const moments = ends.map(end => Date.parse(end)).filter(end => !Number.isNaN(end));
  const next = smallest(moments.filter(end => end > now.getTime()));
  if (next !== Number.POSITIVE_INFINITY) return ending(whose, next, now, id);
  const last = largest(moments);
  const ended = last !== Number.NEGATIVE_INFINITY;
  if (!complete) {
    const why = ended
      ? t('{0} expired on {1}, and others were not read', whose, dayOf(last))
      : t('the expiry of {0} was not read', whose);
    return notReadable('credential', why, id);
  }
  const why = ended ? t('{0} expired on {1}', whose, dayOf(last)) : t('{0} was removed', whose);
  return denied('credential', 'expired-credential', why, id);
}

function ending(whose: string, end: number, now: Date, id: string | null): Result {
  const why = t('{0} expires on {1}', whose, dayOf(end));
  const evidence = [{ step: 'credential', fact: why, id, effect: 'grants' }] as const;
  if (end - now.getTime() >= soon) return resultOf('allowed', { evidence });
  return resultOf('allowed', { cause: 'expiring-credential', why, evidence });
}

export function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
