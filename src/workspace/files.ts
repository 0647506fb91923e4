import { decodeText } from '../read/source/decodeText.ts';

/**
 * A folder as both faces read it: the gate from disk, the editor from whatever VS Code opens. Names are relative to
 * the root, with forward slashes; `..` leads out of it, and an absolute path is one too.
 */
export interface Files {
  /** Absolute, with forward slashes. */
  readonly root: string;
  /** The entries of a folder, in no order; rejects where that can't be read. */
  list(folder: string): Promise<readonly Entry[]>;
  /** Rejects where it can't be read; undefined: it is larger than so many bytes, and was not read. */
  read(name: string, atMost?: number): Promise<Uint8Array | undefined>;
  /** The file or folder behind a name, all links followed; rejects where they lead nowhere. */
  follow(name: string): Promise<Followed>;
}

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export interface Followed {
  readonly kind: Exclude<Entry['kind'], 'link'>;
  /** The absolute path that the links lead to, with forward slashes. */
  readonly path: string;
}

/** Files with git's ignore rules. */
export const rulesName = '.gitignore';

/** More bytes than this are data, not a manifest. */
export const largestManifest = 16 * 1024 * 1024;

/** A file's text, or why it was not read. */
export type FileText =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly why: 'size' | 'binary' }
  | { readonly name: string; readonly error: unknown };

export async function readText(files: Files, name: string, atMost?: number): Promise<FileText> {
  try {
    const bytes = await files.read(name, atMost);
    const text = bytes && decodeText(bytes);
    return text === undefined ? { name, why: bytes ? 'binary' : 'size' } : { name, text };
  } catch (error) {
    return { name, error };
  }
}
