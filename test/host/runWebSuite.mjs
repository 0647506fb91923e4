// The suite in the extension host of a browser, over a virtual file system.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parityConfig, parityRules } from '../workspace/parity.ts';
import { buildWebSuite } from './buildSuite.mjs';
import { filesIn, forgeOf, inBrowser } from './inBrowser.mjs';
import { temporaryFolder } from './lifetime.mjs';
import { root, samples } from './locations.mjs';
import { runSuite } from './runSuite.mjs';

/**
 * `isForge`: true for a workspace that is a repository of a forge, which nothing but VS Code's own API of files can
 * read. False for a folder of the remote.
 *
 * @returns {ReturnType<typeof runSuite>}
 */
export async function runWebSuite({ workspace, only, isForge, ...subject }) {
  const repository = forgeOf(filesIn(workspace), { milliseconds: 5, refuseEach: 0 });
  const suite = await buildWebSuite({ suiteOnly: only, gateReports: gateReports() });
  try {
    return await runSuite({
      ...subject,
      ...(isForge ? { folder: 'forge:/samples', alongside: [repository.extension] } : {}),
      workspace,
      suite,
      only,
      settings: { ...inBrowser, 'acrPull.diagnostics.scope': 'everyImage' },
    });
  } finally {
    repository.remove();
  }
}

/** The gate's reports of the samples, which the suite can't ask for in a browser. */
function gateReports() {
  const temporary = temporaryFolder('reports');
  const copy = path.join(temporary.folder, 'samples');
  cpSync(samples, copy, { recursive: true });
  const report = () => {
    const options = { cwd: copy, encoding: 'utf8', maxBuffer: 50_000_000 };
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [path.join(root, 'dist/gate.cjs'), 'check', '.', '--format', 'json'],
      options,
    );
    if (status !== 2) throw new Error(`the gate ended with ${status}: ${stderr}`);
    return JSON.parse(stdout);
  };
  try {
    const asItIs = report();
    const config = path.join(copy, '.acr-pull.yaml');
    writeFileSync(config, parityConfig(readFileSync(config, 'utf8')));
    writeFileSync(path.join(copy, '.gitignore'), parityRules);
    return { samples: asItIs, changed: report() };
  } finally {
    temporary.remove();
  }
}
