import * as vscode from 'vscode';
import { explainedScheme } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';

/**
 * Explanations as pages that are shown rendered, as package.json says of their scheme. They are nobody's files, so nobody
 * is asked whether to save them; they are gone with the window.
 */
export class ExplanationPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #pages = new Map<string, string>();
  #count = 0;

  constructor() {
    this.#lifetime.add(vscode.workspace.registerTextDocumentContentProvider(explainedScheme, this));
  }

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.#pages.get(path) ?? 'This explanation went with its window. Run *Explain a Pull Error* again.\n';
  }

  async show(content: string): Promise<void> {
    this.#count++;
    const path = `/Pull error ${this.#count}.md`;
    this.#pages.set(path, content);
    const oldest = [...this.#pages.keys()][0];
    if (this.#pages.size > kept && oldest !== undefined) this.#pages.delete(oldest);
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.from({ scheme: explainedScheme, path }));
  }

  dispose(): void {
    this.#lifetime.dispose();
  }
}

const kept = 50;
