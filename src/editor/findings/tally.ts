// Counts and states of groups of pulls, and their words.

import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { imageCount } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { ageOf } from '../age.ts';
import type { SeenFinding } from './seen.ts';

/** The state of a group of pulls. */
type PullState = 'blocked' | 'unknown' | 'caution' | 'works' | 'ignored';

/** The state of a node. Rows of the audit are about access, not about pulls, and have two states of their own. */
export type State = PullState | 'attention' | 'fine';

/** The states of pulls, the most urgent first. */
export const byUrgency: readonly PullState[] = ['blocked', 'unknown', 'caution', 'works', 'ignored'];

export function stateOf({ verdict, ignored }: Finding): PullState {
  if (ignored !== null) return 'ignored';
  if (verdict.outcome === 'denied') return 'blocked';
  if (verdict.outcome === 'unknown') return 'unknown';
  return verdict.cause === null ? 'works' : 'caution';
}

export function worstOf(seen: readonly SeenFinding[]): PullState {
  return tallyOf(seen).state;
}

/** The most urgent state of a group, and what has it. */
interface Tally {
  readonly state: PullState;
  readonly deciding: readonly SeenFinding[];
}

/** A group needs it several times, and a keystroke groups all ten thousand findings again. */
const tallies = new WeakMap<readonly SeenFinding[], Tally>();

export function tallyOf(seen: readonly SeenFinding[]): Tally {
  const known = tallies.get(seen);
  if (known) return known;
  const byState = Map.groupBy(seen, ({ finding }) => stateOf(finding));
  const state = byUrgency.find(each => byState.has(each)) ?? 'works';
  const tally = { state, deciding: byState.get(state) ?? [] };
  tallies.set(seen, tally);
  return tally;
}

/** A state in a word, for people who don't see the icon. */
export const stateInWords: Readonly<Record<State, string>> = {
  blocked: t('blocked'),
  unknown: t("can't tell"),
  caution: t('can be pulled, with a warning'),
  works: t('can pull'),
  ignored: t('ignored'),
  attention: t('needs attention'),
  fine: t('in order'),
};

/** Joins the facts of a row, without empty ones. */
export function factsOf(...facts: readonly (string | undefined)[]): string {
  return facts.filter(Boolean).join(' · ');
}

/** Returns the singular or the plural, as the count needs it. */
export function counted(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

export function imageCountText(count: number): string {
  return counted(count, t('1 image'), t('{0} images', count));
}

export function pullCountText(count: number): string {
  return counted(count, t('1 pull'), t('{0} pulls', count));
}

export function grantCountText(count: number): string {
  return count === 0 ? t('none') : counted(count, t('1 grant'), t('{0} grants', count));
}

/** Counts the references of findings. A reference with several targets counts once. */
export function referenceCount(seen: readonly SeenFinding[]): number {
  return imageCount(seen.map(({ finding }) => finding));
}

/** The most urgent state of a group with its count: `2 of 4 blocked`, `1 of 4 unknown`, `4 images work`. */
export function countsOf(seen: readonly SeenFinding[]): string {
  const { state, deciding } = tallyOf(seen);
  const all = referenceCount(seen);
  const count = deciding.length === seen.length ? all : referenceCount(deciding);
  if (state === 'works' && count === all) return counted(all, t('1 image works'), t('{0} images work', all));
  return countsInWords[state](count, all);
}

const countsInWords: Readonly<Record<PullState, (count: number, all: number) => string>> = {
  blocked: (count, all) => t('{0} of {1} blocked', count, all),
  unknown: (count, all) => t('{0} of {1} unknown', count, all),
  caution: (count, all) => t('{0} of {1} need review', count, all),
  works: (count, all) => t('{0} of {1} work', count, all),
  ignored: (count, all) => t('{0} of {1} ignored', count, all),
};

/** The text beside a view's name: `only problems · read 2 h ago · 24 blocked`. What comes last is cut off first. */
export function viewDescription(
  blocked: number,
  maps: readonly Pick<AccessMap, 'readAt'>[],
  filter: TreeFilter,
  now: Date,
): string {
  return factsOf(filterInWords[filter], ageOf(maps, now), blocked > 0 ? t('{0} blocked', blocked) : '');
}

export type TreeFilter = 'all' | 'blocked' | 'problems';

const filterInWords: Readonly<Record<TreeFilter, string>> = {
  all: '',
  blocked: t('blocked only'),
  problems: t('problems only'),
};
