import path from 'node:path';
import * as vscode from 'vscode';
import { inItsFolder } from '../../disk/boundary.ts';
import { writeProgram } from '../../disk/writeFile.ts';
import { t } from '../../model/l10n.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import { shims } from './shims.ts';

/**
 * Opens a terminal in which `acr-pull` is the gate that the extension brings. It is run by VS Code's own Node, or by
 * that of the remote server, so nothing has to be installed. The `PATH` of all other terminals stays as it is.
 */
export function registerOpenTerminal(own: Lifetime, { extensionUri, globalStorageUri }: vscode.ExtensionContext): void {
  registerCommand(own, commands.openTerminal, async () => {
    // The gate reads the config of the workspace, and the shell what the folder sets up for it.
    if (!vscode.workspace.isTrusted) {
      await vscode.window.showInformationMessage(t('Trust this workspace to run acr-pull in it.'));
      return;
    }
    const folder = vscode.Uri.joinPath(globalStorageUri, 'bin').fsPath;
    for (const [name, text] of Object.entries(shims)) await writeProgram(path.join(folder, name), text, inItsFolder);
    const env = {
      PATH: [folder, process.env['PATH'] ?? ''].join(path.delimiter),
      ACR_PULL_NODE: process.execPath,
      ACR_PULL_GATE: vscode.Uri.joinPath(extensionUri, 'dist/gate.cjs').fsPath,
    };
    // A terminal that comes back after an update would look for a program that is gone.
    vscode.window.createTerminal({ name: 'acr-pull', env, isTransient: true }).show();
  });
}
