import { causes } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { Finding } from '../../model/verdict.ts';
import { byNeed } from '../../workspace/severity.ts';
import { marks } from '../hover/markdown.ts';

/** A reference's targets in a line, the refused first: `prod ✗ not attached · dev ✓ · staging ✓`; empty where no target is known. */
export function matrixOf(findings: readonly Finding[]): string {
  const cells = [...findings].sort(byNeed).flatMap(({ target, verdict: { outcome, cause }, ignored }) => {
    if (!target) return [];
    const mark = marks[outcome];
    if (ignored !== null) return [`${target.name} ${mark} ${t('ignored')}`];
    const why = outcome === 'allowed' || cause === null ? '' : ` ${causes[cause].title}`;
    return [`${target.name} ${mark}${why}`];
  });
  const shown = cells.slice(0, most);
  const rest = cells.length - shown.length;
  // VS Code shows `$(name)` as an icon, and a lens is one line.
  const text = [...shown, ...(rest > 0 ? [t('{0} more', rest)] : [])].join(' · ');
  return text.replaceAll('$(', '$ (').replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

/** More would not fit on a line. */
const most = 6;
