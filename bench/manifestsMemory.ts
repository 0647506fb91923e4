/**
 * What `acr-pull scan` takes for a workspace of 10,000 manifests, as it ships and from start to end: the most memory
 * that its process held, and its time.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { atMost, report } from './manifests/measure.ts';
import { makeWorkspace } from './manifests/workspace.ts';

const gate = path.resolve(import.meta.dirname, '../dist/gate.cjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'acr-pull-bench-'));
try {
  const files = makeWorkspace(10_000);
  for (const { name, text } of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const format of ['text', 'json']) {
    const { references, seconds, megabytes } = scan(format, files.length);
    const what = `acr-pull scan --format ${format}, ${files.length} files, ${references} references`;
    report(what, `${megabytes.toFixed(0)} MB`, atMost(megabytes, 150, ' MB'));
    report('    time from start to end', `${seconds.toFixed(1)} s`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function scan(
  format: string,
  count: number,
): { readonly references: number; readonly seconds: number; readonly megabytes: number } {
  // the program itself, which at its end says what it took
  const script = `process.on('exit', () => process.stderr.write('took ' + process.resourceUsage().maxRSS + ' KB'));
    process.argv.splice(1, 0, ${JSON.stringify(gate)});
    require(${JSON.stringify(gate)});`;
  const started = performance.now();
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['-e', script, '--', 'scan', '.', '--format', format],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1e9,
    },
  );
  const seconds = (performance.now() - started) / 1000;
  const [, kilobytes] = /took (\d+) KB$/.exec(stderr) ?? [];
  if (status !== 0 || kilobytes === undefined)
    throw new Error(`acr-pull scan failed (${status}): ${stderr.slice(0, 500)}`);
  const references = format === 'json' ? stdout.split('"endColumn"').length - 1 : stdout.split('\n').length - 1;
  if (references < count / 2) throw new Error(`acr-pull scan found no more than ${references} references`);
  return { references, seconds, megabytes: Number(kilobytes) / 1024 };
}
