import * as vscode from 'vscode';
import type { TreeFilter } from './filter.ts';

interface FilterItem extends vscode.QuickPickItem {
  readonly filter: TreeFilter;
}

const items: readonly FilterItem[] = [
  { filter: 'all', label: 'All', detail: 'Every image of an Azure registry' },
  { filter: 'blocked', label: 'Blocked', detail: "Images that can't be pulled" },
  {
    filter: 'problems',
    label: 'Problems',
    detail: 'Blocked and unknown images, and those that work but need a review',
  },
];

/** The filter that a caller names, or else the one that a person picks. */
export async function pickFilter(wanted: unknown, present: TreeFilter): Promise<TreeFilter | undefined> {
  const named = items.find(({ filter }) => filter === wanted);
  if (named) return named.filter;
  const shown = items.map(item => ({ ...item, description: item.filter === present ? 'shown now' : '' }));
  const picked = await vscode.window.showQuickPick(shown, {
    title: 'ACR Pull: Filter Targets and Registries',
  });
  return picked?.filter;
}
