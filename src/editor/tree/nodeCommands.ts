import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { copyText } from '../ask.ts';
import { fixAddress } from '../findings/fixAddress.ts';
import { findFix } from '../fixes/applyFix.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import { fixShell } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { NodeSubject, OutlineNode } from './outline.ts';

/** Registers the commands in the menus of the trees. The palette has none of them, since each acts on a node. */
export function registerNodeCommands(own: Lifetime, store: FindingStore): void {
  const onNode = (command: string, act: (subject: NodeSubject) => Promise<unknown>) => {
    registerCommand(own, command, (node?: OutlineNode) => node && act(node.subject));
  };
  onNode(commands.copyResourceId, ({ resourceId }) => copy(resourceId, t('resource ID')));
  onNode(commands.copyPrincipalId, ({ principalId }) => copy(principalId, t('principal ID')));
  onNode(commands.openInPortal, async ({ portal }) => {
    if (portal !== undefined) await vscode.env.openExternal(vscode.Uri.parse(portal, true));
  });
  onNode(commands.goToLine, reveal);
  onNode(commands.showNodeProof, async subject => {
    const { line } = subject;
    if (!line || !(await reveal(subject))) return;
    await store.settled(); // of a document that has just been opened there is no proof yet
    await vscode.commands.executeCommand(commands.showProof, line.line, line.character);
  });
  onNode(commands.copyNodeFix, async ({ fixOf, command }) => {
    const shell = fixShell(fixOf && vscode.Uri.parse(fixOf.uri, true));
    const text = command ? command[shell] : fixOf && presentCommand(store, fixOf, shell);
    if (text) await vscode.commands.executeCommand(commands.copyFix, text);
  });
}

async function copy(text: string | undefined, what: string): Promise<void> {
  if (text !== undefined) await copyText(text, t('$(check) Copied {0}.', what));
}

/** Opens a line in the editor. Undefined: the node has none. */
export async function reveal({ line }: Pick<NodeSubject, 'line'>): Promise<vscode.TextEditor | undefined> {
  if (!line) return undefined;
  const at = new vscode.Position(line.line, line.character);
  return vscode.window.showTextDocument(vscode.Uri.parse(line.uri, true), { selection: new vscode.Range(at, at) });
}

/** The command as the engine proposes it at this moment, not as it was when the tree was drawn. */
function presentCommand(
  store: FindingStore,
  { finding, uri }: NonNullable<NodeSubject['fixOf']>,
  shell: 'bash' | 'powershell',
): string | null {
  const fix = finding.verdict.fixes.find(one => one[shell] !== null);
  const found = fix && findFix(store, fixAddress(uri, finding, fix));
  return found?.fix[shell] ?? null;
}
