import type { CheckReport } from '../../../src/gate/report/checkReport.ts';

/** The gate's reports of the samples as they are, and with the config and rules of `changed`. */
declare const gateReports: { readonly samples: CheckReport; readonly changed: CheckReport };

/** In a browser, nothing can be run. So the gate was asked before. */
export function askGate(workspace: 'samples' | 'changed'): CheckReport {
  return gateReports[workspace];
}
