// The one door for reading files, and the one for writing, without a face before them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { anywhere, boundaryAround, ofWorkspace, whereNamed, within } from '../../src/disk/boundary.ts';
import { readRegular, readRegularLater } from '../../src/disk/readFile.ts';
import { isTaken, replaceFile } from '../../src/disk/writeFile.ts';
import { temporaryFolder } from '../temporary.ts';

const onPosix = { skip: process.platform === 'win32' };
const special = { code: 'special' };
const leadsOut = { code: 'leads-out' };

/** Both ways to read, which have to agree. */
async function read(file: string, atMost: number, admits = anywhere): Promise<string | undefined> {
  const bytes = await readRegularLater(file, { atMost, admits });
  assert.deepEqual(readRegular(file, { atMost, admits }), bytes);
  return bytes && Buffer.from(bytes).toString('latin1');
}

test('a file is read up to the bound, whatever its size', async t => {
  const file = path.join(temporaryFolder(t), 'x');
  for (const size of [0, 1, 4095, 4096, 4097, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000]) {
    const text = 'x'.repeat(size);
    writeFileSync(file, text);
    assert.equal(await read(file, size), text);
    assert.equal(await read(file, size + 1), text);
    if (size > 0) assert.equal(await read(file, size - 1), undefined);
  }
});

test('a file that says it is empty is read to its end, or to the bound', { skip: process.platform !== 'linux' }, () => {
  const status = readRegular('/proc/self/status', { atMost: 1_000_000, admits: anywhere });
  assert.match(Buffer.from(status ?? []).toString(), /^Name:/);
  assert.equal(readRegular('/proc/self/status', { atMost: 10, admits: anywhere }), undefined);
  assert.equal(readRegular('/proc/self/pagemap', { atMost: 5_000_001, admits: anywhere }), undefined);
});

test('only regular files are opened', onPosix, async t => {
  const folder = temporaryFolder(t);
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  symlinkSync('pipe', path.join(folder, 'link'));
  for (const file of [path.join(folder, 'pipe'), path.join(folder, 'link'), folder, '/dev/zero', '/dev/null'])
    await assert.rejects(read(file, 10), special, file);
  await assert.rejects(read(path.join(folder, 'gone'), 10), { code: 'ENOENT' });
});

test('links are followed within the boundary, and not out of it', onPosix, async t => {
  const [inside, outside] = [temporaryFolder(t), temporaryFolder(t)];
  for (const folder of [inside, outside]) writeFileSync(path.join(folder, 'x'), 'text');
  mkdirSync(path.join(inside, 'sub'));
  const links = { 'sub/near': '../x', far: path.join(outside, 'x'), folder: outside, round: 'sub/../sub/near' };
  for (const [name, to] of Object.entries(links)) symlinkSync(to, path.join(inside, name));
  const admits = within([inside]);
  for (const name of ['x', 'sub/near', 'round']) assert.equal(await read(path.join(inside, name), 10, admits), 'text');
  for (const name of ['far', 'folder/x']) {
    await assert.rejects(read(path.join(inside, name), 10, admits), leadsOut, name);
    assert.equal(await read(path.join(inside, name), 10), 'text', 'where it is asked for');
  }
  // A folder whose name begins like that of another is not in it.
  mkdirSync(`${inside}-more`);
  t.after(() => execFileSync('rm', ['-r', `${inside}-more`]));
  writeFileSync(path.join(`${inside}-more`, 'x'), 'text');
  await assert.rejects(read(path.join(`${inside}-more`, 'x'), 10, admits), leadsOut);
});

test('the boundary is the repository, unless that is a home or a whole disk', t => {
  const folder = temporaryFolder(t);
  const below = path.join(folder, 'a/b');
  mkdirSync(below, { recursive: true });
  assert.equal(boundaryAround(below), below);
  mkdirSync(path.join(folder, '.git'));
  assert.equal(boundaryAround(below), folder);
  assert.equal(boundaryAround(homedir()), homedir());
});

test('a workspace that is itself a link out of the current folder has no files', onPosix, async t => {
  const [cwd, outside] = [temporaryFolder(t), temporaryFolder(t)];
  writeFileSync(path.join(outside, 'x'), 'text');
  symlinkSync(outside, path.join(cwd, 'link'));
  const admits = ofWorkspace(path.join(cwd, 'link'), cwd);
  await assert.rejects(read(path.join(cwd, 'link/x'), 10, admits), leadsOut);
  assert.equal(await read(path.join(outside, 'x'), 10, ofWorkspace(outside, cwd)), 'text');
  assert.equal(
    await read(path.join(outside, 'x'), 10, ofWorkspace(cwd, cwd, [path.join(outside, 'x')])),
    'text',
    'asked for',
  );
  await assert.rejects(read(path.join(cwd, 'link/x'), 10, whereNamed(path.join(cwd, 'link/x'), cwd)), leadsOut);
});

test('a file is replaced as a whole, with its mode; other names of it keep what was there', onPosix, async t => {
  const folder = temporaryFolder(t);
  const [file, other] = [path.join(folder, 'x.sh'), path.join(folder, 'other')];
  await replaceFile(file, 'one', within([folder]));
  assert.equal(readFileSync(file, 'utf8'), 'one');
  linkSync(file, other);
  await replaceFile(file, 'two', within([folder]));
  assert.deepEqual([readFileSync(file, 'utf8'), readFileSync(other, 'utf8')], ['two', 'one']);
  assert.deepEqual(readdirSync(folder).toSorted(), ['other', 'x.sh'], 'nothing is left beside it');
});

test(
  'nothing is written to a folder, a pipe or a device, nor through a link that leads out or nowhere',
  onPosix,
  async t => {
    const [folder, outside] = [temporaryFolder(t), temporaryFolder(t)];
    const at = (name: string) => path.join(folder, name);
    execFileSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    symlinkSync(path.join(outside, 'new'), at('dangling'));
    symlinkSync('nowhere', at('near'));
    symlinkSync(outside, at('out'));
    symlinkSync('/dev/null', at('null'));
    const write = (name: string) => replaceFile(at(name), 'text', within([folder]));
    await assert.rejects(write('pipe'), special);
    await assert.rejects(write('null'), special);
    await assert.rejects(write('folder'), /it is a folder/);
    for (const name of ['dangling', 'near', 'out/new']) await assert.rejects(write(name), { code: 'writes-out' }, name);
    await assert.rejects(write('gone/x'), { code: 'ENOENT' });
    assert.deepEqual(readdirSync(outside), []);
    assert.ok(await isTaken(at('dangling')));
    assert.ok(!existsSync(at('nowhere')));
  },
);
