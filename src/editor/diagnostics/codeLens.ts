import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { byImage, type ImageReference } from '../../model/reference.ts';
import { imageAddressOf } from '../findings/fixAddress.ts';
import { counted } from '../findings/tally.ts';
import { commands, settings } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { onSettings } from '../register.ts';
import { codeLens } from '../settings.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Folder } from '../store/folder.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { isUnread } from '../targets/offerAccess.ts';
import { waysFor } from '../targets/sendTo.ts';
import { matrixOf, targetQuestion } from './referenceProblem.ts';

/** With thousands of lenses in a file, VS Code takes seconds to scroll it. */
const MOST_LENSES = 300;

/** Milliseconds until a change of the lenses is announced again. */
const afterBlur = 500;

/** Above each image, on which targets it can be pulled. A click shows the proof. */
export function registerCodeLens(own: Lifetime, store: FindingStore): void {
  const changed = own.add(new vscode.EventEmitter<void>());
  const again = own.add(new Debounce());
  own.add(
    store.onDidChange(uris => {
      const changedNow = new Set(uris.map(uri => uri.toString()));
      const isVisible = vscode.window.visibleTextEditors.some(({ document }) =>
        changedNow.has(document.uri.toString()),
      );
      if (!isVisible) return;
      changed.fire();
      // VS Code waits a moment before it asks, and never does if the editor loses the focus meanwhile, as to a list of
      // files.
      again.schedule('again', afterBlur, () => changed.fire());
    }),
  );
  onSettings(own, [settings.codeLens], () => changed.fire());
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses({ uri }, token) {
      // VS Code keeps the lenses that it has while it waits, so the text doesn't jump.
      if (!codeLens(uri) || !(await store.becomesCurrent(uri, token))) return [];
      const { folder, findings } = store.file(uri);
      const firstOpen = findings.find(({ verdict, reference }) => {
        return verdict.cause === 'no-target' && waysFor(reference, folder, { targets: [] }).length > 0;
      });
      const firstUnread = folder.knowledge.map
        ? undefined
        : byImage(findings).find(([, ofOne]) => isUnread(ofOne))?.[0];
      const all = byImage(findings);
      const isAsked = ([reference, ofOne]: (typeof all)[number]) =>
        reference === firstUnread || (firstOpen !== undefined && ofOne.includes(firstOpen));
      const shown = all.filter((image, i) => i < MOST_LENSES || isAsked(image));
      const lenses = shown.flatMap(([reference, ofOne]) => {
        const range = folder.locationOf(reference)?.range;
        if (!range) return [];
        // Once for a file: all its manifests go the same way.
        if (firstOpen !== undefined && ofOne.includes(firstOpen)) {
          const image = imageAddressOf(uri.toString(), reference);
          const title = targetQuestion(reference);
          return [new vscode.CodeLens(range, { command: commands.sendTo, title, arguments: [image.uri, image] })];
        }
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
      return [
        ...lenses,
        ...lensOfRest(
          all.filter(image => !shown.includes(image)),
          folder,
        ),
      ];
    },
  };
  own.add(vscode.languages.registerCodeLensProvider(manifestSelector, provider));
}

/** Shows at the first image without a lens how many have none. Without a command, it is text and no link. */
function lensOfRest(rest: readonly (readonly [ImageReference, unknown])[], folder: Folder): readonly vscode.CodeLens[] {
  const range = rest[0] && folder.locationOf(rest[0][0])?.range;
  if (!range) return [];
  const title = counted(
    rest.length,
    t('1 more image: point at it to see its targets'),
    t('{0} more images: point at one to see its targets', rest.length),
  );
  return [new vscode.CodeLens(range, { command: '', title })];
}
