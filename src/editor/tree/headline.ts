import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Workspace } from '../../workspace/workspace.ts';
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

/** The age of the oldest map: what is shown is as old as the oldest of what it was made of. */
export function ageOf(maps: readonly Pick<AccessMap, 'readAt'>[], now: Date): string {
  if (maps.length === 0) return '';
  const dates = maps.map(({ readAt }) => readAt);
  const undated = dates.some(date => date === undefined || Number.isNaN(Date.parse(date)));
  if (undated) return t('read at an unknown time');
  const [oldest = ''] = dates.filter(date => date !== undefined).sort((a, b) => Date.parse(a) - Date.parse(b));
  return t('read {0}', ageInWords(oldest, now));
}

/** How long ago a moment was, given in ISO 8601. */
export function ageInWords(readAt: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(readAt)) / 60_000);
  if (Number.isNaN(minutes)) return t('at an unknown time');
  if (minutes < 1) return t('just now');
  if (minutes < 60) return t('{0} min ago', minutes);
  if (minutes < 48 * 60) return t('{0} h ago', Math.floor(minutes / 60));
  return t('{0} days ago', Math.floor(minutes / 60 / 24));
}

/** For the log, in English: `read 214 manifests, 61 Azure images, map from access.snapshot.json, 2 min ago`. */
export function readInWords(
  manifests: Workspace,
  map: Pick<AccessMap, 'origin' | 'readAt'> | undefined,
  now: Date,
): string {
  const images = new Set(manifests.allFindings().map(({ reference }) => reference)).size;
  const age = map?.readAt === undefined ? '' : `, ${ageInWords(map.readAt, now)}`;
  const from = map ? `map from ${map.origin}${age}` : 'no map';
  return `read ${manifests.files().length} manifests, ${images} Azure images, ${from}`;
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
