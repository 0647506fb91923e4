import { type AccessFacts, mapFacts } from '../build.ts';
import { idKey } from '../ids.ts';
import type { AccessMap, Runtime } from '../map.ts';

/** Facts of code on top of the facts that were read. For a resource in both, the code's facts win. */
export function layered(planned: AccessFacts, read: AccessMap, without: ReadonlySet<string>): AccessFacts {
  const under = mapFacts(read);
  if (under === undefined) return planned;
  const own = new Set(planned.registries.map(({ id }) => idKey(id)));
  const isOfOther = (scope: string | undefined) =>
    scope !== undefined && /\/registries\/[^/]+$/i.test(scope) && !own.has(idKey(scope));
  // the roles at other registries decide nothing here, and there may be many
  const assignments = under.roleAssignments?.filter(({ scope }) => !isOfOther(scope));
  const isKnown = assignments !== undefined;
  return {
    ...under,
    origin: planned.origin,
    registries: union(planned.registries, under.registries, without),
    runtimes: unionOver(planned.runtimes, under.runtimes, without, runtimeOver),
    identities: unionOver(planned.identities, under.identities, without, stated),
    environments: unionOver(planned.environments, under.environments, without, stated),
    networks: networksOver(planned.networks, under.networks),
    roleDefinitions: [...under.roleDefinitions, ...planned.roleDefinitions],
    roleAssignments: [...(assignments ?? []), ...(planned.roleAssignments ?? [])],
    gaps: isKnown
      ? [...planned.gaps.filter(({ isOfCode }) => !isOfCode), ...under.gaps]
      : [...planned.gaps, ...under.gaps],
  };
}

interface Named {
  readonly id: string;
}

function union<T extends Named>(planned: readonly T[], read: readonly T[], without: ReadonlySet<string>): readonly T[] {
  return unionOver(planned, read, without, one => one);
}

function unionOver<T extends Named>(
  planned: readonly T[],
  read: readonly T[],
  without: ReadonlySet<string>,
  over: (planned: T, read: T) => T,
): readonly T[] {
  const byId = new Map(read.map(each => [idKey(each.id), each]));
  const own = planned.map(each => {
    const known = byId.get(idKey(each.id));
    return known === undefined ? each : over(each, known);
  });
  const taken = new Set([...planned.map(({ id }) => idKey(id)), ...without]);
  return [...own, ...read.filter(({ id }) => !taken.has(idKey(id)))];
}

/** A field that the code does not state keeps the value that was read. */
function stated<T extends Named>(planned: T, read: T): T {
  const written = Object.entries(planned).filter(([, value]) => value !== undefined);
  return { ...read, ...Object.fromEntries(written) };
}

/** Lists of a cluster are empty where the code does not have them. */
function runtimeOver(planned: Runtime, read: Runtime): Runtime {
  if (planned.kind !== read.kind) return planned;
  if (planned.kind !== 'aks' || read.kind !== 'aks') return stated(planned, read);
  const over = stated(planned, read);
  return {
    ...over,
    nodePools: planned.nodePools.length > 0 ? planned.nodePools : read.nodePools,
    otherIdentities: read.otherIdentities,
    apiServerHosts: read.apiServerHosts,
    tags: read.tags,
  };
}

function networksOver(planned: AccessFacts['networks'], read: AccessFacts['networks']): AccessFacts['networks'] {
  const none = new Set<string>();
  return {
    ...read,
    privateEndpoints: union(planned.privateEndpoints, read.privateEndpoints, none),
    virtualNetworks: union(planned.virtualNetworks, read.virtualNetworks, none),
  };
}
