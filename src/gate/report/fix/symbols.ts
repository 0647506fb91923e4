/** Names for a file's resources, each once: letters and digits of what they are called, with a number if need be. */
export class Symbols {
  readonly #taken = new Set<string>();

  of(...parts: readonly string[]): string {
    const base = parts
      .join('_')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replace(/^(?=\d)/, '_')
      .replace(/_$/, '');
    let name = base;
    for (let number = 2; this.#taken.has(name); number++) name = `${base}_${number}`;
    this.#taken.add(name);
    return name;
  }
}
