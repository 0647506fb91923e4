import * as vscode from 'vscode';
import type { ImageReference } from '../../model/reference.ts';
import { severityOfFinding } from '../../workspace/severity.ts';
import { idleComments } from '../fixes/idleComments.ts';
import { settings } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import { diagnosticScope, settingsChanged } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { ExaminedFile } from '../store/folder.ts';
import type { OpenDocuments } from '../store/openDocuments.ts';
import { inParts } from '../store/workQueue.ts';
import { deprecated, FindingDiagnostic, UnreadPart } from './findingDiagnostic.ts';
import { Gaps, gapOf } from './gaps.ts';
import { problemsOf } from './referenceProblem.ts';

/** Shows the store's findings as squiggles and in the list of problems. */
export class Diagnostics implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #collection = this.#lifetime.add(vscode.languages.createDiagnosticCollection('acrPull'));
  readonly #store: FindingStore;
  readonly #gaps = new Gaps();

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
    const shown = new Map(current.map(uri => [uri.toString(), uri]));
    for (const [key, uri] of [...shown]) {
      const counts = scope === 'workspace' || (scope === 'openFiles' && this.#store.isOpen(uri));
      const gaps = counts ? this.#store.file(uri).findings.flatMap(finding => gapOf(finding) ?? []) : [];
      for (const other of this.#gaps.take(key, new Set(gaps))) {
        const otherUri = vscode.Uri.parse(other, true);
        if (this.#store.isCurrent(otherUri)) shown.set(other, otherUri);
      }
      if (!counts) {
        shown.delete(key);
        this.#collection.delete(uri);
      }
    }
    this.#collection.set([...shown].map(([key, uri]) => [uri, diagnosticsOf(this.#store.file(uri), key, this.#gaps)]));
  }
}

function diagnosticsOf({ uri, folder, findings }: ExaminedFile, key: string, gaps: Gaps): readonly vscode.Diagnostic[] {
  const speakers = new Map<string, ImageReference>();
  const problems = problemsOf(findings, finding => {
    const severity = severityOfFinding(finding, folder.knowledge.config, folder.severities);
    const gap = gapOf(finding);
    if (gap === undefined || severity !== 'information') return severity;
    const speaker = speakers.get(gap) ?? finding.reference;
    speakers.set(gap, speaker);
    return speaker === finding.reference && gaps.speaks(key, gap) ? severity : 'hint';
  });
  const found = problems.flatMap(problem => {
    const location = folder.locationOf(problem.reference);
    return location ? [new FindingDiagnostic(location.range, problem, folder), ...deprecated(problem, folder)] : [];
  });
  const unread = folder.examination.unread(folder.nameOf(uri)).flatMap(({ message, place }) => {
    const location = folder.locationOf(place);
    return location ? [new UnreadPart(location.range, message)] : [];
  });
  return [...found, ...unread, ...idleComments(uri, folder)];
}
