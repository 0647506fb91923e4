import * as vscode from 'vscode';
import { type CauseId, causePage, causes, isCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { withRepository } from '../hover/markdown.ts';
import { commands, contextKeys, docsScheme, walkthrough } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand, setContext } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { fileType } from '../store/workspaceFiles.ts';
import { type SeenFinding, seenIn } from '../tree/seen.ts';
import { stateOf } from '../tree/tally.ts';
import { reveal } from '../tree/trees.ts';

/**
 * A page that ships with the extension, as of a cause: `acr-pull-docs:/docs/causes/not-attached.md`.
 *
 * Pages are documents of a scheme of their own for the sake of links in diagnostics: VS Code opens such a link like any
 * document, but runs no command for it (https://github.com/microsoft/vscode/pull/329652), and package.json says that
 * its Markdown is shown rendered, wherever the extension is installed. It needs no network. Links among the pages and to
 * the samples work, since the scheme's root is the extension's folder.
 */
export function pageUri(page: string): vscode.Uri {
  return vscode.Uri.from({ scheme: docsScheme, path: `/${page}` });
}

export async function openPage(page: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', pageUri(page));
}

export function registerPages(own: Lifetime, { extension, extensionUri }: vscode.ExtensionContext): void {
  own.add(
    vscode.workspace.registerTextDocumentContentProvider(docsScheme, {
      async provideTextDocumentContent(uri) {
        const file = vscode.Uri.joinPath(extensionUri, uri.path);
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
        return withRepository(text, extension.packageJSON.repository?.url);
      },
    }),
  );
  registerCommand(own, commands.openCausePage, async (...asked: readonly unknown[]) => {
    const ids = asked.filter(id => typeof id === 'string').filter(isCause);
    const id = ids.length === 1 ? ids[0] : await pickCause(ids);
    if (id) await openPage(causePage(id));
  });
}

async function pickCause(ids: readonly CauseId[]): Promise<CauseId | undefined> {
  const offered = ids.length > 0 ? ids.map(id => causes[id]) : Object.values(causes);
  const items = offered.map(({ id, title }) => ({ label: title, description: id, id }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('ACR Pull: Explain a Cause'),
    placeHolder: t("Why an image can or can't be pulled"),
    matchOnDescription: true,
  });
  return picked?.id;
}

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
