import type { AccessFacts } from '../build.ts';
import { idKey, keysUpwards } from '../ids.ts';
import type { Gap } from '../map.ts';
import { agreeing } from '../snapshot/assignments.ts';
import { JoinedLists, type SnapshotPart } from './joinedLists.ts';

/** The facts of all snapshots, and the problems of those that differ. Facts that one did not read stay a gap there. */
export function unionOf(parts: readonly SnapshotPart[]): {
  readonly facts: AccessFacts;
  readonly problems: JoinedLists['problems'];
} {
  const everything = parts.map(({ facts }) => facts);
  const lists = new JoinedLists(parts);
  const facts: AccessFacts = {
    origin: namesInWords(everything.map(({ origin }) => origin)),
    readAt: oldestOf(everything),
    cloud: everything[0]?.cloud,
    redacted: false,
    resourcesRead: everything.every(({ resourcesRead }) => resourcesRead),
    registries: lists.resources(
      ({ registries }) => registries,
      ({ loginServer, id }) => loginServer || idKey(id),
    ),
    runtimes: lists.resources(({ runtimes }) => runtimes),
    identities: lists.resources(({ identities }) => identities),
    environments: lists.resources(({ environments }) => environments),
    registryTokens: lists.resources(({ registryTokens }) => registryTokens),
    scopeMaps: lists.resources(({ scopeMaps }) => scopeMaps),
    cacheRules: lists.resources(({ cacheRules }) => cacheRules),
    credentialSets: lists.resources(({ credentialSets }) => credentialSets),
    identityBindings: lists.resources(({ identityBindings }) => identityBindings),
    networks: {
      publicAddresses: lists.resources(({ networks }) => networks.publicAddresses),
      privateEndpoints: lists.resources(({ networks }) => networks.privateEndpoints),
      dnsZones: lists.resources(({ networks }) => networks.dnsZones),
      dnsLinks: lists.resources(({ networks }) => networks.dnsLinks),
      dnsRecords: lists.children(({ networks }) => networks.dnsRecords),
      forwardingRulesets: lists.resources(({ networks }) => networks.forwardingRulesets),
      rulesetLinks: lists.children(({ networks }) => networks.rulesetLinks),
      forwardingRules: lists.children(({ networks }) => networks.forwardingRules),
      virtualNetworks: lists.resources(({ networks }) => networks.virtualNetworks),
      natGateways: lists.resources(({ networks }) => networks.natGateways),
      routeTables: lists.resources(({ networks }) => networks.routeTables),
      securityGroups: lists.resources(({ networks }) => networks.securityGroups),
      networkManagers: lists.resources(({ networks }) => networks.networkManagers),
    },
    roleAssignments: lists.all(({ roleAssignments }) => roleAssignments, assignmentIn('roleAssignments')),
    denyAssignments: lists.all(({ denyAssignments }) => denyAssignments, assignmentIn('denyAssignments')),
    credentials: lists.all(
      ({ credentials }) => credentials,
      // Without an object id, it may be another object of the same application.
      item => ({ key: `application ${item.objectId ?? JSON.stringify(item)}` }),
    ),
    roleDefinitions: agreeing(everything.flatMap(({ roleDefinitions }) => roleDefinitions)),
    images: imagesOf(everything),
    tenants: lists.record(({ tenants }) => tenants, 'the tenant of subscription'),
    managementGroups: lists.record(({ managementGroups }) => managementGroups, 'the management groups of subscription'),
    groups: lists.record(({ groups }) => groups, 'the groups of'),
    groupsAsked: groupsAskedIn(parts),
    gaps: everything.flatMap(part => [...part.gaps, ...gapsLeftBy(part)]),
  };
  return { facts, problems: lists.problems };
}

function assignmentIn(what: 'roleAssignments' | 'denyAssignments') {
  return ({ id, scope }: { readonly id: string; readonly scope: string }) => ({ key: idKey(id), at: { scope, what } });
}

/**
 * `acr-pull snapshot` asks only for the groups of principals that matter to it: those that hold something at or above a
 * registry, and those that a denial names. Its list proves nothing about others, which another snapshot may name.
 */
function groupsAskedIn(parts: readonly SnapshotPart[]): NonNullable<AccessFacts['groupsAsked']> {
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

function oldestOf(parts: readonly AccessFacts[]): string | undefined {
  const times = parts.map(({ readAt }) => readAt);
  if (times.includes(undefined)) return undefined;
  return times.flatMap(time => time ?? []).sort((one, other) => Date.parse(one) - Date.parse(other))[0];
}

/** `a, b and c` */
export function namesInWords(names: readonly string[]): string {
  return names.length > 2 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join(' and ');
}
