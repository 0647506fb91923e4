import type { ManifestReading } from '../model/reading.ts';
import type { FormatId } from '../model/reference.ts';
import type { DocumentMemory } from './source/documentMemory.ts';

/** A text to read, under the name by which findings will speak of it. */
export interface SourceFile {
  /** With forward slashes; relative to the workspace where there is one. */
  readonly name: string;
  /** Without a byte-order mark. */
  readonly text: string;
}

/** A team's own custom resource: which path of which kind holds an image (`images` in `.acr-pull.yaml`). */
export interface ImageRule {
  readonly kind: string;
  /** Dotted, with `[]` for every element of a list and `*` for every value of a mapping: `spec.workers[].image`. */
  readonly path: string;
}

export interface ReadContext {
  readonly imageRules: readonly ImageRule[];
  /** Readings of the same file's documents from a moment ago; undefined for a file that is read once. */
  readonly memory: DocumentMemory | undefined;
}

/** What people can expect of a format: its row in docs/formats.md. Markdown, without a full stop. */
export interface FormatNote {
  /** Which files it takes. */
  readonly files: string;
  readonly reads: string;
  readonly leavesOut: string;
}

/**
 * One format of manifests. A format reads what it recognises and leaves the rest alone.
 * `read` is total: whatever the text, it returns what could be read and lists what could not.
 */
export interface Format {
  readonly id: FormatId;
  readonly about: FormatNote;
  /** Decides by the name and a cheap look at the text, before anything is parsed. */
  recognizes(file: SourceFile): boolean;
  read(file: SourceFile, context: ReadContext): ManifestReading;
  /** Has to be waited for before the first `read`, where there is one; after that it costs nothing. Never rejects. */
  prepare?(resource: ReadResource): Promise<void>;
}

/** Gives the bytes of a file that ships with the product, by its name. */
export type ReadResource = (file: string) => Promise<Uint8Array>;

/**
 * The reader of a format whose files are rarer than its parser is large: loaded when the first of them turns up. A reader that can't be loaded is no error here: its readings say so, and the
 * next file of the format tries again.
 */
export function late(
  load: (resource: ReadResource) => Promise<Format['read']>,
): Required<Pick<Format, 'read' | 'prepare'>> {
  let read: Format['read'] | undefined;
  let why = 'its reader is not loaded';
  return {
    prepare: async resource => {
      try {
        read = await load(resource);
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
      }
    },
    read: (file, context) => read?.(file, context) ?? notRead(file.name, why),
  };
}

function notRead(file: string, why: string): ReturnType<Format['read']> {
  const problems = [{ message: `not read: ${why}`, span: { start: 0, end: 0 }, isUnread: true as const }];
  return { file, references: [], declarations: [], problems };
}
