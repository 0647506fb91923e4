import * as vscode from 'vscode';
import { lineStartsOf, positionAt } from '../../manifests/source/lineStarts.ts';
import type { Span } from '../../model/place.ts';
import type { ConfigFix, ConfigProblem } from '../../workspace/config/problem.ts';
import { inPlainText } from '../hover/plainText.ts';
import { productName } from '../ids.ts';

/** A mistake in `.acr-pull.yaml` as VS Code shows it; it remembers what mends it, and of which text it speaks. */
export class MistakeDiagnostic extends vscode.Diagnostic {
  override readonly source = productName;
  readonly text: string;
  readonly fix: ConfigFix | undefined;

  constructor(text: string, { message, span, severity, unnecessary, fix }: ConfigProblem) {
    super(rangeIn(text, span), inPlainText(message), severities[severity]);
    this.text = text;
    this.fix = fix;
    if (unnecessary) this.tags = [vscode.DiagnosticTag.Unnecessary];
  }
}

export function rangeIn(text: string, { start, end }: Span): vscode.Range {
  const lines = lineStartsOf(text);
  const from = positionAt(lines, start);
  const to = positionAt(lines, end);
  return new vscode.Range(from.line, from.character, to.line, to.character);
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} as const satisfies Record<ConfigProblem['severity'], vscode.DiagnosticSeverity>;
