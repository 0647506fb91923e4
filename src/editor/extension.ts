import * as vscode from 'vscode';
import { registerCausePages } from './causePages.ts';
import { Choices } from './choices.ts';
import { registerChooseSnapshot } from './chooseSnapshot.ts';
import { registerCopyFix } from './copyFix.ts';
import { Diagnostics } from './diagnostics.ts';
import { FindingStore } from './findingStore.ts';
import { commands, productName } from './ids.ts';
import { showLanguageStatus } from './languageStatus.ts';
import { OpenDocuments } from './openDocuments.ts';
import { registerPickTarget } from './pickTarget.ts';
import { registerQuickFixes } from './quickFixes.ts';
import { SnapshotWatcher } from './snapshotWatcher.ts';
import { Trees } from './trees.ts';
import { TroubleDiagnostics } from './troubleDiagnostics.ts';
import { WorkspaceReader } from './workspaceReader.ts';

/** The whole extension, wired by hand: what each part leans on is passed to it here, and nowhere else. */
export function activate({ subscriptions, extensionUri, workspaceState }: vscode.ExtensionContext): void {
  const began = performance.now();
  const own = <T extends vscode.Disposable>(part: T): T => {
    subscriptions.push(part);
    return part;
  };

  const log = own(vscode.window.createOutputChannel(productName, { log: true }));
  const choices = own(new Choices(workspaceState));
  const documents = own(new OpenDocuments());
  const store = own(new FindingStore(documents, choices, log));
  const reader = own(new WorkspaceReader(store));

  own(new Diagnostics(store, documents));
  own(new TroubleDiagnostics(store));
  own(new SnapshotWatcher(store));
  own(new Trees(store));
  own(showLanguageStatus(store, choices));
  own(registerQuickFixes(store));
  own(registerCopyFix());
  own(registerCausePages(extensionUri));
  own(registerPickTarget(store, choices));
  own(registerChooseSnapshot(choices));
  own(vscode.commands.registerCommand(commands.refresh, () => reader.readAll()));
  own(vscode.commands.registerCommand(commands.showLog, () => log.show()));

  reader.start();
  log.info(`activated in ${(performance.now() - began).toFixed(1)} ms`);
}
