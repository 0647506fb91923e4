import * as vscode from 'vscode';
import { unusedMessage } from '../engine.ts';
import { FindingDiagnostic } from './findingDiagnostic.ts';
import type { ExaminedFile, FindingStore } from './findingStore.ts';
import type { Folder } from './folder.ts';
import { productName, settings } from './ids.ts';
import { Lifetime } from './lifetime.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { inPlainText } from './plainText.ts';
import { problemsOf } from './referenceProblem.ts';
import { diagnosticScope, settingsChanged, severities } from './settings.ts';
import { severityOf } from './severity.ts';

/** Shows the store's findings as squiggles and in the list of problems. */
export class Diagnostics implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #collection = this.#lifetime.add(vscode.languages.createDiagnosticCollection('acrPull'));
  readonly #store: FindingStore;

  constructor(store: FindingStore, documents: OpenDocuments) {
    this.#store = store;
    this.#lifetime.add(store.onDidChange(uris => this.#show(uris)));
    this.#lifetime.add(documents.onDidOpen(({ uri }) => this.#show([uri])));
    this.#lifetime.add(documents.onDidClose(({ uri }) => this.#show([uri])));
    this.#lifetime.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (settingsChanged(event, settings.scope, settings.severity)) this.#showAll();
      }),
    );
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  #showAll(): void {
    this.#collection.clear();
    this.#show(this.#store.files().map(({ uri }) => uri));
  }

  #show(uris: readonly vscode.Uri[]): void {
    const scope = diagnosticScope();
    const current = uris.filter(uri => this.#store.isCurrent(uri)); // for the others, newer findings are on their way
    this.#collection.set(
      current.map(uri => {
        const counts = scope === 'workspace' || (scope === 'openFiles' && this.#store.isOpen(uri));
        return [uri, counts ? diagnosticsOf(this.#store.file(uri)) : undefined];
      }),
    );
  }
}

function diagnosticsOf({ uri, folder, findings }: ExaminedFile): readonly vscode.Diagnostic[] {
  const personal = severities(uri);
  const problems = problemsOf(findings, finding => severityOf(finding, folder.knowledge.config, personal));
  const found = problems.flatMap(problem => {
    const location = folder.locationOf(problem.reference);
    return location ? [new FindingDiagnostic(location.range, problem, folder)] : [];
  });
  return [...found, ...unusedComments(uri, folder)];
}

/** What no longer puts anything aside would one day hide what it was not written for. */
function unusedComments(uri: vscode.Uri, folder: Folder): readonly vscode.Diagnostic[] {
  return folder.examination.unusedSuppressions(folder.nameOf(uri)).flatMap(suppression => {
    const location = folder.locationOf(suppression);
    if (!location) return [];
    const message = inPlainText(unusedMessage(suppression));
    const diagnostic = new vscode.Diagnostic(location.range, message, vscode.DiagnosticSeverity.Information);
    diagnostic.source = productName;
    diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
    return [diagnostic];
  });
}
