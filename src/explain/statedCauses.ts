import type { CauseId } from '../model/cause.ts';
import type { Stated } from './paste/stated.ts';
import type { Reading } from './reading.ts';
import type { Match } from './signature.ts';

/** What the text shows of the registry and the caller decides between causes that the error alone leaves open. */
export function withStated(causes: readonly CauseId[], reading: Reading): readonly CauseId[] {
  const { failures, stated } = reading;
  const [likeliest, ...others] = causes;
  if (likeliest === undefined) return causes;
  const stage = failures[0]?.signature.stage;
  const asked = { ...reading, causes, stage, isRefused: stage === 'authorise' || stage === 'authenticate' };
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

const isRefused = (asked: Asked) => asked.isRefused;

/** These come before what the error itself says, in this order. */
const decisive: readonly Rule[] = [
  { sign: 'isAbac', when: isRefused, means: ['wrong-role-for-mode'] },
  { sign: 'isUnassigned', when: isRefused, means: ['identity-not-assigned'] },
  { sign: 'usesNoIdentity', when: isRefused, means: ['registry-not-configured'] },
  { sign: 'pullsAsSystem', when: ({ stage }) => stage !== 'reach', means: ['system-identity-unsupported'] },
  { sign: 'hasCondition', when: isRefused, means: ['condition-excludes-repository'] },
  { sign: 'isDenyAssigned', when: isRefused, means: ['deny-assignment'] },
  {
    sign: 'isOnControlPlane',
    when: asked => asked.isRefused && asked.causes.includes('role-on-wrong-identity'),
    means: ['role-on-wrong-identity'],
  },
  { sign: 'refusesArmTokens', when: asked => asked.isRefused || asked.stage === null, means: ['arm-token-refused'] },
  {
    sign: 'lacksSecret',
    when: asked => asked.isRefused && !isOfProvider(asked),
    means: ['no-pull-identity', 'dead-pull-secret'],
  },
  { sign: 'isOfOtherTenant', when: isRefused, means: ['cross-tenant'] },
  {
    sign: 'isSystemAssigned',
    when: ({ causes }) => causes.includes('system-identity-unsupported'),
    means: ['system-identity-unsupported'],
  },
  { sign: 'isPrivate', when: ({ stage }) => stage === 'reach', means: ['network-private-only'] },
  {
    sign: 'givesPassword',
    when: ({ stage, stated }) => stage === null && stated.isAdminOff,
    means: ['admin-disabled'],
  },
  { sign: 'givesPassword', when: ({ stage }) => stage === null, means: ['expired-credential'] },
];

/** These come right behind it. */
const likely: readonly Rule[] = [
  { sign: 'lacksSecret', when: isRefused, means: ['dead-pull-secret'] },
  { sign: 'isAged', when: isRefused, means: ['expired-credential'] },
  { sign: 'isAdminOff', when: ({ stage }) => stage !== 'reach' && stage !== 'find', means: ['admin-disabled'] },
  {
    sign: 'hasPrivateLink',
    when: ({ stage, causes }) => stage === 'reach' && causes.indexOf('private-dns-missing') > 0,
    means: ['private-dns-missing'],
  },
];

/** The node asked for its own identity, too; then the secret is one way of two that led nowhere. */
const isOfProvider = ({ failures }: Asked) => failures.some(({ signature: { id } }) => id.startsWith('provider-'));

/** Whether whoever pulls is known to this very registry. */
export function isSignedIn({ stated, mention }: Reading): boolean {
  const { isSignedIn: isKnown, signedInTo } = stated;
  return isKnown && (signedInTo === undefined || mention?.host === undefined || mention.host === signedInTo);
}
