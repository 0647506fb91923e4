/** Calls by key, each put off until its key has been quiet for a while. */
export class Debounce {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #ended = false;

  /** Replaces the call that waits under the same key. */
  schedule(key: string, delayMs: number, call: () => void): void {
    this.cancel(key);
    if (this.#ended) return;
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      call();
    }, delayMs);
    this.#timers.set(key, timer);
  }

  cancel(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  waits(key: string): boolean {
    return this.#timers.has(key);
  }

  get idle(): boolean {
    return this.#timers.size === 0;
  }

  dispose(): void {
    this.#ended = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
