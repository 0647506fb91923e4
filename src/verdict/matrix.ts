import type { AccessMap, Cluster, Registry, Runtime } from '../access/map.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Target } from '../model/target.ts';
import type { Outcome } from '../model/verdict.ts';
import { isSame } from './credentials/tenants.ts';
import { decide } from './decide.ts';
import { networkOutcome } from './network/network.ts';
import type { AccessMode } from './roles/actions.ts';
import { denialGap, weighDenials } from './roles/deny.ts';
import { mayPull } from './roles/roles.ts';

/**
 * Whether a runtime may pull from a registry as it stands: some image, by no manifest in particular. A grant that a
 * condition limits to some repositories leaves it unknown. The same functions decide as for one image, without the proof:
 * a table of all runtimes and registries has hundreds of thousands of cells.
 */
export function standingOutcome(runtime: Runtime, registry: Registry, map: AccessMap, now: Date): Outcome {
  const identity = runtime.kind === 'aks' ? kubeletOf(runtime, registry, map) : undefined;
  if (identity === undefined) return byDecision(runtime, registry, map, now);
  const network = networkOutcome(registry, runtime, map);
  const admitted = registry.anonymousPull ? 'allowed' : identityOutcome(identity, registry, map, now);
  return both(admitted, network);
}

/** A managed identity, and the tenant that it is in, as far as that is known. */
export interface StandingIdentity {
  readonly objectId: string;
  readonly tenant: string | undefined;
}

/** By far the most clusters pull with their kubelet identity, whatever the pod; the others are decided the long way. */
function kubeletOf(cluster: Cluster, registry: Registry, map: AccessMap): StandingIdentity | undefined {
  const objectId = cluster.kubelet?.objectId;
  if (objectId === undefined || cluster.serviceAccountPull?.enabled) return undefined;
  // Hosts with a dash or of another cloud are not for every node.
  if (!/^[a-z0-9]+\.azurecr\.io$/.test(registry.loginServer)) return undefined;
  const resourceId = cluster.kubelet?.resourceId;
  const own = resourceId === undefined ? undefined : map.identityById(resourceId)?.tenantId;
  return { objectId, tenant: own ?? cluster.identity?.tenantId ?? map.tenantOf(cluster.subscription) };
}

/** Tenant, role and deny assignments, in the registry's access mode; in both where the mode was not read. */
export function identityOutcome(identity: StandingIdentity, registry: Registry, map: AccessMap, now: Date): Outcome {
  const home = map.tenantOf(registry.subscription);
  if (identity.tenant !== undefined && home !== undefined && !isSame(identity.tenant, home)) return 'denied';
  if (registry.mode) return inMode(identity.objectId, registry, registry.mode, map, now);
  const legacy = inMode(identity.objectId, registry, 'legacy', map, now);
  return legacy === inMode(identity.objectId, registry, 'abac', map, now) ? legacy : 'unknown';
}

function inMode(objectId: string, registry: Registry, mode: AccessMode, map: AccessMap, now: Date): Outcome {
  const answer = mayPull(objectId, registry, mode, undefined, map, now);
  if (answer === 'no') return 'denied';
  const role = answer === 'yes' ? 'allowed' : 'unknown';
  const denials = weighDenials(objectId, registry, mode, undefined, map, now);
  if (denials.some(({ applies }) => applies === 'yes')) return 'denied';
  const open = denialGap(registry, map) !== undefined || denials.some(({ applies }) => applies === 'unknown');
  return both(role, open ? 'unknown' : 'allowed');
}

function both(one: Outcome, other: Outcome): Outcome {
  if (one === 'denied' || other === 'denied') return 'denied';
  return one === 'unknown' || other === 'unknown' ? 'unknown' : 'allowed';
}

function byDecision(runtime: Runtime, registry: Registry, map: AccessMap, now: Date): Outcome {
  const target: Target = { name: runtime.name, kind: runtime.kind, id: runtime.id, why: 'in the map' };
  return decide({ reference: anyImageOf(registry), target, map, now })?.verdict.outcome ?? 'unknown';
}

/** A reference to no image in particular, in no manifest. */
export function anyImageOf({ loginServer }: Registry): ImageReference {
  return {
    format: 'dockerfile',
    file: '',
    where: '',
    span: { start: 0, end: 0 },
    text: loginServer,
    image: {
      kind: 'image',
      registry: loginServer,
      repository: undefined,
      tag: undefined,
      digest: undefined,
      unresolved: undefined,
    },
    workload: { platform: 'build', name: undefined },
    through: undefined,
    origins: [],
    settledAt: undefined,
  };
}
