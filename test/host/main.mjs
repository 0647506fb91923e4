// The part of `npm test` that runs in a real VS Code:
//   node test/host/main.mjs [--suite] [--web] [--ui] [--slow] [--vsix FILE] [--only TEXT] [--theme NAME …] [--minutes N] [--oldest]
// With none of them, --suite and --ui. With --web, the suite in the extension host of a browser. With --slow, that, and the walks that take long and rarely break. With --vsix, the packaged extension is tested instead of the build in dist.
// With --oldest, the oldest VS Code that npm has and package.json admits.
// Results go to test-results/host.json and screenshots to test-results/shots.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSuite } from './buildSuite.mjs';
import { install } from './install.mjs';
import { deadline } from './lifetime.mjs';
import { requireBuilt, results, root, samples } from './locations.mjs';
import { runSuite } from './runSuite.mjs';
import { runWalks } from './runWalks.mjs';
import { runWebSuite } from './runWebSuite.mjs';

const { values: options } = parseArgs({
  options: {
    suite: { type: 'boolean' },
    ui: { type: 'boolean' },
    slow: { type: 'boolean' },
    vsix: { type: 'string' },
    only: { type: 'string' },
    theme: { type: 'string', multiple: true },
    minutes: { type: 'string', default: '20' },
    web: { type: 'boolean' },
    oldest: { type: 'boolean' }, // locations.mjs reads it
  },
});
const both = !options.suite && !options.ui && !options.slow && !options.web;

const report = path.join(results, 'host.json');

/** The editor and extension under test, for runSuite and runWalks. */
const subject = {
  workspace: samples,
  ...(options.vsix ? { vsix: [path.resolve(options.vsix)] } : { extension: root }),
};

async function main() {
  deadline(Number(options.minutes) * 60_000, 'the tests in VS Code');
  rmSync(report, { force: true }); // an old one must not be taken for this run's
  if (!options.vsix) requireBuilt(root);
  await install();

  const began = Date.now();
  const outcome = { passed: 0, failed: 0, skipped: 0 };
  if (both || options.suite) {
    console.log('\nInside the extension host');
    outcome.suite = await runSuite({
      ...subject,
      suite: await buildSuite(),
      only: options.only,
      env: { ACR_PULL_ROOT: root },
      // closed files have all of theirs, as the tests look at them
      settings: { 'acrPull.diagnostics.scope': 'everyImage' },
    });
  }
  if (options.web || options.slow) {
    console.log('\nInside the extension host of a browser, over the files of a remote');
    outcome.web = await runWebSuite({ ...subject, only: options.only, isForge: false });
    console.log('\nInside the extension host of a browser, over the files of a forge');
    outcome.forge = await runWebSuite({ ...subject, only: options.only, isForge: true });
  }
  if (both || options.ui || options.slow) {
    console.log('\nIn the workbench');
    const shots = path.join(results, 'shots');
    outcome.ui = await runWalks(
      { ...subject, shots, themes: options.theme },
      { only: options.only, slow: options.slow },
    );
  }
  for (const part of [outcome.suite, outcome.web, outcome.forge, outcome.ui]) {
    outcome.passed += part?.passed ?? 0;
    outcome.failed += part?.failed ?? 0;
    outcome.skipped += part?.skipped ?? 0;
  }
  outcome.ms = Date.now() - began;

  mkdirSync(results, { recursive: true });
  writeFileSync(report, `${JSON.stringify(outcome, null, 2)}\n`);
  tellFailures(outcome);
  console.log(`\n${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped`);
  return outcome.failed === 0 && outcome.passed > 0;
}

function tellFailures({ suite, web, forge, ui }) {
  const failed = [...[suite, web, forge].flatMap(each => each?.tests ?? []), ...(ui?.walks ?? [])].filter(
    test => test.state === 'failed',
  );
  if (failed.length > 0) console.error('\nFailed:');
  for (const { title, error = '' } of failed) {
    const lines = error.split('\n').slice(0, 12);
    console.error(`\n  ${title}\n${lines.map(line => `    ${line}`).join('\n')}`);
  }
}

try {
  process.exit((await main()) ? 0 : 1);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
