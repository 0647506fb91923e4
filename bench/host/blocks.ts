/** One stretch of time during which no other work on the thread had a turn. */
export interface Block {
  /** By `performance.now()`. */
  readonly at: number;
  /** On the clock, in milliseconds. On a busy machine, the thread may have waited itself. */
  readonly wall: number;
  /** The CPU time of the thread meanwhile: the block without the load of others. */
  readonly cpu: number;
}

export interface WatchOptions {
  /** Milliseconds. A browser lets no timer come before four have passed. */
  readonly interval: number;
  /** The CPU time that the thread has had, in milliseconds. */
  cpuMs(): number;
}

export const inNode: WatchOptions = {
  interval: 2,
  cpuMs: () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  },
};

/**
 * Watches how long a thread is held at a time: by a timer that wants to come at once again, and notes by how much it
 * comes late.
 */
export class BlockWatch {
  #blocks: Block[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #options: WatchOptions;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(): void {
    const { interval, cpuMs } = this.#options;
    let before = performance.now();
    let cpuBefore = cpuMs();
    const tick = () => {
      const now = performance.now();
      const cpu = cpuMs();
      if (now - before - interval > 4)
        this.#blocks.push({ at: before, wall: now - before - interval, cpu: cpu - cpuBefore });
      before = performance.now();
      cpuBefore = cpuMs();
      this.#timer = setTimeout(tick, interval);
    };
    this.#timer = setTimeout(tick, interval);
  }

  /** Returns the blocks since the last call, longest first. */
  take(): readonly Block[] {
    const blocks = this.#blocks.sort((one, other) => other.cpu - one.cpu);
    this.#blocks = [];
    return blocks;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
