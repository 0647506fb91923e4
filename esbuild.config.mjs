// One build, two programs: the extension and the gate. `--watch` keeps building, `--production` minifies.
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20', // the gate runs on what a pipeline brings; VS Code 1.101, the oldest admitted, has Node 22
  format: 'cjs',
  mainFields: ['module', 'main'], // jsonc-parser's `main` is a UMD wrapper, whose `require` no bundler can follow
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'info',
  legalComments: 'none',
};

/** @type {import('esbuild').BuildOptions[]} */
const programs = [
  { ...shared, entryPoints: ['src/editor/extension.ts'], outfile: 'dist/extension.cjs', external: ['vscode'] },
  { ...shared, entryPoints: ['src/gate/main.ts'], outfile: 'dist/gate.cjs' },
];

if (process.argv.includes('--watch')) {
  for (const program of programs) await (await context(program)).watch();
} else {
  await Promise.all(programs.map(program => build(program)));
}
