import type { Config } from '../config/config.ts';
import { matchesGlobs } from '../config/globs.ts';
import { globForAnyCluster } from './placeholders.ts';

/**
 * Returns the numbers of the config's entries that name a file. If an entry names a base, the base may be a deployment
 * of its own.
 */
export function entriesNaming({ targets, clusters }: Config): (file: string) => readonly number[] {
  const entries = [...targets, ...clusters].map(({ manifests = [] }) => manifests.map(globForAnyCluster));
  return file => entries.flatMap((globs, entry) => (globs.length > 0 && matchesGlobs(globs, file) ? [entry] : []));
}
