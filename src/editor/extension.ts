import * as vscode from 'vscode';
import { translateBy } from '../model/l10n.ts';
import { Lifetime } from './lifetime.ts';
import { inOwnTurn } from './turns.ts';
import type { Api } from './wiring.ts';

/**
 * VS Code starts its extensions one after the other, on one thread. So nothing but this is evaluated at first. The
 * rest comes in turns of its own when everybody else has been started.
 */
export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const lifetime = new Lifetime();
  context.subscriptions.push(lifetime);
  if (vscode.l10n.bundle) translateBy(vscode.l10n.bundle);
  const [{ wire }, { node }] = await inOwnTurn(() => Promise.all([import('./wiring.ts'), import('./host/node.ts')]));
  return wire(lifetime, context, node);
}
