import type { Snapshot } from '../estate/estate.ts';
import { builtInRoles } from '../roles.ts';

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const everybody = '00000000-0000-0000-0000-000000000000';

/**
 * A snapshot whose subscriptions, tenants and principals can't be told any more: each id becomes a made-up one, the same
 * everywhere, so that every verdict stays. The snapshot says that it was done (`redacted`), since ids in configs and
 * manifests are others then, and are told by what follows the subscription. Names stay as well, since manifests and configs name registries,
 * clusters and apps by them; and so do built-in roles, whose ids everybody knows.
 */
export function redacted(snapshot: Snapshot): Snapshot {
  const made = new Map<string, string>();
  const replace = (id: string): string => {
    const key = id.toLowerCase();
    if (key === everybody || builtInRoles.has(key)) return id;
    const known = made.get(key) ?? `00000000-0000-4000-8000-${String(made.size + 1).padStart(12, '0')}`;
    made.set(key, known);
    return known;
  };
  return { ...JSON.parse(JSON.stringify(snapshot).replaceAll(guid, replace)), redacted: true };
}
