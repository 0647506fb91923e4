import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import type { TreeFilter } from '../findings/tally.ts';

const items: readonly (vscode.QuickPickItem & { readonly filter: TreeFilter })[] = [
  { filter: 'all', label: t('All'), detail: t('Every image from an Azure registry') },
  { filter: 'blocked', label: t('Blocked'), detail: t("Images that can't be pulled") },
  {
    filter: 'problems',
    label: t('Problems'),
    detail: t('Images that are blocked or unknown, or that work but need review'),
  },
];

/**
 * The filter that a command names, or else the one that a person picks. `present` is marked. Undefined: they picked
 * none.
 */
export async function pickFilter(wanted: unknown, present: TreeFilter): Promise<TreeFilter | undefined> {
  const named = items.find(({ filter }) => filter === wanted);
  if (named) return named.filter;
  const shown = items.map(item => ({ ...item, description: item.filter === present ? t('current') : '' }));
  return (await vscode.window.showQuickPick(shown, { title: t('ACR Pull: Filter Targets and Registries') }))?.filter;
}
