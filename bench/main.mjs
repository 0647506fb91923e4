// All benchmarks: `npm run bench`. Each file of this folder is a program of its own, so that none warms up another. A word after the command runs only the files that have it in their names, and options are handed to each:
// `npm run bench host -- --runs 5`.
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const given = process.argv.slice(2);
const [only = ''] = given.filter(word => !word.startsWith('-'));
const options = given.slice(only === '' ? 0 : 1);

execFileSync(process.execPath, ['esbuild.config.mjs', '--production'], { cwd: root, stdio: 'inherit' });
/** Last, since they take minutes. */
const isHeavy = file => file === 'host.mjs' || file === 'sameAnswer.ts';
const files = globSync('*.{ts,mjs}', { cwd: import.meta.dirname, exclude: ['main.mjs'] }).sort();
for (const file of [...files.filter(file => !isHeavy(file)), ...files.filter(isHeavy)]) {
  if (!file.includes(only)) continue;
  console.log(`\n${path.parse(file).name}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', path.join('bench', file), ...options], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
