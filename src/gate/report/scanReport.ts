import type { Workspace } from '../workspace.ts';
import { type ReportedReference, reportReference } from './reference.ts';

/** What `acr-pull scan` found; its JSON is this, as documented in docs/gate.md. */
export interface ScanReport {
  readonly references: readonly ReportedReference[];
}

export function reportScan(workspaces: readonly Workspace[]): ScanReport {
  return {
    references: workspaces.flatMap(workspace =>
      workspace.references.map(reference => reportReference(reference, workspace)),
    ),
  };
}
