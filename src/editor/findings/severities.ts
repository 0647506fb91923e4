import * as vscode from 'vscode';
import type { Severity } from '../../workspace/config/config.ts';

export const diagnosticSeverities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} as const satisfies Record<Exclude<Severity, 'off'>, vscode.DiagnosticSeverity>;
