import * as vscode from 'vscode';
import type { AcrPullApi } from './api.ts';
import { registerMcpServer } from './assistants/mcpServer.ts';
import { registerTools } from './assistants/registerTools.ts';
import { AuditView } from './audit/auditView.ts';
import { LiveMap } from './azure/liveMap.ts';
import { registerLiveMapCommands } from './azure/liveMapCommands.ts';
import { registerLookForImage } from './azure/liveMapImages.ts';
import { LiveMapRefresh } from './azure/liveMapRefresh.ts';
import { MicrosoftAccount } from './azure/signIn.ts';
import { registerImageCompletion } from './completion/registerImageCompletion.ts';
import { registerConfig } from './config/registerConfig.ts';
import { registerCausePages } from './diagnostics/causePages.ts';
import { registerCodeLens } from './diagnostics/codeLens.ts';
import { Diagnostics } from './diagnostics/diagnostics.ts';
import { showLanguageStatus } from './diagnostics/languageStatus.ts';
import { TroubleDiagnostics } from './diagnostics/troubleDiagnostics.ts';
import { registerExplainError } from './explain/explainError.ts';
import { registerApplyFix } from './fixes/applyFix.ts';
import { registerCommentFixes } from './fixes/idleComments.ts';
import { registerScripts } from './fixes/openScript.ts';
import { registerQuickFixes } from './fixes/quickFixes.ts';
import { registerSuppress } from './fixes/suppress.ts';
import { registerHover } from './hover/hover.ts';
import { commands } from './ids.ts';
import type { Lifetime } from './lifetime.ts';
import { openLog } from './log.ts';
import { FindingStore } from './store/findingStore.ts';
import { OpenDocuments } from './store/openDocuments.ts';
import { resourcesOf } from './store/workspaceFiles.ts';
import { WorkspaceReader } from './store/workspaceReader.ts';
import { Choices } from './targets/choices.ts';
import { registerChooseSnapshot } from './targets/chooseSnapshot.ts';
import { KubeconfigFiles } from './targets/kubeconfigFiles.ts';
import { registerPickTarget } from './targets/pickTarget.ts';
import { registerSendTo } from './targets/sendTo.ts';
import type { OutlineNode } from './tree/outline.ts';
import { Trees } from './tree/trees.ts';
import { registerWalkthrough } from './walkthrough/walkthrough.ts';

/** The whole extension, wired by hand: what each part leans on is passed to it here, and nowhere else. */
export function wire(own: Lifetime, context: vscode.ExtensionContext): Api {
  const { extensionUri, workspaceState } = context;
  const log = openLog(own);
  const choices = own.add(new Choices(workspaceState));
  const documents = own.add(new OpenDocuments());
  const resources = resourcesOf(extensionUri);
  const store = own.add(new FindingStore(documents, choices, resources, log));
  const reader = own.add(new WorkspaceReader(store, documents));

  own.add(new Diagnostics(store, documents));
  own.add(new TroubleDiagnostics(store));
  own.add(registerConfig(store, choices));
  const trees = own.add(new Trees(store, choices));
  const audit = own.add(new AuditView(store, choices, log));
  own.add(registerQuickFixes(store, choices));
  own.add(registerHover(store));
  own.add(registerImageCompletion(store));
  own.add(registerApplyFix(store, resources));
  own.add(registerSuppress(store));
  own.add(registerCommentFixes(store));
  own.add(registerScripts(store));
  own.add(registerCodeLens(store));
  own.add(registerExplainError(store));
  own.add(registerTools(store));
  own.add(registerMcpServer(context));
  own.add(registerCausePages(extensionUri));
  own.add(registerWalkthrough(context));
  own.add(registerPickTarget(store, choices));
  own.add(registerSendTo(store, choices, workspaceState));
  own.add(new KubeconfigFiles(choices));
  own.add(registerChooseSnapshot(store, choices, workspaceState));
  const live = own.add(new LiveMap(new MicrosoftAccount(), workspaceState, log));
  own.add(showLanguageStatus(store, choices, live));
  own.add(new LiveMapRefresh(store, live));
  own.add(registerLiveMapCommands(live, trouble => trees.tell(trouble)));
  own.add(registerLookForImage(store, live));
  own.add(vscode.commands.registerCommand(commands.refresh, () => reader.readAll()));
  own.add(vscode.commands.registerCommand(commands.showLog, () => log.show()));

  // An activation that was overtaken by its own end begins nothing.
  if (!own.ended) {
    reader.start();
    void live.refresh();
  }
  return {
    version: 1,
    canPull: async (image, target) => (await import('./assistants/tools.ts')).canPull(store, image, target),
    settled: () => store.settled(),
    outline: view => trees.outline(view),
    audit: () => audit.outline(),
  };
}

/** What other extensions can ask, and the tests besides. */
export interface Api extends AcrPullApi {
  /** Resolves when all that is known of the workspace is up to date. */
  settled(): Promise<void>;
  /** What a view of the side bar shows. */
  outline(view: 'targets' | 'registries'): readonly OutlineNode[];
  /** The audit of what is known now. */
  audit(): Promise<readonly OutlineNode[]>;
}
