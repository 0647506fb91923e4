import * as vscode from 'vscode';
import { isVerdictCause } from '../../causes/index.ts';
import { configName } from '../../workspace/config/config.ts';
import { commands } from '../ids.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { commentAbove, configRule, type Insertion } from './suppressionEdit.ts';

/** Puts a finding aside, by a comment in the manifest or by a rule in `.acr-pull.yaml`; always with a reason. */
export function registerSuppress(store: FindingStore): vscode.Disposable {
  return vscode.commands.registerCommand(
    commands.suppress,
    async (key: unknown, start: unknown, cause: unknown, where: unknown) => {
      if (typeof key !== 'string' || typeof cause !== 'string' || !isVerdictCause(cause)) return;
      const reason = await vscode.window.showInputBox({
        title: `Ignore ${cause}`,
        prompt: 'Why is that all right? Whoever reads the file later will want to know.',
        validateInput: text => (text.trim() === '' ? 'A reason is needed.' : undefined),
      });
      if (reason === undefined) return;
      const uri = vscode.Uri.parse(key);
      await store.settled();
      // Looked up after the reason was written: the text may have moved meanwhile.
      const { folder, findings } = store.file(uri);
      const finding = findings.find(
        ({ reference, verdict }) => reference.span.start === start && verdict.cause === cause,
      );
      if (!finding) return;
      if (where === 'comment') {
        await insert(uri, text => commentAbove(text, finding.reference, cause, reason));
      } else if (folder.root) {
        const config = vscode.Uri.joinPath(folder.root, configName);
        await insert(config, text => configRule(text, finding.reference, cause, reason));
      }
    },
  );
}

/** The edit is left for the person to look at and to save. */
async function insert(uri: vscode.Uri, insertionFor: (text: string) => Insertion | undefined): Promise<void> {
  const document = await openOrCreate(uri);
  const insertion = insertionFor(document.getText());
  if (!insertion) return;
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, document.positionAt(insertion.offset), insertion.text);
  await vscode.workspace.applyEdit(edit);
  if (uri.path.endsWith(`/${configName}`)) await vscode.window.showTextDocument(document, { preview: false });
}

async function openOrCreate(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    const create = new vscode.WorkspaceEdit();
    create.createFile(uri, { ignoreIfExists: true });
    await vscode.workspace.applyEdit(create);
    return vscode.workspace.openTextDocument(uri);
  }
}
