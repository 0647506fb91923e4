// Manners of every sub-command.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { gateProcess as gate, program, root } from './gate.ts';

/** Each sub-command as help lists it, a run that gives results, and an option that is nearly one of its own. */
const commands: readonly {
  readonly name: string;
  readonly run?: readonly string[];
  readonly input?: string;
  readonly codes?: readonly number[];
  readonly misspelt: string;
  readonly meant: string;
}[] = [
  { name: 'scan', run: ['samples'], misspelt: '--fromat', meant: '--format' },
  { name: 'check', run: ['samples'], codes: [2], misspelt: '--snapshto', meant: '--snapshot' },
  {
    name: 'explain',
    run: ['-'],
    input: 'Failed to pull image "shopprod.azurecr.io/app:1": 401 Unauthorized',
    misspelt: '--targt',
    meant: '--target',
  },
  { name: 'map', run: ['samples'], misspelt: '--expires-witin', meant: '--expires-within' },
  { name: 'fix', run: ['samples'], misspelt: '--otu', meant: '--out' },
  { name: 'init', misspelt: '--snapshto', meant: '--snapshot' }, // what it writes is in init.test.ts
  { name: 'mcp', misspelt: '--snapshto', meant: '--snapshot' }, // it speaks with a client: mcp.test.ts
  { name: 'completion', run: ['bash'], misspelt: '--hepl', meant: '--help' },
  { name: 'snapshot', misspelt: '--redat', meant: '--redact' }, // only Azure knows what it prints
];

test('the table has every sub-command', async () => {
  const { stdout } = await gate(['--help']);
  const [, list = ''] = /^Commands:\n(?<list>[\s\S]*?)\n\n/m.exec(stdout) ?? [];
  const listed = [...list.matchAll(/^ {2}(?!help\b)(?<name>[a-z]+)/gm)].map(match => match.groups?.['name']);
  assert.deepEqual(listed.sort(), commands.map(({ name }) => name).sort());
});

for (const { name, run, input = '', codes = [0], misspelt, meant } of commands) {
  test(`${name} has help with an example of its own`, async () => {
    const { code, stdout, stderr } = await gate([name, '--help']);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.match(stdout, new RegExp(`Examples:\\n(?: {2}\\$ .*\\n)*? {2}\\$ .*acr-pull ${name}\\b`));
  });

  test(`${name} refuses an unknown option, and says which was meant`, async () => {
    const { code, stdout, stderr } = await gate([name, ...(name === 'snapshot' ? ['--out', '-'] : []), misspelt]);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`unknown option '${misspelt}'\\s+\\(Did you mean ${meant}\\?\\)`));
  });

  test(`${name} says on standard error what goes wrong, and nothing on standard output`, async () => {
    const missing = name === 'explain' ? ['no-such-file'] : ['--config', 'no-such-file'];
    const args = name === 'snapshot' ? [name] : [name, ...missing];
    const { code, stdout, stderr } = await gate(args);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.notEqual(stderr, '');
  });

  if (run === undefined) continue;

  test(`${name} writes results to standard output, and no progress into a pipe`, async () => {
    const { code, stdout, stderr } = await gate([name, ...run], { input });
    assert.ok(code !== null && codes.includes(code), stderr);
    assert.notEqual(stdout, '');
    assert.doesNotMatch(stderr, /\r|\u001b/);
  });

  test(`${name} survives a reader that closes the pipe at once`, async () => {
    const child = spawn(process.execPath, [program, name, ...run], { cwd: root });
    child.stdout.destroy();
    child.stdin.end(input);
    let stderr = '';
    child.stderr.on('data', text => {
      stderr += text;
    });
    const code = await new Promise(done => child.on('close', done));
    assert.ok(typeof code === 'number' && codes.includes(code), `${code}: ${stderr}`);
    assert.doesNotMatch(stderr, /EPIPE|bug/);
  });
}

test('a pipe into `head` ends well', { skip: process.platform === 'win32' }, () => {
  const shell = `"${process.execPath}" "${program}" map samples --format json | head -n 1`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', shell], { cwd: root, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.equal(stdout, '{\n');
});

test('help fits a terminal of 80 columns', async () => {
  for (const args of [['--help'], ...commands.map(({ name }) => [name, '--help'])]) {
    const { stdout } = await gate(args);
    assert.deepEqual(
      stdout.split('\n').filter(line => line.length > 80),
      [],
      args.join(' '),
    );
  }
});
