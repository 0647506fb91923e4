import type { Workspace } from '../workspace.ts';
import { type ReportedReference, reportReference } from './reference.ts';

/** What `acr-pull scan` found; its JSON is this, as documented in docs/gate.md. */
export interface ScanReport {
  readonly references: readonly ReportedReference[];
}

/** Made anew each time that somebody goes through them: all at once take more memory than what they are made of. */
export function scannedReferences(workspaces: readonly Workspace[]): Iterable<ReportedReference> {
  return {
    *[Symbol.iterator]() {
      for (const workspace of workspaces) {
        for (const reference of workspace.references) yield reportReference(reference, workspace);
      }
    },
  };
}
