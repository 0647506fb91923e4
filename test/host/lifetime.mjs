// Child processes and temporary folders of this process end with it, however it ends.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const endings = new Set();

/** Registers something synchronous to do when this process ends. Returns the function that takes it back. */
function atEnd(action) {
  endings.add(action);
  return () => endings.delete(action);
}

process.on('exit', () => {
  for (const action of [...endings].reverse()) {
    try {
      action();
    } catch {
      // The others still have to be done.
    }
  }
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => process.exit(128 + os.constants.signals[signal]));

/** Ends this process, and so all it started, when it is not done after so many milliseconds. */
export function deadline(ms, what) {
  const timer = setTimeout(() => {
    console.error(`${what} did not end within ${Math.round(ms / 1000)} s: stopped`);
    process.exit(1);
  }, ms);
  timer.unref();
}

/** Rejects when `promise` has not settled after so many milliseconds. */
export async function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not end within ${Math.round(ms / 1000)} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A new temporary folder, with a `remove` to call as soon as it is no longer needed. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), `acr-pull-check-${name}-`));
  const forget = atEnd(remove);
  function remove() {
    forget();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  return { folder, remove };
}

const windows = process.platform === 'win32';

/** Signals a child and all that it started in turn. */
function signalGroup({ pid }, signal) {
  if (pid === undefined) return; // it never started
  try {
    if (windows) spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    else process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

/** Starts a program in a process group of its own. The whole group is killed at the end, unless `stop` ended it before. */
export function start(command, args, options) {
  const child = spawn(command, args, { ...options, detached: !windows });
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  exited.catch(() => {}); // Callers that want to know await it.
  const forget = atEnd(() => signalGroup(child, 'SIGKILL'));

  /** Asks the group to end, and kills what is left of it after a grace period. */
  async function stop(grace = 3000) {
    signalGroup(child, 'SIGTERM');
    await within(grace, command, exited).catch(() => {});
    signalGroup(child, 'SIGKILL');
    await exited.catch(() => {});
    forget();
  }
  return { child, exited, stop };
}

/** Runs a program to its end and returns what it printed. Rejects, with what it printed, when it fails or takes too long. */
export async function run(command, args, { timeout = 120_000, ...options } = {}) {
  const { child, exited, stop } = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', data => (output += data));
  const shown = `${path.basename(command)} ${args.join(' ')}`;
  try {
    const code = await within(timeout, shown, exited);
    if (code !== 0) throw new Error(`exit code ${code}`);
    return output;
  } catch (error) {
    throw new Error(`${shown}: ${error.message}\n${output}`);
  } finally {
    await stop();
  }
}
