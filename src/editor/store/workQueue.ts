/** The most urgent first: files that are edited, then files to read, and verdicts when all has been read. */
const lanes = ['edited', 'happened', 'read', 'judge first', 'judge'] as const;
export type Lane = (typeof lanes)[number];

export type QueuedWork = () => void | Promise<void>;

/** Options of a queue. A test brings a clock and a pause of its own. */
export interface WorkQueueOptions {
  /** Called after each slice, in a turn of its own; and once more when nothing is left to do. */
  readonly onSliceEnd: (idle: boolean) => void | Promise<void>;
  readonly onError: (error: unknown, key: string) => void;
  readonly now?: () => number;
  readonly pause?: () => Promise<void>;
}

/** Others on the thread get their turn. A timer would wait for a millisecond, and each keystroke has several turns. */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** To evaluate a part of the program takes some milliseconds: nothing else is done in the same turn. */
export async function inOwnTurn<T>(load: () => Promise<T>): Promise<T> {
  await nextTurn();
  const loaded = await load();
  await nextTurn();
  return loaded;
}

/** The longest slice of the thread before others get their turn, in milliseconds. The clock decides no answer here. */
const SLICE = 5;

/** Does something with each part of a long list; others get their turn in between. */
export async function inParts<T>(all: readonly T[], work: (part: readonly T[]) => void, size = 100): Promise<void> {
  for (let from = 0; from < all.length; from += size) {
    if (from > 0) await nextTurn();
    work(all.slice(from, from + size));
  }
}

/**
 * Runs work that pauses now and then; others get their turn after each slice of time. Not `done`: something more urgent
 * waited at the end of a slice, and the work was given up.
 */
export async function inTurns<T>(
  work: Iterator<undefined, T, undefined>,
  isUrgent: () => boolean = () => false,
): Promise<IteratorResult<undefined, T>> {
  let began = performance.now();
  for (;;) {
    const result = work.next();
    if (result.done === true) return result;
    if (performance.now() - began < SLICE) continue;
    await nextTurn();
    if (isUrgent()) return result;
    began = performance.now();
  }
}

/**
 * Waiting work, by key, the most urgent first. It is cut into slices. The extension host runs every extension on one thread: others
 * wait no longer than a slice and the one piece of work that overruns it.
 */
export class WorkQueue {
  readonly #waiting: ReadonlyMap<Lane, Map<string, QueuedWork>> = new Map(lanes.map(lane => [lane, new Map()]));
  readonly #laneOf = new Map<string, Lane>();
  readonly #options: Required<WorkQueueOptions>;
  #running = false;
  #ended = false;

  constructor(options: WorkQueueOptions) {
    this.#options = { now: () => performance.now(), pause: nextTurn, ...options };
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** Replaces what waits under the same key, which keeps its lane if that is more urgent. */
  add(key: string, lane: Lane, work: QueuedWork): void {
    if (this.#ended) return;
    const known = this.#laneOf.get(key);
    const own = known !== undefined && lanes.indexOf(known) < lanes.indexOf(lane) ? known : lane;
    if (known !== own && known !== undefined) this.#waiting.get(known)?.delete(key);
    this.#laneOf.set(key, own);
    this.#waiting.get(own)?.set(key, work);
    if (!this.#running) void this.#run();
  }

  waits(key: string): boolean {
    return this.#laneOf.has(key);
  }

  count(...some: readonly Lane[]): number {
    return some.reduce((sum, lane) => sum + (this.#waiting.get(lane)?.size ?? 0), 0);
  }

  upcoming(lane: Lane, count: number): readonly string[] {
    const keys: string[] = [];
    for (const key of this.#waiting.get(lane)?.keys() ?? []) {
      if (keys.length >= count) break;
      keys.push(key);
    }
    return keys;
  }

  dispose(): void {
    this.#ended = true;
    for (const waiting of [...this.#waiting.values(), this.#laneOf]) waiting.clear();
  }

  async #run(): Promise<void> {
    const { onSliceEnd, onError, now, pause } = this.#options;
    this.#running = true;
    await pause(); // callers that add work do not wait for it
    let sliceBegan = now();
    let worked = false;
    while (worked || this.count(...lanes) > 0) {
      const next = this.#next();
      if (next !== undefined) {
        worked = true;
        try {
          await next.work();
        } catch (error) {
          onError(error, next.key);
        }
        if (now() - sliceBegan < SLICE) continue;
      }
      await pause(); // what ends a slice may take as long as the slice
      await onSliceEnd(false);
      worked = false;
      if (this.count(...lanes) > 0) await pause();
      sliceBegan = now();
    }
    this.#running = false;
    await onSliceEnd(true);
  }

  #next(): { readonly key: string; readonly work: QueuedWork } | undefined {
    for (const waiting of this.#waiting.values()) {
      for (const [key, work] of waiting) {
        waiting.delete(key);
        this.#laneOf.delete(key);
        return { key, work };
      }
    }
    return undefined;
  }
}
