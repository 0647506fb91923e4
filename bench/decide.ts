/**
 * How fast verdicts come, on a snapshot of 1,000 clusters, 500 registries and 100,000 role assignments:
 * - a file of 200 references with 5 targets each, with proofs, messages and fixes
 * - reading the snapshot, and with the built gate the whole of `acr-pull check`: time and memory
 * Run it with `node bench/decide.ts`. Times are those that the thread was at work for, since others may share the machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AccessMap } from '../src/access/map.ts';
import { readSnapshot } from '../src/access/snapshot/snapshot.ts';
import { readImage } from '../src/manifests/image.ts';
import type { ImageReference } from '../src/model/reference.ts';
import type { Target } from '../src/model/target.ts';
import type { Finding } from '../src/model/verdict.ts';
import { decide } from '../src/verdict/decide.ts';
import { large, makeSnapshot } from './snapshot.ts';

const now = new Date('2026-11-24T12:00:00Z');

function timed<T>(what: () => T): { readonly ms: number; readonly result: T } {
  const start = process.threadCpuUsage();
  const result = what();
  const spent = process.threadCpuUsage(start);
  return { ms: (spent.user + spent.system) / 1000, result };
}

function say(what: string, ms: number, most: number | undefined, more = ''): void {
  const limit = most === undefined ? '' : ` (at most ${most} ms)${ms > most ? ' MISSED' : ''}`;
  process.stdout.write(`${what.padEnd(58)} ${ms.toFixed(1).padStart(8)} ms${limit}${more}\n`);
}

function mapFrom(text: string): AccessMap {
  const read = readSnapshot(text, 'bench');
  if (!('map' in read)) throw new Error(read.problems[0]?.message);
  return read.map;
}

function referenceTo(text: string): ImageReference {
  return {
    format: 'kubernetes',
    file: 'deploy.yaml',
    where: 'Deployment app · spec.template.spec.containers[0].image',
    span: { start: 0, end: text.length },
    text,
    image: readImage(text),
    workload: {
      platform: 'kubernetes',
      kind: 'Deployment',
      name: 'app',
      namespace: undefined,
      pullSecrets: [],
      morePullSecrets: [],
      serviceAccount: undefined,
    },
    through: undefined,
    origins: [],
    settledAt: undefined,
  };
}

/** 200 images of so many registries, of all access modes and kinds of network. */
function fileOf(registries: number): readonly ImageReference[] {
  return Array.from({ length: 200 }, (_, i) => {
    const registry = (i % registries) + 3;
    return referenceTo(`registry${registry}.azurecr.io/team-${i % 20}/app${i}:1.${i}`);
  });
}

function findings(file: readonly ImageReference[], targets: readonly Target[], map: AccessMap): readonly Finding[] {
  return file.flatMap(reference => targets.flatMap(target => decide({ reference, target, map, now }) ?? []));
}

/** The mean of several runs, since the clock of a thread is coarse. */
function mean(runs: number, what: () => unknown): number {
  const { ms } = timed(() => {
    for (let i = 0; i < runs; i++) what();
  });
  return ms / runs;
}

const text = JSON.stringify(makeSnapshot(large));
const megabytes = (text.length / 1e6).toFixed(0);
const first = timed(() => mapFrom(text));
say(`read a snapshot of ${megabytes} MB`, first.ms, undefined);
const map = first.result;

const targets = map.runtimes.slice(0, 5).map(({ name, kind, id }): Target => ({ name, kind, id, why: 'the bench' }));
for (const registries of [5, 20, 200]) {
  const file = fileOf(registries);
  findings(file, targets, map);
  const ms = mean(20, () => findings(file, targets, map));
  say(`200 references × 5 targets, of ${registries} registries`, ms, undefined);
}

const gate = path.resolve(import.meta.dirname, '../dist/gate.cjs');
if (existsSync(gate)) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  try {
    mkdirSync(path.join(folder, 'deploy'));
    const rows = targets.map(({ name, id }) => `  - { name: ${name}, kind: aks, id: ${id} }`);
    writeFileSync(path.join(folder, '.acr-pull.yaml'), `version: 1\ntargets:\n${rows.join('\n')}\n`);
    writeFileSync(path.join(folder, 'snapshot.json'), text);
    const pods = fileOf(20).map(
      (reference, i) =>
        `---\napiVersion: v1\nkind: Pod\nmetadata: { name: p${i} }\nspec: { containers: [{ name: c, image: "${reference.text}" }] }\n`,
    );
    writeFileSync(path.join(folder, 'deploy', 'all.yaml'), pods.join(''));
    const script = `process.on('exit', () => process.stderr.write('RSS ' + process.resourceUsage().maxRSS)); process.argv.splice(1, 1, ${JSON.stringify(gate)}); require(${JSON.stringify(gate)});`;
    const start = performance.now();
    const ran = spawnSync(process.execPath, ['-e', script, '--', 'x', 'check', '--snapshot', 'snapshot.json'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    const rss = Number(/RSS (\d+)/.exec(ran.stderr)?.[1] ?? 0) / 1000;
    say(
      'acr-pull check on that snapshot, from start to end',
      performance.now() - start,
      3000,
      ` ${rss.toFixed(0)} MB (at most 500)`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
