import { lastSegment, sameId, subscriptionOf } from '../access/ids.ts';
import type { AccessMap, Cluster, ContainerApp, HeldIdentity } from '../access/map.ts';
import type {
  ContainerAppWorkload,
  DeniedCause,
  Evidence,
  ImageReference,
  Puller,
  Target,
  UnknownCause,
} from '../model.ts';

/** Who presents what to the registry, or why nobody can. */
export type PullerAnswer =
  | {
      readonly kind: 'principal';
      readonly principalId: string;
      readonly puller: Puller;
      readonly evidence: readonly Evidence[];
    }
  | {
      readonly kind: 'nobody';
      readonly cause: DeniedCause;
      readonly why: string;
      readonly evidence: readonly Evidence[];
    }
  | {
      readonly kind: 'unknown';
      readonly cause: UnknownCause;
      readonly why: string;
      readonly evidence: readonly Evidence[];
    };

/** The identity that really pulls for this reference on this target. `host` is the registry's host in the reference. */
export function pullerOf(reference: ImageReference, target: Target, host: string, map: AccessMap): PullerAnswer {
  const runtime = target.id === undefined ? undefined : map.runtimeById(target.id);
  if (runtime === undefined && target.id !== undefined) {
    return unknown('not-readable', `\`${target.name}\` is not in what was read of Azure`, target.id);
  }
  const { workload } = reference;
  if (runtime?.kind === 'aks') return kubeletOf(runtime);
  if (workload.platform === 'containerApp' || workload.platform === 'containerAppJob') {
    const app = runtime?.kind === 'containerApp' || runtime?.kind === 'containerAppJob' ? runtime : undefined;
    return containerAppPuller(workload, app, host, map);
  }
  return unknown('not-readable', `who pulls for \`${target.name}\` is not known`, target.id ?? null);
}

function unknown(cause: UnknownCause, why: string, id: string | null): PullerAnswer {
  return { kind: 'unknown', cause, why, evidence: [{ step: 'puller', fact: why, id, effect: 'not-read' }] };
}

function nobody(cause: DeniedCause, why: string, id: string | null): PullerAnswer {
  return { kind: 'nobody', cause, why, evidence: [{ step: 'puller', fact: why, id, effect: 'missing' }] };
}

function principal(
  ids: { readonly objectId: string; readonly clientId: string | undefined },
  name: string,
  why: string,
  id: string | null,
): PullerAnswer {
  const puller: Puller = { ...ids, name, why, credential: 'managedIdentity' };
  const fact = `${name} (object id ${ids.objectId}): ${why}`;
  return {
    kind: 'principal',
    principalId: ids.objectId,
    puller,
    evidence: [{ step: 'puller', fact, id: id ?? ids.objectId, effect: 'states' }],
  };
}

/** The kubelet pulls: not the control plane's identity, nor an add-on's, nor a pod's workload identity. */
function kubeletOf(cluster: Cluster): PullerAnswer {
  const { kubelet } = cluster;
  if (kubelet?.objectId) {
    const name = `kubelet identity \`${kubelet.resourceId ? lastSegment(kubelet.resourceId) : `${cluster.name}-agentpool`}\``;
    const ids = { objectId: kubelet.objectId, clientId: kubelet.clientId };
    return principal(
      ids,
      name,
      'the kubelet fetches images, with the identity of its node pools',
      kubelet.resourceId ?? null,
    );
  }
  if (cluster.servicePrincipalClientId) {
    return unknown('not-readable', 'the object id of the cluster’s service principal was not read', cluster.id);
  }
  return nobody(
    'no-pull-identity',
    `\`${cluster.name}\` has neither a kubelet identity nor a service principal`,
    cluster.id,
  );
}

function containerAppPuller(
  workload: ContainerAppWorkload,
  app: ContainerApp | undefined,
  host: string,
  map: AccessMap,
): PullerAnswer {
  const registries = workload.registries ?? app?.registries;
  if (registries === undefined)
    return unknown('not-readable', 'the registries of the app were not read', app?.id ?? null);
  const entry = registries.find(candidate => candidate.server.toLowerCase() === host);
  if (!entry) {
    return nobody('registry-not-configured', `it has no registry entry for \`${host}\``, app?.id ?? null);
  }
  if (entry.identity === undefined) {
    if (entry.username !== undefined) {
      return unknown('not-readable', `its entry for \`${host}\` uses a password, which is not read`, app?.id ?? null);
    }
    return nobody(
      'no-pull-identity',
      `its entry for \`${host}\` names neither an identity nor a user`,
      app?.id ?? null,
    );
  }
  const declared = workload.identity;
  if (entry.identity.toLowerCase() === 'system') {
    const has = declared ? declared.systemAssigned : app?.identity?.systemPrincipalId !== undefined;
    if (!has && (declared || app)) {
      return nobody(
        'identity-not-assigned',
        'its registry entry says `system`, and it has no system-assigned identity',
        app?.id ?? null,
      );
    }
    const objectId = app?.identity?.systemPrincipalId;
    if (objectId === undefined) {
      const why = 'its system-assigned identity does not exist before the app does';
      return unknown('not-readable', why, app?.id ?? null);
    }
    return principal(
      { objectId, clientId: undefined },
      `system-assigned identity of \`${app?.name ?? ''}\``,
      'its registry entry says `system`',
      app?.id ?? null,
    );
  }
  const environmentId = workload.environmentId ?? app?.environmentId;
  const environment = environmentId === undefined ? undefined : map.environmentById(environmentId);
  if (entry.identity.toLowerCase() === 'system-environment') {
    const objectId = environment?.identity?.systemPrincipalId;
    if (environment === undefined)
      return unknown('not-readable', 'its environment was not read', environmentId ?? null);
    if (objectId === undefined) {
      return nobody(
        'identity-not-assigned',
        `its registry entry says \`system-environment\`, and \`${environment.name}\` has no system-assigned identity`,
        environment.id,
      );
    }
    return principal(
      { objectId, clientId: undefined },
      `system-assigned identity of environment \`${environment.name}\``,
      'its registry entry says `system-environment`',
      environment.id,
    );
  }
  return userAssigned(
    entry.identity,
    declared?.userAssigned ?? held(app?.identity),
    environment?.identity,
    environmentId,
    app,
    map,
  );
}

function held(identity: HeldIdentity | undefined): readonly string[] | undefined {
  return identity?.userAssigned.map(own => own.id);
}

function userAssigned(
  id: string,
  own: readonly string[] | undefined,
  environment: HeldIdentity | undefined,
  environmentId: string | undefined,
  app: ContainerApp | undefined,
  map: AccessMap,
): PullerAnswer {
  const name = lastSegment(id);
  const isHeld =
    (own ?? []).some(other => sameId(other, id)) || (held(environment) ?? []).some(other => sameId(other, id));
  if (!isHeld) {
    // The environment may hold it too, so only a map that knows the environment can say that nobody does.
    const environmentKnown = environmentId === undefined || map.environmentById(environmentId) !== undefined;
    if (!environmentKnown)
      return unknown('not-readable', 'the identities of its environment were not read', environmentId ?? null);
    return nobody(
      'identity-not-assigned',
      `its registry entry names \`${name}\`, which is not among its identities`,
      id,
    );
  }
  const ids = [...(app?.identity?.userAssigned ?? []), ...(environment?.userAssigned ?? [])].find(other =>
    sameId(other.id, id),
  );
  const identity = map.identityById(id);
  const objectId = identity?.principalId ?? ids?.principalId;
  if (objectId === undefined) {
    const subscription = subscriptionOf(id);
    if (!identity && subscription && map.wasRead(subscription) && !map.gapFor('userAssignedIdentities', id)) {
      return nobody('no-pull-identity', `the identity \`${name}\` does not exist`, id);
    }
    return unknown('not-readable', `the identity \`${name}\` was not read`, id);
  }
  return principal(
    { objectId, clientId: identity?.clientId ?? ids?.clientId },
    `user-assigned identity \`${name}\``,
    'its registry entry names it',
    id,
  );
}
