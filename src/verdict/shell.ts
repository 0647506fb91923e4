/**
 * Quoting for the shell that a command goes to. Names from manifests and from Azure are hostile until quoted.
 * Options are written as one word (`--scope=…`), so that a value with a leading dash stays a value.
 */
export type Shell = 'bash' | 'powershell';

export interface Command {
  /** The words before the options, all of them ours: `['az', 'role', 'assignment', 'create']`. */
  readonly words: readonly string[];
  readonly options: readonly (readonly [name: string, value: string])[];
}

export function commandFor(shell: Shell, { words, options }: Command): string {
  return [...words, ...options.map(([name, value]) => `${name}=${quote(shell, value)}`)].join(' ');
}

/** Needs no quotes in either shell: nothing in it is expanded, split or taken as an operator. */
const plain = /^[A-Za-z0-9_./:-]+$/;

export function quote(shell: Shell, value: string): string {
  if (plain.test(value)) return value;
  // A NUL byte can't be passed to any program; it ends the word in some shells.
  const text = value.replaceAll('\0', '');
  if (shell === 'bash') return `'${text.replaceAll("'", "'\\''")}'`;
  // PowerShell takes typographic quotes for quotes as well, and each is doubled to stand for itself:
  // https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, mark => mark + mark)}'`;
}
