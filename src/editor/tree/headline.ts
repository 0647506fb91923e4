import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { ageOf } from '../age.ts';
import { factsOf, type OutlineNode, type State } from './outline.ts';

/** The text beside a view's name: `only problems · read 2 h ago · 24 blocked`. What comes last is cut off first. */
export function headlineOf(
  blocked: number,
  maps: readonly Pick<AccessMap, 'readAt'>[],
  filter: TreeFilter,
  now: Date,
): string {
  return factsOf(filterInWords[filter], ageOf(maps, now), blocked > 0 ? t('{0} blocked', blocked) : '');
}

export type TreeFilter = 'all' | 'blocked' | 'problems';

const shown: Readonly<Record<Exclude<TreeFilter, 'all'>, readonly State[]>> = {
  blocked: ['blocked'],
  problems: ['blocked', 'unknown', 'caution'],
};

const filterInWords: Readonly<Record<TreeFilter, string>> = {
  all: '',
  blocked: t('blocked only'),
  problems: t('problems only'),
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
