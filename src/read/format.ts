import type { ManifestReading } from '../model/reading.ts';
import type { FormatId } from '../model/reference.ts';
import type { DocumentMemory } from './source/documentMemory.ts';

/** A text to read, with the name that findings show. */
export interface SourceFile {
  /** With forward slashes. Relative to the workspace where there is one. */
  readonly name: string;
  /** Without a byte-order mark. */
  readonly text: string;
}

/** A team's own custom resource: the path of a kind that contains an image (`images` in `.acr-pull.yaml`). */
export interface ImageRule {
  readonly kind: string;
  /** Dotted, with `[]` for every element of a list and `*` for every value of a mapping: `spec.workers[].image`. */
  readonly path: string;
}

export interface ReadContext {
  readonly imageRules: readonly ImageRule[];
  /** Readings of the same file's documents from a moment ago. Undefined for a file that is read once. */
  readonly memory: DocumentMemory | undefined;
}

/**
 * One format of manifests. A format reads what it recognises and leaves the rest alone.
 * `read` is total: whatever the text, it returns what could be read and lists what could not.
 */
export interface Format {
  readonly id: FormatId;
  /**
   * Decides by the name and a cheap look at the text, before anything is parsed. `isOutlined`: the second try, for a
   * file that no format recognises by its beginning. It looks at the outline of a long text, too.
   */
  recognizes(file: SourceFile, isOutlined?: boolean): boolean;
  read(file: SourceFile, context: ReadContext): ManifestReading;
  /** Loads what `read` needs, once. Await it before the first `read`. Never rejects. Absent: `read` needs nothing. */
  prepare?(file: SourceFile, resource: ReadResource): Promise<void>;
}

/** Gives the bytes of a file that ships with the product, by its name. */
export type ReadResource = (file: string) => Promise<Uint8Array>;

/** A size for people: `512 KB`, `4 MB`. */
export function fileSize(length: number): string {
  const kilobytes = length / 1024;
  return kilobytes < 1024 ? `${kilobytes} KB` : `${kilobytes / 1024} MB`;
}
