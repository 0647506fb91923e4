import * as vscode from 'vscode';
import type { VerdictCause } from '../../model/cause.ts';
import type { Finding } from '../../model/verdict.ts';
import type { Severity } from '../../workspace/config/config.ts';
import { inPlainText } from '../hover/plainText.ts';
import { productName } from '../ids.ts';
import type { Folder } from '../store/folder.ts';
import { pageUri } from './causePages.ts';
import type { ReferenceProblem } from './referenceProblem.ts';

/** A diagnostic that remembers what it is about, so that quick fixes need not guess it from a message. */
export class FindingDiagnostic extends vscode.Diagnostic {
  override readonly source = productName;
  readonly findings: readonly Finding[];
  readonly folder: Folder;

  constructor(range: vscode.Range, problem: ReferenceProblem, folder: Folder) {
    super(range, inPlainText(problem.message), severities[problem.severity]);
    this.findings = problem.findings;
    this.folder = folder;
    this.code = { value: problem.cause, target: pageUri(problem.cause) };
    const tag = tags[problem.cause];
    if (tag !== undefined) this.tags = [tag];
    this.relatedInformation = problem.related.flatMap(origin => {
      const location = folder.locationOf(origin);
      return location ? [new vscode.DiagnosticRelatedInformation(location, inPlainText(origin.role))] : [];
    });
  }
}

/** VS Code strikes a text out for it; the words say the same. */
const tags: Readonly<Partial<Record<VerdictCause, vscode.DiagnosticTag>>> = {
  'admin-credentials': vscode.DiagnosticTag.Deprecated,
};

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} as const satisfies Record<Exclude<Severity, 'off'>, vscode.DiagnosticSeverity>;
