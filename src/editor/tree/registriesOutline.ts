import type { Registry } from '../../access/map.ts';
import {
  byUrgencyThenName,
  countsOf,
  grouped,
  hostOf,
  linesOf,
  type OutlineNode,
  plain,
  type SeenFinding,
  summaryOf,
  worstOf,
} from './outline.ts';

/** Registry → identities → lines: the other way round. Registries that no manifest names are listed too. */
export function registriesOutline(
  seen: readonly SeenFinding[],
  registries: readonly Registry[],
): readonly OutlineNode[] {
  const named = grouped(seen, one => one.registry?.id.toLowerCase() ?? hostOf(one.finding));
  const ids = new Set(named.map(([key]) => key));
  const unnamed = new Map(
    registries.filter(({ id }) => !ids.has(id.toLowerCase())).map(registry => [registry.id.toLowerCase(), registry]),
  );
  return [
    ...named.map(([key, ofRegistry]) => registryNode(key, ofRegistry)),
    ...[...unnamed].map(([key, registry]) => unnamedNode(key, registry)),
  ].sort(byUrgencyThenName);
}

function registryNode(key: string, seen: readonly [SeenFinding, ...SeenFinding[]]): OutlineNode {
  const { registry } = seen[0];
  return {
    id: key,
    kind: 'registry',
    label: registry?.name ?? hostOf(seen[0].finding),
    description: `${countsOf(seen)} · ${registry ? factsOf(registry) : 'not in the map'}`,
    state: worstOf(seen),
    tooltip: registry ? `${registry.loginServer}\n${registry.id}` : hostOf(seen[0].finding),
    unfolded: false,
    children: () => pullerNodes(seen, key),
  };
}

function unnamedNode(key: string, registry: Registry): OutlineNode {
  return {
    id: key,
    kind: 'registry',
    label: registry.name,
    description: `no images · ${factsOf(registry)}`,
    state: undefined,
    tooltip: `${registry.loginServer}\n${registry.id}`,
    unfolded: false,
    children: () => [],
  };
}

function pullerNodes(seen: readonly SeenFinding[], parentId: string): readonly OutlineNode[] {
  return grouped(seen, ({ finding: { target, verdict } }) => `${target?.name ?? ''}|${verdict.puller?.name ?? ''}`).map(
    ([key, ofPuller]) => {
      const { target, verdict } = ofPuller[0].finding;
      const id = `${parentId}|${key}`;
      return {
        id,
        kind: 'puller',
        label: target?.name ?? 'No target',
        description: summaryOf(ofPuller),
        state: worstOf(ofPuller),
        tooltip: verdict.puller
          ? `pulls as ${plain(verdict.puller.name)}\n${plain(verdict.puller.why)}`
          : plain(verdict.message),
        unfolded: false,
        children: () => linesOf(ofPuller, id),
      };
    },
  );
}

/** `ABAC mode · admin off · public`; what was not read is not claimed. */
export function factsOf({ mode, adminEnabled, publicAccess, defaultAction }: Registry): string {
  const facts = [
    mode === undefined ? 'mode not read' : mode === 'abac' ? 'ABAC mode' : 'legacy mode',
    adminEnabled === undefined ? undefined : adminEnabled ? 'admin on' : 'admin off',
    publicAccess === undefined ? undefined : networkInWords(publicAccess, defaultAction),
  ];
  return facts.filter(fact => fact !== undefined).join(' · ');
}

function networkInWords(publicAccess: 'enabled' | 'disabled', defaultAction: 'allow' | 'deny' | undefined): string {
  if (publicAccess === 'disabled') return 'private';
  return defaultAction === 'deny' ? 'firewall' : 'public';
}
