import type * as vscode from 'vscode';
import type { AcrPullApi } from './api.ts';
import { registerTools } from './assistants/registerTools.ts';
import { showAudit } from './audit/auditView.ts';
import { LiveMap } from './azure/liveMap.ts';
import { registerLiveMapCommands } from './azure/liveMapCommands.ts';
import { refreshLiveMap } from './azure/liveMapRefresh.ts';
import { registerLookForImage } from './azure/lookForImage.ts';
import { MicrosoftAccount } from './azure/signIn.ts';
import { registerImageCompletion } from './completion/registerImageCompletion.ts';
import { registerConfig } from './config/registerConfig.ts';
import { registerCodeLens } from './diagnostics/codeLens.ts';
import { showDiagnostics, showTroubles } from './diagnostics/diagnostics.ts';
import { showLanguageStatus } from './diagnostics/languageStatus.ts';
import { registerExplainError } from './explain/explainError.ts';
import { resourcesOf, WorkspaceFiles } from './files/workspaceFiles.ts';
import { registerApplyFix } from './fixes/applyFix.ts';
import { registerIgnore } from './fixes/ignore.ts';
import { registerScripts } from './fixes/openScript.ts';
import { registerGrantFixes, registerQuickFixes } from './fixes/quickFixes.ts';
import { registerGuides } from './guides/guides.ts';
import { registerWalkthrough } from './guides/walkthrough.ts';
import type { ExtensionHost } from './host/extensionHost.ts';
import { registerHover } from './hover/hover.ts';
import { commands } from './ids.ts';
import type { Lifetime } from './lifetime.ts';
import { registerPages } from './page/docsPages.ts';
import { openLog, registerCommand } from './register.ts';
import { Choices } from './store/choices.ts';
import { whenConcerned } from './store/concern.ts';
import { FindingStore } from './store/findingStore.ts';
import { OpenDocuments } from './store/openDocuments.ts';
import { readWorkspace } from './store/workspaceReader.ts';
import { registerAskColleague } from './targets/askColleague.ts';
import { registerChooseSnapshot } from './targets/chooseSnapshot.ts';
import { offerAccess } from './targets/offerAccess.ts';
import { registerPickTarget } from './targets/pickTarget.ts';
import { registerSendTo } from './targets/sendTo.ts';
import type { OutlineNode } from './tree/outline.ts';
import { registerRowActions } from './tree/rowActions.ts';
import { PullTrees } from './tree/trees.ts';

/** The whole extension, wired by hand: what each part needs is passed to it here, and nowhere else. */
export function wire(own: Lifetime, context: vscode.ExtensionContext, host: ExtensionHost): Api {
  const { extensionUri, workspaceState } = context;
  const log = openLog(own);
  const choices = new Choices(own, workspaceState);
  const documents = new OpenDocuments(own);
  const resources = resourcesOf(extensionUri);
  const files = new WorkspaceFiles(host.disk);
  const store = new FindingStore(own, files, documents, choices, resources, log);
  const reader = readWorkspace(own, store, documents);

  showDiagnostics(own, store, documents);
  showTroubles(own, store);
  registerConfig(own, store, choices);
  const trees = new PullTrees(own, store, choices);
  const audit = showAudit(own, store, choices, log);
  registerGrantFixes(own, store);
  registerHover(own, store);
  registerImageCompletion(own, store, choices);
  registerApplyFix(own, { store, files, resources, runsCommands: host.runsCommands });
  registerIgnore(own, store);
  registerScripts(own, store);
  registerCodeLens(own, store);
  registerExplainError(own, store);
  registerTools(own, store, choices);
  registerPages(own, context);
  registerWalkthrough(own, context, store);
  registerGuides(own, context);
  registerPickTarget(own, store, choices);
  registerSendTo(own, store, choices, workspaceState);
  host.registerOwn(own, context, files, choices);
  registerChooseSnapshot(own, store, choices, workspaceState, () => trees.isVisible);
  registerAskColleague(own, context);
  offerAccess(own, store);
  const live = new LiveMap(own, host, new MicrosoftAccount(), workspaceState, log);
  whenConcerned(own, store, () => showLanguageStatus(own, store, live));
  refreshLiveMap(own, store, live, host.environment);
  registerLiveMapCommands(own, files, live, trouble => trees.showTrouble(trouble));
  registerLookForImage(own, store, live);
  registerQuickFixes(own, store, choices, live);
  registerRowActions(own, store, choices, live);
  registerCommand(own, commands.refresh, () =>
    Promise.all([reader.readAll(), ...(live.wanted ? [live.readAgain()] : [])]),
  );
  registerCommand(own, commands.showLog, () => log.show());

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
    audit,
  };
}

/** The API for other extensions, with additions for the tests. */
export interface Api extends AcrPullApi {
  /** Resolves when all that is known of the workspace is up to date. */
  settled(): Promise<void>;
  /** The nodes of a view of the side bar. */
  outline(view: 'targets' | 'registries'): readonly OutlineNode[];
  /** The audit of what is known now. */
  audit(): Promise<readonly OutlineNode[]>;
}
