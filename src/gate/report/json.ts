/** The report as it is; docs/gate.md documents the fields. */
export function json(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
