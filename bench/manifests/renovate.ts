import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const version = '44.121.2';

/**
 * Renovate's Kubernetes manager, as its package has it. Renovate is AGPL and large, so it is no dependency: on request
 * it is installed into a folder of its own outside the repository, from which the bench loads it.
 */
export async function loadRenovate(): Promise<(text: string, name: string) => unknown> {
  const folder = path.join(os.tmpdir(), `acr-pull-bench-renovate-${version}`);
  const home = path.join(folder, 'node_modules/renovate/dist');
  if (!existsSync(home)) install(folder);
  process.env['LOG_LEVEL'] = 'fatal'; // else it would be timed with its log
  const logger: unknown = await import(pathToFileURL(path.join(home, 'logger/index.js')).href);
  await functionOf(logger, 'init')();
  const manager: unknown = await import(pathToFileURL(path.join(home, 'modules/manager/kubernetes/extract.js')).href);
  const extract = functionOf(manager, 'extractPackageFile');
  return (text, name) => extract(text, name, {});
}

function install(folder: string): void {
  console.log(`installing renovate ${version} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"private": true}\n');
  const options = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', `renovate@${version}`, ...options], { cwd: folder, stdio: 'inherit' });
}

function functionOf(module: unknown, name: string): (...args: readonly unknown[]) => unknown {
  if (typeof module === 'object' && module !== null) {
    const found: unknown = Reflect.get(module, name);
    if (typeof found === 'function') return (...args) => Reflect.apply(found, undefined, args);
  }
  throw new Error(`renovate ${version} has no ${name}`);
}
