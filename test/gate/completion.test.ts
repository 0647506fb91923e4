// The script for bash is asked by a bash: commands, options, and the choices of an option.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { gate } from './gate.ts';
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
