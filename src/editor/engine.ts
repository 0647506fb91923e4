import type { examine } from '../engine.ts';
import type { whoCanPull } from '../verdict/whoCanPull.ts';

/** What judges. It is large, and of no use before something is known to judge by; so it is loaded with the first of that. */
export interface Engine {
  readonly examine: typeof examine;
  readonly whoCanPull: typeof whoCanPull;
}

export async function loadEngine(): Promise<Engine> {
  const [{ examine }, { whoCanPull }] = await Promise.all([import('../engine.ts'), import('../verdict/whoCanPull.ts')]);
  return { examine, whoCanPull };
}
