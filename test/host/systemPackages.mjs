// Packages that must come from the operating system: a browser, and the compiler for two small native modules.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { run } from './lifetime.mjs';
import { findChromium } from './locations.mjs';

function onPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some(folder => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The Debian packages that are missing. */
function missing({ browser, compiler }) {
  const names = [];
  if (browser && !findChromium()) names.push('chromium');
  if (compiler) {
    for (const [program, name] of [
      ['g++', 'g++'],
      ['make', 'make'],
      ['python3', 'python3'],
    ])
      if (!onPath(program)) names.push(name);
  }
  return names;
}

/** The command that makes root without a question: nothing to add, `sudo -n`, or undefined when there is no way. */
async function asRoot() {
  if (process.getuid?.() === 0) return [];
  return run('sudo', ['-n', 'true']).then(
    () => ['sudo', '-n'],
    () => undefined,
  );
}

/** Installs what is missing where that can be done unasked. Elsewhere fails, saying what to run. */
export async function ensureSystemPackages(wanted) {
  const names = missing(wanted);
  if (names.length === 0) return;

  const byHand = names.includes('chromium')
    ? `install ${names.join(', ')} (or set CHROMIUM to the path of a Chromium or Chrome)`
    : `install ${names.join(', ')}`;
  if (!onPath('apt-get')) throw new Error(`${byHand}, then try again`);
  const prefix = await asRoot();
  const commands = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...names],
  ];
  if (!prefix) throw new Error(`${byHand}:\n  ${commands.map(command => `sudo ${command.join(' ')}`).join(' && ')}`);

  console.log(`  installing ${names.join(', ')} with apt-get`);
  for (const command of commands) {
    const [program, ...args] = [...prefix, ...command];
    await run(program, args, { timeout: 10 * 60_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
}
