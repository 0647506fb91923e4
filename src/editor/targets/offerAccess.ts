import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { byImage } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { choose } from '../ask.ts';
import { offeringQuickFixes, quickFix } from '../findings/edits.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { accessSources } from './accessSources.ts';

/**
 * Offers the ways to facts about Azure on an image that can't be checked without them: as a list, and in the
 * lightbulb's menu.
 */
export function offerAccess(own: Lifetime, store: FindingStore): void {
  registerCommand(own, commands.getAccess, async () => {
    const rows = accessSources.map(({ title, command, icon }) => ({
      label: title,
      iconPath: new vscode.ThemeIcon(icon),
      act: () => vscode.commands.executeCommand(command),
    }));
    await choose(rows, {
      title: t('ACR Pull: Check Images Against Azure'),
      placeHolder: t('Where to read who can pull. The extension changes nothing in Azure.'),
    });
  });
  own.add(
    offeringQuickFixes(manifestSelector, ({ uri }, range) => {
      const { folder, findings } = store.file(uri);
      if (folder.knowledge.map) return [];
      const isHere = byImage(findings).some(([reference, ofOne]) => {
        const place = folder.locationOf(reference)?.range;
        return place?.intersection(range) !== undefined && isUnread(ofOne);
      });
      if (!isHere) return [];
      return accessSources.map(({ title, command }) => quickFix(`${title}…`, { command: { command, title } }));
    }),
  );
}

/** True if no verdict on an image rests on infrastructure code, so that nothing at all is known of it. */
export function isUnread(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict.outcome === 'unknown' && verdict.planned === undefined);
}
