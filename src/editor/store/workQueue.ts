/** What a queue works with; a test brings a clock and a pause of its own. */
export interface WorkQueueOptions {
  /** Called for one key at a time. It takes up the latest state itself; the queue only says what to look at. */
  readonly work: (key: string) => void | Promise<void>;
  /** Called after each slice, in a turn of its own; and once more when nothing is left to do. */
  readonly onSliceEnd?: (idle: boolean) => void | Promise<void>;
  readonly onError: (error: unknown, key: string) => void;
  /** How long the thread may be held before others get their turn. */
  readonly sliceMs?: number;
  readonly now?: () => number;
  readonly pause?: () => Promise<void>;
}

/** Does something with each part of a long list; others get their turn in between. */
export async function inParts<T>(all: readonly T[], work: (part: readonly T[]) => void, size = 100): Promise<void> {
  for (let from = 0; from < all.length; from += size) {
    if (from > 0) await new Promise(resolve => setTimeout(resolve));
    work(all.slice(from, from + size));
  }
}

/**
 * Keys waiting for work, each once, the urgent ones first. The work is cut into slices: whoever shares the thread (the
 * extension host runs every extension on one) waits no longer than a slice and the one piece of work that overruns it.
 *
 * A key that is added while it is worked on is worked on again.
 */
export class WorkQueue {
  readonly #urgent = new Set<string>();
  readonly #waiting = new Set<string>();
  readonly #options: Required<WorkQueueOptions>;
  #running = false;
  #ended = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: WorkQueueOptions) {
    this.#options = {
      onSliceEnd: () => {},
      sliceMs: 5,
      now: () => performance.now(),
      pause: () => new Promise(resolve => setTimeout(resolve)),
      ...options,
    };
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** How many keys wait. */
  get size(): number {
    return this.#urgent.size + this.#waiting.size;
  }

  /** Those that are next but for urgent ones. */
  upcoming(count: number): readonly string[] {
    const keys: string[] = [];
    for (const key of this.#waiting) {
      if (keys.length >= count) break;
      keys.push(key);
    }
    return keys;
  }

  add(keys: Iterable<string>, { urgent = false } = {}): void {
    for (const key of keys) {
      if (urgent) {
        this.#waiting.delete(key);
        this.#urgent.add(key);
      } else if (!this.#urgent.has(key)) {
        this.#waiting.add(key);
      }
    }
    if (!this.#running && !this.#ended && this.size > 0) void this.#run();
  }

  remove(key: string): void {
    this.#urgent.delete(key);
    this.#waiting.delete(key);
  }

  /** Resolves when nothing is left to do. */
  settled(): Promise<void> {
    if (this.idle) return Promise.resolve();
    return new Promise(resolve => this.#whenIdle.push(resolve));
  }

  dispose(): void {
    this.#ended = true;
    this.#urgent.clear();
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    const { work, onSliceEnd, onError, sliceMs, now, pause } = this.#options;
    this.#running = true;
    await pause(); // nobody who adds a key waits for its work
    let sliceBegan = now();
    let worked = false;
    while (worked || this.size > 0) {
      const key = this.#next();
      if (key !== undefined) {
        worked = true;
        try {
          await work(key);
        } catch (error) {
          onError(error, key);
        }
        if (now() - sliceBegan < sliceMs) continue;
        await pause(); // what ends a slice may take as long as the slice
      }
      await onSliceEnd(false);
      worked = false;
      if (this.size > 0) await pause();
      sliceBegan = now();
    }
    this.#running = false;
    await onSliceEnd(true);
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #next(): string | undefined {
    for (const keys of [this.#urgent, this.#waiting]) {
      for (const key of keys) {
        keys.delete(key);
        return key;
      }
    }
    return undefined;
  }
}
