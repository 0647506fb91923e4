import { t } from '../../model/l10n.ts';
import { largest, smallest } from '../../model/lists.ts';
import { denied, type Result, resultOf, unreadResult } from '../result.ts';

/** Milliseconds. A credential that ends within this time gets a warning. */
const soon = 30 * 24 * 60 * 60_000;

/** The ends of the secrets of one credential. `complete`: no other secret can be in use. */
interface Ends {
  /** The owner of the ends, for a sentence: `the secret of its service principal \`sp-aks\``. */
  readonly whose: string;
  /** ISO 8601, or `never`. */
  readonly ends: readonly string[];
  readonly complete: boolean;
  readonly id: string | null;
}

/**
 * Decides by the ends of a credential's secrets. Nothing shows which of several is in use, so a pull is refused only if
 * all have ended. If one has ended and another is valid, as after a rotation, the holder may still have the old one. A
 * new secret has to be handed to it in a second step: https://learn.microsoft.com/azure/aks/update-credentials
 *
 * Of valid secrets, the next to end is the one to watch. Without any, and with everything read, there is nothing to log
 * in with.
 */
export function expiryResult({ whose, ends, complete, id }: Ends, now: Date): Result {
  const moments = ends.map(end => (end === 'never' ? Number.POSITIVE_INFINITY : Date.parse(end)));
  const valid = moments.filter(end => end > now.getTime());
  const last = largest(moments.filter(end => end <= now.getTime()));
  const ended = last !== Number.NEGATIVE_INFINITY;
  if (valid.length > 0) return ended ? rotated(whose, last, id) : ending(whose, smallest(valid), now, id);
  if (!complete) {
    const why = ended
      ? t('{0} expired on {1}, and others were not read', whose, dayOf(last))
      : t('the expiry of {0} was not read', whose);
    return unreadResult('credential', why, id);
  }
  const why = ended ? t('{0} expired on {1}', whose, dayOf(last)) : t('{0} was removed', whose);
  return denied('credential', 'expired-credential', why, id);
}

function rotated(whose: string, last: number, id: string | null): Result {
  const why = t(
    '{0} expired on {1}, another one is valid, and which of them is in use was not read',
    whose,
    dayOf(last),
  );
  return unreadResult('credential', why, id);
}

function ending(whose: string, end: number, now: Date, id: string | null): Result {
  if (end === Number.POSITIVE_INFINITY) {
    const fact = t('{0} does not expire', whose);
    return resultOf('allowed', { evidence: [{ step: 'credential', fact, id, effect: 'grants' }] });
  }
  const why = t('{0} expires on {1}', whose, dayOf(end));
  const evidence = [{ step: 'credential', fact: why, id, effect: 'grants' }] as const;
  if (end - now.getTime() >= soon) return resultOf('allowed', { evidence });
  return resultOf('allowed', { cause: 'expiring-credential', why, evidence });
}

export function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
