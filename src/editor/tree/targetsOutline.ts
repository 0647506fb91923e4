import type { Target } from '../../model/target.ts';
import { kindInWords } from '../targetKinds.ts';
import {
  byUrgencyThenName,
  counted,
  countsOf,
  grouped,
  hostOf,
  linesOf,
  type OutlineNode,
  plain,
  referenceCount,
  type SeenFinding,
  summaryOf,
  worstOf,
} from './outline.ts';

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

/** Most pods pull as the kubelet, and a few with a secret of their own: the usual one first. */
function pullerNodes(seen: readonly SeenFinding[], parentId: string): readonly OutlineNode[] {
  const byPuller = grouped(
    seen.filter(({ finding }) => finding.verdict.puller),
    ({ finding }) => finding.verdict.puller?.name ?? '',
  );
  return byPuller
    .map(([name, ofPuller]) => ({ name, count: referenceCount(ofPuller), puller: ofPuller[0].finding.verdict.puller }))
    .sort((one, other) => other.count - one.count)
    .map(({ name, count, puller }) => ({
      id: `${parentId}|puller|${name}`,
      kind: 'puller',
      label: 'who pulls',
      description: byPuller.length > 1 ? `${plain(name)} · ${counted(count, 'image')}` : plain(name),
      state: undefined,
      tooltip: [name, puller?.why ?? '', puller?.objectId ? `object id ${puller.objectId}` : '']
        .filter(Boolean)
        .map(plain)
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
