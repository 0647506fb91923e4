import * as vscode from 'vscode';
import { type CauseId, causePage, causes, isCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { commands, docsScheme } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import { withRepository } from './markdown.ts';

/**
 * The address of a page that ships with the extension: `acr-pull-docs:/docs/causes/not-attached.md`.
 *
 * Pages have a scheme of their own, since links in diagnostics need one. VS Code opens such a link like any document,
 * but runs no command for it: https://github.com/microsoft/vscode/pull/329652
 * package.json has its Markdown shown rendered, wherever the extension is installed. It needs no network. Links among
 * the pages and to the samples work, since the scheme's root is the extension's folder.
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
