import type { DeniedCause, UnknownCause, VerdictCause, WorksButCause } from '../model/cause.ts';
import type { Fix, FixKind } from '../model/fix.ts';
import type { Attempt } from './attempt.ts';
import type { Conclusion } from './conclusion.ts';

/**
 * The one place that makes sentences: what happens, to whom, why, then the way out. Steps of the proof bring the why as a
 * clause. Names stand in backticks.
 */
export function sentence(attempt: Attempt, conclusion: Conclusion): string {
  const { outcome, cause, why, fixes, puller } = conclusion;
  const who = attempt.target ? `\`${attempt.target.name}\`` : 'The target';
  const because = why === undefined ? '' : `: ${why}`;
  const wayOut = wayOutOf(cause, fixes);
  switch (outcome) {
    case 'allowed':
      if (cause !== null) return `${who} can pull this, but ${why ?? cause}.${wayOut}`;
      return puller ? `${who} can pull this as ${puller.name}.` : `${who} can pull this.`;
    case 'denied':
      return `${refusal(attempt, conclusion, who)}${because}.${wayOut}`;
    case 'unknown':
      return `Can't tell whether ${attempt.target ? who : 'anybody'} may pull this${because}.${wayOut}`;
  }
}

/** No target could pull what has no registry; on a registry that decides by repository, the repository is named. */
function refusal({ reference: { image, text } }: Attempt, { cause, puller }: Conclusion, who: string): string {
  const repository = image.kind === 'image' ? image.repository : undefined;
  const host = image.kind === 'image' ? image.registry : undefined;
  switch (cause) {
    case 'registry-not-found':
      return `Nothing can be pulled from \`${host ?? text}\``;
    case 'unusable-host':
      // Some hosts are of no use to anybody, some only to those who pull with a certain credential.
      return puller ? `${who} can't pull this` : `Nothing can be pulled from \`${host ?? text}\``;
    case 'malformed-reference':
      return 'This is not an image reference';
    case 'wrong-role-for-mode':
    case 'condition-excludes-repository':
      return `${who} can't pull ${repository === undefined ? 'this' : `\`${repository}\``}`;
    default:
      return `${who} can't pull this`;
  }
}

/** The best fix or two, in a few words; where no fix is at hand, what a person can do about the cause. */
function wayOutOf(cause: VerdictCause | null, fixes: readonly Fix[]): string {
  const text = phrasesOf(cause, fixes) ?? (cause === null ? '' : advices[cause]);
  return text === '' ? '' : ` ${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function phrasesOf(cause: VerdictCause | null, fixes: readonly Fix[]): string | undefined {
  const [best, ...others] = fixes;
  if (!best || (cause !== null && advised.has(cause))) return undefined;
  const first = phraseOf(best);
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

/** Where the advice says more than the title of a command: which change comes first, or which of two is the better one. */
const advised: ReadonlySet<VerdictCause> = new Set<VerdictCause>([
  'condition-excludes-repository',
  'expired-credential',
  'expiring-credential',
  'registry-not-configured',
  'no-pull-identity',
  'identity-not-assigned',
  'system-identity-unsupported',
  'admin-credentials',
  'broad-grant',
  'legacy-role-before-abac',
]);

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

type Advices = Readonly<Record<DeniedCause | WorksButCause | UnknownCause, string>>;

/** What to do where no command or edit does it; empty where the reason says it all. */
const advices: Advices = {
  'registry-not-found': 'Correct the host',
  'unusable-host': "Write the registry's login server",
  'malformed-reference': 'Correct the name',
  'no-pull-identity': 'Have it pull with an identity that holds the pull role',
  'not-attached': 'Attach the registry',
  'no-pull-role': 'Assign the pull role to it',
  'wrong-role-for-mode': 'Assign Container Registry Repository Reader',
  'condition-excludes-repository': 'Add the repository to the condition',
  'role-on-wrong-identity': 'Assign the role to the one that pulls',
  'deny-assignment': 'Ask its owner for an exception',
  'expired-credential': 'Pull with a managed identity, or renew the credential',
  'admin-disabled': 'Leave it off, and pull with a managed identity',
  'cross-tenant': "Use a token or a service principal of the registry's tenant in a pull secret",
  'network-firewall': "Let its address through the registry's firewall",
  'network-private-only': 'Give its network a way to a private endpoint of the registry',
  'private-dns-missing': 'Link the private DNS zone to its network',
  'arm-token-refused': 'Let the registry accept these tokens',
  'registry-not-configured': 'Add an entry for the registry, with an identity',
  'identity-not-assigned': 'Assign the identity to it',
  'system-identity-unsupported': 'Use a user-assigned identity',
  'image-not-found': 'Push it, or correct the tag',
  'image-quarantined': 'Release it from quarantine',
  'admin-credentials': 'Pull with a managed identity instead',
  'expiring-credential': 'Renew it in time, or pull with a managed identity',
  'dead-pull-secret': 'Remove the secret',
  'broad-grant': 'A pull role on the registry alone is enough',
  'anonymous-pull': 'Whoever knows the name can, too',
  'legacy-role-before-abac': 'Assign Container Registry Repository Reader before the switch to ABAC mode',
  'not-signed-in': 'Sign in to Azure or name a snapshot',
  'no-target': 'Pick a target, or name one in `.acr-pull.yaml`',
  'not-readable': '',
  'registry-not-visible': 'It may exist in a subscription that was not read',
  'unresolved-reference': '',
  'condition-not-understood': '',
  propagating: 'Wait a few minutes',
  'network-not-visible': '',
  'eligible-only': 'Have it assigned as active',
};
