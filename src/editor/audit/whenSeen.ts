/**
 * Work that is done only while somebody looks at what comes of it, and again only after something has changed. What
 * changes in its midst, or leaves nobody looking, makes it stop at the next chance; it is never done twice at a time.
 */
export class WhenSeen {
  readonly #work: (isWanted: () => boolean) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #visible = false;
  #outdated = true;
  #running: Promise<void> | undefined;

  /** @param work asks `isWanted` between its steps, and gives up where it is no longer so */
  constructor(work: (isWanted: () => boolean) => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (!visible && this.#running) this.#outdated = true; // it stops half-way
    this.#start();
  }

  outdate(): void {
    this.#outdated = true;
    this.#start();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #start(): void {
    if (!this.#visible || !this.#outdated || this.#running) return;
    this.#outdated = false;
    this.#running = this.#work(() => this.#visible && !this.#outdated)
      .catch(this.#onError)
      .finally(() => {
        this.#running = undefined;
        this.#start();
      });
  }
}
