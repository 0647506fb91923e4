import { nextTurn, SLICE } from '../turns.ts';

/** A piece of work of some milliseconds, or one that pauses by `inTurns`. */
export interface Work {
  /** For the log, if it fails. */
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

/** Options of a worker. A test brings a clock and a pause of its own. */
export interface WorkerOptions {
  /** Takes the most urgent piece of the work that waits. Undefined where none waits. */
  readonly takeNext: () => Work | undefined;
  /** Called after each slice, in a turn of its own, and at last when no work is left. */
  readonly onSliceEnd: (isIdle: boolean) => void | Promise<void>;
  readonly onError: (error: unknown, name: string) => void;
  readonly now?: () => number;
  readonly pause?: () => Promise<void>;
}

/**
 * Does one piece of work after the other while any waits, in slices of time. Others on the thread wait no longer than a
 * slice and the one piece that overruns it.
 */
export class Worker {
  readonly #options: Required<WorkerOptions>;
  #isRunning = false;
  #hasEnded = false;

  constructor(options: WorkerOptions) {
    this.#options = { now: () => performance.now(), pause: nextTurn, ...options };
  }

  get idle(): boolean {
    return !this.#isRunning;
  }

  /** Begins to work. Returns at once: the first piece begins in a turn of its own. */
  wake(): void {
    if (!this.#isRunning && !this.#hasEnded) void this.#run();
  }

  dispose(): void {
    this.#hasEnded = true;
  }

  async #run(): Promise<void> {
    const { onSliceEnd, pause } = this.#options;
    this.#isRunning = true;
    for (let work = await this.#takeLater(); work !== undefined; work = await this.#takeLater()) {
      await this.#workFor(work);
      await pause(); // what ends a slice may take as long as the slice
      await onSliceEnd(false);
    }
    this.#isRunning = false;
    if (!this.#hasEnded) await onSliceEnd(true);
  }

  async #takeLater(): Promise<Work | undefined> {
    await this.#options.pause();
    return this.#take();
  }

  #take(): Work | undefined {
    return this.#hasEnded ? undefined : this.#options.takeNext();
  }

  /** Does this piece, and then others until a slice of time is over. */
  async #workFor(first: Work): Promise<void> {
    const { onError, now } = this.#options;
    const began = now();
    for (let work: Work | undefined = first; work !== undefined; work = this.#take()) {
      try {
        await work.run();
      } catch (error) {
        onError(error, work.name);
      }
      if (now() - began >= SLICE) return;
    }
  }
}
