import type * as vscode from 'vscode';
import { Lifetime } from './lifetime.ts';
import type { OutlineNode } from './tree/outline.ts';

/** What other extensions, and the tests, can ask. */
export interface Api {
  /** Resolves when all that is known of the workspace is up to date. */
  settled(): Promise<void>;
  /** What a view of the side bar shows. */
  outline(view: 'targets' | 'registries'): readonly OutlineNode[];
  /** The audit of what is known now. */
  audit(): Promise<readonly OutlineNode[]>;
}

/**
 * VS Code starts its extensions one after the other, on one thread. So nothing but this is evaluated at first; the
 * readers and the engine, which take most of the time, get a turn of their own when everybody else has been started.
 */
export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const lifetime = new Lifetime();
  context.subscriptions.push(lifetime);
  await new Promise(resolve => setTimeout(resolve));
  const { wire } = await import('./wiring.ts');
  return wire(lifetime, context);
}
