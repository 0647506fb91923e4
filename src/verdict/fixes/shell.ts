/**
 * Commands as text for the shell that they go to. Names from manifests and from Azure are hostile until quoted.
 * Options are written as one word (`--scope=…`), so that a value with a leading dash stays a value. A value that can't be
 * passed on unharmed yields no command at all.
 */
export type Shell = 'bash' | 'powershell';

export interface Command {
  /** The words before the options, all of them ours: `['az', 'role', 'assignment', 'create']`. */
  readonly words: readonly string[];
  readonly options: readonly Option[];
}

/** A name with its value, or a flag that takes none. */
export type Option = readonly [name: string, value?: string];

/** Null: a value would not arrive as it is. */
export function commandFor(shell: Shell, { words, options }: Command): string | null {
  const parts = [...words];
  for (const [name, value] of options) {
    const part = value === undefined ? name : optionFor(shell, name, value);
    if (part === null) return null;
    parts.push(part);
  }
  return parts.join(' ');
}

/** Several commands, one a line; null if one of them can't be said. */
export function scriptFor(shell: Shell, commands: readonly Command[]): string | null {
  const lines = commands.map(command => commandFor(shell, command));
  return lines.length === 0 || lines.includes(null) ? null : lines.join('\n');
}

/** Needs no quotes in either shell: nothing in it is expanded, split or taken as an operator. */
const plain = /^[A-Za-z0-9_./:-]+$/;

function optionFor(shell: Shell, name: string, value: string): string | null {
  // The CLI replaces a value that starts with @ by the contents of that file, and knows no escape for it:
  // azure.cli.core.commands, _expand_file_prefixed_files.
  if (value.startsWith('@')) return null;
  if (plain.test(value)) return `${name}=${value}`;
  if (shell === 'bash') {
    const quoted = quoteForBash(value);
    return quoted === null ? null : `${name}=${quoted}`;
  }
  return quoteForPowerShell(`${name}=${value}`);
}

/**
 * Characters that a terminal acts upon, or that make a text look like another: control characters, and Unicode's format
 * characters and line separators. Typed into a shell, a control character works through any quotes.
 */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

/**
 * Single quotes keep everything, history expansion (`!`) included; a single quote is put outside of them. What is
 * invisible is spelled out in ANSI-C quotes, byte by byte, so that it doesn't depend on the locale.
 * https://www.gnu.org/software/bash/manual/bash.html#Quoting
 */
export function quoteForBash(value: string): string | null {
  // No program can be given a NUL.
  if (value.includes('\0')) return null;
  if (!invisible.test(value)) return `'${value.replaceAll("'", "'\\''")}'`;
  const spelled = Array.from(value, character => {
    if (character === "'" || character === '\\') return `\\${character}`;
    return invisible.test(character) ? bytes(character) : character;
  });
  return `$'${spelled.join('')}'`;
}

function bytes(character: string): string {
  return Array.from(new TextEncoder().encode(character), byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/**
 * A word in single quotes, in which PowerShell expands nothing; it takes typographic quotes for quotes as well, and each
 * is doubled to stand for itself:
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 *
 * On Windows the CLI is a batch file, so that what PowerShell passes on is read once more, by cmd.exe:
 * https://github.com/Azure/azure-cli/blob/dev/doc/quoting-issues-with-powershell.md
 * There `"` and `%` can't be kept from their meaning at all, and the operators only where a blank in the word makes
 * PowerShell put double quotes around it.
 */
export function quoteForPowerShell(word: string): string | null {
  if (invisible.test(word) || /["%]/.test(word)) return null;
  const hasBlank = word.includes(' ');
  if (hasBlank ? word.endsWith('\\') : /[&|<>^()]/.test(word)) return null;
  return `'${word.replaceAll(/['\u2018\u2019\u201a\u201b]/g, mark => mark + mark)}'`;
}
