import { type AccessFacts, buildMap } from './build.ts';
import { idKey, keysUpwards, subscriptionOf } from './ids.ts';
import type { AccessMap, Gap } from './map.ts';
import { agreeing } from './snapshot/assignments.ts';
import { differenceOf } from './snapshot/lists.ts';
import type { SnapshotProblem } from './snapshot/shapes.ts';
import { readSnapshot } from './snapshot/snapshot.ts';

// Several snapshots as one map, such as one for each subscription or tenant. Facts that one of them did not read stay a
// gap there. Facts about the same thing have to agree, as within one snapshot: nothing shows which of them is out of
// date.

type Problem = Pick<SnapshotProblem, 'file' | 'message'>;

type Reading =
  | {
      readonly map: AccessMap;
      /** Registries that are in two of the snapshots. */
      readonly notes: readonly string[];
    }
  | { readonly problems: readonly Problem[] };

/** A single snapshot. */
interface Part {
  readonly map: AccessMap;
  readonly facts: AccessFacts;
}

/** The map of all these snapshots, or why one of them can't be used, or not beside the others. */
export function readSnapshots(sources: readonly { readonly text: string; readonly file: string }[]): Reading {
  const readings = sources.map(({ text, file }) => readSnapshot(text, file));
  const problems = readings.flatMap(reading => ('problems' in reading ? reading.problems : []));
  const parts = readings.flatMap(reading => ('facts' in reading ? [reading] : []));
  const [first, ...others] = parts;
  if (problems.length > 0 || first === undefined) return { problems };
  if (others.length === 0) return { map: first.map, notes: [] };
  const misfits = misfitsOf(first.facts, parts);
  if (misfits.length > 0) return { problems: misfits };
  const union = unionOf(parts);
  return union.problems.length > 0 ? union : { map: buildMap(union.facts), notes: notesOn(parts) };
}

/** Made-up ids match nothing in another snapshot, and clouds know nothing of each other. */
function misfitsOf(first: AccessFacts, parts: readonly Part[]): readonly Problem[] {
  return parts.flatMap(({ facts: { origin, redacted, cloud = 'AzureCloud' } }) => {
    const isElsewhere = cloud !== (first.cloud ?? 'AzureCloud');
    const why = redacted ? 'its IDs are made up' : isElsewhere ? `its cloud is not that of ${first.origin}` : '';
    return why === '' ? [] : [{ file: origin, message: `${origin} can't be used with other snapshots: ${why}` }];
  });
}

interface Item {
  /** Its name in Azure. */
  readonly key: string;
  /**
   * Its place, and the name that a gap has for it. Each snapshot that has read that place contains it. Absent: it has
   * no place.
   */
  readonly at?: { readonly scope: string; readonly what: string };
}

/** More problems than this help no further. */
const mostProblems = 20;

function unionOf(parts: readonly Part[]): { readonly facts: AccessFacts; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const everything = parts.map(({ facts }) => facts);
  const origins = everything.map(({ origin }) => origin);
  const facts: AccessFacts = {
    origin: inWords(origins),
    readAt: oldestOf(everything),
    cloud: everything[0]?.cloud,
    redacted: false,
    resourcesRead: everything.every(({ resourcesRead }) => resourcesRead),
    registries: resources(
      ({ registries }) => registries,
      ({ loginServer, id }) => loginServer || idKey(id),
    ),
    runtimes: resources(({ runtimes }) => runtimes),
    identities: resources(({ identities }) => identities),
    environments: resources(({ environments }) => environments),
    registryTokens: resources(({ registryTokens }) => registryTokens),
    scopeMaps: resources(({ scopeMaps }) => scopeMaps),
    cacheRules: resources(({ cacheRules }) => cacheRules),
    credentialSets: resources(({ credentialSets }) => credentialSets),
    identityBindings: resources(({ identityBindings }) => identityBindings),
    networks: {
      publicAddresses: resources(({ networks }) => networks.publicAddresses),
      privateEndpoints: resources(({ networks }) => networks.privateEndpoints),
      dnsZones: resources(({ networks }) => networks.dnsZones),
      dnsLinks: resources(({ networks }) => networks.dnsLinks),
      dnsRecords: children(({ networks }) => networks.dnsRecords),
      forwardingRulesets: resources(({ networks }) => networks.forwardingRulesets),
      rulesetLinks: children(({ networks }) => networks.rulesetLinks),
      forwardingRules: children(({ networks }) => networks.forwardingRules),
      virtualNetworks: resources(({ networks }) => networks.virtualNetworks),
      natGateways: resources(({ networks }) => networks.natGateways),
      routeTables: resources(({ networks }) => networks.routeTables),
      securityGroups: resources(({ networks }) => networks.securityGroups),
      networkManagers: resources(({ networks }) => networks.networkManagers),
    },
    roleAssignments: all(({ roleAssignments }) => roleAssignments, assignment('roleAssignments')),
    denyAssignments: all(({ denyAssignments }) => denyAssignments, assignment('denyAssignments')),
    credentials: all(
      ({ credentials }) => credentials,
      // Without an object id, it may be another object of the same application.
      item => ({ key: `application ${item.objectId ?? JSON.stringify(item)}` }),
    ),
    roleDefinitions: agreeing(everything.flatMap(({ roleDefinitions }) => roleDefinitions)),
    images: imagesOf(everything),
    tenants: record(({ tenants }) => tenants, 'the tenant of subscription'),
    managementGroups: record(({ managementGroups }) => managementGroups, 'the management groups of subscription'),
    groups: record(({ groups }) => groups, 'the groups of'),
    groupsAsked: groupsAskedIn(parts),
    gaps: everything.flatMap(part => [...part.gaps, ...gapsLeftBy(part)]),
  };
  return { facts, problems };

  function resources<T extends { readonly id: string }>(
    of: (facts: AccessFacts) => readonly T[],
    keyOf = ({ id }: T): string => idKey(id),
  ): readonly T[] {
    const what = (id: string) => idKey(id).split('/').at(-2)?.replace('virtualnetworklinks', 'privateDnsZones') ?? '';
    return all(of, item => ({ key: keyOf(item), at: { scope: item.id, what: what(item.id) } })) ?? [];
  }

  /** Resources that are asked for one by one. So a snapshot without them proves nothing about them. */
  function children<T extends { readonly id: string }>(of: (facts: AccessFacts) => readonly T[]): readonly T[] {
    return all(of, ({ id }) => ({ key: idKey(id) })) ?? [];
  }

  function record<T>(of: (facts: AccessFacts) => ReadonlyMap<string, T>, what: string): ReadonlyMap<string, T> {
    const entries = all(
      part => [...of(part)].map(([id, value]) => ({ id, value })),
      ({ id }) => ({ key: `${what} ${id}` }),
    );
    return new Map(entries?.map(({ id, value }) => [id, value]));
  }

  /** Each item once. Undefined: no snapshot has read such a list. */
  function all<T>(
    of: (facts: AccessFacts) => readonly T[] | undefined,
    about: (item: T) => Item,
  ): readonly T[] | undefined {
    const lists = parts.flatMap(({ map, facts }) => {
      const items = of(facts);
      return items ? [{ map, items: new Map(items.map(item => [about(item).key, item])) }] : [];
    });
    const found = new Map<string, T>();
    for (const { items } of lists) for (const [key, item] of items) if (!found.has(key)) found.set(key, item);
    for (const [key, item] of found) {
      const [first, ...others] = lists.flatMap(({ map: { origin }, items }) => {
        const own = items.get(key);
        return own ? [{ origin, own }] : [];
      });
      const { at } = about(item);
      const other = others.find(({ own }) => first && differenceOf(first.own, own) !== undefined);
      const silent = at && lists.find(({ map, items }) => !items.has(key) && hasRead(map, at));
      if (first && other) differ(first.origin, other.origin, key, `in ${differenceOf(first.own, other.own)}`);
      else if (first && silent) differ(first.origin, silent.map.origin, key, 'since only the first has it');
    }
    return lists.length === 0 ? undefined : [...found.values()];
  }

  function differ(file: string, other: string, key: string, how: string): void {
    if (problems.length >= mostProblems) return;
    const message = `${file} and ${other} differ on ${key}, ${how}: refresh both, or leave one of them out`;
    problems.push({ file, message });
  }
}

function assignment(what: string) {
  return ({ id, scope }: { readonly id: string; readonly scope: string }) => ({ key: idKey(id), at: { scope, what } });
}

function hasRead(map: AccessMap, { scope, what }: NonNullable<Item['at']>): boolean {
  const subscription = subscriptionOf(scope);
  return subscription !== undefined && map.wasRead(subscription) && !map.gapFor(what, scope);
}

/**
 * `acr-pull snapshot` asks only for the groups of principals that matter to it: those that hold something at or above a
 * registry, and those that a denial names. Its list proves nothing about others, which another snapshot may name.
 */
function groupsAskedIn(parts: readonly Part[]): NonNullable<AccessFacts['groupsAsked']> {
  const asked = new Map<string, Set<string>>();
  for (const { map, facts } of parts) {
    const scopes = new Set(
      facts.registries.flatMap(({ id, subscription }) => keysUpwards(id, map.managementGroupsOf(subscription) ?? [])),
    );
    const named = [
      ...[...scopes].flatMap(scope => map.groupAssignmentsAt(scope).map(({ principalId }) => principalId)),
      ...(facts.denyAssignments ?? []).flatMap(each =>
        [...each.principals, ...each.excludePrincipals].map(({ id }) => id),
      ),
    ].map(id => id.toLowerCase());
    for (const principal of facts.groups.keys())
      asked.set(principal, new Set([...(asked.get(principal) ?? []), ...named]));
  }
  return asked;
}

/** All answers about images: the look-up takes the latest, so each needs the time that its snapshot gives it. */
function imagesOf(parts: readonly AccessFacts[]): AccessFacts['images'] {
  const lists = parts.flatMap(({ images, readAt }) =>
    images ? [images.map(image => ({ ...image, readAt: image.readAt ?? readAt }))] : [],
  );
  return lists.length === 0 ? undefined : lists.flat();
}

/**
 * If one snapshot has a list, the list counts as read in the joined map. So a snapshot that has not read it leaves a
 * gap there.
 */
function gapsLeftBy(part: AccessFacts): readonly Gap[] {
  const resources = [...part.registries, ...part.runtimes, ...part.identities];
  const subscriptions = new Set([
    ...part.tenants.keys(),
    ...resources.map(({ subscription }) => subscription.toLowerCase()),
  ]);
  const why = `${part.origin} does not hold them`;
  const lists = [
    ...(['roleAssignments', 'denyAssignments'] as const).flatMap(what =>
      part[what] ? [] : [...subscriptions].map(id => ({ what, scope: `/subscriptions/${id}` })),
    ),
    ...(part.credentials ? [] : [{ what: 'credentials', scope: '/' }]),
  ];
  return lists.map(gap => ({ ...gap, why }));
}

/** Registries that are in several of them, with the same data. */
function notesOn(parts: readonly Part[]): readonly string[] {
  const origins = Map.groupBy(
    parts.flatMap(({ facts }) => facts.registries.map(({ loginServer }) => ({ loginServer, origin: facts.origin }))),
    ({ loginServer }) => loginServer,
  );
  return [...origins]
    .filter(([host, each]) => host !== '' && each.length > 1)
    .map(([host, each]) => `${host} is in ${inWords(each.map(({ origin }) => origin))}, with the same data`);
}

function oldestOf(parts: readonly AccessFacts[]): string | undefined {
  const times = parts.map(({ readAt }) => readAt);
  if (times.includes(undefined)) return undefined;
  return times.flatMap(time => time ?? []).sort((one, other) => Date.parse(one) - Date.parse(other))[0];
}

function inWords(names: readonly string[]): string {
  return names.length > 2 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join(' and ');
}
