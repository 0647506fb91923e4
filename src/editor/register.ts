import * as vscode from 'vscode';
import { productName } from './ids.ts';
import type { Lifetime } from './lifetime.ts';

/** A command, as long as the extension lives. */
export function registerCommand(own: Lifetime, id: string, act: (...args: never[]) => unknown): void {
  own.add(vscode.commands.registerCommand(id, act));
}

/** Acts when one of these settings changes. */
export function onSettings(own: Lifetime, names: readonly string[], act: () => void): void {
  own.add(
    vscode.workspace.onDidChangeConfiguration(event => names.some(name => event.affectsConfiguration(name)) && act()),
  );
}

/** Acts again and again, as long as the extension lives. */
export function repeat(own: Lifetime, milliseconds: number, act: () => void): void {
  const timer = setInterval(act, milliseconds);
  own.add({ dispose: () => clearInterval(timer) });
}

/** Sets a context key for when-clauses. */
export function setContext(name: string, value: boolean | string): void {
  void vscode.commands.executeCommand('setContext', name, value);
}

/**
 * The extension's log. What was begun before the end may log after it. VS Code's channel is closed then, and throws, so
 * nothing is written any more.
 */
export function openLog(own: Lifetime): vscode.LogOutputChannel {
  const channel = own.add(vscode.window.createOutputChannel(productName, { log: true }));
  const whileOpen =
    <T extends unknown[]>(write: (...args: T) => void) =>
    (...args: T): void => {
      if (!own.ended) write.apply(channel, args);
    };
  const levels = ['trace', 'info', 'warn', 'error'] as const;
  return Object.create(channel, Object.fromEntries(levels.map(level => [level, { value: whileOpen(channel[level]) }])));
}
