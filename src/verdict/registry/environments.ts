import type { AccessMap, Registry } from '../../access/map.ts';
import { ofMap } from '../perMap.ts';

/** The words by which teams tell the registries of their environments apart. */
const words = 'development|dev|testing|test|tst|qa|uat|int|staging|stage|stg|preprod|nonprod|production|prod|prd';
const atEdge = new RegExp(`^(?:${words})|(?:${words})$`);

/**
 * Registries that differ from this one in the environment alone: `shopprod` for `shopdev`. A manifest of one environment
 * that names the registry of another is a common slip, and no role mends it.
 */
export function siblingsOf(registry: Registry, map: AccessMap): readonly Registry[] {
  const stem = stemOf(registry);
  const family = stem === undefined ? [] : (families(map).get(stem) ?? []);
  return family.filter(other => other !== registry);
}

const families = ofMap(
  (map): ReadonlyMap<string, readonly Registry[]> =>
    Map.groupBy(
      map.registries.filter(registry => stemOf(registry) !== undefined),
      registry => stemOf(registry) ?? '',
    ),
);

/** Undefined where the name tells of no environment, or of nothing else. */
function stemOf({ name }: Registry): string | undefined {
  const stem = name.toLowerCase().replace(atEdge, '');
  return stem.length >= 3 && stem.length < name.length ? stem : undefined;
}
