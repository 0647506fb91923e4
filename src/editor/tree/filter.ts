import type { OutlineNode, State } from './outline.ts';

/** What the trees are narrowed to. */
export type TreeFilter = 'all' | 'blocked' | 'problems';

const shown: Readonly<Record<Exclude<TreeFilter, 'all'>, readonly State[]>> = {
  blocked: ['blocked'],
  problems: ['blocked', 'unknown', 'caution'],
};

export const filterInWords: Readonly<Record<TreeFilter, string>> = {
  all: '',
  blocked: 'blocked only',
  problems: 'problems only',
};

/**
 * The nodes that a filter leaves, and theirs below. A group is as bad as the worst below it, so one look at it says
 * whether anything of it stays. Its counts stay those of everything: `1 of 4 blocked` is still of four.
 */
export function narrowed(nodes: readonly OutlineNode[], filter: TreeFilter): readonly OutlineNode[] {
  if (filter === 'all') return nodes;
  return nodes
    .filter(({ state }) => state !== undefined && shown[filter].includes(state))
    .map(node => ({ ...node, children: () => narrowed(node.children(), filter) }));
}
