import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import type { ReadResource } from '../../read/format.ts';
import { decodeText } from '../../read/source/decodeText.ts';
import { type Entry, type Files, type Followed, largestManifest } from '../../workspace/files.ts';

/**
 * A folder of the workspace, wherever VS Code has it from. `vscode.workspace.fs` asks the window before each answer, and a
 * repository has thousands of folders and files: what is on disk is read by Node.
 */
export function workspaceFiles(root: vscode.Uri): Files {
  const at = (name: string) =>
    /^(\/|[A-Za-z]:)/.test(name) ? root.with({ path: vscode.Uri.file(name).path }) : vscode.Uri.joinPath(root, name);
  return {
    root: root.path,
    list: name => listOf(at(name)),
    read: (name, atMost) => bytesOf(at(name), atMost),
    follow: async name => {
      const uri = at(name);
      // Only of files on disk can it be told where links lead.
      const path = uri.scheme === 'file' ? vscode.Uri.file(await fs.realpath(uri.fsPath)).path : uri.path;
      return { kind: (await stateOf(uri)).kind, path };
    },
  };
}

async function listOf(uri: vscode.Uri): Promise<readonly Entry[]> {
  if (uri.scheme !== 'file')
    return (await vscode.workspace.fs.readDirectory(uri)).map(([name, type]) => ({ name, kind: kindOf(type) }));
  const entries = await fs.readdir(uri.fsPath, { withFileTypes: true });
  return entries.map(entry => ({ name: entry.name, kind: entry.isSymbolicLink() ? 'link' : kindOnDisk(entry) }));
}

/** What is behind all links. */
async function stateOf(uri: vscode.Uri): Promise<{ readonly kind: Followed['kind']; readonly size: number }> {
  if (uri.scheme === 'file') {
    const stats = await fs.stat(uri.fsPath);
    return { kind: kindOnDisk(stats), size: stats.size };
  }
  const { type, size } = await vscode.workspace.fs.stat(uri);
  const kind = kindOf(type & ~vscode.FileType.SymbolicLink);
  return { kind: kind === 'link' ? 'other' : kind, size };
}

/** Undefined where there is nothing. */
export async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => type,
    () => undefined,
  );
}

function kindOf(type: vscode.FileType): Entry['kind'] {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  if (type & vscode.FileType.Directory) return 'folder';
  return type & vscode.FileType.File ? 'file' : 'other';
}

function kindOnDisk(entry: Pick<Dirent, 'isFile' | 'isDirectory'>): Followed['kind'] {
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}

/** Undefined: it is larger. Rejects where it can't be read, or is no file: a pipe never ends. */
async function bytesOf(uri: vscode.Uri, atMost = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> {
  const { kind, size } = await stateOf(uri);
  if (kind !== 'file') throw vscode.FileSystemError.FileNotFound(uri);
  if (size > atMost) return undefined;
  const bytes = await (uri.scheme === 'file' ? fs.readFile(uri.fsPath) : vscode.workspace.fs.readFile(uri));
  return bytes.length > atMost ? undefined : bytes;
}

/** The text of a file, unpacked; undefined where there is none, it is too large, or it can't be read. */
export async function readFile(uri: vscode.Uri, maxSize = largestManifest): Promise<string | undefined> {
  try {
    const bytes = await bytesOf(uri, maxSize);
    const isPacked = bytes?.[0] === 0x1f && bytes[1] === 0x8b;
    return bytes && decodeText(isPacked ? gunzipSync(bytes, { maxOutputLength: maxSize }) : bytes);
  } catch {
    return undefined; // it is gone, a folder, not ours to read, or no gzip
  }
}

/** Reads files that ship beside the extension, such as the grammars that Bicep and Terraform are parsed with. */
export function resourcesOf(extensionUri: vscode.Uri): ReadResource {
  return async file => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', file));
}
