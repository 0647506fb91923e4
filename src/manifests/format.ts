import type { FormatId, ManifestReading } from '../model.ts';

/** A text to read, under the name by which findings will speak of it. */
export interface SourceFile {
  /** With forward slashes; relative to the workspace where there is one. */
  readonly name: string;
  /** Without a byte-order mark. */
  readonly text: string;
}

/**
 * One format of manifests. A format reads what it recognises and leaves the rest alone.
 * `read` is total: whatever the text, it returns what could be read and lists what could not.
 */
export interface Format {
  readonly id: FormatId;
  /** Decides by the name and a cheap look at the text, before anything is parsed. */
  recognizes(file: SourceFile): boolean;
  read(file: SourceFile): ManifestReading;
}
