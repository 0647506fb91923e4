import type { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.ts';

/** Tells commander what a sub-command takes and does; `done` takes its exit code. */
export type Define = (command: Command, terminal: Terminal, done: (exitCode: number) => void) => void;

/** The closing part of a help text. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  $ ${line}\n`).join('')}`;
}

/** For an option that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
