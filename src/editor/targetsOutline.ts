import type { Target } from '../model.ts';
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
import { kindInWords } from './targetKinds.ts';

/** Identity → registries → lines: which runtime may pull from where, and as whom. */
export function targetsOutline(seen: readonly SeenFinding[]): readonly OutlineNode[] {
  return grouped(seen, ({ finding }) => keyOf(finding.target))
    .map(([key, ofTarget]) => targetNode(key, ofTarget))
    .sort(byUrgencyThenName);
}

function keyOf(target: Target | null): string {
  return target ? (target.id ?? target.name).toLowerCase() : '';
}

function targetNode(key: string, seen: readonly [SeenFinding, ...SeenFinding[]]): OutlineNode {
  const { target } = seen[0].finding;
  const state = worstOf(seen);
  return {
    id: key,
    kind: 'target',
    label: target?.name ?? 'No target',
    description: countsOf(seen),
    state,
    tooltip: target ? `${kindInWords[target.kind]} ${target.name}\n${target.id ?? ''}\nby ${target.why}` : noTarget,
    unfolded: state === 'blocked',
    children: () => [...pullerNodes(seen, key), ...registryNodes(seen, key)],
  };
}

const noTarget = 'Nobody said where these manifests go: pick a target, or name it in .acr-pull.yaml.';

function pullerNodes(seen: readonly SeenFinding[], parentId: string): readonly OutlineNode[] {
  const pullers = new Map(
    seen.flatMap(({ finding: { verdict } }) =>
      verdict.puller ? [[verdict.puller.name, verdict.puller] as const] : [],
    ),
  );
  return [...pullers].map(([name, puller]) => ({
    id: `${parentId}|puller|${name}`,
    kind: 'puller',
    label: 'who pulls',
    description: plain(name),
    state: undefined,
    tooltip: [plain(name), plain(puller.why), puller.objectId && `object id ${puller.objectId}`]
      .filter(Boolean)
      .join('\n'),
    unfolded: false,
    children: () => [],
  }));
}

function registryNodes(seen: readonly SeenFinding[], parentId: string): readonly OutlineNode[] {
  return grouped(seen, ({ finding }) => hostOf(finding))
    .map(([host, ofRegistry]): OutlineNode => {
      const id = `${parentId}|${host}`;
      const state = worstOf(ofRegistry);
      return {
        id,
        kind: 'registry',
        label: ofRegistry[0].registry?.name ?? host,
        description: summaryOf(ofRegistry),
        state,
        tooltip: host,
        unfolded: state === 'blocked',
        children: () => linesOf(ofRegistry, id),
      };
    })
    .sort(byUrgencyThenName);
}
