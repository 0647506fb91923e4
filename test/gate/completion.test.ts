// The script for bash is asked by a bash: commands, options, and the choices of an option. Few machines have a
// PowerShell, so its script is read by a grammar, and its words are compared.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Language, Parser } from 'web-tree-sitter';
import { gate, root } from './gate.ts';
import { hasBash } from './standInAz.ts';

test('bash completes commands, options and choices', { skip: !hasBash }, async () => {
  const { stdout: script, code } = await gate(['completion', 'bash']);
  assert.equal(code, 0);
  const complete = (...words: readonly string[]) => {
    const asked = `COMP_WORDS=(acr-pull ${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _acr_pull; echo "\${COMPREPLY[*]}"`;
    return spawnSync('bash', ['-c', `${script}\n${asked}`], { encoding: 'utf8' }).stdout.trim();
  };
  assert.equal(complete('ch'), 'check');
  assert.equal(complete('check', '--fail'), '--fail-on');
  assert.equal(complete('check', '--fail-on', ''), 'denied unknown warning never');
  assert.equal(complete('check', '--format', 'ju'), 'junit');
  assert.equal(complete('explain', '--format', 'ju'), '');
  assert.equal(complete('check', 'dep'), '', 'files are left to the shell');
});

test('fish and zsh get a script of all commands, and another shell is refused', async () => {
  const { stdout } = await gate(['completion', 'fish']);
  assert.match(stdout, /-n '__fish_seen_subcommand_from check' -l fail-on -x -a 'denied unknown warning never'/);
  assert.match((await gate(['completion', 'zsh'])).stdout, /^autoload -U \+X bashcompinit/);
  assert.equal((await gate(['completion', 'cmd'])).code, 1);
});

test('PowerShell gets the words that come behind nothing, a command and an option, in a script without a fault', async () => {
  const { stdout, code } = await gate(['completion', 'powershell']);
  assert.equal(code, 0);
  await Parser.init({ wasmBinary: readFileSync(path.join(root, 'dist/web-tree-sitter.wasm')) });
  const wasm = path.join(root, 'node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm');
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(wasm)));
  assert.equal(parser.parse(stdout)?.rootNode.hasError, false, stdout);
  assert.equal(parser.parse(stdout.replace('param(', 'param'))?.rootNode.hasError, true, 'the grammar sees faults');
  const rows = [...stdout.matchAll(/^ {4}'([^']*)' = (.*)$/gm)].map(
    ([, key = '', words = '']) => [key, [...words.matchAll(/'([^']*)'/g)].map(([, word]) => word)] as const,
  );
  const words = new Map(rows);
  assert.equal(words.size, rows.length);
  const inFish = (await gate(['completion', 'fish'])).stdout;
  const commands = [...inFish.matchAll(/__fish_use_subcommand -f -a (\S+)/g)].map(([, name = '']) => name);
  assert.deepEqual(words.get(''), [...commands, '--help', '--version']);
  for (const name of commands) {
    const options = [...inFish.matchAll(new RegExp(`from ${name}' -l (\\S+)`, 'g'))].map(([, option]) => `--${option}`);
    assert.deepEqual(words.get(name), [...options, '--help'], name);
  }
  assert.deepEqual(words.get('check --fail-on'), ['denied', 'unknown', 'warning', 'never']);
  assert.equal(words.get('check --target'), undefined);
});
