// The samples, as the suite sees them through VS Code.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import type { Api } from '../../../src/editor/wiring.ts';
import { eventually, extensionId, workspaceFolder } from './support.ts';

export function fileIn(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceFolder(), name);
}

/** The extension's API, with everything read. */
export async function settled(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>(extensionId);
  assert.ok(extension, `${extensionId} is not among the extensions`);
  const api = await extension.activate();
  await api.settled();
  return api;
}

export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(fileIn(name), { preview: false });
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Closes the active editor without keeping what was not saved. */
export async function discard(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

/** Our diagnostics of a file. */
export function problemsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'ACR Pull Check');
}

export function causeOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}

/** Waits until a file has exactly these causes, in the order of its text. */
export async function causesBecome(uri: vscode.Uri, ...causes: readonly string[]): Promise<void> {
  const now = () =>
    [...problemsOf(uri)].sort((one, other) => one.range.start.compareTo(other.range.start)).map(causeOf);
  await eventually(`${vscode.workspace.asRelativePath(uri)} has [${causes}], not [${now()}]`, () =>
    now().join() === causes.join() ? true : undefined,
  );
}

/** Replaces a text that a document has once. */
export async function replace(editor: vscode.TextEditor, text: string, by: string): Promise<void> {
  const at = editor.document.getText().indexOf(text);
  assert.ok(at >= 0, `"${text}" is not in ${editor.document.uri.path}`);
  const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + text.length));
  assert.ok(await editor.edit(edit => edit.replace(range, by)));
}

export async function writeOnDisk(name: string, change: (text: string) => string): Promise<void> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(fileIn(name)));
  await vscode.workspace.fs.writeFile(fileIn(name), new TextEncoder().encode(change(text)));
}
