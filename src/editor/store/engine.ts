export type Engine = Awaited<ReturnType<typeof loadEngine>>;

/** What judges. It is large, and of no use before something is known to judge by; so it is loaded with the first of that. */
export async function loadEngine() {
  const [{ examine }, { whoCanPull }] = await Promise.all([
    import('../../workspace/engine.ts'),
    import('../../verdict/reports/whoCanPull.ts'),
  ]);
  return { examine, whoCanPull };
}

export type Readers = Awaited<ReturnType<typeof loadReaders>>;

/**
 * What reads manifests. It has the parsers of all common formats, and nothing to do before the first file is found. To
 * evaluate them takes some milliseconds, so nothing else is done in the same turn of the thread.
 */
export async function loadReaders() {
  await new Promise(resolve => setTimeout(resolve));
  const readers = await import('../../manifests/index.ts');
  await new Promise(resolve => setTimeout(resolve));
  return readers;
}
