// Files that a shell finds as `acr-pull` in the terminal of the extension.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { inItsFolder } from '../../src/disk/boundary.ts';
import { writeProgram } from '../../src/disk/writeFile.ts';
import { shims } from '../../src/editor/terminal/shims.ts';
import { temporaryFolder } from '../temporary.ts';

const hostile = `Jörg's "$HOME" \`x\` 100%`;

test('it runs the program of the environment, wherever that is, with every word as it is', {
  skip: process.platform === 'win32',
}, async t => {
  const folder = path.join(temporaryFolder(t), hostile);
  mkdirSync(folder);
  const program = path.join(folder, 'gate.cjs');
  writeFileSync(
    program,
    'console.log(JSON.stringify([process.env.ELECTRON_RUN_AS_NODE, ...process.argv.slice(2)])); process.exit(3);',
  );
  const shim = path.join(folder, 'bin', 'acr-pull');
  for (let round = 0; round < 2; round++) await writeProgram(shim, shims['acr-pull'] ?? '', inItsFolder);
  assert.equal(statSync(shim).mode & 0o111, 0o111);
  const words = [hostile, '', '--flag=a b'];
  const env = { ...process.env, ACR_PULL_NODE: process.execPath, ACR_PULL_GATE: program };
  const { stdout, status } = spawnSync(shim, words, { encoding: 'utf8', env });
  assert.deepEqual([JSON.parse(stdout), status], [['1', ...words], 3]);
  chmodSync(shim, 0o644);
  await writeProgram(shim, shims['acr-pull'] ?? '', inItsFolder);
  assert.equal(statSync(shim).mode & 0o111, 0o111, 'one that could not be run can again');
});

test('they name no path, so that no shell reads one', () => {
  assert.deepEqual(Object.keys(shims), ['acr-pull', 'acr-pull.cmd']);
  for (const text of Object.values(shims)) assert.doesNotMatch(text.replace('#!/bin/sh', ''), /[/\\]\w/);
  assert.match(shims['acr-pull.cmd'] ?? '', /^(?:[^\r\n]+\r\n)+$/);
});
