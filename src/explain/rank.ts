import { distance } from 'fastest-levenshtein';
import type { CauseId } from '../model/cause.ts';
import { isAzureHost, isRegional, withoutPort } from '../model/host.ts';
import { registryOf } from '../verdict/registry/registries.ts';
import { causesOf403, isForeign, isOpenToAll, refusesWith403 } from './foreign.ts';
import type { Mention } from './paste/images.ts';
import type { Reading } from './reading.ts';
import type { Match, Origin } from './signature.ts';
import { isSignedIn, withStated } from './statedCauses.ts';

const most = 8;

/** The causes of what failed, best first: those of the host itself, then those of the words, the most telling first. */
export function rankedCauses(reading: Reading): readonly CauseId[] {
  const { failures, otherFailures, origin, mention } = reading;
  const signatures = new Map([...failures, ...otherFailures].map(match => [match.signature, causesOf(match, origin)]));
  const rows = [...signatures.values()];
  const isTrouble = failures[0]?.signature.stage === 'reach' && failures[0].signature.id !== 'any-odd-status';
  const said = withStated((isTrouble ? afterTransient(rows) : rows).flat(), reading);
  const host = mention?.host;
  if (mention === undefined || host === undefined) return distinct(said);
  const stage = failures[0]?.signature.stage;
  // Docker's own images are open to everybody; of them no reason is likelier than a tag that isn't there.
  const isDockersOwn = host === 'docker.io' && mention?.repository?.startsWith('library/') === true;
  const isOpen = stage === null && (isDockersOwn || isOpenToAll(host));
  return distinct([
    ...hostCauses(host, stage === 'authorise' || stage === 'authenticate'),
    ...nameCauses(mention, stage === null),
    ...(isOpen ? ['image-not-found' as const] : []),
    ...forHost(said, host, reading),
  ]);
}

/** A registry that broke off once, and refused the next try: passing trouble comes first, and then the refusal. */
function afterTransient([first = [], ...rest]: readonly (readonly CauseId[])[]): readonly (readonly CauseId[])[] {
  const [cause, ...more] = first;
  return cause === 'transient' ? [[cause], ...rest, more] : [first, ...rest];
}

export function causesOf({ signature }: Match, origin: Origin): readonly CauseId[] {
  const { causes } = signature;
  return 'usual' in causes ? (causes[origin] ?? causes.usual) : causes;
}

export function distinct(causes: readonly CauseId[]): readonly CauseId[] {
  return [...new Set(causes)].slice(0, most);
}

/** What a host gives away whatever the runtime said of it. */
function hostCauses(host: string, refused: boolean): readonly CauseId[] {
  switch (registryOf(host, undefined).kind) {
    case 'nearMiss':
      return ['registry-not-found'];
    case 'unusable':
      return ['unusable-host'];
    default:
      // A node hands its credential to `*.azurecr.io` as it stands: https://github.com/Azure/acr/issues/359
      // Nodes of an older image hand it to no regional endpoint.
      return refused && isAzureHost(host) && (host !== withoutPort(host) || isRegional(host)) ? ['unusable-host'] : [];
  }
}

/** What the name gives away. A client that sent it on found no fault with it, so capitals count where nothing was said. */
function nameCauses({ host, repository = '', isMisspelt }: Mention, isUnsaid: boolean): readonly CauseId[] {
  // Docker Hub's site is no registry; what stands in the browser was copied.
  if (host === 'hub.docker.com') return ['registry-not-found', 'malformed-reference'];
  if (host !== undefined && isNearlyMicrosofts(host)) return ['registry-not-found'];
  if (host !== undefined && isAzureHost(host) && repository.startsWith(`${host}/`))
    return ['malformed-reference', 'image-not-found'];
  return isUnsaid && isMisspelt ? ['malformed-reference'] : [];
}

/** `mcr.mcrosoft.com`, `mrc.microsoft.com`: Microsoft's registry with a letter too many, too few, or elsewhere. */
const isNearlyMicrosofts = (host: string) => {
  const away = distance(host, 'mcr.microsoft.com');
  return away > 0 && away <= 2;
};

/** Of a registry that isn't Azure's, no Azure role decides; who gets in is a matter of its own logins. */
function forHost(causes: readonly CauseId[], host: string, reading: Reading): readonly CauseId[] {
  const { failures, origin, mention } = reading;
  if (!isForeign(host)) return answered(causes, failures);
  if (refusesWith403(host, failures)) {
    const sent = failures.some(({ signature: { id } }) => id === 'oauth-token-403' || id === 'credential-ended')
      ? refusedCredential
      : [];
    return [
      ...(isSignedIn(reading) ? refusedCaller : []),
      ...sent,
      // These say so of what they show to nobody here.
      ...(host === 'ghcr.io' || host === 'registry.gitlab.com'
        ? (['no-pull-identity', 'image-not-found'] as const)
        : []),
      // Google's nodes have an identity of their own, which lacks the role.
      ...(isGoogles(host) && !isOfKubernetes(mention) ? (['no-pull-identity', 'no-pull-role'] as const) : []),
      ...causesOf403,
      ...causes.filter(cause => !azureOnly.has(cause)),
    ];
  }
  // Nobody needs a credential there, so none is missing; a 403 that comes and goes is passing trouble.
  if (isOpenToAll(host) && failures[0]?.signature.stage === 'reach')
    return causes
      .flatMap(cause =>
        cause === 'network-private-only' || cause === 'private-dns-missing' ? (['transient'] as const) : [cause],
      )
      .filter(cause => !azureOnly.has(cause));
  const isRefused = failures.some(({ signature: { stage } }) => stage === 'authorise' || stage === 'authenticate');
  const isGroupOfHub = host === 'docker.io' && origin === 'containerGroup';
  const instead = isSignedIn(reading) ? refusedCaller : isRefused ? refusedByForeign : notHad;
  // Docker's own images are open to everybody: one that is refused is none of them, and its host was forgotten.
  const isOwn = host === 'docker.io' && mention?.repository?.startsWith('library/') && isRefused;
  const isHidden = host === 'docker.io' && isNotShown(failures) && !isSignedIn(reading);
  return (
    [
      ...(isOwn || isHidden ? (['registry-not-found'] as const) : []),
      ...(isHidden && !reading.stated.speaksOfCredential ? (['image-not-found'] as const) : []),
      ...(isGroupOfHub && !isRefused && failures[0]?.signature.stage === null ? notOnHub : []),
      ...(host === 'docker.io' ? causes : answered(causes, failures)),
    ]
      // Only Azure's registries have names that nobody can pull by.
      .filter(cause => cause !== 'unusable-host')
      .flatMap(cause => (azureOnly.has(cause) ? instead : [cause]))
      // Docker Hub is asked wherever somebody forgot the host.
      .flatMap(cause =>
        host === 'docker.io' && isRefused && cause === 'no-pull-identity'
          ? [cause, 'registry-not-found' as const]
          : [cause],
      )
  );
}

const isGoogles = (host: string) => /(?:^|\.)gcr\.io$|\.pkg\.dev$/.test(host);

/** The images of Kubernetes itself are Google's guests, and open to all. */
const isOfKubernetes = (mention: Mention | undefined) =>
  mention?.host === 'k8s.gcr.io' || mention?.repository?.startsWith('k8s-artifacts') === true;

/** The registry shows this caller no such repository, and may not have it. */
const isNotShown = ([main]: readonly Match[]) =>
  main !== undefined &&
  /^(?:pull-access-denied|insufficient-scope|pull-denied-in-registry|reading-manifest-denied)$/.test(main.signature.id);

/** Who refuses a caller is there: that there is no such registry comes last. */
function answered(causes: readonly CauseId[], failures: readonly Match[]): readonly CauseId[] {
  if (!isNotShown(failures)) return causes;
  return [...causes.filter(cause => cause !== 'registry-not-found'), 'registry-not-found'];
}

/** What stands for the causes of Azure's roles, by what is known of the try: refused, refused after a login, just failed. */
const refusedByForeign: readonly CauseId[] = ['no-pull-identity', 'expired-credential', 'image-not-found'];
const refusedCaller: readonly CauseId[] = ['no-pull-role', 'no-pull-identity', 'expired-credential'];
const notHad: readonly CauseId[] = ['no-pull-identity', 'image-not-found', 'expired-credential'];
/** Container groups name few public images with a credential; Docker Hub is asked where somebody forgot the host. */
const notOnHub: readonly CauseId[] = ['image-not-found', 'registry-not-found', 'no-pull-identity'];
const refusedCredential: readonly CauseId[] = ['expired-credential', 'no-pull-identity', 'no-pull-role'];

const azureOnly: ReadonlySet<CauseId> = new Set<CauseId>([
  'not-attached',
  'no-pull-role',
  'wrong-role-for-mode',
  'condition-excludes-repository',
  'role-on-wrong-identity',
  'deny-assignment',
  'admin-disabled',
  'cross-tenant',
  'arm-token-refused',
  'propagating',
  'image-quarantined',
  'private-dns-missing',
  'network-private-only',
  'registry-not-visible',
]);
