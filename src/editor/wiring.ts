import * as vscode from 'vscode';
import { registerCausePages } from './causePages.ts';
import { Choices } from './choices.ts';
import { registerChooseSnapshot } from './chooseSnapshot.ts';
import { registerCodeLens } from './codeLens.ts';
import { registerCopyFix } from './copyFix.ts';
import { Diagnostics } from './diagnostics.ts';
import { registerExplainError } from './explain/explainError.ts';
import type { Api } from './extension.ts';
import { FindingStore } from './findingStore.ts';
import { registerHandOff } from './fixes/handOff.ts';
import { registerScripts } from './fixes/openScript.ts';
import { registerRunFix } from './fixes/runFix.ts';
import { registerSuppress } from './fixes/suppress.ts';
import { registerHover } from './hover/hover.ts';
import { commands, productName } from './ids.ts';
import { showLanguageStatus } from './languageStatus.ts';
import type { Lifetime } from './lifetime.ts';
import { LiveMap } from './liveMap.ts';
import { registerLiveMapCommands } from './liveMapCommands.ts';
import { LiveMapRefresh } from './liveMapRefresh.ts';
import { OpenDocuments } from './openDocuments.ts';
import { registerPickTarget } from './pickTarget.ts';
import { registerQuickFixes } from './quickFixes.ts';
import { Resources } from './resources.ts';
import { MicrosoftAccount } from './signIn.ts';
import { SnapshotWatcher } from './snapshotWatcher.ts';
import { Trees } from './tree/trees.ts';
import { TroubleDiagnostics } from './troubleDiagnostics.ts';
import { WorkspaceReader } from './workspaceReader.ts';

/** The whole extension, wired by hand: what each part leans on is passed to it here, and nowhere else. */
export function wire(own: Lifetime, { extensionUri, workspaceState }: vscode.ExtensionContext): Api {
  const log = own.add(vscode.window.createOutputChannel(productName, { log: true }));
  const choices = own.add(new Choices(workspaceState));
  const documents = own.add(new OpenDocuments());
  const store = own.add(new FindingStore(documents, choices, new Resources(extensionUri), log));
  const reader = own.add(new WorkspaceReader(store, documents));

  own.add(new Diagnostics(store, documents));
  own.add(new TroubleDiagnostics(store));
  own.add(new SnapshotWatcher(store));
  const trees = own.add(new Trees(store));
  own.add(showLanguageStatus(store, choices));
  own.add(registerQuickFixes(store));
  own.add(registerHover(store));
  own.add(registerCopyFix());
  own.add(registerRunFix(store));
  own.add(registerHandOff(store));
  own.add(registerSuppress(store));
  own.add(registerScripts(store));
  own.add(registerCodeLens(store));
  own.add(registerExplainError(store));
  own.add(registerCausePages(extensionUri));
  own.add(registerPickTarget(store, choices));
  own.add(registerChooseSnapshot(choices));
  const live = own.add(new LiveMap(new MicrosoftAccount(), workspaceState, log));
  own.add(new LiveMapRefresh(store, live));
  own.add(registerLiveMapCommands(live));
  own.add(vscode.commands.registerCommand(commands.refresh, () => reader.readAll()));
  own.add(vscode.commands.registerCommand(commands.showLog, () => log.show()));

  reader.start();
  void live.refresh();
  return { settled: () => store.settled(), outline: view => trees.outline(view) };
}
