import type { AccessMap } from '../../access/map.ts';
import type { RegistryGrant } from '../../verdict/reports/audit.ts';
import { counted, group, type OutlineNode, type State } from '../tree/outline.ts';
import { holderNode } from '../tree/registriesOutline.ts';
import type { Audited } from './auditWork.ts';

/** Grants at registries that no manifest needs; where a pull can't be told, its registry's grants may be needed yet. */
export function unneededSection(parts: readonly Audited[]): OutlineNode {
  const label = 'Unused pull roles';
  const tooltip = 'Pull roles that no manifest in this workspace uses. Other repositories may use them.';
  const counting = parts.filter(({ images }) => images > 0);
  if (counting.length === 0) {
    const description = 'no manifest was read';
    return section({ id: 'unneeded', label, description, state: 'unknown', tooltip, nodes: [] });
  }
  const nodes = counting.flatMap(part =>
    grantNodes('unneeded', part.found.unneeded, part, ({ registry }) => {
      const untold = [...part.places.values()].filter(
        one => one.registry === registry && one.finding.verdict.outcome === 'unknown',
      ).length;
      return untold > 0 ? `may be used: ${counted(untold, 'pull')} unknown` : undefined;
    }),
  );
  return grantSection('unneeded', label, tooltip, nodes, counting);
}

export function broadSection(parts: readonly Audited[]): OutlineNode {
  const tooltip = 'Grants that a manifest uses, and that allow more than a pull.';
  const nodes = parts.flatMap(part => grantNodes('broad', part.found.broad, part, () => undefined));
  return grantSection('broad', 'Broad grants', tooltip, nodes, parts);
}

function grantSection(
  id: string,
  label: string,
  tooltip: string,
  nodes: readonly OutlineNode[],
  parts: readonly Audited[],
): OutlineNode {
  const isUnread = parts.some(({ map }) => map.roleAssignments === undefined || hasGap(map, 'roleAssignments'));
  const count = nodes.length > 0 ? counted(nodes.length, 'grant') : 'none';
  const state: State = nodes.length > 0 ? 'caution' : isUnread ? 'unknown' : 'works';
  const description = isUnread ? `${count} · not all role assignments were read` : count;
  return section({ id, label, description, state, tooltip, nodes });
}

/** Each assignment once: one above registries holds for several of them. */
function grantNodes(
  id: string,
  grants: readonly RegistryGrant[],
  { map }: Audited,
  doubtOf: (grant: RegistryGrant) => string | undefined,
): readonly OutlineNode[] {
  const byAssignment = Map.groupBy(grants, ({ holder }) => holder.assignment.id.toLowerCase());
  return [...byAssignment.values()].flatMap(([first, ...more]): readonly OutlineNode[] => {
    if (!first) return [];
    const doubt = doubtOf(first);
    const several = more.length > 0 ? `for ${more.length + 1} registries` : undefined;
    const node = holderNode(first.holder, map, id, doubt ?? several);
    return [{ ...node, state: doubt === undefined ? 'caution' : 'unknown' }];
  });
}

type Part = Pick<OutlineNode, 'id' | 'label' | 'description' | 'tooltip' | 'state'>;

/** A question of the audit with its answers below it. */
export function section({ nodes, ...part }: Part & { readonly nodes: readonly OutlineNode[] }): OutlineNode {
  return group({ ...part, kind: 'section', folding: nodes.length > 0 ? 'folded' : 'leaf', children: () => nodes });
}

/** `none on · not read of 2 registries`. */
export function described(count: string, unread: number, one: string, many: string): string {
  return unread === 0 ? count : `${count} · not read of ${counted(unread, one, many)}`;
}

export function stateFor(count: number, unread: number): State {
  if (count > 0) return 'caution';
  return unread > 0 ? 'unknown' : 'works';
}

export function hasGap(map: AccessMap, what: string): boolean {
  return map.gaps.some(gap => gap.what === what);
}
