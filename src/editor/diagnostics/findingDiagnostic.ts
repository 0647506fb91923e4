import * as vscode from 'vscode';
import { causePage, causes, type VerdictCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { Place } from '../../model/place.ts';
import type { ReadingProblem } from '../../model/reading.ts';
import { wholeImage } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { diagnosticSeverities } from '../findings/severities.ts';
import { productName } from '../ids.ts';
import { pageUri } from '../page/docsPages.ts';
import { inPlainText } from '../page/markdown.ts';
import type { Folder } from '../store/folder.ts';
import type { SharedProblem } from './closedFiles.ts';
import type { GrantProblem } from './grantProblem.ts';
import type { ReferenceProblem } from './referenceProblem.ts';

/** A diagnostic that remembers what it is about, so that quick fixes need not guess it from a message. */
export class FindingDiagnostic extends vscode.Diagnostic {
  override readonly source = productName;
  readonly findings: readonly Finding[];
  readonly folder: Folder;

  constructor(range: vscode.Range, { problem, more, places }: SharedProblem, folder: Folder) {
    super(range, inPlainText(problem.message(more)), diagnosticSeverities[problem.severity]);
    this.findings = problem.findings;
    this.folder = folder;
    this.code = codeOf(problem.cause);
    this.relatedInformation = [
      ...related(problem.related, folder, ({ role }) => role),
      ...related(places, folder, place => wholeImage(place)),
    ];
  }
}

function related<T extends Place>(
  places: readonly T[],
  folder: Folder,
  said: (place: T) => string,
): vscode.DiagnosticRelatedInformation[] {
  return places.flatMap(place => {
    const location = folder.locationOf(place);
    return location ? [new vscode.DiagnosticRelatedInformation(location, inPlainText(said(place)))] : [];
  });
}

/** A mistake in a grant, at its line. The images that it is about are its related places. */
export class GrantDiagnostic extends vscode.Diagnostic {
  override readonly source = productName;
  readonly findings: readonly Finding[];
  readonly folder: Folder;

  constructor(range: vscode.Range, { message, severity, cause, findings }: GrantProblem, folder: Folder) {
    super(range, inPlainText(message), diagnosticSeverities[severity]);
    this.findings = findings;
    this.folder = folder;
    this.code = codeOf(cause);
    const images = findings.map(({ reference }) => reference);
    this.relatedInformation = related(images, folder, ({ text }) => text);
  }
}

/** The cause, with a link to its page. Thousands of diagnostics may have the same. */
function codeOf(cause: VerdictCause) {
  const code = codes.get(cause) ?? { value: cause, target: pageUri(causePage(cause)) };
  codes.set(cause, code);
  return code;
}

const codes = new Map<VerdictCause, { readonly value: VerdictCause; readonly target: vscode.Uri }>();

/** A pull secret with the admin account is struck out where the manifest names it: the image itself is in order. */
export function deprecated(
  { cause, reference, related }: ReferenceProblem,
  folder: Folder,
): readonly vscode.Diagnostic[] {
  if (cause !== 'admin-credentials') return [];
  return related.flatMap(origin => {
    const location = origin.file === reference.file ? folder.locationOf(origin) : undefined;
    if (!location) return [];
    const said = new vscode.Diagnostic(
      location.range,
      `${origin.role}: ${causes[cause].title}`,
      diagnosticSeverities.hint,
    );
    return [Object.assign(said, { source: productName, tags: [vscode.DiagnosticTag.Deprecated] })];
  });
}

/** A part of a manifest that was passed over, and may name any image, or that its tool takes with an option only. */
export function unreadPart(range: vscode.Range, { message, isBuilt }: Omit<ReadingProblem, 'span'>): vscode.Diagnostic {
  const said = isBuilt ? inPlainText(message) : t('Images here are not checked: {0}', inPlainText(message));
  return Object.assign(new vscode.Diagnostic(range, said, diagnosticSeverities.information), { source: productName });
}
