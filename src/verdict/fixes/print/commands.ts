import type { Command } from '../../../model/fix.ts';
import { quoteForBash, quoteForPowerShell } from '../../../model/quote.ts';

export type Shell = 'bash' | 'powershell';

/**
 * A command's words for a shell: the program's own in one, then an option each. Options are written as one word
 * (`--scope=…`), so that a value with a leading dash stays a value. Null: a value would not arrive as it is.
 */
export function wordsFor(shell: Shell, { words, options, takes }: Command): readonly string[] | null {
  const parts = options.map(([name, value]) => (value === undefined ? name : optionFor(shell, name, value)));
  const taken = takes ? [`${takes[0]}="$${takes[1]}"`] : [];
  const all = [words.join(' '), ...parts, ...taken].filter(part => part !== null);
  return all.length === 1 + parts.length + taken.length ? all : null;
}

/** Null: a value would not arrive as it is. */
export function commandFor(shell: Shell, command: Command): string | null {
  const words = wordsFor(shell, command);
  return words && kept(shell, command, words.join(' '));
}

/** Several commands, one a line; null if one of them can't be said. */
export function scriptFor(shell: Shell, commands: readonly Command[]): string | null {
  const lines = commands.map(command => commandFor(shell, command));
  return lines.length === 0 || lines.includes(null) ? null : lines.join('\n');
}

/** The command whose output a variable keeps, where there is one. */
export function kept(shell: Shell, { keep }: Command, text: string): string {
  if (keep === undefined) return text;
  return shell === 'bash' ? `${keep}=$(${text})` : `$${keep} = ${text}`;
}

/** Needs no quotes in either shell: nothing in it is expanded, split or taken as an operator. */
const plain = /^[A-Za-z0-9_./:-]+$/;

function optionFor(shell: Shell, name: string, value: string): string | null {
  // The CLI replaces a value that starts with @ by the contents of that file, and knows no escape for it:
  // azure.cli.core.commands, _expand_file_prefixed_files.
  if (value.startsWith('@')) return null;
  if (plain.test(value)) return `${name}=${value}`;
  if (shell === 'powershell') return quoteForPowerShell(`${name}=${value}`);
  const quoted = quoteForBash(value);
  return quoted === null ? null : `${name}=${quoted}`;
}
