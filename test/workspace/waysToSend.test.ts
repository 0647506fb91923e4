// Each cluster or app that is offered for a file changes where the file goes, by the config that is written then.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { withTarget } from '../../src/workspace/config/writeConfig.ts';
import { proposeTargets } from '../../src/workspace/targets/proposal.ts';
import { targetsOf } from '../../src/workspace/targets/targets.ts';
import { waysToSend } from '../../src/workspace/targets/waysToSend.ts';
import { reference as pod } from '../verdict/facts.ts';

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop/providers';
const ids = [
  `${group}/Microsoft.ContainerService/managedClusters/aks-eu`,
  `${group}/Microsoft.ContainerService/managedClusters/aks-us`,
  `${group}/Microsoft.App/containerApps/till`,
  `${group}/Microsoft.Web/sites/shop`,
];

function mapOf(...all: readonly string[]) {
  const read = readSnapshotData(
    { version: 1, resources: all.map(id => ({ id, properties: {}, kind: 'app,linux,container' })) },
    'a.json',
  );
  assert.ok('map' in read);
  return read.map;
}

type Plain = 'compose' | 'build' | 'pipeline';

function imageIn(file: string, platform: 'kubernetes' | Plain = 'kubernetes') {
  const image = { ...pod('shop.azurecr.io/web:1'), file };
  return platform === 'kubernetes' ? image : { ...image, workload: { platform, name: undefined } };
}

function waysIn(file: string, platform?: 'kubernetes' | Plain, text = 'version: 1\n', map = mapOf(...ids)) {
  const { config } = readConfig(text, '.acr-pull.yaml');
  const proposal = proposeTargets([{ file: 'src/eu/pod.yaml', platform: 'kubernetes' }], map);
  const reference = imageIn(file, platform);
  const ways = waysToSend(reference, proposal, { config, map });
  for (const { to, glob } of ways) {
    const after = readConfig(withTarget(text, to, glob) ?? '', '.acr-pull.yaml');
    assert.deepEqual(after.problems, []);
    const targets = targetsOf(reference, { config: after.config, map });
    assert.ok(
      targets.some(({ id }) => id === to.id),
      `${glob} to ${to.name}`,
    );
  }
  return ways.map(({ to, glob, isProposed }) => [to.name, glob, to.platforms.join(), isProposed]);
}

test('manifests of Kubernetes go to clusters with their folder, to the proposed one first', () => {
  assert.deepEqual(waysIn('src/us/pod.yaml'), [
    ['aks-eu', 'src/us/**', '', false],
    ['aks-us', 'src/us/**', '', false],
  ]);
  assert.deepEqual(waysIn('src/eu/a/pod.yaml'), [
    ['aks-eu', 'src/eu/**', '', true],
    ['aks-us', 'src/eu/a/**', '', false],
  ]);
});

// The folder is proposed for its manifests: nothing states that the cluster pulls what is built beside them.
test('a build or a job of a pipeline goes to a cluster alone, and only where it names the platform', () => {
  for (const platform of ['build', 'pipeline'] as const)
    assert.deepEqual(waysIn('src/eu/file', platform), [
      ['aks-eu', 'src/eu/file', platform, false],
      ['aks-us', 'src/eu/file', platform, false],
    ]);
});

test('an App Service takes a compose file by itself', () => {
  assert.deepEqual(waysIn('src/eu/compose.yaml', 'compose'), [
    ['shop', 'src/eu/compose.yaml', '', false],
    ['aks-eu', 'src/eu/compose.yaml', 'compose', false],
    ['aks-us', 'src/eu/compose.yaml', 'compose', false],
  ]);
});

test('where no entry of the config changes anything, nothing is offered', () => {
  assert.deepEqual(waysIn('src/[eu]/pod.yaml'), [], 'its folder as a glob is another one');
  assert.deepEqual(waysIn('src/us/pod.yaml', 'kubernetes', undefined, mapOf(...ids.slice(2))), []);
});

test('the present targets of an image are not offered again', () => {
  const text = `version: 1\ntargets:\n  - { name: europe, kind: aks, id: ${ids[0]}, manifests: ['src/**'] }\n`;
  assert.deepEqual(
    waysIn('src/us/pod.yaml', 'kubernetes', text).map(([name]) => name),
    ['aks-us'],
  );
  assert.deepEqual(
    waysIn('src/us/compose.yaml', 'compose', text).map(([name]) => name),
    ['shop', 'aks-eu', 'aks-us'],
  );
});

test('a base is sent by the overlay that deploys it', () => {
  const map = mapOf(...ids);
  const { config } = readConfig('version: 1\n', '.acr-pull.yaml');
  const base = { ...imageIn('base/pod.yaml'), entry: 'overlays/eu/kustomization.yaml' };
  const [way] = waysToSend(base, { targets: [] }, { config, map });
  assert.equal(way?.glob, 'overlays/eu/**');
});
