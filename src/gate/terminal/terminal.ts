import { lineByLine, oneLine } from '../../model/quote.ts';
import type { Style } from '../report/style.ts';

/** The gate's world besides files. The tests give their own. */
export interface Terminal {
  readonly cwd: string;
  /** True if results may be coloured. */
  readonly color: boolean;
  /** The width of the terminal that shows the results. Undefined: they go to a file or a pipe. */
  readonly columns?: number | undefined;
  now(): Date;
  /** Standard input to its end. Undefined: it has more bytes than these. */
  input(atMost: number): Promise<Uint8Array | undefined>;
  /** Results, and nothing else. */
  out(text: string): void;
  /**
   * Waits until a reader has taken the results so far, to keep a large report out of memory. Absent: nothing is kept.
   */
  taken?(): Promise<void>;
  /** Notes and errors: everything except results. */
  err(text: string): void;
  /** The progress of a long piece of work. Shown in a terminal only. */
  progress?(text: string): void;
  /** Asks a person for a line. Absent: the input is a program or a file. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

/** The style of results there. Some runners have a terminal of 0 columns, which means an unknown width. */
export function styleOf({ color, columns, now }: Terminal): Style {
  return { color, columns: columns === 0 ? undefined : columns, now: now() };
}

/** The gate can't do its work, for a reason that a person can act on. The message has the next step. Exit code 1. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Does work without which the command can't go on: `read access.json`, `write fix.sh`. */
export async function orRefuse<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Refusal(`cannot ${what}: ${errorReason(error)}`);
  }
}

/** Prints a note beside the results, in one line. A name with a line end makes no line of its own. */
export function note(terminal: Terminal, message: string): void {
  terminal.err(`acr-pull: ${oneLine(message)}\n`);
}

/** The same in several lines, each of them our own. */
export function noteLines(terminal: Terminal, message: string): void {
  terminal.err(`acr-pull: ${lineByLine(message)}\n`);
}

/** An error that no command expects. */
export function noteBug(terminal: Terminal, bug: unknown): void {
  const detail = bug instanceof Error ? (bug.stack ?? bug.message) : String(bug);
  terminal.err(`acr-pull: this is a bug in acr-pull, please report it\n${lineByLine(detail)}\n`);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  // Node's error for a path with a NUL
  ERR_INVALID_ARG_VALUE: 'no file has such a name',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENOSPC: 'the disk is full',
  'leads-out': 'its link leads out of the workspace (--follow-links follows it)',
};

/** Why a file can't be read or written, without the path and the system call that Node's messages repeat. */
export function errorReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return (code === undefined ? undefined : reasons[code]) ?? error.message;
}

/** The version of package.json, which a bundle can't read cheaply. A test keeps the two equal. */
export const version = '0.1.0';

/** Milliseconds. A short run shows no counter. */
const patience = 500;
const pause = 100;

/**
 * A counter on one line of a terminal, removed before anything else is written. `stream`: standard error. In a log, a
 * counter would be many lines.
 */
export function counterOn(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  clock = () => performance.now(),
) {
  let next = clock() + patience;
  let isShown = false;
  return {
    show: (text: string): void => {
      const now = clock();
      if (stream.isTTY !== true || now < next) return;
      next = now + pause;
      isShown = true;
      stream.write(`\r\u001b[K${text}`);
    },
    clear: (): void => {
      if (isShown) stream.write('\r\u001b[K');
      isShown = false;
    },
  };
}
