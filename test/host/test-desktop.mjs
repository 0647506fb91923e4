// `npm run test:desktop`: the suite in VS Code's desktop edition, downloaded by @vscode/test-electron.
//   node test/host/test-desktop.mjs [--version 1.101.0] [--code PATH]
// --version: which to download, `stable` by default. --code: the executable of one that is here already.
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSuite } from './buildSuite.mjs';
import { deadline, run, start, temporaryFolder } from './lifetime.mjs';
import { host, modules, requireBuilt, root, samples } from './locations.mjs';
import { readSuiteEvents } from './suiteEvents.mjs';

const { values: options } = parseArgs({
  options: {
    version: { type: 'string', default: 'stable' },
    code: { type: 'string' },
    minutes: { type: 'string', default: '20' },
  },
});

async function desktop({ downloadAndUnzipVSCode }) {
  if (options.code) return path.resolve(options.code);
  const cachePath = path.join(root, '.vscode-test');
  return downloadAndUnzipVSCode({ version: options.version, cachePath }).catch(error => {
    throw new Error(
      `VS Code ${options.version} could not be downloaded (${error.message}).\n` +
        'This test needs the internet, or --code with the path of an installed VS Code. ' +
        '`npm test` runs the same suite offline.',
    );
  });
}

async function main() {
  deadline(Number(options.minutes) * 60_000, 'the suite in desktop VS Code');
  requireBuilt(root);
  if (!existsSync(modules))
    await run('npm', ['ci'], { cwd: host, timeout: 10 * 60_000, shell: process.platform === 'win32' });
  if (process.platform === 'linux' && !options.code && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    console.log('There is no display: if VS Code does not start, try `xvfb-run -a npm run test:desktop`.');

  const code = await desktop(await import('@vscode/test-electron'));
  const { folder } = temporaryFolder('desktop');
  const workspace = path.join(folder, 'samples');
  const events = path.join(folder, 'events.jsonl');
  cpSync(samples, workspace, { recursive: true });

  const args = [
    workspace,
    `--extensionDevelopmentPath=${root}`,
    `--extensionTestsPath=${await buildSuite()}`,
    `--user-data-dir=${path.join(folder, 'user')}`,
    `--extensions-dir=${path.join(folder, 'extensions')}`,
    // The options with which @vscode/test-electron's own runTests starts VS Code. It isn't used, since what it starts outlives it.
    ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--disable-workspace-trust'],
    ...['--skip-welcome', '--skip-release-notes', '--no-cached-data'],
  ];
  const window = start(code, args, { stdio: 'inherit', env: { ...process.env, SUITE_EVENTS: events } });
  const trouble = await window.exited.then(
    status => (status === 0 ? undefined : `VS Code ended with ${status}`),
    error => error.message,
  );
  await window.stop();
  const { passed, failed, skipped, tests } = readSuiteEvents(events, trouble);
  for (const test of tests.filter(({ state }) => state === 'failed')) console.error(`\n${test.title}\n${test.error}`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0;
}

try {
  process.exit((await main()) ? 0 : 1);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
