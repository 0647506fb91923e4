import { distance } from 'fastest-levenshtein';
import type { CauseId } from '../causes/index.ts';
import { isAzureHost, isRegional, withoutPort } from '../model/host.ts';
import { t } from '../model/l10n.ts';
import { registryOf } from '../verdict/registry/registries.ts';
import type { TextReading } from './reading.ts';
import { ofAzure, ofRoles } from './rows/rankings.ts';
import type { ErrorRow, PullerKind, PullStage } from './rows/row.ts';
import type { Fact } from './text/facts.ts';
import { isOpenToAll, type NamedImage } from './text/images.ts';

const most = 8;

export interface Ranked {
  readonly causes: readonly CauseId[];
  /** The signs in the text that ranked the first cause first, as sentences. */
  readonly shows: readonly string[];
}

/** The causes of a failed pull, best first: those of the name, of what the text shows, of the words. */
export function rank(reading: TextReading): Ranked {
  const { failures, otherFailures, origin, named } = reading;
  const rows = tellingRows([...new Set([...failures, ...otherFailures].map(({ row }) => row))]);
  const said = afterTransient(rows.map(row => causesOf(row, origin)));
  const decisive = decided(reading, said);
  const words = named?.host === undefined ? said : forHost(said, named.host, reading);
  const fromName = named === undefined ? [] : nameCauses(named, failures[0]?.row.stage ?? null);
  // A registry that is open to all asks for no credential, though it may refuse one that is sent.
  const all = [...fromName, ...decisive.flatMap(({ means }) => means), ...words];
  const causes = all.filter(cause => cause !== 'no-pull-identity' || !isOpenToAll(named?.host ?? ''));
  return {
    causes: [...new Set(causes)].slice(0, most),
    shows: decisive.filter(({ means }) => means[0] === causes[0]).map(({ says }) => t('From the text: {0}', says)),
  };
}

/** Leaves out rows that only mean "a pull failed" if the first row is unambiguous. */
function tellingRows(rows: readonly ErrorRow[]): readonly ErrorRow[] {
  return rows[0]?.sure ? rows.filter(({ stage }) => stage !== null) : rows;
}

export function causesOf({ causes }: ErrorRow, origin: PullerKind): readonly CauseId[] {
  return 'usual' in causes ? (causes[origin] ?? causes.usual) : causes;
}

/** A registry that broke off once, and refused the next try: passing trouble comes first, and then the refusal. */
function afterTransient([first = [], ...rest]: readonly (readonly CauseId[])[]): readonly CauseId[] {
  const [cause, ...more] = first;
  return cause === 'transient' ? [cause, ...rest.flat(), ...more] : [...first, ...rest.flat()];
}

interface Decision {
  readonly fact: Fact;
  /** The sign in the text, as a sentence. */
  readonly says: string;
  /** The stage that the pull reached. Absent: the registry refused the caller. */
  readonly at?: 'reach';
  readonly means: readonly CauseId[];
}

/** Facts that decide between causes which the error alone leaves open. */
const decisions: readonly Decision[] = [
  { fact: 'isAbac', says: t('The registry is in ABAC mode.'), means: ['wrong-role-for-mode'] },
  { fact: 'usesNoIdentity', says: t('The site pulls without an identity.'), means: ['registry-not-configured'] },
  { fact: 'pullsAsSystem', says: t('A system-assigned identity pulls.'), means: ['system-identity-unsupported'] },
  { fact: 'hasCondition', says: t('A role has a condition.'), means: ['condition-excludes-repository'] },
  { fact: 'isDenyAssigned', says: t('There is a deny assignment.'), means: ['deny-assignment'] },
  { fact: 'isOnControlPlane', says: t("The cluster's own identity has the role."), means: ['role-on-wrong-identity'] },
  { fact: 'refusesArmTokens', says: t('The registry refuses ARM tokens.'), means: ['arm-token-refused'] },
  { fact: 'lacksSecret', says: t('A pull secret is missing.'), means: ['no-pull-identity', 'dead-pull-secret'] },
  { fact: 'isOfOtherTenant', says: t('Two tenants are involved.'), means: ['cross-tenant'] },
  { fact: 'isPrivate', says: t('Public access is off.'), at: 'reach', means: ['network-private-only'] },
];

function decided({ facts, failures, origin }: TextReading, said: readonly CauseId[]): readonly Decision[] {
  const stage = failures[0]?.row.stage ?? null;
  return decisions.filter(({ fact, at }) => {
    if (!facts.shown.has(fact) || failures[0]?.row.sure) return false;
    if (fact === 'lacksSecret' && failures.some(({ row }) => row.id.startsWith('provider-'))) return false;
    // `az webapp` has the option as well, and a site may pull with that identity
    if (fact === 'pullsAsSystem' && origin === 'site') return false;
    if (fact === 'isOnControlPlane' && !said.includes('role-on-wrong-identity')) return false;
    return at === undefined ? isRefusal(stage) : stage === at;
  });
}

const isRefusal = (stage: PullStage | null) => stage === 'authorise' || stage === 'authenticate';

/** Causes that a host or a name shows, whatever the runtime's message is. */
function nameCauses({ host, repository = '', isMisspelt }: NamedImage, stage: PullStage | null): readonly CauseId[] {
  if (host === undefined) return [];
  // Docker Hub's site is no registry; its address was copied from a browser.
  if (host === 'hub.docker.com') return ['registry-not-found', 'malformed-reference'];
  const away = distance(host, 'mcr.microsoft.com');
  if (away > 0 && away <= 2) return ['registry-not-found'];
  if (isAzureHost(host) && repository.startsWith(`${host}/`)) return ['malformed-reference', 'image-not-found'];
  const { kind } = registryOf(host, undefined);
  if (kind === 'wrongDomain') return ['registry-not-found'];
  // A node hands its credential to `*.azurecr.io` only, as written: https://github.com/Azure/acr/issues/359
  const isInForm = host === withoutPort(host) && !isRegional(host);
  if (kind === 'unusable' || (isRefusal(stage) && isAzureHost(host) && !isInForm)) return ['unusable-host'];
  // A client that sent the name on found no fault with it, so capitals count where nothing was said.
  return isMisspelt && stage === null ? ['malformed-reference'] : [];
}

/** The causes of a message for its host: one that may be Azure’s, or another. */
function forHost(said: readonly CauseId[], host: string, reading: TextReading): readonly CauseId[] {
  const row = reading.failures[0]?.row;
  const isHidden = /^(?:pull-access-denied|insufficient-scope|resource-denied)$/.test(row?.id ?? '');
  // A registry that refuses a caller exists, so `registry-not-found` comes last.
  const there = isHidden ? said.filter(cause => cause !== 'registry-not-found') : said;
  const isAzure = isAzureHost(host) || registryOf(host, undefined).kind !== 'foreign';
  if (!isAzure) return forForeign(there, host, row, isHidden, reading);
  const isRefused = isKnownTo(host, reading) && isRefusal(row?.stage ?? null);
  return isRefused && said[0] !== 'expired-credential' ? ['no-pull-role', ...there] : there;
}

/**
 * Azure roles don't count at a foreign registry: its own logins decide who gets in. Such registries answer 403 to
 * a caller whom they don't let in: https://cloud.google.com/artifact-registry/docs/troubleshooting
 */
function forForeign(
  said: readonly CauseId[],
  host: string,
  row: ErrorRow | undefined,
  isHidden: boolean,
  reading: TextReading,
): readonly CauseId[] {
  const refused = isKnownTo(host, reading) ? refusedCaller : undefined;
  const isOpen = isOpenToAll(host);
  const isDockersOwn = host === 'docker.io' && reading.named?.repository?.startsWith('library/') === true;
  if (row?.stage === null && (isOpen || isDockersOwn)) return ['image-not-found', ...withoutAzure(said, notHad)];
  if (is403(row) && !isOpen) {
    const shy: readonly CauseId[] = isShy(host) ? ['image-not-found'] : [];
    return [...(refused ?? []), 'no-pull-identity', ...shy, 'network-firewall', ...refusedCaller, 'image-not-found'];
  }
  if (isHidden && host === 'docker.io') {
    // Docker Hub's answer for a repository that it hides, or doesn't have.
    const notShown: readonly CauseId[] = ['no-pull-identity', 'image-not-found'];
    const first = reading.facts.shown.has('speaksOfCredential') ? notShown : notShown.toReversed();
    return ['registry-not-found', ...(refused ?? first), ...withoutAzure(said, refusedByForeign)];
  }
  const isRefused = isRefusal(row?.stage ?? null);
  // Docker's own images are open to all: one that is refused is none of them, and its host was forgotten.
  const forgotten: readonly CauseId[] = isDockersOwn && row?.stage === 'authorise' ? ['registry-not-found'] : [];
  // A registry that was not reached has refused nothing.
  const unreached = row?.stage === 'reach' ? [] : notHad;
  const instead = refused ?? (isRefused ? refusedByForeign : unreached);
  return [...forgotten, ...(isRefused && refused ? refused : []), ...withoutAzure(said, instead)];
}

const withoutAzure = (said: readonly CauseId[], instead: readonly CauseId[]) =>
  said.flatMap(cause => (azureOnly.has(cause) ? instead : [cause]));

/** Returns whether the caller is signed in to this registry. */
function isKnownTo(host: string, { facts: { shown, loggedInTo } }: TextReading): boolean {
  return shown.has('isSignedIn') && (loggedInTo === undefined || loggedInTo === host);
}

/** These answer 403 for an image that they hide from the caller. */
const isShy = (host: string) => host === 'ghcr.io' || host === 'registry.gitlab.com';

export const is403 = (row: ErrorRow | undefined) => row?.id === 'token-403' || row?.id === 'registry-403';

const refusedByForeign: readonly CauseId[] = ['no-pull-identity', 'expired-credential', 'image-not-found'];
const refusedCaller: readonly CauseId[] = ['no-pull-role', 'expired-credential'];
const notHad: readonly CauseId[] = ['no-pull-identity', 'image-not-found', 'expired-credential'];

const azureOnly: ReadonlySet<CauseId> = new Set<CauseId>([
  ...ofRoles,
  ...ofAzure,
  'image-quarantined',
  'private-dns-missing',
  'network-private-only',
  'registry-not-visible',
  'unusable-host',
]);
