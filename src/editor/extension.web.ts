import * as vscode from 'vscode';
import { translateBy } from '../model/l10n.ts';
import { web } from './host/web.ts';
import { Lifetime } from './lifetime.ts';
import { type Api, wire } from './wiring.ts';

/** In a browser, an extension is one script. */
export function activate(context: vscode.ExtensionContext): Api {
  const lifetime = new Lifetime();
  context.subscriptions.push(lifetime);
  if (vscode.l10n.bundle) translateBy(vscode.l10n.bundle);
  return wire(lifetime, context, web);
}
