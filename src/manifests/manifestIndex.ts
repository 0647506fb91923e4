import type { ImageReference, ManifestReading } from '../model.ts';

/**
 * The readings of a workspace, joined: a reference learns what other files say of its service account, its pull
 * secrets and its name. It is updated by file; nothing is read twice.
 */
export class ManifestIndex {
  readonly #readings = new Map<string, ManifestReading>();

  /** Puts a file's reading in place of its former one, and returns the names of all files whose references change. */
  update(reading: ManifestReading): readonly string[] {
    this.#readings.set(reading.file, reading);
    return [reading.file];
  }

  /** Forgets a file; returns as `update` does. */
  remove(file: string): readonly string[] {
    this.#readings.delete(file);
    return [file];
  }

  files(): readonly string[] {
    return [...this.#readings.keys()];
  }

  reading(file: string): ManifestReading | undefined {
    return this.#readings.get(file);
  }

  /** The references of one file, joined with what the other files declare; empty for a file it doesn't hold. */
  references(file: string): readonly ImageReference[] {
    return this.#readings.get(file)?.references ?? [];
  }
}
