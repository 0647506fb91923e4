import type { Fix } from '../../model/fix.ts';
import { azureFix } from './fix.ts';
import { type Command, commandFor, type Shell } from './shell.ts';

/** A command of several, in which what one prints becomes the value of another's option without being shown. */
export interface Step extends Command {
  /** The variable that keeps what it prints; a word of ours. */
  readonly keep?: string;
  /** An option whose value is what a step before has kept. */
  readonly takes?: readonly [option: string, variable: string];
}

/** A change in Azure by several steps. Its texts are made when somebody asks for them. */
export function fixOfSteps(parts: Pick<Fix, 'title' | 'kind'>, steps: readonly Step[]): Fix {
  const base = azureFix({ ...parts, commands: [] });
  return {
    ...base,
    get bash() {
      return scriptOf('bash', steps);
    },
    get powershell() {
      return scriptOf('powershell', steps);
    },
  };
}

function scriptOf(shell: Shell, steps: readonly Step[]): string | null {
  const lines = steps.map(step => lineOf(shell, step));
  return lines.includes(null) ? null : lines.join('\n');
}

function lineOf(shell: Shell, { keep, takes, ...command }: Step): string | null {
  const text = commandFor(shell, command);
  if (text === null) return null;
  const whole = takes ? `${text} ${takes[0]}="$${takes[1]}"` : text;
  if (keep === undefined) return whole;
  return shell === 'bash' ? `${keep}=$(${whole})` : `$${keep} = ${whole}`;
}
