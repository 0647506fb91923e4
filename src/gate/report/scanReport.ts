import type { ImageReference } from '../../model/reference.ts';
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
        let last: ImageReference | undefined;
        for (const reference of workspace.references) {
          if (!isSamePlace(reference, last)) yield reportReference(reference, workspace);
          last = reference;
        }
      }
    },
  };
}

/** An image that several pods pull from one place, each in its own way, is one image in a list of images. */
function isSamePlace({ file, span, image }: ImageReference, other: ImageReference | undefined): boolean {
  return other?.image === image && other.file === file && other.span.start === span.start;
}
