import { causes } from '../causes/index.ts';
import type { VerdictCause } from '../model/cause.ts';
import type { Fix, FixKind } from '../model/fix.ts';
import type { Attempt } from './pull.ts';
import type { Result } from './result.ts';

/**
 * The one place that makes sentences: what happens, to whom, why, then the next step. Steps of the proof bring the why
 * as a clause. Names stand in backticks.
 */
export function sentence(attempt: Attempt, result: Result): string {
  const { outcome, cause, why, fixes, puller } = result;
  const who = attempt.target ? `\`${attempt.target.name}\`` : 'The target';
  const because = why === undefined ? '' : `: ${why}`;
  const next = nextStepOf(cause, fixes);
  switch (outcome) {
    case 'allowed':
      if (cause !== null) return `${who} can pull this, but ${why ?? cause}.${next}`;
      return puller ? `${who} can pull this as ${puller.name}.` : `${who} can pull this.`;
    case 'denied':
      return `${refusal(attempt, result, who)}${because}.${next}`;
    case 'unknown':
      return `Can't tell whether ${attempt.target ? `${who} can pull this` : 'this can be pulled'}${because}.${next}`;
  }
}

function refusal({ reference: { image, text } }: Attempt, { cause, puller }: Result, who: string): string {
  const { registry: host = text, repository } = image.kind === 'image' ? image : { repository: undefined };
  const own = cause === null ? undefined : causes[cause].refusal;
  return own?.({ who, host, repository, puller: puller !== null }) ?? `${who} can't pull this`;
}

/** The best fix or two, in a few words; where no fix is at hand, the next step that the cause knows. */
function nextStepOf(cause: VerdictCause | null, fixes: readonly Fix[]): string {
  const text = phrasesOf(cause, fixes) ?? (cause === null ? '' : causes[cause].nextStep);
  return text === '' ? '' : ` ${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function phrasesOf(cause: VerdictCause | null, fixes: readonly Fix[]): string | undefined {
  const [best, ...others] = fixes;
  if (!best || (cause !== null && causes[cause].prefersNextStep)) return undefined;
  const first = phraseOf(best);
  // Where the reference is wrong, a change in Azure would be for a pull that was not meant.
  if (best.kind === 'correctHost') return first;
  for (const other of others) {
    const second = phraseOf(other);
    if (second !== first) return `${first} or ${second}`;
  }
  return first;
}

function phraseOf({ kind, change, edit }: Fix): string {
  if (kind === 'assignRole' && change) return `assign ${change.role}`;
  const host = kind === 'correctHost' ? edit?.newText.split('/')[0] : undefined;
  return host ? `write \`${host}\`` : phrases[kind];
}

const phrases: Readonly<Record<FixKind, string>> = {
  attach: 'attach the registry',
  assignRole: 'assign the pull role',
  setRegistryIdentity: "give the registry's entry an identity",
  assignIdentity: 'assign the identity to it',
  networkRule: "let its address through the registry's firewall",
  dnsLink: 'link the private DNS zone to its network',
  correctHost: 'write the login server',
  useIdentity: 'pull with a managed identity',
  leaveServicePrincipal: 'move it to a managed identity',
  makeIdentity: 'make an identity that may pull, and name it in the manifest',
  rotateCredential: 'renew the credential',
  removeSecret: 'remove the pull secret',
  enableArmTokens: 'let the registry accept these tokens',
};
