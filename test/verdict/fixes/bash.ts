// A real bash, with an `az` of ours that writes down its arguments. Nothing else is on the path, and the
// folder shows whether anything else ran.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const hasBash = spawnSync('bash', ['--version']).status === 0;

/** The new secret that our `az` prints: an awkward one. */
export const newSecret = `~.a$b"c'd !e`;

/** The same for the object id of an identity. */
export const newPrincipal = '0b1ec700-0000-4000-8000-000000000001';

/** The arguments of each call of `az`, in order, and whatever was printed. */
export interface Ran {
  readonly calls: readonly (readonly string[])[];
  readonly printed: string;
}

export function runInBash(script: string, mode: 'script' | 'interactive' = 'script'): Ran {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'commands-'));
  const log = path.join(folder, 'argv');
  const az = path.join(folder, 'az');
  try {
    const bash = spawnSync('bash', ['-c', 'printf %s "$BASH"'], { encoding: 'utf8' }).stdout;
    writeFileSync(
      az,
      `#!${bash}\nprintf '%s\\0' "$@" $'\\x01end' >> '${log}'\n[ "$3 $4" = "credential reset" ] && printf '%s' '${newSecret.replaceAll("'", "'\\''")}'\n[ "$1 $2" = "identity create" ] || [ "$1 $2" = "aks show" ] && printf '%s' '${newPrincipal}'\nexit 0\n`,
    );
    chmodSync(az, 0o755);
    writeFileSync(log, '');
    const options = { cwd: folder, env: { PATH: folder, HOME: folder, LC_ALL: 'C' }, encoding: 'utf8' } as const;
    // Interactive as in a terminal: history expansion is on.
    const ran =
      mode === 'script'
        ? spawnSync(bash, ['--noprofile', '--norc', '-c', script], options)
        : spawnSync(bash, ['--noprofile', '--norc', '-i'], {
            ...options,
            input: `set -o history\nset -H\n${script}\n`,
          });
    assert.deepEqual(
      readdirSync(folder)
        .filter(name => name !== '.bash_history')
        .sort(),
      ['argv', 'az'],
      'something else ran',
    );
    const text = readFileSync(log, 'utf8');
    const calls = text.split('\u0001end\0').slice(0, -1);
    return { calls: calls.map(call => call.split('\0').slice(0, -1)), printed: ran.stdout + ran.stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names that do something wherever they are not quoted. Whatever gets through leaves the file `pwned`. */
export const hostileNames: readonly string[] = [
  `it's`,
  `say "hi"`,
  '$(>pwned)',
  '`>pwned`',
  '${PATH}',
  '; >pwned ;',
  '| >pwned',
  '& >pwned &',
  '>pwned',
  '\n>pwned\n',
  '\r\n',
  '\t',
  '-rf',
  '--subscription=other',
  '!!',
  '!az',
  'a\\',
  '\\n',
  '*',
  '~',
  '#',
  'a b  c',
  '',
  '(){ :; }; >pwned',
  `'; >pwned; '`,
  `\u2018; >pwned; \u2019`,
  '\u201c$(>pwned)\u201d',
  '\u0003>pwned',
  '\u001b[2J',
  '\u202egnp.exe',
  '\u200b',
  '\u2028>pwned',
  'größe-日本-🐳',
];
