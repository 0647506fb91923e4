import type * as manifests from '../../manifests/index.ts';

/** What reads manifests. It has the parsers of all common formats, and nothing to do before the first file is found. */
export type Readers = Pick<typeof manifests, 'ManifestReader' | 'prepareReader' | 'readManifest'>;

/** To evaluate them takes some milliseconds, so nothing else is done in the same turn of the thread. */
export async function loadReaders(): Promise<Readers> {
  await new Promise(resolve => setTimeout(resolve));
  const readers = await import('../../manifests/index.ts');
  await new Promise(resolve => setTimeout(resolve));
  return readers;
}
