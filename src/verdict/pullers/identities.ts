import { isGuid, isIdentity, lastSegment, resourceGroupOf, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, AzureResource, HeldIdentity } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Origin } from '../../model/place.ts';
import type { Target } from '../../model/target.ts';
import type { DeclaredIdentity } from '../../model/workload.ts';
import type { ResourceName } from '../fixes/fix.ts';
import {
  credential,
  noCredential,
  type PullCredential,
  type RuntimeFix,
  type TokenAudience,
  unreadCredential,
} from './credential.ts';

/** Why a runtime pulls with an identity, and the audience of its token. */
export interface IdentityUse {
  readonly why: string;
  readonly token: TokenAudience;
  readonly related: readonly Origin[];
}

interface Ids {
  readonly objectId: string;
  readonly clientId: string | undefined;
  readonly tenant: string | undefined;
}

/** A managed identity that pulls. `id` is Azure's id of the resource that holds it, or of the identity itself. */
export function managedIdentity(
  ids: Ids,
  names: { readonly name: string; readonly whose: string },
  id: string | null,
  { why, token, related }: IdentityUse,
): PullCredential {
  const { objectId, clientId, tenant } = ids;
  return credential({
    puller: { objectId, clientId, name: names.name, why, credential: 'managedIdentity' },
    whose: names.whose,
    login: { kind: 'identity', principalId: objectId, tenant, token },
    evidence: [
      { step: 'puller', fact: t('{0} (object ID {1}): {2}', names.name, objectId, why), id, effect: 'states' },
    ],
    related,
  });
}

/** Kinds of resources with a system-assigned identity. */
type Holder = 'environment' | 'containerApp' | 'containerAppJob' | 'sessionPool' | 'site';

/** The system-assigned identity of a runtime or of its environment. */
export function systemIdentity(
  owner: AzureResource & { readonly identity: HeldIdentity | undefined },
  holder: Holder,
  map: AccessMap,
  use: IdentityUse,
): PullCredential | undefined {
  const objectId = owner.identity?.systemPrincipalId;
  if (objectId === undefined) return undefined;
  const tenant = owner.identity?.tenantId ?? map.tenantOf(owner.subscription);
  const name = systemName(holder, owner.name);
  const whose = holder === 'environment' ? t('the system-assigned identity of its environment') : t('its own identity');
  return managedIdentity({ objectId, clientId: undefined, tenant }, { name, whose }, owner.id, use);
}

function systemName(holder: Holder, name: string): string {
  switch (holder) {
    case 'environment':
      return t('system-assigned identity of environment `{0}`', name);
    case 'containerApp':
      return t('system-assigned identity of app `{0}`', name);
    case 'containerAppJob':
      return t('system-assigned identity of job `{0}`', name);
    case 'sessionPool':
      return t('system-assigned identity of session pool `{0}`', name);
    case 'site':
      return t('system-assigned identity of site `{0}`', name);
  }
}

/** A runtime as it will be after the manifest is deployed: the manifest's statements, then Azure's. */
export interface DeployedRuntime {
  readonly workload: { readonly identity: DeclaredIdentity | undefined } | undefined;
  readonly inAzure: (AzureResource & { readonly identity: HeldIdentity | undefined }) | undefined;
  readonly target: Target;
  readonly map: AccessMap;
}

/** The runtime as commands name it. Undefined: only a manifest names it. */
export function resourceName({ inAzure, target: { id } }: DeployedRuntime): ResourceName | undefined {
  if (inAzure) return inAzure;
  const [resourceGroup, subscription] = [id && resourceGroupOf(id), id && subscriptionOf(id)];
  return id && resourceGroup && subscription ? { name: lastSegment(id), resourceGroup, subscription } : undefined;
}

/** Returns a runtime's own system-assigned identity. `absent` is the reason if it has none. */
export function ownSystemIdentity(
  { workload, inAzure, target, map }: DeployedRuntime,
  holder: Holder,
  use: IdentityUse,
  absent: string,
  fix?: RuntimeFix,
): PullCredential {
  const declared = workload?.identity;
  const id = inAzure?.id ?? target.id ?? null;
  const has = declared ? declared.systemAssigned : inAzure?.identity?.systemAssigned;
  if (has === false && declared?.open) return unreadCredential(OPEN_IDENTITIES, id, use.related);
  if (has === false) return noCredential('identity-not-assigned', absent, id, use.related, fix);
  const own = inAzure && systemIdentity(inAzure, holder, map, use);
  if (own) return own;
  if (!declared || inAzure?.identity?.systemAssigned) return unreadCredential(SYSTEM_UNREAD, id, use.related);
  const why = t('its system-assigned identity is created with its first deployment');
  const unread = unreadCredential(why, id, use.related);
  return { ...unread, puller: { ...unread.puller, isToCome: true } };
}

const SYSTEM_UNREAD = t('the principal of its system-assigned identity was not read');

/** A user-assigned identity by its resource id, read as such or known from a runtime that holds it. */
export function findUserAssignedIdentity(
  id: string,
  holders: readonly (Pick<HeldIdentity, 'userAssigned'> | undefined)[],
  map: AccessMap,
  use: IdentityUse,
): PullCredential {
  const held = holders.flatMap(holder => holder?.userAssigned ?? []).find(other => map.sameId(other.id, id));
  const identity = map.identityById(id);
  const objectId = identity?.principalId ?? held?.principalId;
  if (objectId !== undefined) {
    const ids = { objectId, clientId: identity?.clientId ?? held?.clientId, tenant: tenantOfIdentity(id, map) };
    return managedIdentity(ids, namesOf(id), id, use);
  }
  const name = lastSegment(id);
  if (!identity && isKnownAbsent('userAssignedIdentities', id, map)) {
    return noCredential('no-pull-identity', t('the identity `{0}` does not exist', name), id, use.related);
  }
  return unreadCredential(t('the identity `{0}` was not read', name), id, use.related);
}

/**
 * Returns an identity that a registry entry names by its resource id. The runtime has to hold it. Only a complete list
 * of its identities can prove that it doesn't. `others`: further identities that count, such as those of its
 * environment.
 */
export function namedIdentity(
  id: string,
  { workload, inAzure, map }: DeployedRuntime,
  use: IdentityUse,
  {
    why,
    others,
    fix,
  }: { readonly why: string; readonly others?: HeldIdentity | undefined; readonly fix?: () => RuntimeFix | undefined },
): PullCredential {
  const own = assignedTo(workload?.identity, inAzure?.identity);
  const all = [...(own ?? []), ...(assignedTo(undefined, others) ?? [])];
  if (all.some(other => map.sameId(other, id)))
    return findUserAssignedIdentity(id, [inAzure?.identity, others], map, use);
  if (workload?.identity?.open) return unreadCredential(OPEN_IDENTITIES, inAzure?.id ?? null, use.related);
  if (own === undefined) return unreadCredential(t('its identities were not read'), id, use.related);
  return noCredential('identity-not-assigned', why, id, use.related, fix?.());
}

/** An identity that is named only by its client id. */
export function identityOfClient(clientId: string, map: AccessMap, use: IdentityUse): PullCredential | undefined {
  const identity = map.identityByClientId(clientId);
  return identity && findUserAssignedIdentity(identity.id, [], map, use);
}

/**
 * The principal behind a service connection, or behind nodes that are not Azure's. The id in the config is the object
 * id. A client id is understood, too, since portals show that one first, and so is the resource id of an identity. Any
 * other text names no principal: nothing is claimed of it, and nothing is granted to it.
 */
export function principalCredential(id: string, name: string, why: string, map: AccessMap): PullCredential {
  const identity = map.identityByPrincipalId(id) ?? map.identityByClientId(id) ?? map.identityById(id);
  if (identity || isIdentity(id)) {
    return findUserAssignedIdentity(identity?.id ?? id, [], map, { why, token: 'undocumented', related: [] });
  }
  if (!isGuid(id))
    return unreadCredential(t("the ID in the config for `{0}`'s principal isn't an object ID", name), null);
  const named = map.credentialByObjectId(id);
  const objects = map.credentialsByAppId(named?.appId ?? id);
  // Redacting gave every principal another id.
  if (map.redacted && objects.length === 0)
    return unreadCredential(t('the snapshot is redacted, so the principal of `{0}` is not known', name), null);
  // Roles are given to the service principal, even if the config has another one of the app's ids.
  const object = objects.find(({ kind }) => kind === 'servicePrincipal') ?? named ?? objects[0];
  const objectId = object?.objectId ?? id;
  const called = object?.displayName ?? objectId;
  const label = t('service principal `{0}`', called);
  return credential({
    puller: { objectId, clientId: object?.appId, name: label, why, credential: 'servicePrincipal' },
    whose: t('its service principal `{0}`', called),
    login: { kind: 'principal', objectId },
    evidence: [{ step: 'puller', fact: t('{0} (object ID {1})', label, objectId), id: objectId, effect: 'states' }],
  });
}

function namesOf(id: string): { readonly name: string; readonly whose: string } {
  const name = lastSegment(id);
  return { name: t('user-assigned identity `{0}`', name), whose: t('the identity `{0}`', name) };
}

function tenantOfIdentity(id: string, map: AccessMap): string | undefined {
  const subscription = subscriptionOf(id);
  return map.identityById(id)?.tenantId ?? (subscription === undefined ? undefined : map.tenantOf(subscription));
}

/**
 * Returns whether a resource is known not to exist: its subscription was read, and nothing of its kind was left out
 * there.
 */
export function isKnownAbsent(collection: string, id: string, map: AccessMap): boolean {
  const subscription = subscriptionOf(id);
  return subscription !== undefined && map.wasRead(subscription) && map.gapFor(collection, id) === undefined;
}

/** Why nothing is claimed of an identity that a manifest names by an expression. */
export function openIdentity(expression: string): string {
  return t('the identity `{0}` is known only when it is deployed', expression);
}

export const OPEN_IDENTITIES = t('its identities are known only when it is deployed');

/**
 * Returns a runtime's user-assigned identities: those that its manifest declares, since the manifest is what gets
 * deployed.
 */
export function assignedTo(
  declared: DeclaredIdentity | undefined,
  inAzure: HeldIdentity | undefined,
): readonly string[] | undefined {
  return declared?.userAssigned ?? inAzure?.userAssigned?.map(own => own.id);
}
