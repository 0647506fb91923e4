import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { findingsAt, isImageAddress } from '../findings/fixAddress.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import { fixShell } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { ExaminedFile } from '../store/folder.ts';
import { fixTaken } from './applyFix.ts';

/** Opens the fixes of an image, a file or the workspace as one script: an untitled document, for a person to read. */
export function registerScripts(own: Lifetime, store: FindingStore): void {
  registerCommand(own, commands.scriptForFile, async (image?: unknown) => {
    await store.settled();
    if (isImageAddress(image)) {
      const file = store.file(vscode.Uri.parse(image.uri));
      return open([{ folder: file.folder, findings: findingsAt(image, file.findings) }]);
    }
    const uri = vscode.window.activeTextEditor?.document.uri;
    await open(uri ? [store.file(uri)] : []);
  });
  registerCommand(own, commands.scriptForWorkspace, async () => {
    await store.settled();
    await open(store.files());
  });
}

async function open(files: readonly Pick<ExaminedFile, 'folder' | 'findings'>[]): Promise<void> {
  const shell = fixShell();
  const byFolder = Map.groupBy(files, ({ folder }) => folder);
  const parts = [...byFolder].map(([folder, ofFolder]) => ({
    findings: ofFolder.flatMap(({ findings }) => findings),
    map: folder.knowledge.map,
  }));
  const { fileScript: scriptFor } = await import('./script.ts');
  const content = scriptFor(parts, shell);
  if (content === undefined) {
    const isKnown = parts.some(({ map }) => map);
    await vscode.window.showInformationMessage(
      isKnown
        ? t('Nothing to fix: no pull is denied here.')
        : t('Sign in to Azure or choose a snapshot to see which images need a fix.'),
    );
    return;
  }
  const language = shell === 'bash' ? 'shellscript' : 'powershell';
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
  fixTaken();
}
