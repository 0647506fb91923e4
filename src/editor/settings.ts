import * as vscode from 'vscode';
import { settings } from './ids.ts';
import type { Severities } from './severity.ts';

/** Which files show their problems. */
export type DiagnosticScope = 'workspace' | 'openFiles' | 'off';

export function diagnosticScope(): DiagnosticScope {
  return read<DiagnosticScope>(settings.scope, 'workspace');
}

/** Severities of the person, which the team's `.acr-pull.yaml` overrides. */
export function severities(uri: vscode.Uri): Severities {
  return read<Severities>(settings.severity, {}, uri);
}

/** Milliseconds of quiet after a keystroke. */
export function delay(): number {
  return Math.max(0, read(settings.delay, 250));
}

export function settingsChanged(event: vscode.ConfigurationChangeEvent, ...names: readonly string[]): boolean {
  return names.some(name => event.affectsConfiguration(name));
}

/** Settings are typed by package.json, which VS Code validates against; a test compares the defaults. */
function read<T>(name: string, fallback: T, uri?: vscode.Uri): T {
  return vscode.workspace.getConfiguration(undefined, uri ?? null).get<T>(name, fallback);
}
