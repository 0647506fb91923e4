import { realpath } from 'node:fs/promises';
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
    const bytes = await vscode.workspace.fs.readFile(uri);
    return bytes.length > maxSize ? undefined : decodeText(bytes);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined; // it is gone, a folder, or not ours to read
    throw error;
  }
}

/** Reads files that ship beside the extension, such as the grammars that Bicep and Terraform are parsed with. */
export function resourcesOf(extensionUri: vscode.Uri): ReadResource {
  return async file => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', file));
}
