import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { copyText } from '../ask.ts';
import { type CopiedText, type Page, pageCommands } from './page.ts';

/** A tab of the editor that shows a page of the extension. */
export class PageTab {
  readonly #panel: vscode.WebviewPanel;
  #copied: readonly CopiedText[] = [];

  constructor(viewType: string, title: string) {
    this.#panel = vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, {
      enableCommandUris: pageCommands,
      enableFindWidget: true,
      enableScripts: true,
      localResourceRoots: [],
    });
    this.#panel.webview.onDidReceiveMessage((message: unknown) => copy(this.#copied[indexIn(message)]));
  }

  /** Shows a page, in place of the one before, and brings the tab to the front. */
  show({ html, copied }: Page): void {
    this.#copied = copied;
    this.#panel.webview.html = html;
    this.#panel.reveal();
  }

  onClosed(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }
}

/** The number of the button that was clicked. The page sends nothing else. */
function indexIn(message: unknown): number {
  const index: unknown =
    typeof message === 'object' && message !== null && 'copy' in message ? message.copy : undefined;
  return typeof index === 'number' ? index : -1;
}

async function copy(copied: CopiedText | undefined): Promise<void> {
  // a check only reads. A fix here may be a sign-in as well as a change in Azure
  if (copied)
    await copyText(
      copied.text,
      copied.isFix ? t('$(check) Copied. Review it before you run it.') : t('$(check) Copied.'),
    );
}
