import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { type State, stateInWords } from '../findings/tally.ts';
import type { Lifetime } from '../lifetime.ts';
import { nextTurn } from '../turns.ts';
import { menuOf, type NodeKind, type OutlineNode } from './outline.ts';

export class OutlineTree implements vscode.TreeDataProvider<OutlineNode> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #outline: () => readonly OutlineNode[];
  readonly view: vscode.TreeView<OutlineNode>;
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #parents = new WeakMap<OutlineNode, OutlineNode>();
  #outdated = false;

  /** @param outline called after each `outdate`, while the view is visible */
  constructor(own: Lifetime, viewId: string, outline: () => readonly OutlineNode[]) {
    own.add(this.#changed);
    this.#outline = outline;
    this.view = own.add(vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true }));
    own.add(
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible && this.#outdated) this.outdate();
      }),
    );
  }

  outdate(): void {
    this.#outdated = !this.view.visible;
    if (this.view.visible) this.#changed.fire(undefined);
  }

  /** VS Code sends every assigned value to its window, even an equal one. */
  say(description: string, message = ''): void {
    if (this.view.description !== description) this.view.description = description;
    if ((this.view.message ?? '') !== message) this.view.message = message;
  }

  async getChildren(node?: OutlineNode): Promise<OutlineNode[]> {
    await ownTurn();
    const children = [...(node ? node.children() : this.#outline())];
    if (node) for (const child of children) this.#parents.set(child, node);
    return children;
  }

  getTreeItem(node: OutlineNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, foldings[node.folding]);
    item.id = node.id;
    item.description = node.description;
    item.tooltip = node.tooltip;
    item.contextValue = menuOf(node);
    item.iconPath = iconOf(node);
    item.accessibilityInformation = { label: spoken(node, [...this.#above(node)]) };
    if (node.subject.line) {
      const { uri, line, character } = node.subject.line;
      const selection = new vscode.Range(line, character, line, character);
      const arguments_ = [vscode.Uri.parse(uri, true), { selection, preserveFocus: true }];
      item.command = { command: 'vscode.open', title: t('Go to Line'), arguments: arguments_ };
    }
    return item;
  }

  /** The rows that a row lies in, innermost first. */
  *#above(node: OutlineNode): Generator<OutlineNode> {
    for (let parent = this.#parents.get(node); parent; parent = this.#parents.get(parent)) yield parent;
  }
}

let lastTurn: Promise<void> = Promise.resolve();

/** VS Code asks for many nodes in one message. Other extensions get a turn after each. */
function ownTurn(): Promise<void> {
  lastTurn = lastTurn.then(nextTurn);
  return lastTurn;
}

/**
 * For screen readers: kind, name, state, and the rest without the marks that would be read out. One image may be a row
 * below each of its targets, so the rows above come last.
 */
function spoken({ kind, label, state, description }: OutlineNode, above: readonly OutlineNode[]): string {
  const place = above.length === 0 ? '' : t('in {0}', above.map(node => node.label).join(', '));
  const parts = [kinds[kind][1], label, state ? stateInWords[state] : '', ...description.split(' · '), place];
  return [...new Set(parts)].filter(part => part !== '').join(', ');
}

/** A kind as its icon, and in words. */
const kinds: Readonly<Record<NodeKind, readonly [icon: string, words: string]>> = {
  target: ['target', t('target')],
  registry: ['package', t('registry')],
  puller: ['account', t('who pulls')],
  line: ['file', t('line')],
  holder: ['account', t('grant')],
  section: ['checklist', ''],
  credential: ['key', t('credential')],
  fix: ['wrench', t('fix')],
  gap: ['question', t('not read')],
  pick: ['pinned', t('chosen targets')],
};

const foldings = {
  leaf: vscode.TreeItemCollapsibleState.None,
  folded: vscode.TreeItemCollapsibleState.Collapsed,
  unfolded: vscode.TreeItemCollapsibleState.Expanded,
} as const;

/** Leaves show their state. Groups show their kind, in the colour of the worst state below. */
function iconOf({ kind, state, folding }: OutlineNode): vscode.ThemeIcon {
  if (state && folding === 'leaf') return icons[state];
  return new vscode.ThemeIcon(kinds[kind][0], state && icons[state].color);
}

/** The colour only repeats the shape and the words. */
const icons: Readonly<Record<State, vscode.ThemeIcon>> = {
  blocked: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  unknown: new vscode.ThemeIcon('question', new vscode.ThemeColor('problemsInfoIcon.foreground')),
  caution: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  works: new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green')),
  ignored: new vscode.ThemeIcon('circle-slash'),
  attention: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  fine: new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green')),
};
