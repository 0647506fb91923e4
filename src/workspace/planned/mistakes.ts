import { idKey, lastSegment } from '../../access/ids.ts';
import type { Registry } from '../../access/map.ts';
import { openConditions } from '../../access/planned/assignments.ts';
import type { PlannedGrant } from '../../access/planned/grants.ts';
import type { VerdictCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { Verdict } from '../../model/verdict.ts';
import { grantsPull, otherModeThan } from '../../verdict/roles/actions.ts';
import type { PlannedPull } from './choose.ts';

// Mistakes of code that grants a pull. They are searched for if the identity that pulls is known and has no role.

export interface Mistake {
  readonly cause: VerdictCause;
  /** A clause: `the grant \`pull\` names …`. */
  readonly why: string;
  /** The grant with the mistake. Undefined: there is none. */
  readonly grant: PlannedGrant | undefined;
}

/** The mistake that leaves a pull without a role. Undefined: none is plain. `settle.ts` decides its verdict. */
export function mistakeIn({ puller, evidence }: Verdict, pull: PlannedPull): Mistake | undefined {
  const objectId = puller?.objectId?.toLowerCase();
  const isGranted = evidence.some(({ step, effect }) => step === 'role' && effect === 'grants');
  if (objectId === undefined || puller?.credential !== 'managedIdentity' || isGranted) return undefined;
  const { world } = pull;
  if (mayBeGranted(objectId, pull)) return undefined;
  const grants = world.grants.filter(({ open }) => open === undefined);
  const own = grants.filter(({ principal }) => principal?.id.toLowerCase() === objectId);
  return (
    switchedOff(own, pull) ??
    wrongRole(own, pull) ??
    wrongScope(own, pull) ??
    wrongIdentity(grants, objectId, pull) ??
    none(pull.registry)
  );
}

function switchedOff(own: readonly PlannedGrant[], pull: PlannedPull): Mistake | undefined {
  const grant = own.find(each => each.presence.kind === 'no' && reaches(each, pull.registry) && givesPull(each, pull));
  if (grant === undefined) return undefined;
  const [parameter] = grant.defaults;
  const why =
    parameter === undefined
      ? t('these values switch off its grant `{0}`', grant.address)
      : t('without a value for `{0}`, its default switches off the grant `{1}`', parameter, grant.address);
  return { cause: 'grant-switched-off', why, grant };
}

function wrongRole(own: readonly PlannedGrant[], pull: PlannedPull): Mistake | undefined {
  const { registry, map } = pull;
  const { mode } = registry;
  if (mode === undefined) return undefined;
  const grant = own.find(each => {
    const role = each.role === undefined ? undefined : map.roleDefinition(each.role);
    if (role === undefined || !isMade(each, pull) || !reaches(each, registry)) return false;
    return grantsPull(role, otherModeThan(mode)) && !grantsPull(role, mode);
  });
  if (grant?.role === undefined) return undefined;
  const role = map.roleDefinition(grant.role)?.name ?? grant.role;
  const why =
    mode === 'abac'
      ? t('the grant `{0}` gives it {1}, which does not count in ABAC mode', grant.address, role)
      : t('the grant `{0}` gives it {1}, which counts in ABAC mode alone', grant.address, role);
  return { cause: 'wrong-role-for-mode', why, grant };
}

function wrongScope(own: readonly PlannedGrant[], pull: PlannedPull): Mistake | undefined {
  const grant = own.find(
    each => isMade(each, pull) && isOfRegistries(each, pull) && givesPull(each, pull) && isSurelyBeside(each, pull),
  );
  if (grant?.scope === undefined) return undefined;
  const at = pull.world.resourceById(grant.scope)?.address ?? lastSegment(grant.scope);
  const why = t('the grant `{0}` is at `{1}`, and not at the registry', grant.address, at);
  return { cause: 'role-on-wrong-scope', why, grant };
}

/** A role with permissions beyond registries has a purpose of its own at its scope. */
function isOfRegistries({ role }: PlannedGrant, { map }: PlannedPull): boolean {
  const definition = role === undefined ? undefined : map.roleDefinition(role);
  const actions = definition?.permissions.flatMap(each => [...each.actions, ...each.dataActions]) ?? [];
  return actions.every(action => /^microsoft\.containerregistry\//i.test(action));
}

/**
 * Returns whether a grant is at a resource that is no registry, or at another group. A grant at another registry has
 * its own purpose.
 */
function isSurelyBeside(grant: PlannedGrant, { registry, world }: PlannedPull): boolean {
  const { scope = '' } = grant;
  if (/\/registries\//i.test(scope) || reaches(grant, registry)) return false;
  return /\/resourceGroups\/[^/]+/i.test(scope) && !world.mayBeAt(grant, registry.id);
}

/** A role that is only for pulling. One that pushes or manages as well may be intended for its holder. */
function isForPulling({ role }: PlannedGrant, { map }: PlannedPull): boolean {
  const definition = role === undefined ? undefined : map.roleDefinition(role);
  const actions = definition?.permissions.flatMap(each => [...each.actions, ...each.dataActions]) ?? [];
  return actions.every(action => /^microsoft\.containerregistry\/(?:.*\/)?read$/i.test(action));
}

/** A pull role for another id of the same app or cluster. A grant for anyone else has another purpose. */
function wrongIdentity(grants: readonly PlannedGrant[], objectId: string, pull: PlannedPull): Mistake | undefined {
  const { world, map, runtime, registry } = pull;
  const puller = map.identityByPrincipalId(objectId)?.id;
  const held = (map.runtimeById(runtime.id)?.identity?.userAssigned ?? []).map(({ id }) => idKey(id));
  const isOwn = ({ principal }: PlannedGrant) => {
    const known = principal?.known;
    if (known === undefined || principal?.id.toLowerCase() === objectId) return false;
    const of = idKey(known.of);
    if (of === idKey(runtime.id) || of === idKey(`${runtime.id}/kubelet`)) return true;
    const isPuller = puller !== undefined && of === idKey(puller);
    return known.kind === 'userAssigned' ? held.includes(of) : isPuller;
  };
  const grant = grants.find(
    each =>
      isOwn(each) && isMade(each, pull) && reaches(each, registry) && isForPulling(each, pull) && givesPull(each, pull),
  );
  const known = grant?.principal?.known;
  if (grant === undefined || known === undefined) return undefined;
  const why = wrongIdentityInWords(grant, pull);
  return { cause: 'role-on-wrong-identity', why: world.inWords(why), grant };
}

function wrongIdentityInWords({ address, principal }: PlannedGrant, { runtime }: PlannedPull): string {
  const isCluster = runtime.type === 'microsoft.containerservice/managedclusters';
  switch (principal?.known?.kind) {
    case 'clientId':
      return t('the grant `{0}` names the client ID of the identity, and roles go to object IDs', address);
    case 'resourceId':
      return t('the grant `{0}` names the resource ID of the identity, and roles go to object IDs', address);
    case 'addOn':
      return t('the grant `{0}` goes to the identity of an add-on, and the kubelet identity pulls', address);
    case 'kubelet':
      return t('the grant `{0}` goes to the kubelet identity', address);
    default:
      return isCluster
        ? t('the grant `{0}` goes to the identity of the control plane, and the kubelet identity pulls', address)
        : t('the grant `{0}` goes to another identity of it than the one that pulls', address);
  }
}

/**
 * Returns whether an open or unread part of the code may grant it. A principal that the code states as an id, or takes
 * as a parameter, may be a group that contains the identity.
 */
export function mayBeGranted(objectId: string, pull: PlannedPull): boolean {
  const { world, registry, runtime, map } = pull;
  const puller = map.identityByPrincipalId(objectId)?.id;
  if (world.isOpened(registry.id)) return true;
  if (world.partsAbout([registry.id, runtime.id, ...(puller === undefined ? [] : [puller])]).length > 0) return true;
  return world.grants.some(each => {
    const isOpenScope = world.mayBeAt(each, registry.id);
    const isAbout = isOpenScope || reaches(each, registry);
    if (each.presence.kind === 'no' || !isAbout) return false;
    if (each.open !== undefined) return true;
    const { principal } = each;
    if (principal?.known !== undefined && principal.id.toLowerCase() !== objectId) return false;
    const isSettled = principal?.known !== undefined && isMade(each, pull) && !isOpenScope;
    return givesPull(each, pull) && !isSettled;
  });
}

function none(registry: Registry): Mistake {
  return {
    cause: 'no-grant-in-code',
    why: t('no grant in this code gives it a pull role on `{0}`', registry.name),
    grant: undefined,
  };
}

/** Returns whether it is made whenever the registry and the app are. */
function isMade({ presence }: PlannedGrant, { conditions }: PlannedPull): boolean {
  return openConditions(presence, conditions)?.length === 0;
}

function reaches({ scope }: PlannedGrant, { id }: Registry): boolean {
  return scope !== undefined && `${idKey(id)}/`.startsWith(`${idKey(scope).replace(/^\/$/, '')}/`);
}

/** Returns whether its role pulls in the registry's mode. If the mode was not read, any mode counts. */
function givesPull({ role }: PlannedGrant, { registry: { mode }, map }: PlannedPull): boolean {
  const definition = role === undefined ? undefined : map.roleDefinition(role);
  if (definition === undefined) return false;
  return mode === undefined
    ? grantsPull(definition, 'legacy') || grantsPull(definition, 'abac')
    : grantsPull(definition, mode);
}
