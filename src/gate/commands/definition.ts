import type { Command } from 'commander';
import { count } from '../report/style.ts';
import { note, type Terminal } from '../terminal/terminal.ts';

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

/** A manifest that could not be read, or only in part, may hold anything: that is no success. */
export function exitAfterReading(unread: readonly string[], terminal: Terminal): 0 | 3 {
  if (unread.length === 0) return 0;
  const places = count(unread.length, 'file or folder', 'files or folders');
  note(terminal, `failed with exit code 3: ${places} could not be read completely`);
  return 3;
}
