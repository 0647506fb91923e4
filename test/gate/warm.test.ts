// The workspace of `acr-pull mcp` between two questions: files that are as they were are not read again.
import assert from 'node:assert/strict';
import fs, { utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { WarmWorkspace } from '../../src/gate/mcp/warm.ts';
import { folder, pod, snapshot } from './gate.ts';

/** The names of the files that are opened while something is done. */
async function opened(t: TestContext, work: () => Promise<unknown>): Promise<readonly string[]> {
  const spy = t.mock.method(fs, 'openSync');
  syncBuiltinESMExports();
  await work();
  const names = spy.mock.calls.map(({ arguments: [file] }) => path.basename(String(file)));
  spy.mock.restore();
  syncBuiltinESMExports();
  return names;
}

test('a second question reads no manifest and no snapshot again, and a third only what changed', async t => {
  const names = Array.from({ length: 30 }, (_, i) => `app-${i}.yaml`);
  const cwd = folder(t, {
    '.acr-pull.yaml': "version: 1\nsnapshot: access.json\ntargets: [{ name: aks-no, kind: aks, manifests: '**' }]\n",
    'access.json': snapshot(),
    ...Object.fromEntries(names.map((name, i) => [name, pod(`shop.azurecr.io/app-${i}:1`)])),
  });
  const now = Date.now.bind(Date);
  let later = 10_000; // files that have just changed are read again
  t.mock.method(Date, 'now', () => now() + later);
  const warm = new WarmWorkspace(
    {},
    { cwd, color: false, now: () => new Date(0), input: async () => undefined, out: () => {}, err: () => {} },
  );
  const first = await opened(t, () => warm.known());
  for (const name of names) assert.equal(first.filter(each => each === name).length, 1, name);
  assert.ok(first.includes('access.json'));
  const findings = (await warm.known()).workspaces[0]?.findings;
  assert.deepEqual(await opened(t, () => warm.known()), ['.acr-pull.yaml']);
  assert.equal((await warm.known()).workspaces[0]?.findings, findings, 'nothing is decided again');

  writeFileSync(path.join(cwd, 'app-3.yaml'), pod('shop.azurecr.io/app-3:2'));
  const changed = await opened(t, () => warm.known());
  assert.deepEqual(changed.toSorted(), ['.acr-pull.yaml', 'app-3.yaml']);
  const images = (await warm.known()).workspaces[0]?.findings.map(({ reference }) => reference.text);
  assert.equal(images?.length, 30);
  assert.ok(images.includes('shop.azurecr.io/app-3:2'));

  // the same size and the same time, as some tools leave it: another file is there
  const at = path.join(cwd, 'app-4.yaml');
  const { atime, mtime } = fs.statSync(at);
  writeFileSync(at, pod('shop.azurecr.io/app-4:2'));
  utimesSync(at, atime, mtime);
  assert.ok((await opened(t, () => warm.known())).includes('app-4.yaml'));

  // within a tick of the clock a file may change twice
  later = 0;
  writeFileSync(path.join(cwd, 'app-5.yaml'), pod('shop.azurecr.io/app-5:2'));
  for (const _ of [1, 2]) assert.ok((await opened(t, () => warm.known())).includes('app-5.yaml'));
});

test('two questions at once read the workspace one after the other', async t => {
  const cwd = folder(t, { 'access.json': snapshot(), 'app.yaml': pod('shop.azurecr.io/app:1') });
  const warm = new WarmWorkspace(
    { snapshot: ['access.json'], config: false },
    { cwd, color: false, now: () => new Date(), input: async () => undefined, out: () => {}, err: () => {} },
  );
  const [one, other] = await Promise.all([warm.known(), warm.known()]);
  assert.equal(one.workspaces[0]?.findings.length, 1);
  assert.equal(other.workspaces[0]?.findings.length, 1);
});
