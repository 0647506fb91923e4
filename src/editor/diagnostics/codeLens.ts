import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { byImage } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { commands, settings } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { onSettings } from '../register.ts';
import { codeLens } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { isUnread } from '../targets/offerAccess.ts';
import { matrixOf, targetQuestion } from './referenceProblem.ts';

/** Above each image, on which targets it can be pulled. A click shows the proof. */
export function registerCodeLens(own: Lifetime, store: FindingStore): void {
  const changed = own.add(new vscode.EventEmitter<void>());
  own.add(
    store.onDidChange(uris => {
      const changedNow = new Set(uris.map(uri => uri.toString()));
      const isVisible = vscode.window.visibleTextEditors.some(({ document }) =>
        changedNow.has(document.uri.toString()),
      );
      if (isVisible) changed.fire();
    }),
  );
  onSettings(own, [settings.codeLens], () => changed.fire());
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses({ uri }, token) {
      // VS Code keeps the lenses that it has while it waits, so the text doesn't jump.
      if (!codeLens(uri) || !(await store.becomesCurrent(uri, token))) return [];
      const { folder, findings } = store.file(uri);
      const isOpen = ({ verdict, target }: Finding) => target === null && verdict.cause === 'no-target';
      const firstOpen = folder.knowledge.map && findings.find(isOpen);
      const firstUnread = folder.knowledge.map
        ? undefined
        : byImage(findings).find(([, ofOne]) => isUnread(ofOne))?.[0];
      return byImage(findings).flatMap(([reference, ofOne]) => {
        const range = folder.locationOf(reference)?.range;
        if (!range) return [];
        // Once for a file: all its manifests go the same way.
        if (firstOpen !== undefined && ofOne.includes(firstOpen))
          return [
            new vscode.CodeLens(range, {
              command: commands.sendTo,
              title: targetQuestion(reference),
              arguments: [uri.toString()],
            }),
          ];
        // Likewise: without facts about Azure, nothing of it is checked.
        if (firstUnread === reference)
          return [
            new vscode.CodeLens(range, {
              command: commands.getAccess,
              title: t('Not checked: sign in or choose a snapshot…'),
            }),
          ];
        const title = matrixOf(ofOne);
        const at = [range.start.line, range.start.character];
        return title === '' ? [] : [new vscode.CodeLens(range, { command: commands.showProof, title, arguments: at })];
      });
    },
  };
  own.add(vscode.languages.registerCodeLensProvider(manifestSelector, provider));
}
