import { causes, type VerdictCause } from '../causes/index.ts';
import type { Fix, FixKind } from '../model/fix.ts';
import { capitalised, inBackticks, t } from '../model/l10n.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Attempt } from './pull.ts';
import type { Result } from './result.ts';

/**
 * The one place that makes sentences: what happens, to which target, why, and the next step. Steps of the proof give
 * the reason as a clause. Names are in backticks.
 */
export function verdictSentence(attempt: Attempt, result: Result): string {
  const { outcome, cause, why, fixes, puller } = result;
  const who = attempt.target ? inBackticks(attempt.target.name) : t('The target');
  const because = why === undefined ? '' : `: ${why}`;
  if (attempt.program !== undefined) return plannedSentence(attempt.program, who, because, result);
  const next = nextStepOf(cause, fixes);
  switch (outcome) {
    case 'allowed':
      if (cause !== null) return `${t('{0} can pull this, but {1}.', who, why ?? cause)}${next}`;
      return puller ? t('{0} can pull this as {1}.', who, puller.name) : t('{0} can pull this.', who);
    case 'denied':
      return `${refusal(attempt, result, who)}${because}.${next}`;
    case 'unknown': {
      const what = attempt.target
        ? t("Can't tell whether {0} can pull this", who)
        : t("Can't tell whether this can be pulled");
      return `${what}${because}.${next}`;
    }
  }
}

/** Only the reason and the next step, which pulls of one cause share. The whole message if it has no such parts. */
export function verdictReason({
  cause,
  why,
  fixes,
  message,
}: Pick<Verdict, 'cause' | 'why' | 'fixes' | 'message'>): string {
  return why === undefined ? message : `${capitalised(why)}.${nextStepOf(cause, fixes)}`;
}

/**
 * The same for a world that does not exist yet. It names no command, since the command of a fix would collide with the
 * code.
 */
function plannedSentence(
  program: string,
  who: string,
  because: string,
  { outcome, cause, why, puller }: Result,
): string {
  if (outcome === 'denied') return `${t("{0} can't pull this once `{1}` is deployed", who, program)}${because}.`;
  if (outcome === 'unknown')
    return `${t("Can't tell whether {0} can pull this once `{1}` is deployed", who, program)}${because}.`;
  const as = puller?.name ?? t('anonymous');
  const allowed = t('{0} can pull this as {1} once `{2}` is deployed', who, as, program);
  return cause === null ? `${allowed}.` : `${allowed}, ${t('but {0}', why ?? cause)}.`;
}

function refusal({ reference: { image, text } }: Attempt, { cause, puller }: Result, who: string): string {
  const { registry: host = text, repository } = image.kind === 'image' ? image : { repository: undefined };
  const own = cause === null ? undefined : causes[cause].refusal;
  return own?.({ who, host, repository, puller: puller !== null }) ?? t("{0} can't pull this", who);
}

/** The best fix or two, in a few words. Without a fix, the next step of the cause. */
function nextStepOf(cause: VerdictCause | null, fixes: readonly Fix[]): string {
  const text = phrasesOf(cause, fixes) ?? (cause === null ? '' : causes[cause].nextStep);
  return text === '' ? '' : ` ${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function phrasesOf(cause: VerdictCause | null, fixes: readonly Fix[]): string | undefined {
  const [best, ...others] = fixes;
  if (!best || (cause !== null && causes[cause].prefersNextStep)) return undefined;
  const first = phraseOf(best);
  // If the reference is wrong, a change in Azure would help a pull that was not intended.
  if (best.kind === 'correctHost') return first;
  for (const other of others) {
    const second = phraseOf(other);
    if (second !== first) return t('{0} or {1}', first, second);
  }
  return first;
}

function phraseOf({ kind, grant, edit }: Fix): string {
  if (kind === 'assignRole' && grant) return t('assign {0}', grant.roleName);
  const host = kind === 'correctHost' ? edit?.newText.split('/')[0] : undefined;
  return host ? t('use `{0}`', host) : phrases[kind];
}

const phrases: Readonly<Record<FixKind, string>> = {
  attach: t('attach the registry'),
  assignRole: t('assign the pull role'),
  setRegistryIdentity: t("give the registry's entry an identity"),
  assignIdentity: t('assign the identity to it'),
  networkRule: t("let its address through the registry's firewall"),
  dnsLink: t('link the private DNS zone to its network'),
  correctHost: t('use the login server'),
  useIdentity: t('pull with a managed identity'),
  leaveServicePrincipal: t('move it to a managed identity'),
  makeIdentity: t('create an identity that can pull, and name it in the manifest'),
  rotateCredential: t('renew the credential'),
  removeSecret: t('remove the pull secret'),
  enableArmTokens: t('let the registry accept these tokens'),
  changeGrant: t('change the grant in the code'),
  insertGrant: t('add a grant to the code'),
  orderAfterGrant: t('let it wait for its grant'),
  ownIdentity: t('let a user-assigned identity pull'),
};
