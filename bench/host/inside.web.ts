/**
 * Runs inside VS Code's web extension host, which calls `run`. Its events are lines of output, for it has no file. A
 * browser shows no one the CPU time of a thread or its memory: there, a block is as long as on the clock.
 */
import { BlockWatch } from './blocks.ts';
import { measure } from './measure.ts';

export async function run(): Promise<void> {
  const tell = (event: object) => console.log(`::event::${JSON.stringify(event)}`);
  try {
    const watch = new BlockWatch({ interval: 5, cpuMs: () => performance.now() });
    const figures = await measure({ watch, heapMb: () => undefined, startProfile: async () => undefined });
    tell({ test: 'bench', state: 'passed', figures });
  } catch (error) {
    tell({ error: error instanceof Error ? error.stack : String(error) });
  }
  tell({ ended: true });
}
