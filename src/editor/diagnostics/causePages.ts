import * as vscode from 'vscode';
import { causes, isCause, pageOf } from '../../causes/index.ts';
import type { CauseId } from '../../model/cause.ts';
import { commands, docsScheme } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';

/**
 * The page about a cause, which ships with the extension: `acr-pull-docs:/docs/causes/not-attached.md`.
 *
 * Pages are documents of a scheme of their own for the sake of links in diagnostics: VS Code opens such a link like any
 * document, but runs no command for it (https://github.com/microsoft/vscode/pull/329652), and package.json says that
 * its Markdown is shown rendered, wherever the extension is installed. It needs no network. Links among the pages and to
 * the samples work, since the scheme's root is the extension's folder.
 */
export function pageUri(cause: CauseId): vscode.Uri {
  return vscode.Uri.from({ scheme: docsScheme, path: `/${pageOf(cause)}` });
}

export function registerCausePages(extensionUri: vscode.Uri): vscode.Disposable {
  const lifetime = new Lifetime();
  lifetime.add(
    vscode.workspace.registerTextDocumentContentProvider(docsScheme, {
      async provideTextDocumentContent(uri) {
        const file = vscode.Uri.joinPath(extensionUri, uri.path);
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      },
    }),
  );
  lifetime.add(
    vscode.commands.registerCommand(commands.openCausePage, async (...asked: readonly unknown[]) => {
      const ids = asked.filter(id => typeof id === 'string').filter(isCause);
      const id = ids.length === 1 ? ids[0] : await pickCause(ids);
      if (id) await vscode.commands.executeCommand('vscode.open', pageUri(id));
    }),
  );
  return lifetime;
}

async function pickCause(ids: readonly CauseId[]): Promise<CauseId | undefined> {
  const offered = ids.length > 0 ? ids.map(id => causes[id]) : Object.values(causes);
  const items = offered.map(({ id, title }) => ({ label: title, description: id, id }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'ACR Pull: Explain a Cause',
    placeHolder: 'Why an image can or cannot be pulled',
    matchOnDescription: true,
  });
  return picked?.id;
}
