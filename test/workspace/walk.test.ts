// Files of a workspace that are read: the same in the editor and at the gate, on whatever the files come from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Files } from '../../src/workspace/files.ts';
import { namesIn } from '../../src/workspace/gitIndex.ts';
import { Walk } from '../../src/workspace/walk.ts';

/** A tree of files by their absolute paths, seen from one of its folders. */
function filesOf(root: string, tree: Readonly<Record<string, string | Uint8Array>>): Files {
  const at = (name: string) => {
    const parts: string[] = [];
    for (const part of (name.startsWith('/') ? name : `${root}/${name}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  };
  const isFolder = (path: string) => Object.keys(tree).some(each => each.startsWith(`${path}/`));
  return {
    root,
    list: async folder => {
      const within = `${at(folder)}/`;
      const below = Object.keys(tree).filter(path => path.startsWith(within));
      const names = new Set(below.map(path => path.slice(within.length).split('/')[0] ?? ''));
      return [...names].map(name => ({ name, kind: isFolder(within + name) ? 'folder' : 'file' }));
    },
    read: async name => {
      const content = tree[at(name)];
      if (content === undefined) throw new Error(`no ${at(name)}`);
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    follow: async name => {
      const path = at(name);
      if (isFolder(path)) return { kind: 'folder', path };
      if (tree[path] === undefined) throw new Error(`no ${path}`);
      return { kind: 'file', path };
    },
  };
}

async function read(root: string, tree: Readonly<Record<string, string | Uint8Array>>): Promise<readonly string[]> {
  const walk = new Walk(filesOf(root, tree), { ignoreCase: false });
  const { files } = await walk.find();
  for (const path of Object.keys(tree)) {
    if (!path.startsWith(`${root}/`)) continue;
    const name = path.slice(root.length + 1);
    assert.equal(await walk.reads(name), files.includes(name), `${name} by itself`);
    const fresh = new Walk(filesOf(root, tree), { ignoreCase: false });
    assert.equal(await fresh.reads(name), files.includes(name), `${name} before any walk`);
  }
  return files;
}

test('a rule that would take without end to match leaves out nothing', async () => {
  const name = `${'a'.repeat(240)}.yaml`;
  const files = await read('/w', {
    '/w/.git/HEAD': '',
    '/w/.gitignore': `${'*a'.repeat(200)}b\n${'x'.repeat(70_000)}\nout.yaml\n`,
    [`/w/${name}`]: '',
    '/w/out.yaml': '',
  });
  assert.deepEqual(files, [name]);
});

test('the rules of a folder count in it, and the nearest decides', async () => {
  const files = await read('/w', {
    '/w/.git/HEAD': '',
    '/w/.gitignore': 'build/\n*.local.yaml\n',
    '/w/deploy/.gitignore': '!keep.local.yaml\n/secret.yaml\n',
    '/w/pod.yaml': '',
    '/w/build/pod.yaml': '',
    '/w/a/build/b/pod.yaml': '',
    '/w/a.local.yaml': '',
    '/w/keep.local.yaml': '',
    '/w/deploy/keep.local.yaml': '',
    '/w/deploy/secret.yaml': '',
    '/w/deploy/more/secret.yaml': '',
  });
  assert.deepEqual(files, ['deploy/keep.local.yaml', 'deploy/more/secret.yaml', 'pod.yaml']);
});

test('what lies in a folder that is left out can not be taken back', async () => {
  const tree = { '/w/.gitignore': 'out/\n', '/w/out/.gitignore': '!pod.yaml\n', '/w/out/pod.yaml': '' };
  assert.deepEqual(await read('/w', tree), []);
});

test('rules above the workspace folder count as seen from there, up to the repository', async () => {
  const files = await read('/r/apps/shop', {
    '/.gitignore': 'kept.yaml\n',
    '/r/.git/HEAD': '',
    '/r/.gitignore': '/apps/shop/tmp/\n/tmp2/\n*.gen.yaml\n',
    '/r/apps/shop/.gitignore': '!own.gen.yaml\n',
    '/r/apps/shop/tmp/pod.yaml': '',
    '/r/apps/shop/tmp2/pod.yaml': '',
    '/r/apps/shop/a.gen.yaml': '',
    '/r/apps/shop/own.gen.yaml': '',
    '/r/apps/shop/kept.yaml': '',
  });
  assert.deepEqual(files, ['kept.yaml', 'own.gen.yaml', 'tmp2/pod.yaml']);
});

test('a folder that is left out as a whole was opened on purpose', async () => {
  const tree = { '/r/.git/HEAD': '', '/r/.gitignore': 'tmp/\n', '/r/tmp/shop/pod.yaml': '' };
  assert.deepEqual(await read('/r/tmp/shop', tree), ['pod.yaml']);
});

test('packages, caches and version control are left out in any case, hidden folders are not', async () => {
  const folders = ['.git', 'node_modules', '.terraform', '.venv', '__pycache__', '.github'];
  const tree = Object.fromEntries(folders.map(name => [`/w/${name}/x.yaml`, '']));
  assert.deepEqual(await read('/w', tree), ['.github/x.yaml']);
  const { leftOut } = await new Walk(filesOf('/w', tree), { ignoreCase: false }).find();
  assert.deepEqual(
    leftOut.map(({ name, why }) => `${name} ${why}`),
    ['.terraform tool', '.venv tool', '__pycache__ tool', 'node_modules tool'],
  );
});

test('settings of a person leave out more', async () => {
  const files = filesOf('/w', { '/w/dist/x.yaml': '', '/w/x.yaml': '' });
  const walk = new Walk(files, { ignoreCase: false, isExcluded: name => name.startsWith('dist') });
  assert.deepEqual((await walk.find()).files, ['x.yaml']);
  assert.ok(!(await walk.reads('dist/x.yaml')));
});

test('a folder that git leaves out has nothing in it, unless it is named', async () => {
  const files = filesOf('/w', { '/w/.gitignore': 'out/\n', '/w/out/more/x.yaml': '' });
  const walk = new Walk(files, { ignoreCase: false });
  assert.deepEqual((await walk.find('out')).files, []);
  assert.deepEqual((await walk.find('out/more')).files, []);
  assert.deepEqual((await walk.find('out', { named: true })).files, ['out/more/x.yaml']);
  assert.deepEqual((await walk.find('gone')).files, []);
});

/** An index of version 2, as git writes it: 62 bytes and the name, up to the next multiple of eight. */
function indexOf(hash: number, ...names: readonly string[]): Uint8Array {
  const entries = names.map(name => {
    const entry = Buffer.alloc(((40 + hash + 2 + name.length) >> 3) * 8 + 8);
    entry.writeUInt16BE(name.length, 40 + hash);
    entry.write(name, 42 + hash);
    return entry;
  });
  const header = Buffer.from('DIRC\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(names.length, 8);
  return Buffer.concat([header, ...entries, Buffer.alloc(hash)]);
}

test('what git tracks is read whatever .gitignore says, and what lies beside it is not', async () => {
  const tree = {
    '/r/.git/index': indexOf(20, 'app/kustomize/base/web.yaml', 'app/x.yaml', 'other/kustomize/y.yaml'),
    '/r/.gitignore': 'kustomize/\n',
    '/r/app/x.yaml': '',
    '/r/app/kustomize/base/web.yaml': '',
    '/r/app/kustomize/base/own.yaml': '',
    '/r/app/kustomize/more/own.yaml': '',
  };
  assert.deepEqual(await read('/r/app', tree), ['kustomize/base/web.yaml', 'x.yaml']);
  const { leftOut } = await new Walk(filesOf('/r/app', tree), { ignoreCase: false }).find();
  assert.deepEqual(
    leftOut.map(({ name }) => name),
    ['kustomize/base/own.yaml', 'kustomize/more'],
  );
});

test('a .git file names a folder of this machine; a share of the network is not asked', async () => {
  const tree = (gitdir: string) => ({
    '/w/.git': `gitdir: ${gitdir}\n`,
    '/w/.gitignore': 'a.yaml\n',
    '/w/a.yaml': '',
    '/real/index': indexOf(20, 'a.yaml'),
  });
  assert.deepEqual(await read('/w', tree('/real')), ['a.yaml']);
  assert.deepEqual(await read('/w', tree('../real')), ['a.yaml']);
  for (const share of [
    '//host/x',
    String.raw`\\host\x`,
    String.raw`/\host/x`,
    '//?/UNC/host/x',
    String.raw`\\.\pipe\x`,
  ]) {
    const asked: string[] = [];
    const files = filesOf('/w', tree(share));
    const watched: Files = {
      ...files,
      read: (name, atMost) => {
        asked.push(name);
        return files.read(name, atMost);
      },
    };
    await new Walk(watched, { ignoreCase: false }).find();
    assert.deepEqual([...new Set(asked)].toSorted(), ['.git', '.gitignore'], share);
  }
});

test('an index is read whatever the length of its hashes, and another file is none', () => {
  for (const hash of [20, 32])
    assert.deepEqual(namesIn(indexOf(hash, 'a.yaml', 'b/ccc.yaml')), ['a.yaml', 'b/ccc.yaml']);
  assert.equal(namesIn(new TextEncoder().encode('DIRC?')), undefined);
  assert.equal(namesIn(indexOf(20, 'a.yaml').subarray(0, 40)), undefined);
});

/** With an extension behind the names, as git writes it: four letters, a length, and as many bytes. */
function withExtension(index: Uint8Array, name: string, content = Buffer.alloc(4)): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  return Buffer.concat([index.subarray(0, -20), Buffer.from(name), size, content, index.subarray(-20)]);
}

test('an index whose names are elsewhere is not known, and what may be passed over for it is said', async () => {
  const index = indexOf(20, 'a.yaml');
  for (const optional of ['TREE', 'UNTR', 'FSMN', 'sdir'])
    assert.deepEqual(namesIn(withExtension(index, optional)), ['a.yaml']);
  for (const needed of ['link', 'next']) assert.equal(namesIn(withExtension(index, needed)), undefined, needed);
  const tree = (content: Uint8Array, rules: string) => ({
    '/w/.git/index': content,
    '/w/.gitignore': rules,
    '/w/a.yaml': '',
    '/w/b.yaml': '',
  });
  const find = (...of: Parameters<typeof tree>) => new Walk(filesOf('/w', tree(...of)), { ignoreCase: false }).find();
  const split = await find(withExtension(index, 'link'), 'a.yaml\n');
  assert.deepEqual(
    split.unread.map(({ name }) => name),
    ['.git'],
  );
  assert.deepEqual((await find(index, 'a.yaml\n')).unread, []);
  assert.deepEqual(
    (await find(withExtension(index, 'link'), 'c.yaml\n')).unread,
    [],
    'nothing is ignored, so nothing is asked',
  );
});

test('what git itself says of tracked files counts, where it can be asked', async () => {
  const tree = { '/w/.git/HEAD': '', '/w/.gitignore': '*.yaml\n', '/w/a.yaml': '', '/w/b.yaml': '' };
  const asked: Files = { ...filesOf('/w', tree), tracked: async () => new Set(['b.yaml']) };
  assert.deepEqual((await new Walk(asked, { ignoreCase: false }).find()).files, ['b.yaml']);
});

test('rules that are too large leave out nothing, and are listed', async () => {
  const tree = { '/w/.git/HEAD': '', '/w/.gitignore': '*.yaml\n', '/w/a.yaml': '' };
  const large: Files = { ...filesOf('/w', tree), read: async () => undefined };
  const found = await new Walk(large, { ignoreCase: false }).find();
  assert.deepEqual(found.files, ['a.yaml']);
  assert.deepEqual(found.leftOut, [{ name: '.gitignore', why: 'rules' }]);
});

test('an index of version 4 whose names grow is read in time', () => {
  const entries = Array.from({ length: 30_000 }, (_, n) => {
    const entry = Buffer.alloc(40 + 20 + 2 + 1 + 1 + 1);
    entry.writeUInt16BE(Math.min(n + 1, 0x0fff), 60);
    entry.write('a', 63); // nothing of the name before is dropped, and a letter is added
    return entry;
  });
  const header = Buffer.from('DIRC\0\0\0\x04\0\0\0\0', 'latin1');
  header.writeUInt32BE(entries.length, 8);
  const index = Buffer.concat([header, ...entries, Buffer.alloc(20)]);
  const names = namesIn(index.subarray(0));
  assert.ok(names === undefined || names.length === entries.length);
  header.writeUInt32BE(1000, 8);
  assert.equal(namesIn(Buffer.concat([header, ...entries.slice(0, 1000), Buffer.alloc(20)]))?.at(-1), 'a'.repeat(1000));
});
