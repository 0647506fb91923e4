import { hostSpan, isImage } from '../../manifests/image.ts';
import { isAzureHost } from '../../model/host.ts';
import type { FormatId, ImageReference } from '../../model/reference.ts';
import type { Workspace } from '../workspace.ts';

/** An image reference in a report; part of the contract in docs/gate.md. */
export interface ReportedReference {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
  readonly format: FormatId;
  readonly where: string;
  readonly registry: string | null;
  readonly repository: string | null;
  readonly tag: string | null;
  readonly digest: string | null;
  /** Whether the host, as far as it is known, is one of Azure Container Registry's. */
  readonly azure: boolean;
  /** The first placeholder that no value settles. */
  readonly unresolved: string | null;
  /** Why the text is no image reference. */
  readonly malformed: string | null;
}

export function reportReference(reference: ImageReference, { show }: Workspace): ReportedReference {
  const { text, format, where, image } = reference;
  const parts = isImage(image) ? image : undefined;
  return {
    ...show(reference),
    text,
    format,
    where,
    registry: parts?.registry ?? null,
    repository: parts?.repository ?? null,
    tag: parts?.tag ?? null,
    digest: parts?.digest ?? null,
    azure: isAzureHost(parts?.registry ?? writtenHost(text)),
    unresolved: parts?.unresolved ?? null,
    malformed: isImage(image) ? null : image.why,
  };
}

/** A host that holds a placeholder, or stands in a malformed name, still shows whose it is: `${NAME}.azurecr.io`. */
function writtenHost(text: string): string {
  const span = hostSpan(text);
  return span === undefined ? '' : text.slice(span.start, span.end);
}
