import * as vscode from 'vscode';
import { translateBy } from '../model/l10n.ts';
import { Lifetime } from './lifetime.ts';
import type { Api } from './wiring.ts';

/**
 * VS Code starts its extensions one after the other, on one thread. So nothing but this is evaluated at first; the
 * readers and the engine, which take most of the time, get a turn of their own when everybody else has been started.
 */
export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const lifetime = new Lifetime();
  context.subscriptions.push(lifetime);
  await new Promise(resolve => setTimeout(resolve));
  if (vscode.l10n.bundle) translateBy(vscode.l10n.bundle);
  const { wire } = await import('./wiring.ts');
  return wire(lifetime, context);
}
