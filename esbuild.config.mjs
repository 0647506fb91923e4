// One build, three programs: the extension, in pieces that are loaded when they are needed, the same for browsers, and
// the gate. `--watch` keeps building, `--production` minifies.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, context, transform } from 'esbuild';
import { noticesFor } from './notices.ts';

const production = process.argv.includes('--production');
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node22', // the oldest Node that is maintained, and the one of VS Code 1.101, the oldest admitted
  format: 'cjs',
  mainFields: ['module', 'main'], // jsonc-parser's `main` is a UMD wrapper, whose `require` no bundler can follow
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'info',
  legalComments: 'none',
  define: { 'import.meta.dirname': '__dirname' },
};

/** A program in one file: what stays outside of it is a file beside it, for `require`. */
const single = {
  ...shared,
  supported: { 'dynamic-import': false },
  plugins: [
    { name: 'web-tree-sitter stays outside', setup: keepTreeSitterOutside('.') },
    { name: 'large packages stay outside', setup: keepPiecesOutside },
  ],
};

/**
 * The extension: whatever is imported by `import()` is a piece of its own below `dist/editor`. esbuild divides only what
 * is an ECMAScript module, and VS Code loads CommonJS faster, so each piece is turned when it is written.
 */
const editor = {
  ...shared,
  entryPoints: ['src/editor/extension.ts'],
  outdir: 'dist',
  chunkNames: 'editor/[name]-[hash]',
  outExtension: { '.js': '.cjs' },
  external: ['vscode'],
  format: 'esm',
  splitting: true,
  sourcemap: production ? false : 'inline',
  metafile: true,
  write: false,
  plugins: [
    { name: 'web-tree-sitter stays outside', setup: keepTreeSitterOutside('..') },
    { name: 'pieces are written as CommonJS', setup: writeAsCommonJs },
  ],
};

function writeAsCommonJs({ onEnd }) {
  onEnd(async ({ errors, outputFiles }) => {
    if (errors.length > 0) return; // what was built before stays
    rmSync('dist/editor', { recursive: true, force: true });
    mkdirSync('dist/editor', { recursive: true });
    const { target, minify, sourcemap } = editor;
    const options = { format: 'cjs', supported: { 'dynamic-import': false }, target, minify, sourcemap };
    for (const { path: file, text } of outputFiles)
      writeFileSync(file, withoutCopies((await transform(text, options)).code));
  });
}

/**
 * esbuild would copy all of `vscode`, getter by getter, for each of the files that import it; and there are fifty.
 * The length is bounded: without it, the long runs of letters in a source map take minutes.
 */
function withoutCopies(code) {
  return code.replaceAll(/[\w$]{1,40}\((require\("vscode"\))\)/g, '$1');
}

/** Bicep and Terraform are parsed by tree-sitter, which both programs load only when such a file turns up. */
const treeSitter = 'node_modules/web-tree-sitter/web-tree-sitter.cjs';
const grammars = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
  'node_modules/tree-sitter-bicep/tree-sitter-bicep.wasm',
];

function keepTreeSitterOutside(folder) {
  return ({ onResolve }) =>
    onResolve({ filter: /^web-tree-sitter$/ }, () => ({ path: `${folder}/web-tree-sitter.cjs`, external: true }));
}

/** Only these import @azure/* and the protocol of language models; when the gate imports them, it gets a bundle of their own. */
const pieces = {
  'azure.cjs': ['src/access/azure/index.ts', 'src/access/azure/images.ts', 'src/gate/terminal/signIn.ts'],
  'mcp.cjs': ['src/gate/mcp/server.ts'],
};

function keepPiecesOutside({ onResolve }) {
  const pieceOf = new Map(
    Object.entries(pieces).flatMap(([piece, files]) => files.map(file => [path.resolve(file), piece])),
  );
  onResolve({ filter: /\/(index|images|signIn|server)\.ts$/ }, ({ path: file, resolveDir, kind }) => {
    const piece = pieceOf.get(path.resolve(resolveDir, file));
    return kind === 'dynamic-import' && piece ? { path: `./${piece}`, external: true } : undefined;
  });
}

/**
 * The extension where it runs in a browser: one script, which may `require` nothing but `vscode`. VS Code takes a file of
 * a package with `type: module` for CommonJS only if it ends with `.cjs`.
 * https://code.visualstudio.com/api/extension-guides/web-extensions
 */
const web = {
  ...shared,
  platform: 'browser',
  target: 'es2023',
  mainFields: ['browser', 'module', 'main'],
  entryPoints: ['src/editor/extension.web.ts'],
  outfile: 'dist/web/extension.cjs',
  external: ['vscode', 'node:*', 'fs', 'module', 'url', 'path'], // web-tree-sitter imports them where there is Node
  supported: { 'dynamic-import': false },
  plugins: [{ name: 'dockerfile-ast without Buffer', setup: withoutBuffer }],
};

/** dockerfile-ast asks Node's Buffer for the bytes of a byte order mark. */
function withoutBuffer({ onLoad }) {
  onLoad({ filter: /[/\\]dockerfile-ast[/\\]lib[/\\]util\.js$/ }, ({ path: file }) => ({
    contents: `const Buffer = { from: text => new TextEncoder().encode(text) };\n${readFileSync(file, 'utf8')}`,
  }));
}

/** The gate's first line, for a Node that may not know what comes after it. */
function refusalOfOldNode() {
  const oldest = JSON.parse(readFileSync('package.json', 'utf8')).engines.node.replace('>=', '');
  const sentence = `'acr-pull: needs Node ${oldest} or newer, and this is ' + process.version + '\\n'`;
  return `"use strict";\nif (parseInt(process.version.slice(1), 10) < ${oldest}) { process.stderr.write(${sentence}); process.exit(1); }`;
}

/** @type {import('esbuild').BuildOptions[]} */
const programs = [
  editor,
  web,
  {
    ...single,
    entryPoints: ['src/gate/main.ts'],
    outfile: 'dist/gate.cjs',
    banner: { js: refusalOfOldNode() },
    // Node 14 has to get through the file to say that it is too old.
    supported: { ...single.supported, 'logical-assignment': false },
  },
  // The gate as GitHub's runner starts it (action.yml), with the runner's own Node.
  { ...single, entryPoints: ['src/gate/action.ts'], outfile: 'dist/action.cjs', target: 'node24' },
  ...Object.entries(pieces).map(([piece, files]) => ({
    ...single,
    stdin: { contents: files.map(file => `export * from './${file}';`).join(''), resolveDir: '.' },
    outfile: `dist/${piece}`,
  })),
  { ...single, entryPoints: [treeSitter], outfile: 'dist/web-tree-sitter.cjs', sourcemap: false },
];

/** KiB, minified. A production build that weighs more has failed. */
const budgets = { extension: 400, azure: 1331 };

mkdirSync('dist', { recursive: true });
for (const grammar of grammars) copyFileSync(grammar, path.join('dist', path.basename(grammar)));

if (process.argv.includes('--watch')) {
  for (const program of programs) await (await context(program)).watch();
} else {
  const built = await Promise.all(programs.map(program => build({ ...program, metafile: true })));
  const inputs = built.flatMap(({ metafile }) => Object.values(metafile.outputs).flatMap(used));
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', noticesFor([...inputs, ...grammars]));
  if (production) weigh(built[0].metafile.outputs);
}

/** The files of which something is in an output; others were looked at and left out. */
function used({ inputs }) {
  return Object.keys(inputs).filter(input => inputs[input].bytesInOutput > 0);
}

/** Says what each piece weighs, and what takes how long to load. */
function weigh(outputs) {
  const pieceOf = source => Object.keys(outputs).find(piece => outputs[piece].entryPoint === source);
  const first = new Set([...closure('src/editor/extension.ts'), ...closure('src/editor/wiring.ts')]);
  const later = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  print('the extension, to begin with', first, budgets.extension, pieceOf('src/editor/wiring.ts'));
  for (const source of later.sort()) {
    const more = [...closure(source)].filter(piece => !first.has(piece));
    if (more.length > 0)
      print(`  + ${source}`, more, /azure/.test(source) ? budgets.azure : undefined, pieceOf(source));
  }
  for (const name of ['gate.cjs', ...Object.keys(pieces)]) {
    const kib = Math.ceil(statSync(path.join('dist', name)).size / 1024);
    const code = name === 'gate.cjs' ? undefined : `require('./dist/${name}')`;
    console.log(`${name.padEnd(44)} ${kib} KiB, loads in ${loadTime(code)} ms`);
  }

  /** A piece, with the pieces that it can't do without. */
  function closure(source, seen = new Set()) {
    const visit = piece => {
      if (seen.has(piece) || outputs[piece] === undefined) return;
      seen.add(piece);
      for (const { path: other, kind } of outputs[piece].imports) if (kind === 'import-statement') visit(other);
    };
    visit(pieceOf(source));
    return seen;
  }

  function print(name, pieces, budget, entry) {
    const kib = Math.ceil([...pieces].reduce((sum, piece) => sum + statSync(piece).size, 0) / 1024);
    const limit = budget === undefined ? '' : ` of ${budget}`;
    const time = budget === undefined ? '' : `, loads in ${loadTime(withoutEditor(entry))} ms`;
    console.log(`${name.padEnd(44)} ${kib} KiB${limit}${time}`);
    if (budget === undefined || kib <= budget) return;
    console.error(`${name} is ${kib - budget} KiB over its budget`);
    process.exitCode = 1;
  }
}

/** Code that loads a piece of the extension where there is no VS Code: whatever is asked of it is there and does nothing. */
function withoutEditor(piece) {
  return `const nothing = new Proxy(function () {}, {
      get: (of, name) => (name === 'prototype' ? of.prototype : name === Symbol.toPrimitive ? () => '' : nothing),
      apply: () => nothing,
      getPrototypeOf: () => nothing, // a namespace inherits what can't be listed
    });
    const { _load } = require('node:module');
    require('node:module')._load = (name, ...more) => (name === 'vscode' ? nothing : _load(name, ...more));
    require('./${piece}');`;
}

/** Milliseconds that a fresh process takes longer to run some code than to run none; the gate itself, for undefined. */
function loadTime(code) {
  const took = args => {
    const began = performance.now();
    execFileSync(process.execPath, args, { stdio: 'ignore' });
    return performance.now() - began;
  };
  const bare = took(['-e', '0']);
  return Math.max(0, took(code === undefined ? ['dist/gate.cjs', '--version'] : ['-e', code]) - bare).toFixed(0);
}
