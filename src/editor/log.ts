import * as vscode from 'vscode';
import { productName } from './ids.ts';
import type { Lifetime } from './lifetime.ts';

/**
 * The extension's log. What was begun before the end may tell of itself after it; VS Code's channel is closed then, and
 * throws: nothing is written any more.
 */
export function openLog(own: Lifetime): vscode.LogOutputChannel {
  const channel = own.add(vscode.window.createOutputChannel(productName, { log: true }));
  const whileOpen =
    <T extends unknown[]>(write: (...args: T) => void) =>
    (...args: T): void => {
      if (!own.ended) write.apply(channel, args);
    };
  return Object.create(channel, {
    trace: { value: whileOpen(channel.trace) },
    debug: { value: whileOpen(channel.debug) },
    info: { value: whileOpen(channel.info) },
    warn: { value: whileOpen(channel.warn) },
    error: { value: whileOpen(channel.error) },
  });
}
