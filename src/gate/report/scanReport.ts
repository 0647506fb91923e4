import type { Workspace } from '../workspace.ts';
import { type ReportedReference, reportReference } from './reference.ts';

/** What `acr-pull scan` found; its JSON is this, as documented in docs/gate.md. */
export interface ScanReport {
  readonly references: readonly ReportedReference[];
}

/** One at a time, for whoever needs no more. */
export function* scannedReferences(workspaces: readonly Workspace[]): Generator<ReportedReference> {
  for (const workspace of workspaces) {
    for (const reference of workspace.references) yield reportReference(reference, workspace);
  }
}
