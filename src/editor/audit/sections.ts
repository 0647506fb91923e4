import type { AccessMap } from '../../access/map.ts';
import { counted, type OutlineNode, type State } from '../tree/outline.ts';

type Part = Pick<OutlineNode, 'id' | 'label' | 'description' | 'tooltip'> &
  Partial<Pick<OutlineNode, 'state' | 'subject'>>;

/** A question of the audit with its answers below it. */
export function section({ nodes, ...part }: Part & { readonly nodes: readonly OutlineNode[] }): OutlineNode {
  return {
    ...withDefaults(part),
    kind: 'section',
    folding: nodes.length > 0 ? 'folded' : 'leaf',
    children: () => nodes,
  };
}

export function leaf({ kind, ...part }: Part & Pick<OutlineNode, 'kind'>): OutlineNode {
  return { ...withDefaults(part), kind, folding: 'leaf', children: () => [] };
}

function withDefaults<T extends Part>(part: T) {
  return { state: undefined, subject: {}, ...part };
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
