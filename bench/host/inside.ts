/** Runs inside VS Code's extension host in Node, which calls `run`. The figures are a part of its event. */
import { appendFileSync, writeFileSync } from 'node:fs';
import * as inspector from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Block, BlockWatch, inNode } from './blocks.ts';
import { measure, type Phase } from './measure.ts';

export async function run(): Promise<void> {
  const tell = (event: object) => appendFileSync(setting('SUITE_EVENTS'), `${JSON.stringify(event)}\n`);
  try {
    const watch = new BlockWatch(inNode);
    tell({ test: 'bench', state: 'passed', figures: await measure({ watch, heapMb, startProfile }) });
  } catch (error) {
    tell({ error: error instanceof Error ? error.stack : String(error) });
  }
  tell({ ended: true });
}

function heapMb(): number {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  gc();
  gc();
  return process.memoryUsage().heapUsed / 1e6;
}

/** With $BENCH_PROFILE, what takes the time in the phase $BENCH_PHASE, for Chromium's developer tools. */
async function startProfile(phase: Phase): Promise<((blocks: readonly Block[]) => Promise<void>) | undefined> {
  const file = process.env['BENCH_PROFILE'];
  if (!file || setting('BENCH_PHASE') !== phase) return undefined;
  const session = new inspector.Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 1000 });
  await session.post('Profiler.start');
  await sleep(10); // that this held the thread is noted before anybody looks, and is not counted
  return async blocks => {
    const { profile } = await session.post('Profiler.stop');
    // both clocks are the system's monotonic one
    const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();
    const onClock = blocks.map(block => ({ ...block, at: block.at + offset - profile.startTime / 1000 }));
    writeFileSync(file, JSON.stringify({ ...profile, blocks: onClock }));
    session.disconnect();
  };
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
