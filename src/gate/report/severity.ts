import type { Severity as Said } from '../../workspace/config/config.ts';
import { severityOf as severityBy } from '../../workspace/severity.ts';
import type { ReportedFinding } from './checkReport.ts';

export type Severity = Exclude<Said, 'off'>;

/** How loud a finding is; null for a pull that is plainly allowed. */
export function severityOf(finding: ReportedFinding): Severity | null {
  if (finding.cause === null) return null;
  const known = severityBy(finding, finding.severity);
  return known === 'off' ? 'hint' : known;
}

/** The sentence of a finding with the first way out, as one text for those who see no more than that. */
export function sentenceOf({ message, target, fixes }: ReportedFinding): string {
  const [fix] = fixes;
  const way = fix === undefined ? '' : `\nFix: ${fix.bash ?? fix.title}`;
  return `${message}${target && !message.includes(target.name) ? ` (${target.name})` : ''}${way}`;
}
