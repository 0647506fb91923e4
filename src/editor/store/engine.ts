import type { whoCanPull } from '../../verdict/reports/whoCanPull.ts';
import type { examine } from '../../workspace/engine.ts';

/** What judges. It is large, and of no use before something is known to judge by; so it is loaded with the first of that. */
export interface Engine {
  readonly examine: typeof examine;
  readonly whoCanPull: typeof whoCanPull;
}

export async function loadEngine(): Promise<Engine> {
  const [{ examine }, { whoCanPull }] = await Promise.all([
    import('../../workspace/engine.ts'),
    import('../../verdict/reports/whoCanPull.ts'),
  ]);
  return { examine, whoCanPull };
}
