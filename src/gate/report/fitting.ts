import { append } from '../../model/lists.ts';
import type { Outcome } from '../../model/verdict.ts';
import type { ReportedGroup } from './checkReport.ts';

/** In the order of the groups. */
const outcomes = ['denied', 'unknown', 'allowed'] as const satisfies readonly Outcome[];

/** The layout of groups and the room for them: lines, or characters. */
interface Layout<T> {
  readonly room: number;
  /** A group in several forms. The first one that fits is used. */
  formsOf(group: ReportedGroup): readonly (() => T)[];
  /** A longer form for the shown groups, as long as there is room left. Absent: there is none. */
  fullFormOf?(group: ReportedGroup): T;
  sizeOf(form: T): number;
  /** The size of the smallest group. */
  readonly least: number;
}

/**
 * Returns the laid out groups of each outcome that fit, and the rest. Keeps a quarter of the room for later outcomes
 * that need it: many denied pulls must not hide unknown ones.
 */
export function fitting<T>(
  groups: readonly ReportedGroup[],
  { room, formsOf, fullFormOf, sizeOf, least }: Layout<T>,
): { readonly shown: readonly T[]; readonly rest: readonly ReportedGroup[] } {
  const shown: { readonly group: ReportedGroup; readonly form: T }[] = [];
  const rest: ReportedGroup[] = [];
  let used = 0;
  for (const [i, outcome] of outcomes.entries()) {
    const later = groups.filter(group => outcomes.indexOf(group.outcome) > i).length;
    const end = later === 0 ? room : room - Math.min(room / 4, least * later);
    const own = groups.filter(group => group.outcome === outcome);
    const cut = own.findIndex(
      group =>
        !formsOf(group).some(make => {
          const form = make();
          if (used + sizeOf(form) > end) return false;
          used += sizeOf(form);
          shown.push({ group, form });
          return true;
        }),
    );
    if (cut >= 0) append(rest, own.slice(cut));
  }
  const grown = shown.map(({ group, form }) => {
    const full = fullFormOf?.(group) ?? form;
    const more = sizeOf(full) - sizeOf(form);
    if (used + more > room) return form;
    used += more;
    return full;
  });
  return { shown: grown, rest };
}

export function pullTotal(groups: readonly ReportedGroup[]): number {
  return groups.reduce((sum, { items }) => sum + items.length, 0);
}
