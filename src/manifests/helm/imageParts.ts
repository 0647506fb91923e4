import type { ReadImage } from '../../model/image.ts';
import type { Part } from '../harvest.ts';
import { composed } from '../join/renames.ts';
import { textOf, type View } from '../source/view.ts';
import { hasHost } from './lookAlikes.ts';

/** The values of one mapping, by key. */
export type Values = ReadonlyMap<string, View>;

/** A registry that a chart puts before all its images. */
export interface SharedRegistry {
  readonly value: View;
  readonly text: string;
  readonly path: string;
  /** By the habit of Bitnami's charts it goes before a mapping's own registry; others only fill the gap. */
  readonly overrides: boolean;
}

/** Puts a name together, and remembers which values it was made of. */
export class PartsOf {
  readonly found: Part[] = [];
  readonly #values: Values;
  readonly #path: string;

  constructor(values: Values, path: string) {
    this.#values = values;
    this.#path = path;
  }

  /** The registry that goes before a name: the shared one, or the mapping's own. */
  registry(name: string, keys: readonly string[], shared: SharedRegistry | undefined): string | undefined {
    const hasOwnKey = keys.some(key => this.#values.has(key));
    if (shared?.overrides ? hasOwnKey || !hasHost(name) : false) return this.#shared(shared);
    const own = this.take(keys);
    if (own !== undefined) return own;
    return shared === undefined || hasHost(name) ? undefined : this.#shared(shared);
  }

  compose(registry: string | undefined, name: string, tags: readonly string[], digests: readonly string[]): ReadImage {
    const full = registry === undefined ? name : `${registry.replace(/\/+$/, '')}/${name}`;
    const tag = this.take(tags);
    const digest = this.take(digests);
    // some charts take a digest as a tag, and some take it without its algorithm
    if (tag !== undefined && /^sha(?:256|512):/.test(tag)) return composed(full, undefined, tag);
    const isBare = digest !== undefined && /^[0-9a-f]{64}$/.test(digest);
    return composed(full, tag, isBare ? `sha256:${digest}` : digest);
  }

  /** The text of the first of these keys that has one; it counts as a part. */
  take(keys: readonly string[]): string | undefined {
    for (const key of keys) {
      const value = this.#values.get(key);
      const text = textOf(value);
      if (value === undefined || text === undefined || text.length > 1000) continue;
      this.found.push({ value, role: `value of ${this.#path === '' ? key : `${this.#path}.${key}`}` });
      return text;
    }
    return undefined;
  }

  #shared(shared: SharedRegistry | undefined): string | undefined {
    if (shared === undefined) return undefined;
    this.found.push({ value: shared.value, role: `value of ${shared.path}` });
    return shared.text;
  }
}
