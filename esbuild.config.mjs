// One build, two programs: the extension and the gate; and what both load only when they need it, Azure's SDKs. `--watch` keeps building, `--production` minifies.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
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
  plugins: [
    { name: 'web-tree-sitter stays outside', setup: keepTreeSitterOutside },
    { name: 'Azure stays outside', setup: keepAzureOutside },
  ],
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

/** Only these import @azure/*; whoever imports them when they are needed gets the third bundle. */
const azure = ['src/access/azure/index.ts', 'src/gate/signIn.ts'];

function keepAzureOutside({ onResolve }) {
  const files = new Set(azure.map(file => path.resolve(file)));
  onResolve({ filter: /\/(index|signIn)\.ts$/ }, ({ path: file, resolveDir, kind }) => {
    if (kind !== 'dynamic-import' || !files.has(path.resolve(resolveDir, file))) return undefined;
    return { path: './azure.cjs', external: true };
  });
}

/** @type {import('esbuild').BuildOptions[]} */
const programs = [
  { ...shared, entryPoints: ['src/editor/extension.ts'], outfile: 'dist/extension.cjs', external: ['vscode'] },
  { ...shared, entryPoints: ['src/gate/main.ts'], outfile: 'dist/gate.cjs' },
  {
    ...shared,
    stdin: { contents: azure.map(file => `export * from './${file}';`).join(''), resolveDir: '.' },
    outfile: 'dist/azure.cjs',
  },
  { ...shared, entryPoints: [treeSitter], outfile: 'dist/web-tree-sitter.cjs', sourcemap: false },
];

/**
 * Minified. The extension has outgrown its budget with the readers of Dockerfiles, charts and Bicep: until it fits again,
 * the build says so and goes on. Whoever brings it below makes it enforced.
 */
const budgets = {
  'extension.cjs': { kib: 400, enforced: false },
  'azure.cjs': { kib: 1331, enforced: true },
};

mkdirSync('dist', { recursive: true });
for (const grammar of grammars) copyFileSync(grammar, path.join('dist', path.basename(grammar)));

if (process.argv.includes('--watch')) {
  for (const program of programs) await (await context(program)).watch();
} else {
  await Promise.all(programs.map(program => build(program)));
  weigh();
}

/** Says what each bundle weighs and takes to load; a production build that weighs too much has failed. */
function weigh() {
  for (const name of ['extension.cjs', 'gate.cjs', 'azure.cjs']) {
    const kib = Math.ceil(statSync(path.join('dist', name)).size / 1024);
    const budget = production ? budgets[name] : undefined;
    const over = budget && kib > budget.kib;
    const words = over ? `, ${kib - budget.kib} over its budget of ${budget.kib}` : budget ? ` of ${budget.kib}` : '';
    console.log(`  ${name.padEnd(14)} ${kib} KiB${words}${loadTime(name)}`);
    if (over && budget.enforced) process.exitCode = 1;
  }
}

/** Milliseconds to load a bundle in a fresh process; the extension needs a host for that. */
function loadTime(name) {
  if (name === 'extension.cjs') return '';
  const args = name === 'gate.cjs' ? ['dist/gate.cjs', '--version'] : ['-e', "require('./dist/azure.cjs')"];
  const took = only => {
    const began = performance.now();
    execFileSync(process.execPath, only, { stdio: 'ignore' });
    return performance.now() - began;
  };
  const bare = took(['-e', '0']);
  return `, loads in ${Math.max(0, took(args) - bare).toFixed(0)} ms`;
}
