import type { Snapshot } from '../estate/estate.ts';
import { builtInRoles, EVERYBODY } from '../roles.ts';

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * Returns a snapshot that hides its subscriptions, tenants and principals. Each id becomes a made-up one, the same
 * everywhere, which keeps every verdict. The snapshot is marked (`redacted`): ids in configs and manifests differ then,
 * and are matched by the part after the subscription. Names stay, since manifests and configs name registries, clusters
 * and apps by them. Ids of built-in roles, which are public, stay as well.
 */
export function redacted(snapshot: Snapshot): Snapshot {
  const made = new Map<string, string>();
  const replace = (id: string): string => {
    const key = id.toLowerCase();
    if (key === EVERYBODY || builtInRoles.has(key)) return id;
    const known = made.get(key) ?? `00000000-0000-4000-8000-${String(made.size + 1).padStart(12, '0')}`;
    made.set(key, known);
    return known;
  };
  return { ...JSON.parse(JSON.stringify(snapshot).replaceAll(guid, replace)), redacted: true };
}
