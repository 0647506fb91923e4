/**
 * What the gate takes as a program, from start to end: `acr-pull check` of 10,000 manifests with a snapshot of 500
 * registries beside `acr-pull scan` of the same files, and `acr-pull --version` beside a Node that does nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { atMost, quantile, report } from './manifests/measure.ts';
import { makeWorkspace } from './manifests/workspace.ts';
import { makeSnapshot } from './snapshot.ts';

const gate = path.resolve(import.meta.dirname, '../dist/gate.cjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'acr-pull-bench-'));
const ROUNDS = 5;

/** Milliseconds of the processor, as the process itself tells at its end; or of the clock, which for starting matters. */
function run(args: readonly string[], by: 'cpu' | 'clock'): number {
  const started = performance.now();
  const { status, stderr, error } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const clock = performance.now() - started;
  if (error || (status !== 0 && status !== 2)) throw error ?? new Error(`${args.join(' ')}: ${status} ${stderr}`);
  return by === 'clock' ? clock : Number(/cpu (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1000;
}

const timer = path.join(folder, 'timer.cjs');
writeFileSync(
  timer,
  "process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write(`cpu ${user + system}`); });",
);

/** The medians of several rounds, in each of which all sides take their turn. */
function compare(sides: Readonly<Record<string, () => number>>): Readonly<Record<string, number>> {
  const times = Object.entries(sides).map(([name, once]) => ({ name, once, all: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++) for (const { once, all } of times) all.push(once());
  return Object.fromEntries(times.map(({ name, all }) => [name, quantile(all, 0.5)]));
}

try {
  const files = makeWorkspace(10_000);
  for (const { name, text } of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const snapshot = makeSnapshot({ clusters: 20, registries: 500, assignments: 10_000, seed: 20261124 });
  // the registries that the manifests name
  const text = JSON.stringify(snapshot)
    .replaceAll('"registry3.azurecr.io"', '"shopprod.azurecr.io"')
    .replaceAll('"registry4.azurecr.io"', '"shopbase.azurecr.io"');
  writeFileSync(path.join(folder, 'access.json'), text);
  const command = (...args: readonly string[]) => ['--require', timer, gate, ...args];
  const check = ['check', '--no-config', '--snapshot', 'access.json', '--target', 'aks-3'];
  const { scan = Number.NaN, ...checks } = compare({
    scan: () => run(command('scan'), 'cpu'),
    text: () => run(command(...check), 'cpu'),
    json: () => run(command(...check, '--format', 'json'), 'cpu'),
    sarif: () => run(command(...check, '--format', 'sarif'), 'cpu'),
  });
  report(`acr-pull scan, ${files.length} files`, `${scan.toFixed(0)} ms`);
  for (const [format, ms] of Object.entries(checks)) {
    report(`acr-pull check --format ${format}`, `${ms.toFixed(0)} ms`);
    report('    check / scan', (ms / scan).toFixed(2), format === 'text' ? atMost(ms / scan, 1.5, '') : undefined);
  }
  const { version = Number.NaN, bare = Number.NaN } = compare({
    bare: () => run(['-e', '0'], 'clock'),
    version: () => run([gate, '--version'], 'clock'),
  });
  report('acr-pull --version', `${version.toFixed(0)} ms`);
  report('    above `node -e 0`', `${(version - bare).toFixed(0)} ms`, atMost(version - bare, 60, ' ms'));
} finally {
  rmSync(folder, { recursive: true });
}
