// The doors of the gate: how a stranger's folder is read, written and asked of git. Each name begins with the number of
// what the second trial of bad input found: without the doors, it hangs, fills the memory, runs a program or leads out.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { folder, type GateRun, gate, pod, program, snapshot } from '../gate/gate.ts';

const image = 'shop.azurecr.io/app:1';
const app = { 'app.yaml': pod(image), 'access.json': snapshot() };
const onLinux = { skip: process.platform !== 'linux' };
const onPosix = { skip: process.platform === 'win32' };
const denied = ['--snapshot', 'access.json', '--target', 'aks-no'] as const;

/** In a process of its own, which is ended where it would read or wait without end. */
function alone(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<GateRun> {
  return new Promise((done, fail) => {
    const options = { cwd, env: { ...process.env, ...env }, timeout: 30_000, killSignal: 'SIGKILL' } as const;
    const child = spawn(command, args, options);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', text => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', text => (stderr += text));
    child.on('error', fail);
    child.on('close', (code, signal) =>
      signal ? fail(new Error(`ended by ${signal}`)) : done({ code, stdout, stderr }),
    );
    child.stdin.end();
  });
}

const bounded = (args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv) =>
  alone(process.execPath, [program, ...args], cwd, env);

function linked(t: TestContext, to: string, name: string, more: Readonly<Record<string, string>> = {}): string {
  const cwd = folder(t, { ...app, ...more });
  mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
  symlinkSync(to, path.join(cwd, name));
  return cwd;
}

const git = (cwd: string, ...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd,
    stdio: 'pipe',
    encoding: 'utf8',
  });

/** A repository in which all of this is committed. */
function repository(t: TestContext, files: Readonly<Record<string, string>> = app): string {
  const cwd = folder(t, files);
  git(cwd, 'init', '--quiet', '--initial-branch=main');
  git(cwd, 'add', '--force', '.');
  git(cwd, 'commit', '--quiet', '--message=one');
  return cwd;
}

/** A file of gigabytes that looks empty, and regular. */
const endless = '/proc/self/pagemap';

const endlessAs: readonly (readonly [name: string, args: readonly string[], code: number, says: RegExp | undefined])[] =
  [
    ['b.yaml', ['scan'], 3, /cannot read b\.yaml: its link leads out of the workspace/],
    ['Chart.yaml', ['scan'], 3, /cannot read Chart\.yaml: its link leads out/],
    ['.acr-pull.yaml', ['check'], 1, /cannot read \.acr-pull\.yaml: its link leads out/],
    ['.gitignore', ['scan'], 0, undefined],
    ['.git', ['scan'], 0, undefined],
    ['.git/index', ['scan'], 3, /cannot read \.git: its list of tracked files/],
    ['base.json', ['check', '--baseline', 'base.json'], 1, /cannot read base\.json: its link leads out/],
    ['facts', ['check', '--snapshot', 'facts'], 1, /cannot read facts: its link leads out/],
    ['error.txt', ['explain', 'error.txt'], 1, /cannot read error\.txt: its link leads out/],
  ];
for (const [name, args, code, says] of endlessAs) {
  test(`2. a file without end as ${name}`, onLinux, async t => {
    // An ignored file makes the list of what git tracks be read.
    const more = name.startsWith('.git/') ? { '.gitignore': 'x.yaml\n', 'x.yaml': pod(image) } : {};
    const run = await bounded(args, linked(t, endless, name, more));
    assert.equal(run.code, code, run.stderr);
    if (says) assert.match(run.stderr, says);
    else assert.equal(run.stderr, '');
  });
}

test('2. with --follow-links, a file without end is read up to the bound of its kind', onLinux, async t => {
  const run = await bounded(['scan', '--follow-links'], linked(t, endless, 'b.yaml'));
  assert.match(run.stdout, /^left out: 1 (?:too large|binary)/m, 'a manifest');
  const config = await bounded(['check', '--follow-links'], linked(t, endless, '.acr-pull.yaml'));
  assert.match(config.stderr, /cannot read \.acr-pull\.yaml: it is (?:larger than 4 MiB|not a text file)/);
});

/** Programs that a folder's own configuration can have git run, when it compares the work tree or misses an object. */
const programs: Readonly<Record<string, (marker: string) => string>> = {
  'core.fsmonitor': marker => `[core]\n\tfsmonitor = "touch ${marker}; false"\n`,
  'a filter': marker => `[filter "x"]\n\tclean = "touch ${marker}; cat"\n\tsmudge = cat\n\trequired = true\n`,
  'a filter that runs on': marker => `[filter "x"]\n\tprocess = "touch ${marker}"\n`,
  'a diff driver': marker => `[diff "x"]\n\tcommand = "touch ${marker}"\n\ttextconv = "touch ${marker}"\n`,
  hooks: marker => `[core]\n\thooksPath = "${path.dirname(marker)}"\n`,
  'a promisor remote': marker =>
    `[extensions]\n\tpartialClone = o\n[remote "o"]\n\turl = "ext::sh -c touch% ${marker}"\n\tpromisor = true\n[protocol "ext"]\n\tallow = always\n`,
  'a file that it includes': () => '[include]\n\tpath = /dev/zero\n',
};
for (const [what, configuration] of Object.entries(programs)) {
  test(`3. --since and the tracked files run nothing of .git/config: ${what}`, onPosix, async t => {
    const cwd = repository(t, {
      ...app,
      '.gitignore': '*.tmp.yaml\n',
      'x.tmp.yaml': pod(image),
      '.gitattributes': '*.yaml filter=x diff=x\n',
    });
    writeFileSync(path.join(cwd, 'app.yaml'), pod(image, image));
    git(cwd, 'add', 'app.yaml');
    const marker = path.join(cwd, 'ran');
    const config = path.join(cwd, '.git/config');
    writeFileSync(config, readFileSync(config, 'utf8') + configuration(marker));
    for (const how of [['--since', 'HEAD'], ['--staged'], ['--hook'], ['--since', 'HEAD', '--merge-base']]) {
      const run = await bounded(['check', ...denied, ...how, '--format', 'json'], cwd);
      assert.ok(!existsSync(marker), 'a program was run');
      assert.equal(run.code, 2, run.stderr);
      assert.equal(JSON.parse(run.stdout).findings.length, 1, 'the pull that was added, and no other');
    }
  });
}

test('3. a pipe among the data of git is not opened', onPosix, async t => {
  const cwd = repository(t);
  execFileSync('mkfifo', [path.join(cwd, '.git/refs/heads/pipe')]);
  const run = await bounded(['check', ...denied, '--since', 'pipe'], cwd);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /git can't list the changes: .*refs\/heads\/pipe: it is not a regular file/);
});

test('3. a program called git in the folder is not the git that is asked', onPosix, async t => {
  const cwd = repository(t);
  writeFileSync(path.join(cwd, 'git'), '#!/bin/sh\ntouch ran\n', { mode: 0o755 });
  assert.equal((await bounded(['check', ...denied, '--since', 'HEAD'], cwd)).code, 0);
  assert.ok(!existsSync(path.join(cwd, 'ran')));
});

const since = async (cwd: string, revision = 'HEAD') => {
  const run = await gate(
    ['check', '--snapshot', 'access.json', '--as', 'aks-no', '--since', revision, '--format', 'json'],
    { cwd },
  );
  assert.notEqual(run.code, 1, run.stderr);
  const { findings }: { readonly findings: readonly { readonly reference: { readonly file: string } }[] } = JSON.parse(
    run.stdout,
  );
  return findings.map(({ reference }) => reference.file);
};

test(
  '3. --since compares by itself: new, edited, staged, ignored by no one, of Windows, behind links',
  onPosix,
  async t => {
    const files = Object.fromEntries(['same', 'edited', 'staged', 'crlf'].map(name => [`${name}.yaml`, pod(image)]));
    const cwd = repository(t, { 'access.json': snapshot(), ...files, 'base/x.yaml': pod(image) });
    symlinkSync('base', path.join(cwd, 'link'));
    git(cwd, 'add', '.');
    git(cwd, 'commit', '--quiet', '--message=two');
    assert.deepEqual(await since(cwd), []);
    writeFileSync(path.join(cwd, 'edited.yaml'), pod(image, image));
    writeFileSync(path.join(cwd, 'staged.yaml'), pod(image, image));
    git(cwd, 'add', 'staged.yaml');
    writeFileSync(path.join(cwd, 'crlf.yaml'), pod(image).replaceAll('\n', '\r\n'));
    writeFileSync(path.join(cwd, 'new.yaml'), pod(image));
    const changed = ['edited.yaml', 'new.yaml', 'staged.yaml'];
    assert.deepEqual((await since(cwd)).toSorted(), changed);
    git(cwd, 'add', '.');
    git(cwd, 'commit', '--quiet', '--message=three');
    assert.deepEqual(
      (await since(cwd, 'HEAD~1')).toSorted().filter(file => file !== 'crlf.yaml'),
      changed,
    );
    assert.deepEqual(await since(cwd), []);
  },
);

test('3. --since knows work trees, submodules, upstreams and SHA-256', onPosix, async t => {
  const cwd = repository(t);
  git(cwd, 'worktree', 'add', '--quiet', 'other', '-b', 'other');
  assert.deepEqual(await since(path.join(cwd, 'other')), []);
  writeFileSync(path.join(cwd, 'other/new.yaml'), pod(image));
  assert.deepEqual(await since(path.join(cwd, 'other')), ['new.yaml']);

  const clones = folder(t, {});
  git(clones, 'clone', '--quiet', cwd, 'clone');
  assert.deepEqual(await since(path.join(clones, 'clone'), '@{upstream}'), []);

  const outer = repository(t, { 'access.json': snapshot() });
  git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', cwd, 'sub');
  git(outer, 'commit', '--quiet', '--message=sub');
  assert.deepEqual(await since(outer), []);
  writeFileSync(path.join(outer, 'sub/new.yaml'), pod(image));
  assert.deepEqual(await since(outer), ['sub/new.yaml']);

  const long = folder(t, app);
  git(long, 'init', '--quiet', '--object-format=sha256');
  git(long, 'add', '.');
  git(long, 'commit', '--quiet', '--message=one');
  assert.deepEqual(await since(long), []);
  writeFileSync(path.join(long, 'app.yaml'), pod(image, image));
  assert.deepEqual(await since(long), ['app.yaml']);
});

test('2. what a shell has opened is read: it has a writer', onLinux, async t => {
  const command = '"$0" "$1" explain <(echo "Back-off pulling image shop.azurecr.io/app:1")';
  const run = await alone('bash', ['-c', command, process.execPath, program], folder(t, app));
  assert.equal(run.code, 0, run.stderr);
});

const secret = 'what was there\n';

test('4. init does not write through a link that leads out, with --force neither', onPosix, async t => {
  const outside = folder(t, { 'there.yaml': secret });
  for (const [to, force] of [
    ['new.yaml', []],
    ['new.yaml', ['--force']],
    ['there.yaml', ['--force']],
  ] as const) {
    const cwd = linked(t, path.join(outside, to), '.acr-pull.yaml');
    const run = await bounded(['init', '--yes', '--snapshot', 'access.json', ...force], cwd);
    assert.equal(run.code, 1, run.stderr);
    assert.match(
      run.stderr,
      force.length > 0 ? /cannot write \.acr-pull\.yaml: its link leads out/ : /\.acr-pull\.yaml exists/,
    );
  }
  assert.deepEqual(readdirSync(outside), ['there.yaml']);
  assert.equal(readFileSync(path.join(outside, 'there.yaml'), 'utf8'), secret);
});

test('4. a link within the folder is written through, and stays a link', onPosix, async t => {
  const cwd = linked(t, 'ci/pull.yaml', '.acr-pull.yaml', { 'ci/pull.yaml': 'version: 1\n' });
  const run = await gate(['init', '--yes', '--force', '--snapshot', 'access.json'], { cwd });
  assert.equal(run.code, 0, run.stderr);
  assert.ok(lstatSync(path.join(cwd, '.acr-pull.yaml')).isSymbolicLink());
  assert.equal(readFileSync(path.join(cwd, 'ci/pull.yaml'), 'utf8'), run.stdout);
});

interface Writer {
  readonly name: string;
  readonly args: readonly string[];
  /** The file that it finds there. */
  readonly former: string;
  /**
   * The refusal of a link that leads out. A baseline is read first, since entries that a part does not cover are kept.
   */
  readonly refusal: RegExp;
}
const writers: readonly Writer[] = [
  {
    name: 'fix.sh',
    args: ['fix', ...denied, '--out', 'fix.sh'],
    former: secret,
    refusal: /its link leads out of the folder, and nothing is written through it/,
  },
  {
    name: 'base.json',
    args: ['check', ...denied, '--write-baseline', 'base.json'],
    former: '{ "version": 2, "findings": {} }\n',
    refusal: /cannot read base\.json: its link leads out of the workspace/,
  },
];
for (const { name, args, former, refusal } of writers) {
  test(
    `4. ${args[0]} writes ${name} through no link that leads out, nor into a folder behind one`,
    onPosix,
    async t => {
      const outside = folder(t, { there: secret });
      const cwd = linked(t, path.join(outside, 'there'), name);
      const run = await bounded(args, cwd);
      assert.equal(run.code, 1, run.stderr);
      assert.match(run.stderr, refusal);
      const behind = linked(t, outside, 'out');
      const inFolder = await bounded(args.with(-1, `out/${name}`), behind);
      assert.equal(inFolder.code, 1, inFolder.stderr);
      assert.deepEqual(readdirSync(outside), ['there']);
      assert.equal(readFileSync(path.join(outside, 'there'), 'utf8'), secret);
    },
  );

  test(`17. ${args[0]} refuses to write ${name} to a pipe`, onPosix, async t => {
    const cwd = folder(t, app);
    execFileSync('mkfifo', [path.join(cwd, name)]);
    const run = await bounded(args, cwd);
    assert.equal(run.code, 1);
    assert.match(run.stderr, new RegExp(`cannot (?:read|write) ${name}: it is not a regular file`));
  });

  test(`17. a disk that is full leaves the old ${name}, and no half of the new one`, onPosix, async t => {
    const images = Array.from({ length: 400 }, (_, n) => `shop.azurecr.io/app:${n}`);
    const cwd = folder(t, {
      'app.yaml': pod(...images),
      'access.json': snapshot(),
      [name]: former,
    });
    // A limit of the size of files is as good as a full disk: to write fails halfway.
    const limited = `trap '' XFSZ; ulimit -f 1; exec "$0" "$@"`;
    const run = await alone('sh', ['-c', limited, process.execPath, program, ...args], cwd);
    assert.equal(run.code, 1, run.stderr);
    assert.match(run.stderr, new RegExp(`cannot write ${name}`));
    assert.equal(readFileSync(path.join(cwd, name), 'utf8'), former);
    assert.deepEqual(readdirSync(cwd).toSorted(), ['access.json', 'app.yaml', name].toSorted());
  });
}

test('17. a file that is replaced keeps its mode', onPosix, async t => {
  const cwd = folder(t, app);
  writeFileSync(path.join(cwd, 'fix.sh'), '', { mode: 0o755 });
  assert.equal((await gate(['fix', ...denied, '--out', 'fix.sh'], { cwd })).code, 0);
  assert.equal(lstatSync(path.join(cwd, 'fix.sh')).mode & 0o777, 0o755);
});

const ignoredAndTracked = { ...app, '.gitignore': 'x.yaml\n', 'x.yaml': pod(image) };
const imagesIn = async (cwd: string, env?: NodeJS.ProcessEnv) => bounded(['scan', '--format', 'json'], cwd, env);

for (const [what, args] of [
  ['split', ['--split-index']],
  ['of version 4', ['--index-version', '4']],
  ['of version 2', ['--index-version', '2']],
] as const) {
  test(`10. what git tracks is read although .gitignore excludes it: an index ${what}`, async t => {
    const cwd = repository(t, ignoredAndTracked);
    git(cwd, 'update-index', ...args);
    const run = await imagesIn(cwd);
    assert.equal(run.code, 0, run.stderr);
    assert.equal(JSON.parse(run.stdout).references.length, 2);
  });
}

test(
  '10. where git can not be asked, an index that only git can read is said, and any other is read',
  onPosix,
  async t => {
    const cwd = repository(t, ignoredAndTracked);
    const noGit = { PATH: folder(t, {}) };
    const plain = await imagesIn(cwd, noGit);
    assert.equal(JSON.parse(plain.stdout).references.length, 2, plain.stderr);
    git(cwd, 'update-index', '--split-index');
    const split = await imagesIn(cwd, noGit);
    assert.equal(split.code, 3);
    assert.match(
      split.stderr,
      /cannot read \.git: its list of tracked files is in a form that is not known: what \.gitignore excludes may be tracked/,
    );
  },
);

test('10. a folder that git reads for nobody else is read: its owner, its alternates, its half', onPosix, async t => {
  const cwd = repository(t, ignoredAndTracked);
  writeFileSync(path.join(cwd, '.git/config'), '[core]\n\trepositoryformatversion = 99\n[broken');
  const run = await imagesIn(cwd);
  assert.equal(JSON.parse(run.stdout).references.length, 2, run.stderr);
});

const huge = 600 * 1024 * 1024;
const hugeAs: readonly (readonly [name: string, args: readonly string[], code: number, says: RegExp])[] = [
  ['b.yaml', ['scan', 'b.yaml'], 3, /cannot read b\.yaml: it is larger than 256 MiB/],
  ['.acr-pull.yaml', ['check'], 1, /cannot read \.acr-pull\.yaml: it is larger than 4 MiB/],
  ['base.json', ['check', '--baseline', 'base.json'], 1, /cannot read base\.json: it is larger than 64 MiB/],
  ['facts', ['check', '--snapshot', 'facts'], 1, /cannot read facts: it is larger than 381 MiB/],
  ['error.txt', ['explain', 'error.txt'], 1, /cannot read error\.txt: it is larger than 256 MiB/],
];
for (const [name, args, code, says] of hugeAs) {
  test(`14. ${name} of 600 MB is too large, and no bug`, onPosix, async t => {
    const cwd = folder(t, { ...app, [name]: '' });
    truncateSync(path.join(cwd, name), huge); // a hole, which takes no place on the disk
    const run = await bounded(args, cwd);
    assert.equal(run.code, code, run.stderr);
    assert.match(run.stderr, says);
    assert.doesNotMatch(run.stderr, /bug/);
  });
}

test('14. standard input without end is too large, and no bug', onPosix, async t => {
  const command = 'head -c 300000000 /dev/zero | "$0" "$@"';
  for (const args of [['scan', '-'], ['explain']]) {
    const run = await alone('sh', ['-c', command, process.execPath, program, ...args], folder(t, app));
    assert.equal(run.code, 1, run.stderr);
    assert.match(run.stderr, /cannot read standard input: it is larger than 256 MiB/);
  }
});

test(
  '19. a link that leads out of the workspace is said and not followed, unless that is asked for',
  onPosix,
  async t => {
    const outside = folder(t, { 'x.yaml': pod('shop.azurecr.io/outside:1') });
    const cwd = folder(t, app);
    symlinkSync(outside, path.join(cwd, 'more'));
    symlinkSync(path.join(outside, 'x.yaml'), path.join(cwd, 'y.yaml'));
    const images = (run: GateRun) => run.stdout.match(/(?:app|outside):1/g)?.toSorted() ?? [];
    const kept = await gate(['scan'], { cwd });
    assert.deepEqual(images(kept), ['app:1']);
    assert.match(
      kept.stderr,
      /not followed, as they lead out of the workspace: more \(--follow-links follows such links\)/,
    );
    assert.match(kept.stderr, /cannot read y\.yaml: its link leads out of the workspace \(--follow-links follows it\)/);
    assert.match(kept.stdout, /left out: 1 behind links that lead out/);
    assert.equal(kept.code, 3);
    const followed = await gate(['scan', '--follow-links'], { cwd });
    assert.equal(followed.code, 0, followed.stderr);
    assert.deepEqual(images(followed), ['app:1', 'outside:1'], 'once, under one of its names');
    for (const named of ['more', 'y.yaml', 'more/x.yaml']) {
      const run = await gate(['scan', named], { cwd });
      assert.equal(run.code, 3, `${named}: a stranger may have made the link that a pipeline names`);
      assert.deepEqual(images(run), []);
    }
    assert.deepEqual(
      images(await gate(['scan', path.join(outside, 'x.yaml')], { cwd })),
      ['outside:1'],
      'a place elsewhere',
    );
  },
);

test(
  '19. a link to elsewhere in the repository is followed from a folder with a config of its own',
  onPosix,
  async t => {
    const cwd = repository(t, { 'apps/shop/.acr-pull.yaml': 'version: 1\n', 'shared/x.yaml': pod(image) });
    symlinkSync('../../shared', path.join(cwd, 'apps/shop/base'));
    const run = await gate(['scan'], { cwd: path.join(cwd, 'apps/shop') });
    assert.match(run.stdout, /1 image in 1 file/, run.stderr);
    assert.equal(run.stderr, '');
  },
);
