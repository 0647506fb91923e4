import { realpath } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import type { ReadResource } from '../../manifests/format.ts';
import { decodeText } from '../../manifests/source/decodeText.ts';
import { type Entry, type Files, largestManifest } from '../../workspace/files.ts';

/** A folder of the workspace, wherever VS Code has it from. */
export function workspaceFiles(root: vscode.Uri): Files {
  const at = (name: string) =>
    /^(\/|[A-Za-z]:)/.test(name) ? root.with({ path: vscode.Uri.file(name).path }) : vscode.Uri.joinPath(root, name);
  return {
    root: root.path,
    list: async folder =>
      (await vscode.workspace.fs.readDirectory(at(folder))).map(([name, type]) => ({ name, kind: kindOf(type) })),
    read: async (name, atMost) => {
      const bytes = await vscode.workspace.fs.readFile(at(name));
      return atMost !== undefined && bytes.length > atMost ? undefined : bytes;
    },
    follow: async name => {
      const uri = at(name);
      const { type } = await vscode.workspace.fs.stat(uri);
      const kind = kindOf(type & ~vscode.FileType.SymbolicLink);
      // Only of files on disk can it be told where links lead.
      const path = uri.scheme === 'file' ? vscode.Uri.file(await realpath(uri.fsPath)).path : uri.path;
      return { kind: kind === 'link' ? 'other' : kind, path };
    },
  };
}

function kindOf(type: vscode.FileType): Entry['kind'] {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  if (type & vscode.FileType.Directory) return 'folder';
  return type & vscode.FileType.File ? 'file' : 'other';
}

/** The text of a file on disk; undefined where there is none, or none that anybody wrote by hand. */
export async function readFile(uri: vscode.Uri, maxSize = largestManifest): Promise<string | undefined> {
  try {
    // What is sought as a manifest was listed as a file; a config or a snapshot may be a pipe, which never ends.
    if (maxSize > largestManifest && ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) === 0)
      return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.length > maxSize) return undefined;
    const whole = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked(bytes, maxSize) : bytes;
    return whole && decodeText(whole);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined; // it is gone, a folder, or not ours to read
    throw error;
  }
}

/** Undefined where that is no gzip, or too much of it. */
function unpacked(bytes: Uint8Array, mostBytes: number): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch {
    return undefined;
  }
}

/** Reads files that ship beside the extension, such as the grammars that Bicep and Terraform are parsed with. */
export function resourcesOf(extensionUri: vscode.Uri): ReadResource {
  return async file => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', file));
}
