import * as vscode from 'vscode';
import { findingsAt, type ImageAddress, isImageAddress } from '../findings/fixAddress.ts';
import { lineOf, seenIn } from '../findings/seen.ts';
import { commands, proofPanel } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { PageTab } from '../page/pageTab.ts';
import { registerCommand } from '../register.ts';
import { fixShell } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';

/** Registers the command that shows the full proof of an image, in one tab for each image. */
export function registerFullProof(own: Lifetime, store: FindingStore): void {
  const tabs = new Map<string, PageTab>();
  registerCommand(own, commands.showFullProof, async (image: unknown) => {
    if (!isImageAddress(image)) return;
    await store.settled();
    const uri = vscode.Uri.parse(image.uri);
    const { folder, findings } = store.file(uri);
    const ofImage = findingsAt(image, findings);
    const seen = seenIn(store).find(({ finding }) => finding === ofImage[0]);
    const { proofText } = await import('./proof.ts');
    const { proofPage } = await import('./proofPage.ts');
    const context = { map: folder.knowledge.map, shell: fixShell(uri) };
    // VS Code's own preview of Markdown runs no command, so links to the line and the cause need a page of ours.
    const rendered = await vscode.commands.executeCommand<string>(
      'markdown.api.render',
      proofText(ofImage, { ...context, line: seen && lineOf(seen) }),
    );
    const copied = proofText(ofImage, { ...context, line: undefined });
    tabOf(image).show(proofPage(rendered, copied, crypto.randomUUID()));
  });
  const tabOf = ({ uri, where, text }: ImageAddress): PageTab => {
    const key = JSON.stringify([uri, where, text]);
    const open = tabs.get(key);
    if (open) return open;
    const tab = new PageTab(proofPanel, text.slice(text.lastIndexOf('/') + 1).replaceAll(/[^\w.:-]+/g, ' '));
    tab.onClosed(() => tabs.delete(key));
    tabs.set(key, tab);
    return tab;
  };
}
