import type { CauseId } from '../model/cause.ts';
import type { Stated } from './paste/stated.ts';
import type { Reading } from './reading.ts';
import type { Match } from './signature.ts';

/** What the text shows of the registry and the caller decides between causes that the error alone leaves open. */
export function withStated(causes: readonly CauseId[], reading: Reading): readonly CauseId[] {
  const { stated } = reading;
  const [likeliest, ...others] = causes;
  if (likeliest === undefined) return causes;
  const asked = askedOf(reading, causes);
  const of = (rules: readonly Rule[]) =>
    rules.flatMap(({ sign, when, means }) => (stated[sign] && when(asked) ? means : []));
  // Whoever is known to the registry and not let in lacks the role; of Docker Hub, which was asked instead, it says less.
  const isKnown = asked.isRefused && likeliest !== 'expired-credential' && isSignedIn(reading);
  const lacksRole: readonly CauseId[] = isKnown ? ['no-pull-role'] : [];
  const isElsewhere = likeliest === 'registry-not-found';
  return [
    ...of(decisive),
    ...(isElsewhere ? [] : lacksRole),
    likeliest,
    ...(isElsewhere ? lacksRole : []),
    ...of(likely),
    ...others,
  ];
}

interface Asked extends Reading {
  readonly causes: readonly CauseId[];
  readonly stage: Match['signature']['stage'] | undefined;
  readonly isRefused: boolean;
}

interface Rule {
  readonly sign: { readonly [K in keyof Stated]: Stated[K] extends boolean ? K : never }[keyof Stated];
  readonly when: (asked: Asked) => boolean;
  readonly means: readonly CauseId[];
}

interface Decisive extends Rule {
  /** What the text shows, as a sentence. */
  readonly says: string;
}

const isRefused = (asked: Asked) => asked.isRefused;

/** These come before what the error itself says, in this order. */
const decisive: readonly Decisive[] = [
  {
    sign: 'isAbac',
    says: 'The text shows that the registry decides by repository (ABAC mode).',
    when: isRefused,
    means: ['wrong-role-for-mode'],
  },
  {
    sign: 'isUnassigned',
    says: "The text says that the identity which is to pull is none of the app's.",
    when: isRefused,
    means: ['identity-not-assigned'],
  },
  {
    sign: 'usesNoIdentity',
    says: 'The text shows that the site pulls without an identity.',
    when: isRefused,
    means: ['registry-not-configured'],
  },
  {
    sign: 'pullsAsSystem',
    says: 'The text shows a container group that is to pull with its system-assigned identity.',
    when: ({ stage }) => stage !== 'reach',
    means: ['system-identity-unsupported'],
  },
  {
    sign: 'hasCondition',
    says: 'The text shows a role with a condition on repositories.',
    when: isRefused,
    means: ['condition-excludes-repository'],
  },
  { sign: 'isDenyAssigned', says: 'The text shows a deny assignment.', when: isRefused, means: ['deny-assignment'] },
  {
    sign: 'isOnControlPlane',
    says: "The text shows the pull role on the cluster's own identity, which pulls nothing.",
    when: asked => asked.isRefused && asked.causes.includes('role-on-wrong-identity'),
    means: ['role-on-wrong-identity'],
  },
  {
    sign: 'refusesArmTokens',
    says: 'The text shows that the registry takes no tokens made for Azure Resource Manager.',
    when: asked => asked.isRefused || asked.stage === null,
    means: ['arm-token-refused'],
  },
  {
    sign: 'lacksSecret',
    says: 'The text shows that a pull secret is not there.',
    when: asked => asked.isRefused && !isOfProvider(asked),
    means: ['no-pull-identity', 'dead-pull-secret'],
  },
  {
    sign: 'isOfOtherTenant',
    says: 'The text shows an identity or a registry of another tenant.',
    when: isRefused,
    means: ['cross-tenant'],
  },
  {
    sign: 'isSystemAssigned',
    says: 'The text speaks of a system-assigned identity.',
    when: ({ causes }) => causes.includes('system-identity-unsupported'),
    means: ['system-identity-unsupported'],
  },
  {
    sign: 'isPrivate',
    says: 'The text shows that public access to the registry is off.',
    when: ({ stage }) => stage === 'reach',
    means: ['network-private-only'],
  },
  {
    sign: 'givesPassword',
    says: 'The text shows a user name and a password for the registry.',
    when: ({ stage, stated }) => stage === null && stated.isAdminOff,
    means: ['admin-disabled'],
  },
  {
    sign: 'givesPassword',
    says: 'The text shows a user name and a password for the registry.',
    when: ({ stage }) => stage === null,
    means: ['expired-credential'],
  },
];

/** These come right behind it. */
const likely: readonly Rule[] = [
  {
    sign: 'lacksSecret',
    when: isRefused,
    means: ['dead-pull-secret'],
  },
  {
    sign: 'isAged',
    when: isRefused,
    means: ['expired-credential'],
  },
  {
    sign: 'isAdminOff',
    when: ({ stage }) => stage !== 'reach' && stage !== 'find',
    means: ['admin-disabled'],
  },
  {
    sign: 'hasPrivateLink',
    when: ({ stage, causes }) => stage === 'reach' && causes.indexOf('private-dns-missing') > 0,
    means: ['private-dns-missing'],
  },
];

/** What the text shows that made a cause the first; undefined where the error itself did. */
export function shownBy(cause: CauseId, reading: Reading): string | undefined {
  const asked = askedOf(reading, [cause]);
  return decisive.find(({ sign, when, means }) => means[0] === cause && reading.stated[sign] && when(asked))?.says;
}

function askedOf(reading: Reading, causes: readonly CauseId[]): Asked {
  const stage = reading.failures[0]?.signature.stage;
  return { ...reading, causes, stage, isRefused: stage === 'authorise' || stage === 'authenticate' };
}

/** The node asked for its own identity, too; then the secret is one way of two that led nowhere. */
const isOfProvider = ({ failures }: Asked) => failures.some(({ signature: { id } }) => id.startsWith('provider-'));

/** Whether whoever pulls is known to this very registry. */
export function isSignedIn({ stated, mention }: Reading): boolean {
  const { isSignedIn: isKnown, signedInTo } = stated;
  return isKnown && (signedInTo === undefined || mention?.host === undefined || mention.host === signedInTo);
}
