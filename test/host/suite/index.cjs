// Loaded inside VS Code's extension host, which calls run(): runs the *.test.cjs beside it with Mocha.
// Each event is appended to the file $SUITE_EVENTS as it happens, one JSON object a line, so that even a suite
// that hangs leaves its tale. $SUITE_ONLY: only tests whose full title contains this.
const { appendFileSync, readdirSync } = require('node:fs');
const { findSourceMap } = require('node:module');
const path = require('node:path');
const v8 = require('node:v8');

function report(event) {
  if (process.env.SUITE_EVENTS) appendFileSync(process.env.SUITE_EVENTS, `${JSON.stringify(event)}\n`);
}

/** Names the lines of the TypeScript sources in a stack. Node would, but VS Code writes stacks in its own way. */
function inSources(stack) {
  return stack.replace(/([^\s():]+\.test\.cjs):(\d+):(\d+)/g, (place, file, line, column) => {
    const entry = findSourceMap(path.resolve(file))?.findEntry(line - 1, column - 1);
    if (!entry?.originalSource) return place;
    const source = decodeURIComponent(entry.originalSource.replace(/^file:\/\//, ''));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function describeError(error) {
  if (!(error instanceof Error)) return String(error);
  error.stack = inSources(error.stack ?? error.message); // Mocha's reporter prints it at the end
  return error.stack;
}

async function runTests() {
  const module = require('mocha'); // an ES module since version 12
  const Mocha = module.default ?? module;
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 30_000, forbidOnly: Boolean(process.env.CI) });
  if (process.env.SUITE_ONLY) mocha.fgrep(process.env.SUITE_ONLY);
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, file));
  }

  const failures = await new Promise(resolve => {
    const runner = mocha.run(resolve);
    const told = state => (test, error) =>
      report({ test: test.fullTitle(), state, ms: test.duration, error: error && describeError(error) });
    runner.on('test', test => report({ started: test.fullTitle() }));
    runner.on('pass', told('passed'));
    runner.on('fail', told('failed'));
    runner.on('pending', told('skipped'));
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}

exports.run = async () => {
  process.setSourceMapsEnabled(true); // for inSources
  console.log('::suite start::');
  try {
    await runTests();
  } catch (error) {
    report({ error: describeError(error) });
    throw error;
  } finally {
    report({ ended: true });
    if (process.env.NODE_V8_COVERAGE) v8.takeCoverage(); // the extension host is stopped, not left to end by itself
    console.log('::suite end::');
  }
};
