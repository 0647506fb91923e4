import type * as vscode from 'vscode';
import type { Admits } from '../../disk/boundary.ts';
import type { FolderEntry, Followed } from '../../workspace/files.ts';

/**
 * Files and folders, all links followed. Each function rejects if there is nothing, or nothing that can be had.
 * `admits` decides how far links may lead. Without it, they may lead anywhere.
 */
export interface FileSystem {
  /** As git's `core.ignoreCase`, by its own default of each system. */
  readonly ignoreCase: boolean;
  /** Admits what lies in the folder that its path names. */
  readonly inItsFolder: Admits;
  /** Admits what lies in the repository around a folder, or else in the folder. */
  around(folder: vscode.Uri): Admits;
  /** The entries of a folder, in no order. */
  list(folder: vscode.Uri): Promise<readonly FolderEntry[]>;
  /** `leadsOut` is known only for files on disk. */
  follow(uri: vscode.Uri, admits?: Admits): Promise<Followed>;
  /** Undefined: it is larger than so many bytes. */
  read(file: vscode.Uri, atMost: number, admits?: Admits): Promise<Uint8Array | undefined>;
  /** Writes a file that a person chose. */
  write(file: vscode.Uri, text: string): Promise<void>;
}

/** A file or folder is there, perhaps, and was not had: the file system did not answer, or had too much to do. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

/**
 * Manifests of a folder that are read where each is a request over the network: less than a minute's worth. Of more, a
 * part is no use: any of the others may decide a pull.
 */
export const mostOverNetwork = 10_000;
