import type * as manifests from '../manifests/index.ts';

/** What reads manifests. It has the parsers of all common formats, and nothing to do before the first file is found. */
export type Readers = Pick<typeof manifests, 'ManifestReader' | 'prepareReader' | 'readManifest'>;

export function loadReaders(): Promise<Readers> {
  return import('../manifests/index.ts');
}
