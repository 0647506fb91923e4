/**
 * Texts asked for a little before they are needed: while one file is parsed, the next ones come from the disk.
 * Whoever learns that a file has changed drops what was read of it.
 */
export class ReadAhead {
  readonly #read: (key: string) => Promise<string | undefined>;
  readonly #texts = new Map<string, Promise<string | undefined>>();

  constructor(read: (key: string) => Promise<string | undefined>) {
    this.#read = read;
  }

  ahead(keys: Iterable<string>): void {
    for (const key of keys) {
      if (this.#texts.has(key)) continue;
      const text = this.#read(key);
      text.catch(() => {}); // whoever takes the text is told
      this.#texts.set(key, text);
    }
  }

  take(key: string): Promise<string | undefined> {
    const text = this.#texts.get(key) ?? this.#read(key);
    this.#texts.delete(key);
    return text;
  }

  drop(key: string): void {
    this.#texts.delete(key);
  }
}
