import { namesAzureHost } from '../model/host.ts';
import { decodeText } from '../read/source/decodeText.ts';

/**
 * A folder as both faces read it: the gate from disk, the editor from any file system that VS Code opens. Names are
 * relative to the root, with forward slashes. A name may lead out of it with `..`, or be an absolute path.
 */
export interface Files {
  /** Absolute, with forward slashes. */
  readonly root: string;
  /** The entries of a folder, in no order. Rejects if the folder can't be read. */
  list(folder: string): Promise<readonly FolderEntry[]>;
  /** Rejects if the file can't be read, or must not be. Undefined: it is larger than so many bytes. */
  read(name: string, atMost: number): Promise<Uint8Array | undefined>;
  /** The file or folder behind a name, all links followed. Rejects if they lead nowhere. */
  follow(name: string): Promise<Followed>;
  /**
   * A mark that differs after each change of the file. Undefined: it can't be determined. Absent: it never can, for
   * example for files that git holds.
   */
  version?(name: string): string | undefined;
  /**
   * The files below the root that git tracks, by git itself. Absent if git can't be asked: the editor starts no program
   * for a folder that a person only looks at. Undefined: git gave no answer.
   */
  tracked?(): Promise<ReadonlySet<string> | undefined>;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export interface Followed {
  readonly kind: Exclude<FolderEntry['kind'], 'link'>;
  /** The absolute path that the links lead to, with forward slashes. */
  readonly path: string;
  /** True if links lead out of the workspace. They are not followed. It is known only for files on disk. */
  readonly leadsOut?: boolean;
}

/** Git's index may lie elsewhere: in a worktree or a submodule, `.git` is a file that names its folder. */
export function isGitIndex(name: string): boolean {
  return name.endsWith('/index');
}

/** Files with git's ignore rules. */
export const rulesName = '.gitignore';

const MiB = 1024 * 1024;

/**
 * The largest file of each kind, in bytes. No more is read of any, and a larger file is reported as too large. A text
 * of JavaScript has fewer than 512 Mi letters, which is enough for each of these.
 */
export const mostBytes = {
  /** More are data, not a manifest. */
  manifest: 16 * MiB,
  /** A manifest that a person names, standard input, or the text of an error. */
  asked: 256 * MiB,
  config: 4 * MiB,
  /** A `.gitignore`. */
  rules: 1 * MiB,
  /** A file of git that names a folder. */
  gitLink: 64 * 1024,
  /** Git's index, or its list of packed references. */
  gitList: 256 * MiB,
  /** A snapshot of a large organisation is a large file, packed or not. */
  snapshot: 400_000_000,
  baseline: 64 * MiB,
  kubeconfig: 4 * MiB,
} as const;

/** A file's text, or why it was not read. */
export type FileText =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly why: 'size' | 'binary' }
  | { readonly name: string; readonly error: unknown };

export async function readText(files: Files, name: string, atMost: number): Promise<FileText> {
  try {
    const bytes = await files.read(name, atMost);
    const text = bytes && decodeText(bytes);
    if (bytes === undefined) return { name, why: 'size' };
    if (losesAzureHost(bytes, text)) return { name, error: new Error(lost) };
    return text === undefined ? { name, why: 'binary' } : { name, text };
  } catch (error) {
    return { name, error };
  }
}

/**
 * Returns whether the bytes of a file name an Azure registry, and its text doesn't. NULs make a manifest look binary,
 * or like UTF-16. Its pulls must not be lost in silence.
 */
function losesAzureHost(bytes: Uint8Array, text: string | undefined): boolean {
  return (
    bytes.includes(0) && !namesAzureHost(withoutNuls(text ?? '')) && namesAzureHost(withoutNuls(utf8.decode(bytes)))
  );
}

const withoutNuls = (text: string) => text.replaceAll('\0', '');
const utf8 = new TextDecoder();
const lost = 'it names an Azure registry, and is not text in any encoding that is read';
