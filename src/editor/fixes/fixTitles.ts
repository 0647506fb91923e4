import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import type { Finding } from '../../model/verdict.ts';
import { plain } from '../hover/markdown.ts';

/** A fix of one finding; the menu of quick fixes has one entry for it. */
export interface FixEntry {
  readonly title: string;
  readonly finding: Finding;
  readonly fix: Fix;
}

/** More entries than these push the rest of the lightbulb's menu out of sight. */
export const mostEntries = 5;

/**
 * The fixes of one reference for the menu, best first: the first of each target, then the others as far as there is
 * room. A fix that is the same for several targets appears once; two different ones never look the same. Those without
 * an entry of their own are behind the entry of their target.
 */
export function fixEntries(findings: readonly Finding[]): readonly FixEntry[] {
  const ranked = findings.flatMap(finding => finding.verdict.fixes.map((fix, rank) => ({ finding, fix, rank })));
  const byContent = Map.groupBy(ranked, ({ fix }) => contentOf(fix));
  const distinct = [...byContent.values()]
    .flatMap(([first]) => first ?? [])
    .sort((one, other) => one.rank - other.rank);
  const named = Map.groupBy(distinct, ({ fix }) => plain(fix.title));
  return distinct.slice(0, mostEntries).map(({ finding, fix }) => {
    const title = plain(fix.title);
    const isAlone = named.get(title)?.length === 1;
    return { title: isAlone || !finding.target ? title : t('{0} (for {1})', title, finding.target.name), finding, fix };
  });
}

function contentOf({ edit, bash, powershell, title }: Fix): string {
  return edit ? JSON.stringify(edit) : (bash ?? powershell ?? title);
}
