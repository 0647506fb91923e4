import * as vscode from 'vscode';
import { isManifestName, manifestGlob } from './manifestFiles.ts';
import { rulesName } from './workspaceFiles.ts';

/** What happens to files on disk, whoever does it. */
export interface FileEvents {
  readonly changed: (uri: vscode.Uri) => void;
  /** Either a file, or a folder with all that was in it. */
  readonly deleted: (uri: vscode.Uri) => void;
  /** A folder with all that is in it. */
  readonly folderCreated: (uri: vscode.Uri) => void;
  /** What Git leaves out has changed. */
  readonly rulesChanged: () => void;
}

export function watchFolder(root: vscode.Uri, events: FileEvents): vscode.Disposable {
  const manifests = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, manifestGlob));
  manifests.onDidChange(events.changed);
  manifests.onDidCreate(events.changed);
  manifests.onDidDelete(events.deleted);

  // A folder that goes or comes as a whole is reported under its own name, and not file by file.
  const rest = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, '**'), false, true, false);
  rest.onDidDelete(uri => {
    if (!isManifestName(uri.path)) events.deleted(uri);
  });
  rest.onDidCreate(async uri => {
    if (!isManifestName(uri.path) && (await isFolder(uri))) events.folderCreated(uri);
  });
  const rules = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, `**/${rulesName}`));
  rules.onDidChange(events.rulesChanged);
  rules.onDidCreate(events.rulesChanged);
  rules.onDidDelete(events.rulesChanged);
  return vscode.Disposable.from(manifests, rest, rules);
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.Directory;
  } catch {
    return false; // gone again already
  }
}
