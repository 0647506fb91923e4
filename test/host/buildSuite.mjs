// Bundles test/host/suite/*.test.ts to dist-test/host, beside the entry that runs them in the extension host.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { host, samples, suiteBuilt, suiteSource, webSuiteBuilt } from './locations.mjs';

const common = {
  bundle: true,
  format: 'cjs',
  sourcemap: 'inline',
  mainFields: ['module', 'main'], // as the extension is bundled
  logLevel: 'warning',
};

/** @returns {Promise<string>} the suite's entry, for runSuite */
export async function buildSuite() {
  const { build } = await import('esbuild'); // of the root project
  const sources = readdirSync(suiteSource).filter(file => file.endsWith('.test.ts'));
  rmSync(suiteBuilt, { recursive: true, force: true }); // no test outlives its source
  mkdirSync(suiteBuilt, { recursive: true });

  await build({
    ...common,
    entryPoints: sources.map(file => path.join(suiteSource, file)),
    outdir: suiteBuilt,
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node20',
    external: ['vscode', 'mocha'],
  });
  // Mocha is a dependency of the harness, not of the project: found from the bundles through this link.
  mkdirSync(path.join(suiteBuilt, 'node_modules'));
  symlinkSync(path.join(host, 'node_modules/mocha'), path.join(suiteBuilt, 'node_modules/mocha'), 'junction');

  const entry = path.join(suiteBuilt, 'index.cjs');
  copyFileSync(path.join(suiteSource, 'index.cjs'), entry);
  return entry;
}

/**
 * All tests but `*.node.test.ts`, and Mocha, as one script: a web extension host loads no second one. Beside a module
 * that needs Node may lie one for browsers, which takes its place: `askGate.web.ts`.
 *
 * @param {Record<string, unknown>} constants globals of the tests, by name: what they can't ask for in a browser
 * @returns {Promise<string>} the suite's entry, for runSuite
 */
export async function buildWebSuite(constants) {
  const { build } = await import('esbuild');
  const tests = readdirSync(suiteSource).filter(file => file.endsWith('.test.ts') && !file.endsWith('.node.test.ts'));
  // Mocha defines its globals when it is loaded.
  const imports = ['mocha/mocha.js', './index.web.ts', ...tests.map(file => `./${file}`)].map(
    name => `import '${name}';`,
  );
  const entry = path.join(webSuiteBuilt, 'index.cjs');
  rmSync(webSuiteBuilt, { recursive: true, force: true });
  await build({
    ...common,
    stdin: {
      contents: [...imports, `export { run } from './index.web.ts';`].join('\n'),
      resolveDir: suiteSource,
      loader: 'ts',
    },
    outfile: entry,
    platform: 'browser',
    target: 'es2022',
    external: ['vscode'],
    alias: {
      'node:assert': path.join(host, 'node_modules/assert'),
      'mocha/mocha.js': path.join(host, 'node_modules/mocha/mocha.js'),
    },
    define: {
      global: 'globalThis',
      ...Object.fromEntries(
        Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value) ?? 'undefined']),
      ),
    },
    inject: [path.join(suiteSource, 'process.web.ts')],
    plugins: [forBrowsers],
  });
  return entry;
}

const forBrowsers = {
  name: 'modules for browsers',
  setup(build) {
    build.onResolve({ filter: /^\.\/\w+\.ts$/ }, ({ path: name, resolveDir }) => {
      const own = path.join(resolveDir, name.replace(/\.ts$/, '.web.ts'));
      return resolveDir === suiteSource && existsSync(own) ? { path: own } : undefined;
    });
    // Mocha's script for pages is in a package of ES modules. It would take the exports of the whole bundle for its own.
    build.onLoad({ filter: /[/\\]mocha[/\\]mocha\.js$/ }, ({ path: file }) => ({
      contents: `(function (module, exports, define) {${readFileSync(file, 'utf8')}\n}).call(globalThis);`,
    }));
  },
};

// For the debugger (.vscode/launch.json), which opens a copy of the samples.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildSuite();
  cpSync(samples, path.join(path.dirname(suiteBuilt), 'samples'), { recursive: true });
}
