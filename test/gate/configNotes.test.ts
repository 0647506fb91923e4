// A note names each entry of a config that has no effect. It changes neither verdict nor exit code.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, gate, pod, snapshot } from './gate.ts';

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg';
const yes = `${group}/providers/Microsoft.ContainerService/managedClusters/aks-yes`;

const files = {
  '.acr-pull.yaml': `version: 1
snapshot: access.json
targets:
  - { name: aks-yes, kind: aks, id: ${yes}, manifests: 'yes/**' }
  - { name: aks-yes, kind: aks, id: ${yes.replace('aks-yes', 'aks-yse')}, manifests: 'old/**' }
ignore:
  - cause: no-target
    target: aks-yes
    reason: once it was needed
`,
  'access.json': snapshot(),
  'yes/app.yaml': pod('shop.azurecr.io/app:1'),
};

test('each mistake is named at its place', async t => {
  const run = await gate(['check'], { cwd: folder(t, files) });
  const notes = run.stderr.split('\n').filter(line => line.includes('.acr-pull.yaml'));
  assert.match(notes[0] ?? '', /\.acr-pull\.yaml:5:\d+: Another target is already called `aks-yes`/);
  assert.match(notes[1] ?? '', /\.acr-pull\.yaml:5:\d+: .*`aks-yse`/);
  assert.match(notes[2] ?? '', /\.acr-pull\.yaml:5:\d+: No manifest matches `old\/\*\*`/);
  assert.match(notes[3] ?? '', /\.acr-pull\.yaml:7:5: Unused ignore rule/);
  assert.equal(notes.length, 4);
  const quiet = await gate(['check', '--no-config', '--snapshot', 'access.json', '--target', 'aks-yes'], {
    cwd: folder(t, files),
  });
  assert.equal(run.code, quiet.code);
});

test('where only a part was asked for, no rule is called idle', async t => {
  const cwd = folder(t, { ...files, 'no/app.yaml': pod('shop.azurecr.io/app:1') });
  const { stderr } = await gate(['check', 'yes'], { cwd });
  assert.doesNotMatch(stderr, /Unused ignore rule/);
  assert.match(stderr, /No manifest matches/); // all of the folder is known, whatever was asked for
});
