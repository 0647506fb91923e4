import * as vscode from 'vscode';
import { severityOfFinding } from '../../workspace/severity.ts';
import { idleComments } from '../fixes/idleComments.ts';
import { settings } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import { diagnosticScope, settingsChanged } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { ExaminedFile } from '../store/folder.ts';
import type { OpenDocuments } from '../store/openDocuments.ts';
import { inParts } from '../store/workQueue.ts';
import { FindingDiagnostic } from './findingDiagnostic.ts';
import { problemsOf } from './referenceProblem.ts';

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
    void this.#store.during(() => inParts(this.#store.files(), files => this.#show(files.map(({ uri }) => uri))));
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
  const problems = problemsOf(findings, finding =>
    severityOfFinding(finding, folder.knowledge.config, folder.severities),
  );
  const found = problems.flatMap(problem => {
    const location = folder.locationOf(problem.reference);
    return location ? [new FindingDiagnostic(location.range, problem, folder)] : [];
  });
  return [...found, ...idleComments(uri, folder)];
}
