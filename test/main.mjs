// The tests: `npm test` runs the unit tests, and then, in a real VS Code, the suite and the walks (test/host).
// `--unit` stops after the unit tests, which need no editor. `--slow` runs `*.slow.test.ts` and `*.slow.ui.mjs` instead, which take long and rarely break. With `--hostile`, of these only the trial of bad input, which prints a table. `--verbose` names the tests that pass as well.
// The last line is `N passed, N failed`.
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
mkdirSync('test-results', { recursive: true });
const asked = name => process.argv.includes(`--${name}`);
/** Tests that need a process of their own. */
const alone = /azure.gate|read.grammars|pseudoLocale/;
const totals = { passed: 0, failed: 0 };

execFileSync(process.execPath, ['esbuild.config.mjs'], { stdio: 'inherit' });
await unitTests(asked('slow'));
if (!asked('unit') && !asked('hostile')) hostTests();
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

/** Every `*.test.ts` outside test/host, which holds what runs inside VS Code: those that are slow, or the others. */
async function unitTests(slow) {
  const files = globSync('test/**/*.test.ts', { exclude: ['test/host/**'] }).filter(
    file => file.endsWith('.slow.test.ts') === slow && (!asked('hostile') || path.dirname(file) === 'test/hostile'),
  );
  const temporary = mkdtempSync(path.join(tmpdir(), 'acr-pull-tests-'));
  const entries = mkdtempSync(path.join(tmpdir(), 'acr-pull-entries-'));
  const env = {
    ...process.env,
    TMPDIR: temporary, // to see what is left behind
    NODE_COMPILE_CACHE: path.resolve('node_modules/.cache/tests'), // each file loads the sources in a process of its own
  };
  // `true` would leave one core idle, which of two is half of them.
  const stream = run({ files: slow ? files : byRoom(files, entries), env, concurrency: availableParallelism() });
  stream.on('test:pass', ({ details }) => count('passed', details));
  stream.on('test:fail', ({ details }) => count('failed', details));
  const failures = new spec();
  // The reporter prints everything. Of the passing tests only the sum is of interest.
  await new Promise(done => {
    stream
      .compose(failures)
      .on('data', text => interesting(String(text)) && process.stdout.write(text))
      .on('end', done);
  });
  rmSync(entries, { recursive: true });
  const left = readdirSync(temporary);
  rmSync(temporary, { recursive: true });
  if (left.length === 0) return;
  totals.failed += 1;
  console.error(`left behind in the folder for temporary files: ${left.join(', ')}`);
}

/**
 * The tests of a room share a process, by a file that imports them: to load the sources costs more than most tests. What
 * looks at or changes what all would share has a process of its own. A hook outside of a suite is one of the whole room, and
 * `after` comes too early for a file that waits at its top. The rooms with the most files begin, so that no long one is left for
 * the end.
 */
function byRoom(files, entries) {
  const room = file => path.dirname(file).split(path.sep)[1] ?? 'test';
  const groups = Map.groupBy(files, file => (alone.test(file) ? file : room(file)));
  const longestFirst = [...groups].sort(([, one], [, other]) => other.length - one.length);
  return longestFirst.map(([name, members]) => {
    const entry = path.join(entries, `${name.replaceAll(/[\\/]/g, '-')}.test.mjs`);
    const imports = members.map(file => `import ${JSON.stringify(pathToFileURL(path.resolve(file)).href)};\n`);
    writeFileSync(entry, imports.join(''));
    return entry;
  });
}

function interesting(text) {
  return asked('verbose') || !/^\s*(✔|▶|ℹ|\u001b\[32m✔)/u.test(text);
}

/** A suite is counted through its tests. A file that can't be loaded counts as one failure. */
function count(what, details) {
  if (details?.type !== 'suite') totals[what] += 1;
}

/** A real VS Code, with a report of its own, so that a crash there can't pass for success. */
function hostTests() {
  const report = path.join('test-results', 'host.json');
  rmSync(report, { force: true });
  const { status } = spawnSync(process.execPath, ['test/host/main.mjs', ...(asked('slow') ? ['--slow'] : [])], {
    stdio: 'inherit',
  });
  const counts = readReport(report);
  totals.passed += counts?.passed ?? 0;
  totals.failed += counts?.failed ?? 0;
  if (status !== 0 && !(counts?.failed > 0)) totals.failed += 1;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // it ended before it could write one, and its exit code decides
  }
}
