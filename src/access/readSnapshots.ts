import { buildMap, type Facts } from './build.ts';
import { gapIndex } from './gaps.ts';
import { idKey, subscriptionOf } from './ids.ts';
import type { AccessMap, Gap } from './map.ts';
import type { Networks } from './networks.ts';
import { differenceOf } from './snapshot/lists.ts';
import { readSnapshot, type SnapshotProblem } from './snapshot/snapshot.ts';

// Several snapshots as one map, such as one for each subscription or tenant. What one of them did not read stays a gap there.
// Where two speak of the same thing they have to agree, as within one snapshot: which of them is out of date can't be told.

type Problem = Pick<SnapshotProblem, 'file' | 'message'>;

type Reading =
  | {
      readonly map: AccessMap;
      /** Which registries are in two of them. */
      readonly notes: readonly string[];
    }
  | { readonly problems: readonly Problem[] };

/** The map of all these snapshots; or why one of them can't be used, or not beside the others. */
export function readSnapshots(sources: readonly { readonly text: string; readonly file: string }[]): Reading {
  const readings = sources.map(({ text, file }) => readSnapshot(text, file));
  const problems = readings.flatMap(reading => ('problems' in reading ? reading.problems : []));
  const parts = readings.flatMap(reading => ('facts' in reading ? reading.facts : []));
  const [first, ...others] = parts;
  if (problems.length > 0 || first === undefined) return { problems };
  if (others.length === 0) return { map: buildMap(first), notes: [] };
  const misfits = misfitsOf(first, parts);
  if (misfits.length > 0) return { problems: misfits };
  const union = new Union(parts);
  const facts = union.facts();
  return union.problems.length > 0 ? { problems: union.problems } : { map: buildMap(facts), notes: notesOn(parts) };
}

/** Ids that were made up are of nothing in another snapshot, and clouds know nothing of each other. */
function misfitsOf(first: Facts, parts: readonly Facts[]): readonly Problem[] {
  return parts.flatMap(({ origin, redacted, cloud = 'AzureCloud' }) => {
    const isElsewhere = cloud !== (first.cloud ?? 'AzureCloud');
    const why = redacted ? 'its ids are made up' : isElsewhere ? `it is of another cloud than ${first.origin}` : '';
    return why === '' ? [] : [{ file: origin, message: `${origin} can't be used with other snapshots: ${why}` }];
  });
}

interface Item {
  /** What Azure calls it. */
  readonly key: string;
  /** Where it is, and as what a gap has it: each snapshot that has read that place has it. Absent: it has no place. */
  readonly at?: { readonly scope: string; readonly what: string };
}

/** More problems than this tell no more. */
const mostProblems = 20;

class Union {
  readonly problems: Problem[] = [];
  readonly #parts: readonly (Facts & Pick<AccessMap, 'gapFor'>)[];

  constructor(parts: readonly Facts[]) {
    this.#parts = parts.map(part => ({ ...part, gapFor: gapIndex(part.gaps, part.managementGroups) }));
  }

  facts(): Facts {
    const parts = this.#parts;
    return {
      origin: inWords(parts.map(({ origin }) => origin)),
      readAt: oldestOf(parts),
      cloud: parts[0]?.cloud,
      redacted: false,
      resourcesRead: parts.every(({ resourcesRead }) => resourcesRead),
      registries:
        this.#all(
          part => part.registries,
          registry => ({ ...resource(registry), key: registry.loginServer }),
        ) ?? [],
      runtimes: this.#all(part => part.runtimes, resource) ?? [],
      identities: this.#all(part => part.identities, resource) ?? [],
      environments: this.#all(part => part.environments, resource) ?? [],
      registryTokens: this.#all(part => part.registryTokens, resource) ?? [],
      scopeMaps: this.#all(part => part.scopeMaps, resource) ?? [],
      cacheRules: this.#all(part => part.cacheRules, resource) ?? [],
      credentialSets: this.#all(part => part.credentialSets, resource) ?? [],
      networks: this.#networks(),
      roleAssignments: this.#all(part => part.roleAssignments, assignment('roleAssignments')),
      denyAssignments: this.#all(part => part.denyAssignments, assignment('denyAssignments')),
      credentials: this.#all(
        part => part.credentials,
        ({ appId, objectId, kind }) => ({ key: `application ${objectId ?? `${appId} (${kind})`}` }),
      ),
      roleDefinitions:
        this.#all(
          part => part.roleDefinitions,
          ({ guid }) => ({ key: `role definition ${guid}` }),
        ) ?? [],
      images: this.#all(
        part => part.images,
        ({ registry, repository, reference }) => ({ key: `${registry}/${repository} ${reference}` }),
      ),
      tenants: this.#record(part => part.tenants, 'the tenant of subscription'),
      managementGroups: this.#record(part => part.managementGroups, 'the management groups of subscription'),
      groups: this.#record(part => part.groups, 'the groups of'),
      gaps: parts.flatMap(part => [...part.gaps, ...gapsLeftBy(part)]),
    };
  }

  /** Of networks, absence decides: a kind is known where every snapshot has read it. */
  #networks(): Networks {
    const whole = <T extends { readonly id: string }>(of: (networks: Networks) => readonly T[] | undefined) =>
      this.#parts.every(({ networks }) => of(networks)) ? this.#all(part => of(part.networks), resource) : undefined;
    return {
      publicIps: whole(networks => networks.publicIps),
      publicIpPrefixes: whole(networks => networks.publicIpPrefixes),
      privateEndpoints: whole(networks => networks.privateEndpoints),
      dnsLinks: whole(networks => networks.dnsLinks),
      virtualNetworks: whole(networks => networks.virtualNetworks),
      natGateways: whole(networks => networks.natGateways),
    };
  }

  #record<T>(of: (part: Facts) => ReadonlyMap<string, T>, what: string): ReadonlyMap<string, T> {
    const entries = this.#all(
      part => [...of(part)].map(([id, value]) => ({ id, value })),
      ({ id }) => ({ key: `${what} ${id}` }),
    );
    return new Map((entries ?? []).map(({ id, value }) => [id, value]));
  }

  /** Each item once; undefined where no snapshot has read such a list. */
  #all<T>(of: (part: Facts) => readonly T[] | undefined, about: (item: T) => Item): readonly T[] | undefined {
    const lists = this.#parts.flatMap(part => {
      const items = of(part);
      return items ? [{ part, items: new Map(items.map(item => [about(item).key, item])) }] : [];
    });
    const all = new Map<string, T>();
    for (const { items } of lists) for (const [key, item] of items) if (!all.has(key)) all.set(key, item);
    for (const [key, item] of all) {
      const [first, ...others] = lists.flatMap(({ part: { origin }, items }) => {
        const own = items.get(key);
        return own ? [{ origin, own }] : [];
      });
      const { at } = about(item);
      const other = others.find(({ own }) => first && differenceOf(first.own, own) !== undefined);
      const silent = at && lists.find(({ part, items }) => !items.has(key) && hasRead(part, at));
      if (first && other) this.#differ(first.origin, other.origin, key, `in ${differenceOf(first.own, other.own)}`);
      else if (first && silent) this.#differ(first.origin, silent.part.origin, key, 'since only the first has it');
    }
    return lists.length === 0 ? undefined : [...all.values()];
  }

  #differ(file: string, other: string, key: string, how: string): void {
    if (this.problems.length >= mostProblems) return;
    const message = `${file} and ${other} differ on ${key}, ${how}: read Azure again, or leave one of them out`;
    this.problems.push({ file, message });
  }
}

function resource({ id }: { readonly id: string }): Item {
  const segments = idKey(id).split('/');
  const type = segments.at(-2) ?? '';
  return { key: idKey(id), at: { scope: id, what: type === 'virtualnetworklinks' ? 'privateDnsZones' : type } };
}

function assignment(what: string) {
  return ({ id, scope }: { readonly id: string; readonly scope: string }) => ({ key: idKey(id), at: { scope, what } });
}

function hasRead(
  { tenants, resourcesRead, gapFor }: Facts & Pick<AccessMap, 'gapFor'>,
  { scope, what }: NonNullable<Item['at']>,
) {
  const subscription = subscriptionOf(scope);
  return resourcesRead && subscription !== undefined && tenants.has(subscription) && !gapFor(what, scope);
}

/** In one map, a list that one snapshot has makes it one that was read: where another has not read it, that is a gap. */
function gapsLeftBy(part: Facts): readonly Gap[] {
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

/** Registries that are in several of them, with the same facts. */
function notesOn(parts: readonly Facts[]): readonly string[] {
  const origins = Map.groupBy(
    parts.flatMap(({ registries, origin }) => registries.map(({ loginServer }) => ({ loginServer, origin }))),
    ({ loginServer }) => loginServer,
  );
  return [...origins]
    .filter(([, each]) => each.length > 1)
    .map(([host, each]) => `${host} is in ${inWords(each.map(({ origin }) => origin))}, with the same facts`);
}

function oldestOf(parts: readonly Facts[]): string | undefined {
  const times = parts.map(({ readAt }) => readAt);
  if (times.includes(undefined)) return undefined;
  return times.flatMap(time => time ?? []).sort((one, other) => Date.parse(one) - Date.parse(other))[0];
}

function inWords(names: readonly string[]): string {
  return names.length > 2 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join(' and ');
}
