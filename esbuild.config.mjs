// One build, two programs: the extension and the gate. `--watch` keeps building, `--production` minifies.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
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
  define: { 'import.meta.dirname': '__dirname' },
  supported: { 'dynamic-import': false }, // what stays outside of a bundle is a file beside it, for `require`
  plugins: [{ name: 'web-tree-sitter stays outside', setup: keepTreeSitterOutside }],
};

/** Bicep and Terraform are parsed by tree-sitter, which both programs load only when such a file turns up. */
const treeSitter = 'node_modules/web-tree-sitter/web-tree-sitter.cjs';
const grammars = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
  'node_modules/tree-sitter-bicep/tree-sitter-bicep.wasm',
];

function keepTreeSitterOutside({ onResolve }) {
  onResolve({ filter: /^web-tree-sitter$/ }, () => ({ path: './web-tree-sitter.cjs', external: true }));
}

/** @type {import('esbuild').BuildOptions[]} */
const programs = [
  { ...shared, entryPoints: ['src/editor/extension.ts'], outfile: 'dist/extension.cjs', external: ['vscode'] },
  { ...shared, entryPoints: ['src/gate/main.ts'], outfile: 'dist/gate.cjs' },
  { ...shared, entryPoints: [treeSitter], outfile: 'dist/web-tree-sitter.cjs', sourcemap: false },
];

mkdirSync('dist', { recursive: true });
for (const grammar of grammars) copyFileSync(grammar, path.join('dist', path.basename(grammar)));

if (process.argv.includes('--watch')) {
  for (const program of programs) await (await context(program)).watch();
} else {
  await Promise.all(programs.map(program => build(program)));
}
