import type { CheckReport } from '../report/checkReport.ts';
import { severityOf } from '../report/severity.ts';

/** What makes `acr-pull check` fail: refused pulls, also unknown ones, also those that work and deserve a warning. */
export const failures = ['denied', 'unknown', 'warning', 'never'] as const;
export type FailOn = (typeof failures)[number];

/** What `acr-pull check` exits with; 1 is kept for a tool that could not do its work. */
export function exitCodeOf(report: CheckReport, failOn: FailOn): 0 | 2 | 3 | 4 {
  const { images, denied, unknown, unread } = report.summary;
  if (failOn === 'never') return 0;
  if (denied > 0) return 2;
  if (failOn === 'warning' && report.findings.some(isLoud)) return 2;
  // A file that could not be read may hold anything.
  if (unknown + unread.length > 0 && failOn !== 'denied') return 3;
  return images === 0 ? 4 : 0;
}

function isLoud(finding: CheckReport['findings'][number]): boolean {
  const severity = severityOf(finding);
  return finding.outcome === 'allowed' && (severity === 'warning' || severity === 'error');
}
