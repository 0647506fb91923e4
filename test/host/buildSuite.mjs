// Bundles test/host/suite/*.test.ts to dist-test/host/*.test.cjs, beside the entry that runs them in the extension host.
import { copyFileSync, cpSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { host, samples, suiteBuilt, suiteSource } from './locations.mjs';

/** @returns {Promise<string>} the suite's entry, for runSuite */
export async function buildSuite() {
  const { build } = await import('esbuild'); // of the root project
  const sources = readdirSync(suiteSource).filter(file => file.endsWith('.test.ts'));
  rmSync(suiteBuilt, { recursive: true, force: true }); // no test outlives its source
  mkdirSync(suiteBuilt, { recursive: true });

  await build({
    entryPoints: sources.map(file => path.join(suiteSource, file)),
    outdir: suiteBuilt,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    mainFields: ['module', 'main'], // as the extension is bundled
    logLevel: 'warning',
  });
  // Mocha is a dependency of the harness, not of the project: found from the bundles through this link.
  mkdirSync(path.join(suiteBuilt, 'node_modules'));
  symlinkSync(path.join(host, 'node_modules/mocha'), path.join(suiteBuilt, 'node_modules/mocha'), 'junction');

  const entry = path.join(suiteBuilt, 'index.cjs');
  copyFileSync(path.join(suiteSource, 'index.cjs'), entry);
  return entry;
}

// For the debugger (.vscode/launch.json), which opens a copy of the samples.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildSuite();
  cpSync(samples, path.join(path.dirname(suiteBuilt), 'samples'), { recursive: true });
}
