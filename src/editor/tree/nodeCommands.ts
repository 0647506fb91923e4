import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { lookUp } from '../fixes/applyFix.ts';
import { addressOf } from '../fixes/fixAddress.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import { fixShell } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { OutlineNode, Subject } from './outline.ts';

/** What the menus of the trees do. None of them is in the palette, since each acts on a node. */
export function registerNodeCommands(own: Lifetime, store: FindingStore): void {
  const onNode = (command: string, act: (subject: Subject) => Promise<unknown>) => {
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
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(t('$(check) Copied {0}.', what), 4000);
}

async function reveal({ line }: Subject): Promise<vscode.TextEditor | undefined> {
  if (!line) return undefined;
  const at = new vscode.Position(line.line, line.character);
  return vscode.window.showTextDocument(vscode.Uri.parse(line.uri, true), { selection: new vscode.Range(at, at) });
}

/** The command as the engine proposes it at this moment, not as it was when the tree was drawn. */
function presentCommand(
  store: FindingStore,
  { finding, uri }: NonNullable<Subject['fixOf']>,
  shell: 'bash' | 'powershell',
): string | null {
  const fix = finding.verdict.fixes.find(one => one[shell] !== null);
  const found = fix && lookUp(store, addressOf(uri, finding, fix));
  return found?.fix[shell] ?? null;
}
