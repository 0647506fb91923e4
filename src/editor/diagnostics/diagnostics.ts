import * as vscode from 'vscode';
import { memoized } from '../../model/memo.ts';
import type { ImageReference } from '../../model/reference.ts';
import { severityOfFinding } from '../../workspace/severity.ts';
import { MistakeDiagnostic } from '../config/registerConfig.ts';
import { settings } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { onSettings } from '../register.ts';
import { diagnosticScope } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { ExaminedFile, Folder } from '../store/folder.ts';
import type { FileProblem } from '../store/knowledge.ts';
import type { OpenDocuments } from '../store/openDocuments.ts';
import { inParts } from '../turns.ts';
import { ClosedFiles, type SharedProblem } from './closedFiles.ts';
import { deprecated, FindingDiagnostic, GrantDiagnostic, unreadPart } from './findingDiagnostic.ts';
import { grantProblemsOf } from './grantProblem.ts';
import { idleComments } from './idleComments.ts';
import { endsBehindRegistry, Gaps, gapOf, problemsOf, type ReferenceProblem } from './referenceProblem.ts';

/** Shows the store's findings as squiggles and in the list of problems. */
export function showDiagnostics(own: Lifetime, store: FindingStore, documents: OpenDocuments): void {
  const collection = own.add(vscode.languages.createDiagnosticCollection('acrPull'));
  const gaps = new Gaps();
  /** Files with an image that is typed up to the slash behind its registry: the place of the cursor matters there. */
  const halfTyped = new Set<string>();
  const closedIn = memoized((_folder: Folder) => new ClosedFiles());
  const show = (uris: readonly vscode.Uri[]) => {
    const scope = diagnosticScope();
    const current = uris.filter(uri => store.isCurrent(uri)); // for the others, newer findings are on their way
    const shown = new Map(current.map(uri => [uri.toString(), uri]));
    const alsoShow = (keys: Iterable<string>) => {
      for (const key of keys) {
        const uri = vscode.Uri.parse(key, true);
        if (store.isCurrent(uri)) shown.set(key, uri);
      }
    };
    const saysAll = (uri: vscode.Uri) => scope === 'everyImage' || (scope !== 'off' && store.isOpen(uri));
    const counts = (uri: vscode.Uri) => scope === 'workspace' || saysAll(uri);
    for (const [key, uri] of [...shown]) {
      const own = counts(uri) ? store.file(uri).findings.flatMap(finding => gapOf(finding) ?? []) : [];
      alsoShow(gaps.take(key, new Set(own)));
    }
    const alone = new Map<string, readonly ReferenceProblem[]>();
    for (const [key, uri] of [...shown]) {
      const file = store.file(uri);
      const found = counts(uri) ? problemsIn(file, key, gaps) : [];
      if (found.some(({ reference }) => endsBehindRegistry(reference))) halfTyped.add(key);
      else halfTyped.delete(key);
      const problems = found.filter(({ reference }) => !isBeingTyped(reference, file.folder));
      if (saysAll(uri)) alone.set(key, problems);
      const shared = saysAll(uri) ? [] : problems.filter(({ severity }) => severity !== 'hint');
      alsoShow(closedIn(file.folder).take(key, shared));
    }
    for (const uri of shown.values()) if (!counts(uri)) collection.delete(uri);
    const all = [...shown].filter(([, uri]) => counts(uri));
    collection.set(
      all.map(([key, uri]) => {
        const file = store.file(uri);
        const own = alone.get(key)?.map(problem => ({ problem, more: 0, places: [] }));
        return [uri, diagnosticsOf(file, own ?? closedIn(file.folder).saidBy(key), own !== undefined)];
      }),
    );
  };
  own.add(store.onDidChange(show));
  own.add(documents.onDidOpen(({ uri }) => show([uri])));
  own.add(documents.onDidClose(({ uri }) => show([uri])));
  const cursorMoved = () => show([...halfTyped].map(key => vscode.Uri.parse(key, true)));
  own.add(vscode.window.onDidChangeTextEditorSelection(cursorMoved));
  own.add(vscode.window.onDidChangeActiveTextEditor(cursorMoved));
  onSettings(own, [settings.scope, settings.severity], () => {
    collection.clear();
    // those without a finding too: a part of one may not have been read, or a comment in it be unused
    const all = store.folders.all().flatMap(folder => folder.uris());
    void store.during(() => inParts(all, show));
  });
}

/**
 * Returns whether a registry with its slash is all that is written at the cursor. It is no mistake yet, but a
 * beginning.
 */
function isBeingTyped(reference: ImageReference, folder: Folder): boolean {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !endsBehindRegistry(reference)) return false;
  const location = folder.locationOf(reference);
  if (location?.uri.toString() !== editor.document.uri.toString()) return false;
  return editor.selections.some(({ active }) => active.isEqual(location.range.end));
}

function problemsIn({ folder, findings }: ExaminedFile, key: string, gaps: Gaps): readonly ReferenceProblem[] {
  const speakers = new Map<string, ImageReference>();
  return problemsOf(findings, finding => {
    const severity = severityOfFinding(finding, folder.knowledge.config, folder.severities);
    const gap = gapOf(finding);
    if (gap === undefined || severity !== 'information') return severity;
    const speaker = speakers.get(gap) ?? finding.reference;
    speakers.set(gap, speaker);
    return speaker === finding.reference && gaps.speaks(key, gap) ? severity : 'hint';
  });
}

function diagnosticsOf(
  { uri, folder }: ExaminedFile,
  problems: readonly SharedProblem[],
  saysAll: boolean,
): readonly vscode.Diagnostic[] {
  const found = problems.flatMap(shared => {
    const location = folder.locationOf(shared.problem.reference);
    const struckOut = saysAll ? deprecated(shared.problem, folder) : [];
    return location ? [new FindingDiagnostic(location.range, shared, folder), ...struckOut] : [];
  });
  const unread = (folder.workspace?.unread(folder.nameOf(uri)) ?? []).flatMap(problem => {
    const location = folder.locationOf(problem.place);
    return location ? [unreadPart(location.range, problem)] : [];
  });
  const withGrant = folder.workspace?.withGrantIn(folder.nameOf(uri)) ?? [];
  const grants = grantProblemsOf(withGrant, folder.knowledge.config, folder.severities).flatMap(problem => {
    const location = folder.locationOf(problem.grant);
    return location ? [new GrantDiagnostic(location.range, problem, folder)] : [];
  });
  return [...found, ...grants, ...unread, ...idleComments(uri, folder)];
}

/** Shows what is wrong with `.acr-pull.yaml` and with the access snapshot, in those files themselves. */
export function showTroubles(own: Lifetime, store: FindingStore): void {
  const collection = own.add(vscode.languages.createDiagnosticCollection('acrPull.config'));
  let shown: readonly FileProblem[] = [];
  own.add(
    store.onDidChangeState(() => {
      const troubles = store.folders.all().flatMap(folder => folder.knowledge.troubles);
      if (isSame(troubles, shown)) return;
      shown = troubles;
      const byFile = Map.groupBy(troubles, ({ uri }) => uri.toString());
      collection.clear();
      for (const [key, ofFile] of byFile) {
        const mistakes = ofFile.map(({ text, problem }) => new MistakeDiagnostic(text, problem));
        collection.set(vscode.Uri.parse(key, true), mistakes);
      }
    }),
  );
}

/** New knowledge brings problems of its own, even if they read alike. */
function isSame(some: readonly FileProblem[], others: readonly FileProblem[]): boolean {
  return some.length === others.length && some.every((trouble, i) => trouble === others[i]);
}
