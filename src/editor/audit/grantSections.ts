import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { RegistryGrant } from '../../verdict/reports/audit.ts';
import { counted, group, type OutlineNode, pulls, type State } from '../tree/outline.ts';
import { holderNode } from '../tree/registriesOutline.ts';
import type { Audited } from './auditWork.ts';

/** Grants at registries that no manifest needs; where a pull can't be told, its registry's grants may be needed yet. */
export function unneededSection(parts: readonly Audited[]): OutlineNode {
  const label = t('Unused pull roles');
  const tooltip = t('Pull roles that no manifest in this workspace uses. Other repositories may use them.');
  const counting = parts.filter(({ images }) => images > 0);
  if (counting.length === 0) {
    const description = t('no manifest was read');
    return section({ id: 'unneeded', label, description, state: 'unknown', tooltip, nodes: [] });
  }
  const nodes = counting.flatMap(part =>
    grantNodes('unneeded', part.found.unneeded, part, ({ registry }) => {
      const untold = [...part.places.values()].filter(
        one => one.registry === registry && one.finding.verdict.outcome === 'unknown',
      ).length;
      return untold > 0 ? t('may be used: {0} unknown', pulls(untold)) : undefined;
    }),
  );
  return grantSection('unneeded', label, tooltip, nodes, counting);
}

export function broadSection(parts: readonly Audited[]): OutlineNode {
  const tooltip = t('Grants that a manifest uses and that allow more than pulling.');
  const nodes = parts.flatMap(part => grantNodes('broad', part.found.broad, part, () => undefined));
  return grantSection('broad', t('Broad grants'), tooltip, nodes, parts);
}

function grantSection(
  id: string,
  label: string,
  tooltip: string,
  nodes: readonly OutlineNode[],
  parts: readonly Audited[],
): OutlineNode {
  const isUnread = parts.some(({ map }) => map.roleAssignments === undefined || hasGap(map, 'roleAssignments'));
  const count = nodes.length > 0 ? counted(nodes.length, t('1 grant'), t('{0} grants', nodes.length)) : t('none');
  const state: State = nodes.length > 0 ? 'caution' : isUnread ? 'unknown' : 'works';
  const description = isUnread ? t('{0} · not all role assignments were read', count) : count;
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
    const several = more.length > 0 ? t('for {0} registries', more.length + 1) : undefined;
    const node = holderNode(first.holder, map, id, doubt ?? several);
    return [{ ...node, state: doubt === undefined ? 'caution' : 'unknown' }];
  });
}

type Part = Pick<OutlineNode, 'id' | 'label' | 'description' | 'tooltip' | 'state'>;

/** A question of the audit with its answers below it. */
export function section({ nodes, ...part }: Part & { readonly nodes: readonly OutlineNode[] }): OutlineNode {
  return group({ ...part, kind: 'section', folding: nodes.length > 0 ? 'folded' : 'leaf', children: () => nodes });
}

export function stateFor(count: number, unread: number): State {
  if (count > 0) return 'caution';
  return unread > 0 ? 'unknown' : 'works';
}

export function hasGap(map: AccessMap, what: string): boolean {
  return map.gaps.some(gap => gap.what === what);
}
