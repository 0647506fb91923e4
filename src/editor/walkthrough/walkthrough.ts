import * as vscode from 'vscode';
import { commands, docsScheme, walkthrough } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';

type Installed = Pick<vscode.ExtensionContext, 'extension' | 'extensionUri' | 'globalStorageUri'>;

/** What the steps of the walkthrough lead to, and the command that opens it again. */
export function registerWalkthrough({ extension, extensionUri, globalStorageUri }: Installed): vscode.Disposable {
  const lifetime = new Lifetime();
  lifetime.add(
    vscode.commands.registerCommand(commands.openWalkthrough, () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#${walkthrough}`, false),
    ),
  );
  lifetime.add(
    vscode.commands.registerCommand(commands.openCiGuide, () =>
      vscode.commands.executeCommand('vscode.open', vscode.Uri.from({ scheme: docsScheme, path: '/docs/ci.md' })),
    ),
  );
  lifetime.add(
    vscode.commands.registerCommand(commands.openSamples, async () => {
      // A copy that may be edited: what is installed is replaced by the next version, and may be read-only.
      const copy = vscode.Uri.joinPath(globalStorageUri, `samples-${extension.packageJSON.version}`);
      if (!(await isThere(copy))) {
        await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'samples'), copy);
      }
      const forceNewWindow = (vscode.workspace.workspaceFolders ?? []).length > 0;
      await vscode.commands.executeCommand('vscode.openFolder', copy, { forceNewWindow });
    }),
  );
  return lifetime;
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
