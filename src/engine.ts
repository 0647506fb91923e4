import type { AccessMap } from './access/map.ts';
import type { Config } from './config.ts';
import type { Finding, ImageReference } from './model.ts';

/** What a pull is judged by, besides the manifest. */
export interface Circumstances {
  readonly config: Config;
  /** Undefined: nothing of Azure is known (no snapshot, not signed in). */
  readonly map: AccessMap | undefined;
  /** Names or resource ids of targets that a person picked (`--target`, the editor's pick); empty: none. */
  readonly chosen: readonly string[];
  /** The moment that ages and expiries are measured against. */
  readonly now: Date;
}

/**
 * The sentence: each reference to an Azure registry × each of its targets → one finding, in the order given.
 * References to other registries make no finding, unless their host nearly is an Azure one.
 * Synchronous and total.
 */
export function examine(_references: readonly ImageReference[], _circumstances: Circumstances): readonly Finding[] {
  return [];
}
