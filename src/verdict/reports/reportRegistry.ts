import type { AccessMap, Registry } from '../../access/map.ts';
import { whoCanPull } from './whoCanPull.ts';

export type ReportedRegistry = ReturnType<typeof reportRegistry>;

/** A registry with all holders of a pull role on it, in the shape of the JSON of `acr-pull map`. */
export function reportRegistry(registry: Registry, map: AccessMap) {
  const { name, id, loginServer, location, sku, mode, adminEnabled, anonymousPull } = registry;
  return {
    name,
    id,
    loginServer,
    location: location ?? null,
    sku: sku ?? null,
    mode: mode ?? null,
    adminEnabled: adminEnabled ?? null,
    anonymousPull: anonymousPull ?? null,
    network: networkOf(registry),
    pullers: whoCanPull(registry, map),
    /** True if all assignments that could hold a pull role were read. */
    complete: map.roleAssignments !== undefined && map.gapFor('roleAssignments', id) === undefined,
  };
}

function networkOf({ publicAccess, defaultAction }: Registry): 'public' | 'selected' | 'private' | null {
  if (publicAccess === 'disabled') return 'private';
  if (defaultAction === 'deny') return 'selected';
  return publicAccess === 'enabled' || defaultAction === 'allow' ? 'public' : null;
}
