import * as vscode from 'vscode';
import type { Severities } from '../workspace/severity.ts';
import { settings } from './ids.ts';
import { shellLanguage } from './shellLanguage.ts';

export function diagnosticScope(): 'workspace' | 'everyImage' | 'openFiles' | 'off' {
  return read(settings.scope, 'workspace');
}

/**
 * Severities of the person, which the team's `.acr-pull.yaml` overrides. The view in the side bar shows once what holds
 * of view in the side bar, and not on every line.
 */
export function configuredSeverities(uri: vscode.Uri | undefined): Severities {
  return { ...quietHere, ...read<Severities>(settings.severity, {}, uri) };
}

const quietHere: Severities = { 'not-signed-in': 'off' };

/** Milliseconds of quiet after a keystroke. */
export function delay(): number {
  return Math.max(0, read(settings.delay, 250));
}

export function codeLens(uri: vscode.Uri): boolean {
  return read(settings.codeLens, true, uri);
}

export function usesKubeconfig(): boolean {
  return read(settings.kubeconfig, true);
}

/** The shell that commands are written for: the person's choice, or what the system they sit at has. */
export function fixShell(uri?: vscode.Uri): 'bash' | 'powershell' {
  const chosen = read<'auto' | 'bash' | 'powershell'>(settings.shell, 'auto', uri);
  if (chosen !== 'auto') return chosen;
  return shellLanguage(vscode.env.shell) ?? 'bash';
}

/** Settings are typed by package.json, which VS Code validates against. A test compares the defaults. */
function read<T>(name: string, fallback: T, uri?: vscode.Uri): T {
  return vscode.workspace.getConfiguration(undefined, uri ?? null).get<T>(name, fallback);
}
