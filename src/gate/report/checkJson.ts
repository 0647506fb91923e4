import type { CheckReport, ReportedFinding } from './checkReport.ts';
import { json } from './json.ts';

/** The contract of docs/gate.md; what only other renderers need is left out. */
export function checkJson({ findings, suppressed, summary }: CheckReport): string {
  return json({ findings: findings.map(asDocumented), suppressed: suppressed.map(asDocumented), summary });
}

function asDocumented<T extends ReportedFinding>({ related, severity, ...finding }: T) {
  return finding;
}
