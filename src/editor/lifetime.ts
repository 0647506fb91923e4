/** Structurally VS Code's Disposable, so that what has a lifetime can be tested without a host. */
export interface Disposable {
  dispose(): unknown;
}

/**
 * The things that one owner has to dispose of. Each is added in the expression that creates it. One that comes after
 * the end is disposed of at once, so that an activation overtaken by its own deactivation leaks nothing.
 */
export class Lifetime implements Disposable {
  readonly #owned: Disposable[] = [];
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  add<T extends Disposable>(owned: T): T {
    if (this.#ended) owned.dispose();
    else this.#owned.push(owned);
    return owned;
  }

  /** Newest first, since newer things may use older ones. One that fails doesn't keep the rest alive. */
  dispose(): void {
    this.#ended = true;
    const failures: unknown[] = [];
    for (const owned of this.#owned.splice(0).reverse()) {
      try {
        owned.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be disposed of');
  }
}
