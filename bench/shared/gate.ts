import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The gate as it ships, which bench/main.mjs has built. */
export const gate = path.resolve(import.meta.dirname, '../../dist/gate.cjs');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds on the clock, from start to end. */
  readonly wall: number;
  /** Milliseconds of the processor, of all threads. What other programs do meanwhile doesn't count. */
  readonly cpu: number;
  /** The most memory that the process held. */
  readonly megabytes: number;
}

/** Runs a program of Node from start to end in a folder. It throws where the program takes more than ten minutes. */
export function run(args: readonly string[], cwd: string): Run {
  const tell = path.join(import.meta.dirname, 'tell.cjs');
  const began = performance.now();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, ['--require', tell, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1e9,
    timeout: 600_000,
  });
  if (error) throw error;
  const wall = performance.now() - began;
  const [told = '', cpu, kilobytes] = /\ntook (\d+) µs, (\d+) KB$/.exec(stderr) ?? [];
  return {
    code: status,
    stdout,
    stderr: stderr.slice(0, stderr.length - told.length),
    wall,
    cpu: Number(cpu) / 1000,
    megabytes: Number(kilobytes) / 1024,
  };
}

/** A folder for temporary files with these in it, for as long as `work` takes. */
export async function inFolder<T>(
  files: readonly { readonly name: string; readonly text: string }[],
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'acr-pull-bench-'));
  try {
    for (const { name, text } of files) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
