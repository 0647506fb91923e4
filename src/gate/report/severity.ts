import { causes } from '../../causes/index.ts';
import type { ReportedFinding } from './checkReport.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** How loud a finding is; null for a pull that is plainly allowed. */
export function severityOf({ cause, severity }: ReportedFinding): Severity | null {
  if (cause === null) return null;
  const known = severity ?? causes[cause].severity;
  return known === 'off' ? 'hint' : known;
}

/** The sentence of a finding with the first way out, as one text for those who see no more than that. */
export function sentenceOf({ message, target, fixes }: ReportedFinding): string {
  const [fix] = fixes;
  const way = fix === undefined ? '' : `\nFix: ${fix.bash ?? fix.title}`;
  return `${message}${target && !message.includes(target.name) ? ` (${target.name})` : ''}${way}`;
}
