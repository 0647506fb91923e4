import * as vscode from 'vscode';
import { fileType } from '../files/workspaceFiles.ts';
import { type SeenFinding, seenIn } from '../findings/seen.ts';
import { stateOf } from '../findings/tally.ts';
import { commands, contextKeys, walkthrough } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { openPage } from '../page/docsPages.ts';
import { registerCommand, setContext } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { reveal } from '../tree/nodeCommands.ts';

/** Registers the commands of the walkthrough's steps, and the one that opens it again. */
export function registerWalkthrough(own: Lifetime, context: vscode.ExtensionContext, store: FindingStore): void {
  const { extension, extensionUri, globalStorageUri, workspaceState } = context;
  // A copy that may be edited: what is installed is replaced by the next version, and may be read-only.
  const copy = vscode.Uri.joinPath(globalStorageUri, `samples-${extension.packageJSON.version}`);
  if ((vscode.workspace.workspaceFolders ?? []).some(({ uri }) => uri.toString() === copy.toString())) {
    setContext(contextKeys.samplesOpened, true);
    showFirstFinding(own, store, workspaceState);
  }
  registerCommand(own, commands.openWalkthrough, () =>
    vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#${walkthrough}`, false),
  );
  registerCommand(own, commands.openCiGuide, () => openPage('docs/ci.md'));
  registerCommand(own, commands.openSamples, async () => {
    if (!(await fileType(copy))) await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'samples'), copy);
    const forceNewWindow = (vscode.workspace.workspaceFolders ?? []).length > 0;
    await vscode.commands.executeCommand('vscode.openFolder', copy, { forceNewWindow });
    setContext(contextKeys.samplesOpened, true);
  });
}

/** Shows the first image that can't be pulled, by its path, when the samples are open for the first time. */
function showFirstFinding(own: Lifetime, store: FindingStore, memory: vscode.Memento): void {
  const byPath = (one: SeenFinding, other: SeenFinding) => (one.uri < other.uri ? -1 : 1);
  own.add(
    store.onDidChangeState(async () => {
      if (store.busy || memory.get(shownKey, false)) return;
      const [first] = seenIn(store)
        .filter(({ finding }) => stateOf(finding) === 'blocked')
        .sort(byPath);
      if (!first) return;
      await memory.update(shownKey, true);
      await reveal({ line: first });
    }),
  );
}

const shownKey = 'samplesShown';
