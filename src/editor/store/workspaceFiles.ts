import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { type Admits, anywhere, boundaryAround, inItsFolder, whereNamed, within } from '../../disk/boundary.ts';
import { readRegularLater } from '../../disk/readFile.ts';
import { replaceFile } from '../../disk/writeFile.ts';
import type { ReadResource } from '../../read/format.ts';
import { decodeText } from '../../read/source/decodeText.ts';
import { type Files, type FolderEntry, type Followed, isGitIndex } from '../../workspace/files.ts';

/**
 * A folder of the workspace, wherever VS Code has it from. `vscode.workspace.fs` asks the window before each answer,
 * and a repository has thousands of folders and files: what is on disk is read by Node.
 */
export function workspaceFiles(root: vscode.Uri): Files {
  const at = (name: string) =>
    /^(\/|[A-Za-z]:)/.test(name) ? root.with({ path: vscode.Uri.file(name).path }) : vscode.Uri.joinPath(root, name);
  const admits = admitsIn(root);
  return {
    root: root.path,
    list: name => listOf(at(name)), // the walk lists no folder behind a link that leads out
    read: (name, atMost) => bytesOf(at(name), atMost, isGitIndex(name) ? inItsFolder : admits),
    follow: name => followed(at(name), admits),
  };
}

/** For a folder that is opened: its repository, or itself. */
function admitsIn(root: vscode.Uri): Admits {
  return root.scheme === 'file' ? within([boundaryAround(root.fsPath)]) : anywhere;
}

/** Follows links of files on disk. Of others, no link's end is known. */
async function followed(uri: vscode.Uri, admits: Admits): Promise<Followed> {
  const { kind } = await stateOf(uri);
  if (uri.scheme !== 'file') return { kind, path: uri.path };
  const real = await fs.realpath(uri.fsPath);
  return { kind, path: vscode.Uri.file(real).path, leadsOut: !admits(uri.fsPath, real) };
}

async function listOf(uri: vscode.Uri): Promise<readonly FolderEntry[]> {
  if (uri.scheme !== 'file')
    return (await vscode.workspace.fs.readDirectory(uri)).map(([name, type]) => ({ name, kind: kindOf(type) }));
  const entries = await fs.readdir(uri.fsPath, { withFileTypes: true });
  return entries.map(entry => ({ name: entry.name, kind: entry.isSymbolicLink() ? 'link' : kindOnDisk(entry) }));
}

/** The kind and size of a file, behind all links. */
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
export async function fileType(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => type,
    () => undefined,
  );
}

function kindOf(type: vscode.FileType): FolderEntry['kind'] {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  if (type & vscode.FileType.Directory) return 'folder';
  return type & vscode.FileType.File ? 'file' : 'other';
}

function kindOnDisk(entry: Pick<Dirent, 'isFile' | 'isDirectory'>): Followed['kind'] {
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}

/** Undefined: it is larger. Rejects where it can't be read, or is no file: a pipe never ends. */
async function bytesOf(uri: vscode.Uri, atMost: number, admits: Admits): Promise<Uint8Array | undefined> {
  if (uri.scheme === 'file') return readRegularLater(uri.fsPath, { atMost, admits });
  const { kind, size } = await stateOf(uri);
  if (kind !== 'file') throw vscode.FileSystemError.FileNotFound(uri);
  if (size > atMost) return undefined;
  const bytes = await vscode.workspace.fs.readFile(uri);
  return bytes.length > atMost ? undefined : bytes;
}

/** Links lead from a file out of its folder. One that is not there leads nowhere, which reading it will show. */
export async function leadsOut(root: vscode.Uri, file: vscode.Uri): Promise<boolean> {
  return followed(file, admitsIn(root)).then(
    ({ leadsOut: isOut }) => isOut ?? false,
    () => false,
  );
}

/** The folder of the workspace that a file is in. */
export function rootOf(uri: vscode.Uri): vscode.Uri | undefined {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri;
}

/**
 * Returns the text of a file, unpacked. Undefined: it is missing, too large, or unreadable. `inFolder`: a link in this
 * folder that leads out of it is not followed. Absent for a file that a person chose, or that is the user's own.
 */
export async function readFile(uri: vscode.Uri, atMost: number, inFolder?: vscode.Uri): Promise<string | undefined> {
  try {
    const bytes = await bytesOf(uri, atMost, inFolder ? admitsIn(inFolder) : anywhere);
    const isPacked = bytes?.[0] === 0x1f && bytes[1] === 0x8b;
    return bytes && decodeText(isPacked ? gunzipSync(bytes, { maxOutputLength: atMost }) : bytes);
  } catch {
    return undefined; // it is gone, a folder, not ours to read, or no gzip
  }
}

/** Writes a file that a person chose. */
export async function writeFile(uri: vscode.Uri, text: string): Promise<void> {
  if (uri.scheme === 'file') return replaceFile(uri.fsPath, text, whereNamed(uri.fsPath, path.dirname(uri.fsPath)));
  return vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/** Reads files that ship beside the extension, such as the grammars that Bicep and Terraform are parsed with. */
export function resourcesOf(extensionUri: vscode.Uri): ReadResource {
  return async file => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', file));
}
