import type { AccessMap } from '../../access/map.ts';
import { ageInWords } from '../azure/ageInWords.ts';
import { filterInWords, type TreeFilter } from './filter.ts';

/** What stands beside a view's name: `only problems · read 2 h ago · 24 blocked`. What comes last is cut off first. */
export function headlineOf(
  blocked: number,
  maps: readonly Pick<AccessMap, 'readAt'>[],
  filter: TreeFilter,
  now: Date,
): string {
  const facts = [filterInWords[filter], ageOf(maps, now), blocked > 0 ? `${blocked} blocked` : ''];
  return facts.filter(fact => fact !== '').join(' · ');
}

/** The age of the oldest map: what is shown is as old as the oldest of what it was made of. */
export function ageOf(maps: readonly Pick<AccessMap, 'readAt'>[], now: Date): string {
  if (maps.length === 0) return '';
  const dates = maps.map(({ readAt }) => readAt);
  const undated = dates.some(date => date === undefined || Number.isNaN(Date.parse(date)));
  if (undated) return 'read at an unknown time';
  const [oldest = ''] = dates.filter(date => date !== undefined).sort((a, b) => Date.parse(a) - Date.parse(b));
  return `read ${ageInWords(oldest, now)}`;
}
