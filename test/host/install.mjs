// Makes a real VS Code ready to run: `node test/host/install.mjs`. Does nothing, quickly, when all is there.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './lifetime.mjs';
import { host, modules, packages, serverNode, vscode } from './locations.mjs';
import { withLock } from './lock.mjs';
import { ensureSystemPackages } from './systemPackages.mjs';

// Compiled here, since no script of an installed package is run. They use Node-API: any Node may build them.
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog', 'native-watchdog', '@vscode/fs-copyfile'];

const hash = text => createHash('sha256').update(text).digest('hex');

// The server's modules are listed in this folder's package.json, at the versions of the server's own lock, because
// `npm ci` inside the server fails. The server and the page look for them in a folder of the server.
const link = path.join(vscode, 'node_modules');
const stamp = path.join(modules, '.installed');
const lockHash = () => hash(readFileSync(path.join(packages, 'package-lock.json')));

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash() && existsSync(link);
}

async function installModules() {
  // Browser, Mocha and ripgrep are those of test/host, whichever VS Code runs.
  for (const folder of new Set([host, packages])) {
    if (folder !== packages && existsSync(path.join(folder, 'node_modules/.installed'))) continue;
    console.log(`  npm ci in ${path.relative(process.cwd(), folder)} (about 550 MB)`);
    rmSync(path.join(folder, 'node_modules/.installed'), { force: true });
    await run('npm', ['ci', '--no-progress'], { cwd: folder, timeout: 10 * 60_000 });
  }
  linkRipgrep();
  rmSync(link, { recursive: true, force: true });
  symlinkSync(path.relative(vscode, modules), link, 'dir');
}

/** An older VS Code has a package that would download it when it is installed. */
function linkRipgrep() {
  const wanted = path.join(modules, '@vscode/ripgrep');
  if (!existsSync(wanted)) return;
  const [platform, arch] = [process.platform, process.arch];
  const universal = path.join(host, 'node_modules/@vscode/ripgrep-universal/bin', `${platform}-${arch}`);
  symlinkSync(universal, path.join(wanted, 'bin'), 'dir');
}

async function buildNativeModules() {
  const present = nativeModules.filter(name => existsSync(path.join(modules, name)));
  console.log(`  compiling ${present.join(', ')}`);
  // Headers that are here already spare node-gyp a download.
  const nodeHome = path.resolve(serverNode(), '../..');
  const headers = existsSync(path.join(nodeHome, 'include/node')) ? { npm_config_nodedir: nodeHome } : {};
  await run('npm', ['rebuild', '--ignore-scripts=false', ...present], {
    cwd: packages,
    timeout: 10 * 60_000,
    env: { ...process.env, ...headers },
  });
}

/** @param {{ browser?: boolean }} [options] browser: whether Chromium is needed too, as it is for tests */
export async function install({ browser = true } = {}) {
  if (process.platform === 'win32')
    throw new Error('the VS Code server runs on Linux and macOS: on Windows use `npm run test:desktop`');
  await ensureSystemPackages({ browser });
  if (isInstalled()) return;

  const began = Date.now();
  console.log('installing VS Code for tests, once');
  await withLock(path.join(os.tmpdir(), `acr-pull-check-${hash(packages).slice(0, 12)}.lock`), async () => {
    if (isInstalled()) return; // by the process that held the lock
    await ensureSystemPackages({ compiler: true });
    await installModules();
    await buildNativeModules();
    writeFileSync(stamp, lockHash());
  });
  console.log(`  done in ${Math.round((Date.now() - began) / 1000)} s`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await install();
  const { version } = JSON.parse(readFileSync(path.join(vscode, 'package.json'), 'utf8'));
  console.log(`VS Code ${version} is ready`);
}
