import type { AccessMap, Registry } from '../../access/map.ts';
import { folded } from '../../model/fold.ts';
import { t } from '../../model/l10n.ts';
import type { Holder } from '../../verdict/reports/whoCanPull.ts';
import { isRegistryOpen, referenceHost, type SeenFinding } from '../findings/seen.ts';
import { countsOf, factsOf, grantCountText, imageCountText, referenceCount, worstOf } from '../findings/tally.ts';
import { plain } from '../page/markdown.ts';
import type { Engine } from '../store/knowledge.ts';
import {
  byUrgencyThenName,
  grouped,
  groupSummary,
  imageNodes,
  keyOf,
  mendable,
  nodeOf,
  type OutlineNode,
  registryParts,
  resourceSubject,
  shortHost,
  toldApart,
  whereIs,
} from './outline.ts';
import { nameParts, principal } from './targetsOutline.ts';

/** Registry → targets and their identities → lines. Registries that no manifest names are listed too. */
export function registriesOutline(
  seen: readonly SeenFinding[],
  maps: readonly AccessMap[],
  whoCanPull: Engine['whoCanPull'],
): readonly OutlineNode[] {
  const all = new Map<string, OutlineNode>();
  for (const map of maps)
    for (const registry of map.registries) {
      const id = folded(registry.id);
      all.set(id, registryNode(id, registry, [], map, whoCanPull));
    }
  const { named, open } = byRegistryOpen(seen);
  for (const [key, ofRegistry] of grouped(
    named,
    one => (one.registry && folded(one.registry.id)) ?? referenceHost(one.finding),
  )) {
    const [{ registry, map, finding }] = ofRegistry;
    const node =
      registry && map
        ? registryNode(key, registry, ofRegistry, map, whoCanPull)
        : lostNode(key, referenceHost(finding), ofRegistry);
    all.set(key, node);
  }
  return [...[...toldApart([...all.values()])].sort(byUrgencyThenName), ...openNode(open)];
}

function byRegistryOpen(seen: readonly SeenFinding[]) {
  const { named = [], open = [] } = Object.groupBy(seen, ({ finding }) => (isRegistryOpen(finding) ? 'open' : 'named'));
  return { named, open };
}

/** The images whose registry a placeholder leaves open. */
function openNode(seen: readonly SeenFinding[]): readonly OutlineNode[] {
  if (seen.length === 0) return [];
  const id = 'open';
  return [
    nodeOf({
      id,
      kind: 'section',
      label: t('Registry unknown'),
      description: imageCountText(referenceCount(seen)),
      state: worstOf(seen),
      tooltip: t('A placeholder in these images stands for the registry, or for a part of its name.'),
      children: () => imageNodes(seen, id),
    }),
  ];
}

/** The registries that manifests name, without an access map: how many images, and what is wrong in the text. */
export function namedRegistries(seen: readonly SeenFinding[]): readonly OutlineNode[] {
  const { named, open } = byRegistryOpen(seen);
  const registries = grouped(named, ({ finding }) => referenceHost(finding))
    .map(([host, ofHost]) => {
      const isBlocked = worstOf(ofHost) === 'blocked';
      return nodeOf({
        id: host,
        kind: 'registry',
        label: host,
        description: isBlocked ? groupSummary(ofHost) : imageCountText(referenceCount(ofHost)),
        state: isBlocked ? 'blocked' : undefined,
        tooltip: host,
        children: () => imageNodes(ofHost, host),
      });
    })
    .sort(byUrgencyThenName);
  return [...registries, ...openNode(open)];
}

function registryNode(
  id: string,
  registry: Registry,
  seen: readonly SeenFinding[],
  map: AccessMap,
  whoCanPull: Engine['whoCanPull'],
): OutlineNode {
  return nodeOf({
    ...registryParts(registry, map),
    id,
    description: factsOf(seen.length > 0 ? countsOf(seen) : t('no images'), settingsOf(registry)),
    state: seen.length > 0 ? worstOf(seen) : undefined,
    children: () => [...pullerNodes(seen, id), holdersNode(whoCanPull(registry, map), registry, map, id)],
  });
}

/** A registry that the map does not hold. */
function lostNode(id: string, host: string, seen: readonly SeenFinding[]): OutlineNode {
  return nodeOf({
    id,
    kind: 'registry',
    label: shortHost(host),
    description: `${countsOf(seen)} · ${t('not found in Azure')}`,
    state: worstOf(seen),
    tooltip: host,
    apart: [host],
    children: () => pullerNodes(seen, id),
  });
}

function pullerNodes(seen: readonly SeenFinding[], parentId: string): readonly OutlineNode[] {
  const keyFor = ({ finding: { target, verdict } }: SeenFinding) => `${keyOf(target)}|${verdict.puller?.name ?? ''}`;
  const nodes = grouped(seen, keyFor).map(([key, ofPuller]) => {
    const [{ finding, map }] = ofPuller;
    const { target, verdict } = finding;
    const id = `${parentId}|${key}`;
    const { called, kind } = nameParts(verdict.puller?.name ?? '');
    return nodeOf({
      id,
      kind: 'puller',
      label: target?.name ?? t('Target unknown'),
      description: factsOf(groupSummary(ofPuller), called, kind),
      state: worstOf(ofPuller),
      tooltip: verdict.puller
        ? `${t('pulls as {0}', plain(verdict.puller.name))}\n${plain(verdict.puller.why)}`
        : plain(verdict.message),
      apart: [...whereIs(target?.id), called, kind],
      subject: { ...(verdict.puller && principal(verdict.puller, target, map)), fixOf: mendable(ofPuller) },
      children: () => imageNodes(ofPuller, id),
    });
  });
  return [...toldApart(nodes)].sort(byUrgencyThenName);
}

/** Every identity with a pull role at the registry, used by a manifest or not. */
function holdersNode(holders: readonly Holder[], registry: Registry, map: AccessMap, parentId: string): OutlineNode {
  const isRead = map.roleAssignments !== undefined && map.gapFor('roleAssignments', registry.id) === undefined;
  const count = grantCountText(holders.length);
  const unread = holders.length === 0 ? t('role assignments were not read') : t('{0}, not all were read', count);
  return nodeOf({
    id: `${parentId}|holders`,
    kind: 'section',
    label: t('Pull roles'),
    description: isRead ? count : unread,
    tooltip: t('Identities with a role that can pull from this registry, used by a manifest or not.'),
    folding: holders.length > 0 ? 'folded' : 'leaf',
    children: () => toldApart(holders.map(holder => holderNode(holder, map, `${parentId}|holders`))),
  });
}

export function holderNode(holder: Holder, map: AccessMap, parentId: string, note?: string): OutlineNode {
  const { name, principalId, principalType, role, where, repositories, assignment } = holder;
  return nodeOf({
    id: `${parentId}|${assignment.toLowerCase()}`,
    kind: 'holder',
    label: plain(name ?? principalId),
    description: factsOf(`${role} ${plain(where)}`, plain(repositories ?? ''), notActive[holder.state], note),
    tooltip: [principalType, t('principal {0}', principalId), assignment, holder.broad && plain(holder.broad)]
      .filter(Boolean)
      .join('\n'),
    apart: [...whereIs(map.identities.find(each => each.principalId === principalId)?.id), principalId],
    subject: { ...resourceSubject(assignment, map), principalId },
  });
}

const notActive: Readonly<Record<Holder['state'], string | undefined>> = {
  active: undefined,
  eligible: t('eligible, not active'),
  denied: t('blocked by a deny assignment'),
  unknown: t('not fully read'),
};

/** `ABAC mode · admin off · public`, without the facts that were not read. */
export function settingsOf({ mode, adminEnabled, publicAccess, defaultAction }: Registry): string {
  return factsOf(
    mode === undefined ? t('mode not read') : mode === 'abac' ? t('ABAC mode') : t('legacy mode'),
    adminEnabled === undefined ? undefined : adminEnabled ? t('admin on') : t('admin off'),
    publicAccess === undefined ? undefined : networkInWords(publicAccess, defaultAction),
  );
}

function networkInWords(publicAccess: 'enabled' | 'disabled', defaultAction: 'allow' | 'deny' | undefined): string {
  if (publicAccess === 'disabled') return t('private');
  return defaultAction === 'deny' ? t('firewall') : t('public');
}
