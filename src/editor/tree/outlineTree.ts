import * as vscode from 'vscode';
import { Lifetime } from '../lifetime.ts';
import { type OutlineNode, type State, stateInWords } from './outline.ts';

/** A view that shows an outline. */
export class OutlineTree implements vscode.TreeDataProvider<OutlineNode>, vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #changed = this.#lifetime.add(new vscode.EventEmitter<undefined>());
  readonly #outline: () => readonly OutlineNode[];
  readonly view: vscode.TreeView<OutlineNode>;
  readonly onDidChangeTreeData = this.#changed.event;
  #outdated = false;

  /** @param outline asked for anew after each `outdate`, and only while somebody looks */
  constructor(viewId: string, outline: () => readonly OutlineNode[]) {
    this.#outline = outline;
    this.view = this.#lifetime.add(
      vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#lifetime.add(
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible && this.#outdated) this.outdate();
      }),
    );
  }

  outdate(): void {
    this.#outdated = !this.view.visible;
    if (this.view.visible) this.#changed.fire(undefined);
  }

  getChildren(node?: OutlineNode): OutlineNode[] {
    return [...(node ? node.children() : this.#outline())];
  }

  getTreeItem(node: OutlineNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, foldingOf(node));
    item.id = node.id;
    item.description = node.description;
    item.tooltip = node.tooltip;
    item.contextValue = node.kind;
    item.iconPath = iconOf(node);
    const state = node.state ? `${stateInWords[node.state]}, ` : '';
    item.accessibilityInformation = { label: `${node.label}, ${state}${node.description}` };
    if (node.open) {
      const { uri, line, character } = node.open;
      const selection = new vscode.Range(line, character, line, character);
      const arguments_ = [vscode.Uri.parse(uri, true), { selection, preserveFocus: true }];
      item.command = { command: 'vscode.open', title: 'Go to Line', arguments: arguments_ };
    }
    return item;
  }

  dispose(): void {
    this.#lifetime.dispose();
  }
}

function foldingOf({ kind, state, unfolded }: OutlineNode): vscode.TreeItemCollapsibleState {
  const isLeaf = kind === 'line' || state === undefined;
  if (isLeaf) return vscode.TreeItemCollapsibleState.None;
  return unfolded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

/** The verdict's icon; its colour only repeats what its shape and the words say. */
function iconOf({ kind, state }: OutlineNode): vscode.ThemeIcon {
  if (state) return icons[state];
  return new vscode.ThemeIcon(kind === 'puller' ? 'account' : 'package');
}

const icons: Readonly<Record<State, vscode.ThemeIcon>> = {
  blocked: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  unknown: new vscode.ThemeIcon('question', new vscode.ThemeColor('problemsInfoIcon.foreground')),
  caution: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  works: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  ignored: new vscode.ThemeIcon('circle-slash'),
};
