import { inOwnTurn } from './workQueue.ts';

export type Engine = Awaited<ReturnType<typeof loadEngine>>;

/** What judges. It is large, and of no use before something is known to judge by; so it is loaded with the first of that. */
export async function loadEngine() {
  const { examine } = await inOwnTurn(() => import('../../workspace/engine.ts'));
  const { whoCanPull } = await import('../../verdict/reports/whoCanPull.ts');
  return { examine, whoCanPull };
}

export type Readers = Awaited<ReturnType<typeof loadReaders>>;

/** What reads manifests and joins them. It has the parsers of all common formats, and nothing to do before the first file. */
export async function loadReaders() {
  const { Workspace } = await inOwnTurn(() => import('../../workspace/workspace.ts'));
  const { ManifestReader, prepareReader, readManifest } = await inOwnTurn(() => import('../../manifests/index.ts'));
  return { ManifestReader, prepareReader, readManifest, Workspace };
}
