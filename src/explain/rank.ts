import { isAzureHost, withoutPort } from '../manifests/image.ts';
import type { CauseId } from '../model/cause.ts';
import { registryOf } from '../verdict/registries.ts';
import { causesOf403, isForeign, isOpenToAll, refusesWith403 } from './foreign.ts';
import type { Reading } from './reading.ts';
import type { Match, Origin } from './signature.ts';

const most = 8;

/** The causes of what failed, best first: those of the host itself, then those of the words, the most telling first. */
export function rankedCauses(reading: Reading): readonly CauseId[] {
  const { failures, otherFailures, origin, mention } = reading;
  const signatures = new Map([...failures, ...otherFailures].map(match => [match.signature, causesOf(match, origin)]));
  const rows = [...signatures.values()];
  const said = afterTransient(rows).flat();
  const host = mention?.host;
  if (host === undefined) return distinct(said);
  const stage = failures[0]?.signature.stage;
  // Docker's own images are open to everybody; of them no reason is likelier than a tag that isn't there.
  const isDockersOwn = host === 'docker.io' && mention?.repository?.startsWith('library/') === true;
  const isOpen = stage === null && (isDockersOwn || isOpenToAll(host));
  return distinct([
    ...hostCauses(host, stage === 'authorise' || stage === 'authenticate'),
    ...(isOpen ? ['image-not-found' as const] : []),
    ...forHost(said, host, failures),
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
      return refused && isAzureHost(host) && host !== withoutPort(host) ? ['unusable-host'] : [];
  }
}

/** Of a registry that isn't Azure's, no Azure role decides; who gets in is a matter of its own logins. */
function forHost(causes: readonly CauseId[], host: string, failures: readonly Match[]): readonly CauseId[] {
  if (!isForeign(host)) return answered(causes, failures);
  if (refusesWith403(host, failures)) return [...causesOf403, ...causes.filter(cause => !azureOnly.has(cause))];
  const refused =
    host === 'docker.io' && failures.some(({ signature: { stage } }) => stage === 'authorise' || stage === null);
  return (
    causes
      .flatMap(cause => (azureOnly.has(cause) ? foreignCauses : [cause]))
      // Docker Hub is asked wherever somebody forgot the host.
      .flatMap(cause => (refused && cause === 'no-pull-identity' ? [cause, 'registry-not-found' as const] : [cause]))
  );
}

/** Who refuses a caller is there: that there is no such registry comes last. */
function answered(causes: readonly CauseId[], failures: readonly Match[]): readonly CauseId[] {
  if (failures[0]?.signature.id !== 'pull-access-denied') return causes;
  return [...causes.filter(cause => cause !== 'registry-not-found'), 'registry-not-found'];
}

const foreignCauses: readonly CauseId[] = ['no-pull-identity', 'expired-credential', 'image-not-found'];

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
