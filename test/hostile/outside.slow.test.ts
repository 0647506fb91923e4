// The files that the gate opens and the programs that it starts in a hostile folder, as the kernel sees it: no program
// but git, no file but those of the workspace, of Node and of git, and no address.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { folder, pod, program, root, snapshot } from '../gate/gate.ts';

const isThere = process.platform === 'linux' && spawnSync('strace', ['--version']).status === 0;
const skip = isThere ? false : 'strace is not here: apt-get install strace';

const git = (cwd: string, ...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'pipe' });

interface World {
  readonly cwd: string;
  readonly home: string;
}

/** A repository that tries each way out, and a home beside it. */
function hostile(t: TestContext): World {
  const home = folder(t, {
    '.kube/config': '',
    '.gitconfig': '[core]\n\tfsmonitor = touch ran\n',
    'secret.yaml': pod('a.azurecr.io/secret:1'),
  });
  const cwd = folder(t, {
    'app.yaml': pod('shop.azurecr.io/app:1'),
    'access.json': snapshot(),
    '.gitignore': 'ignored.yaml\n',
    'ignored.yaml': pod('shop.azurecr.io/app:2'),
    '.gitattributes': '*.yaml filter=x diff=x\n',
    'chart/Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n',
    'chart/templates/pod.yaml': '{{ (.Files.Get "../../../secret") }}\n{{ include "x" . }}\n',
    'k/kustomization.yaml': `resources: [../../../../../../../../etc/passwd, ${home}/secret.yaml, https://example.com/x, ext::sh -c touch% ran]\n`,
    'main.tf': `locals { x = file("${home}/secret.yaml") }\nmodule "m" { source = "../../../../etc" }\n`,
    'main.bicep': `module m '../../../../etc/x.bicep' = { name: 'm' }\nvar y = loadTextContent('${home}/secret.yaml')\n`,
  });
  git(cwd, 'init', '--quiet');
  git(cwd, 'add', '--force', '.');
  git(cwd, 'commit', '--quiet', '--message=one');
  writeFileSync(path.join(cwd, 'app.yaml'), pod('shop.azurecr.io/app:3'));
  const config = path.join(cwd, '.git/config');
  const ran = `touch ${cwd}/ran; cat`;
  const section = (name: string, ...keys: readonly string[]) =>
    `[${name}]\n${keys.map(key => `\t${key} = ${JSON.stringify(ran)}\n`).join('')}`;
  writeFileSync(
    config,
    [
      readFileSync(config, 'utf8'),
      section('core', 'fsmonitor', 'sshCommand', 'pager', 'editor', 'askPass', 'gitProxy', 'alternateRefsCommand'),
      section('filter "x"', 'clean', 'smudge', 'process'),
      section('diff "x"', 'command', 'textconv'),
      section('alias', 'ls-tree', 'ls-files', 'rev-parse'),
      section('credential', 'helper'),
      `[core]\n\thooksPath = ${cwd}/hooks\n[include]\n\tpath = ${home}/.gitconfig\n`,
    ].join(''),
  );
  mkdirSync(path.join(cwd, 'hooks'));
  for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction'])
    writeFileSync(path.join(cwd, 'hooks', hook), `#!/bin/sh\n${ran}\n`, { mode: 0o755 });
  const links = {
    'passwd.yaml': '/etc/passwd',
    'home.yaml': `${home}/secret.yaml`,
    folder: home,
    'self.yaml': '/proc/self/pagemap',
    disk: '/',
    'fix.sh': `${home}/secret.yaml`,
  };
  for (const [name, to] of Object.entries(links)) symlinkSync(to, path.join(cwd, name));
  execFileSync('mkfifo', [path.join(cwd, 'pipe.yaml')]);
  return { cwd, home };
}

interface Trace {
  readonly opened: readonly string[];
  readonly started: readonly string[];
  readonly asked: readonly string[];
}

/** Runs the built gate under strace, which names each opened file by its real path. */
function traced(args: readonly string[], { cwd, home }: World, t: TestContext): Trace {
  const file = path.join(folder(t, {}), 'trace');
  const calls = '--trace=execve,execveat,open,openat,openat2,creat,connect,sendto';
  const strace = ['-f', '-qq', '-y', '-s', '4096', calls, '-o', file, process.execPath, program, ...args];
  const { status, stderr } = spawnSync('strace', strace, {
    cwd,
    env: { ...process.env, HOME: home, KUBECONFIG: '', NODE_COMPILE_CACHE: '' },
    timeout: 120_000,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
  });
  assert.notEqual(status, null, `it hangs\n${stderr}`);
  assert.doesNotMatch(stderr, /bug in acr-pull/);
  const lines = readFileSync(file, 'utf8').split('\n');
  const matched = (pattern: RegExp) => lines.flatMap(line => pattern.exec(line)?.[1] ?? []);
  return {
    opened: matched(/(?:open|openat|openat2|creat)(?:\(| resumed>).* = \d+<(.*)>$/),
    started: matched(/execve(?:at)?\("([^"]*)".* = 0$/),
    asked: matched(/(?:connect|sendto)\((.*)/),
  };
}

/** Files that every program reads: libraries, the machine, its languages and times. */
const ofTheSystem =
  /^\/(?:lib|lib64|usr\/lib|usr\/lib64|usr\/libexec\/git-core|usr\/share\/(?:git-core|locale|zoneinfo)|sys)\/|^\/etc\/(?:ld\.so\.cache|ssl\/openssl\.cnf|localtime)$|^\/proc\/(?:\d+\/(?:maps|cgroup|stat|status)|meminfo|cpuinfo|version_signature|stat|sys\/vm\/overcommit_memory)$|^\/dev\/(?:null|urandom)/;

const commands: readonly (readonly string[])[] = [
  ['check', '--snapshot', 'access.json', '--as', 'aks-no'],
  ['check', '--snapshot', 'access.json', '--as', 'aks-no', '--since', 'HEAD'],
  ['check', '--snapshot', 'access.json', '--as', 'aks-no', '--staged'],
  ['check', '--snapshot', 'access.json', '--as', 'aks-no', '--write-baseline', 'base.json'],
  ['scan', '--verbose'],
  ['scan', 'folder', 'home.yaml', 'passwd.yaml', 'pipe.yaml', 'self.yaml'],
  ['fix', '--snapshot', 'access.json', '--as', 'aks-no', '--out', 'fix.sh'],
  ['fix', '--snapshot', 'access.json', '--as', 'aks-no', '--out', 'new.sh'],
  ['init', '--yes', '--snapshot', 'access.json'],
  ['map', '--snapshot', 'access.json'],
  ['explain', 'passwd.yaml'],
];

for (const args of commands) {
  test(`acr-pull ${args.join(' ')} stays in its folder`, { skip }, t => {
    const world = hostile(t);
    const trace = traced(args, world, t);
    const node = realpathSync(process.execPath);
    assert.deepEqual(
      trace.started.filter(each => realpathSync(each) !== node && path.basename(each) !== 'git'),
      [],
      'no program but git',
    );
    assert.deepEqual(trace.asked, [], 'no address');
    // Node asks the package around a module that is loaded later, such as the parser of Bicep
    const mine = [realpathSync(world.cwd), path.join(root, 'dist'), path.join(root, 'package.json'), node];
    const outside = trace.opened.filter(
      file =>
        !mine.some(each => file === each || file.startsWith(`${each}/`)) &&
        !/\/acr-pull-git-\w+(?:\/|$)/.test(file) &&
        !ofTheSystem.test(file) &&
        !(args[0] === 'init' && file === path.join(realpathSync(world.home), '.kube/config')),
    );
    assert.deepEqual([...new Set(outside)], [], 'no file outside');
    assert.ok(
      trace.opened.includes(path.join(realpathSync(world.cwd), 'app.yaml')) ||
        args[0] === 'explain' ||
        args.includes('folder'),
      'it reads',
    );
    const asksGit = args.includes('--since') || args.includes('--staged') || args.includes('--verbose');
    if (asksGit)
      assert.ok(
        trace.started.some(each => path.basename(each) === 'git'),
        'it asks git',
      );
  });
}

test("git's own files that are links out of its folder are not opened", { skip }, t => {
  const world = hostile(t);
  for (const name of ['index', 'config', 'HEAD']) {
    rmSync(path.join(world.cwd, '.git', name));
    symlinkSync(path.join(world.home, 'secret.yaml'), path.join(world.cwd, '.git', name));
  }
  for (const args of [['scan'], ['check', '--snapshot', 'access.json', '--since', 'HEAD']]) {
    const { opened } = traced(args, world, t);
    assert.deepEqual(
      opened.filter(file => file.startsWith(realpathSync(world.home))),
      [],
    );
  }
});
