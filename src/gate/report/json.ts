import { asJson } from '../../model/quote.ts';

/** The report as it is; docs/gate.md documents the fields. */
export function json(report: object): string {
  return `${asJson(report)}\n`;
}
