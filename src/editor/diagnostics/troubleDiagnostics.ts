import * as vscode from 'vscode';
import { MistakeDiagnostic } from '../config/configMistakes.ts';
import { inPlainText } from '../hover/plainText.ts';
import { productName } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Trouble } from '../store/knowledge.ts';

/** Shows what is wrong with `.acr-pull.yaml` and with the access snapshot, in those files themselves. */
export class TroubleDiagnostics implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #collection = this.#lifetime.add(vscode.languages.createDiagnosticCollection('acrPull.config'));

  #shown: readonly Trouble[] = [];

  constructor(store: FindingStore) {
    this.#lifetime.add(
      store.onDidChangeState(() => {
        const troubles = store.folders.all().flatMap(folder => folder.knowledge.troubles);
        if (isSame(troubles, this.#shown)) return;
        this.#shown = troubles;
        const byFile = Map.groupBy(troubles, ({ uri }) => uri.toString());
        this.#collection.clear();
        this.#collection.set(
          [...byFile].map(([key, ofFile]) => [vscode.Uri.parse(key, true), ofFile.map(diagnosticOf)]),
        );
      }),
    );
  }

  dispose(): void {
    this.#lifetime.dispose();
  }
}

function diagnosticOf({ message, at }: Trouble): vscode.Diagnostic {
  if (at) return new MistakeDiagnostic(at.text, at.problem);
  const start = new vscode.Range(0, 0, 0, 0);
  const diagnostic = new vscode.Diagnostic(start, inPlainText(message), vscode.DiagnosticSeverity.Error);
  diagnostic.source = productName;
  return diagnostic;
}

/** Knowledge that is learned anew brings troubles of its own, even if they read alike. */
function isSame(some: readonly Trouble[], others: readonly Trouble[]): boolean {
  return some.length === others.length && some.every((trouble, i) => trouble === others[i]);
}
