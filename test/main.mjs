// All tests: `npm test`. The unit tests need no editor and take seconds; `--unit` stops after them.
// Then the programs are built, and the suite and the walks run in a real VS Code (test/host).
// The last line is `N passed, N failed`.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
mkdirSync('test-results', { recursive: true });
const unitOnly = process.argv.includes('--unit');
const totals = { passed: 0, failed: 0 };

execFileSync(process.execPath, ['esbuild.config.mjs'], { stdio: 'inherit' });
await unitTests();
if (!unitOnly) hostTests();
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

/** Every `*.test.ts` outside test/host, which holds what runs inside VS Code. */
async function unitTests() {
  const files = globSync('test/**/*.test.ts').filter(file => !file.startsWith(path.join('test', 'host')));
  // `true` would leave one core idle, which of two is half of them.
  const stream = run({ files, concurrency: availableParallelism() });
  stream.on('test:pass', ({ details }) => count('passed', details));
  stream.on('test:fail', ({ details }) => count('failed', details));
  const failures = new spec();
  // The reporter prints everything; of the passing tests only the sum is of interest.
  await new Promise(done => {
    stream
      .compose(failures)
      .on('data', text => interesting(String(text)) && process.stdout.write(text))
      .on('end', done);
  });
}

function interesting(text) {
  return process.argv.includes('--verbose') || !/^\s*(✔|▶|ℹ|\u001b\[32m✔)/u.test(text);
}

/** A suite is counted through its tests; a file that can't be loaded counts as one failure. */
function count(what, details) {
  if (details?.type !== 'suite') totals[what] += 1;
}

/** A real VS Code, with a report of its own, so that a crash there can't pass for success. */
function hostTests() {
  const report = path.join('test-results', 'host.json');
  const { status } = spawnSync(process.execPath, ['test/host/main.mjs'], { stdio: 'inherit' });
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  totals.passed += counts?.passed ?? 0;
  totals.failed += counts?.failed ?? 0;
  if (status !== 0 && !(counts?.failed > 0)) totals.failed += 1;
}
