import type { CheckReport } from './checkReport.ts';
import type { ScanReport } from './scanReport.ts';

/** The report as it is; docs/gate.md documents the fields. */
export function json(report: CheckReport | ScanReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
