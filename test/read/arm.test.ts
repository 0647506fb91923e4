import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/read/index.ts';
import { checkFixture } from './fixture.ts';

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

function template(image: string, more: object = {}): string {
  const properties = { template: { containers: [{ image }] } };
  const resources = [{ type: 'Microsoft.App/containerApps', name: 'app', properties }];
  return JSON.stringify({ $schema: schema, contentVersion: '1.0.0.0', ...more, resources }, null, 2);
}

function imageOf(text: string) {
  const [reference] = readManifest({ name: 'azuredeploy.json', text }).references;
  assert.ok(reference?.image.kind === 'image');
  const { registry, repository, tag, unresolved } = reference.image;
  return { registry, repository, tag, unresolved };
}

test('resources say with which identity they pull, expressions included', () => {
  const { references } = checkFixture('arm/apps.json');
  const app = references.find(({ workload }) => workload.platform === 'containerApp')?.workload;
  const group = references.find(({ workload }) => workload.platform === 'containerGroup')?.workload;
  const site = references.find(({ workload }) => workload.platform === 'site')?.workload;
  assert.ok(app?.platform === 'containerApp' && group?.platform === 'containerGroup' && site?.platform === 'site');
  const id = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-shop-pull')]";
  assert.deepEqual(
    app.registries?.map(({ server, identity, open }) => [server, identity, open]),
    [['shopprod.azurecr.io', id, ['identity']]],
  );
  assert.deepEqual(app.identity?.userAssigned, [id]);
  assert.deepEqual(
    group.registries?.map(({ open }) => open),
    [['server', 'identity']],
  );
  assert.deepEqual([site.managedIdentityCredentials, site.identity?.open], [true, true]);
});

for (const [expression, expected] of [
  ["[concat('shop.azurecr.io', '/', 'a', ':1')]", { registry: 'shop.azurecr.io', repository: 'a', tag: '1' }],
  ["[ Format( '{0}/a:{1}' , 'shop.azurecr.io', 2 ) ]", { registry: 'shop.azurecr.io', repository: 'a', tag: '2' }],
  ["[toLower('shop.azurecr.io/A:1')]", { registry: 'shop.azurecr.io', repository: 'a', tag: '1' }],
  [
    "[concat(reference('acr').loginServer, '/a:1')]",
    { repository: 'a', tag: '1', unresolved: "[reference('acr').loginServer]" },
  ],
  ["[variables('v').images[1]]", { registry: 'shop.azurecr.io', repository: 'b', tag: '2' }],
  ["[variables('v')['images'][0]]", { registry: 'docker.io', repository: 'library/it', tag: undefined }],
  ["[parameters('PLAIN')]", { registry: 'shop.azurecr.io', repository: 'plain', tag: undefined }],
  ['[nope(]', { unresolved: '[nope(]' }],
] as const) {
  test(`${expression} is worked out as far as can be`, () => {
    const more = {
      parameters: { plain: { defaultValue: 'shop.azurecr.io/plain' } },
      variables: { v: { images: ['it', 'shop.azurecr.io/b:2'] } },
    };
    const nothing = { registry: undefined, repository: undefined, tag: undefined, unresolved: undefined };
    assert.deepEqual(imageOf(template(expression, more)), { ...nothing, ...expected });
  });
}

test('what Azure answers and what we write down of it is no template', () => {
  const snapshot = { version: 1, readAt: '2026-11-24T12:00:00Z', resources: [], roleAssignments: [], note: 'image' };
  assert.deepEqual(readManifest({ name: 'access.json', text: JSON.stringify(snapshot) }).references, []);
});

test('templates of every scope are known by their schema', () => {
  for (const kind of [
    'subscriptionDeploymentTemplate',
    'managementGroupDeploymentTemplate',
    'tenantDeploymentTemplate',
  ]) {
    const text = template('shop.azurecr.io/a:1').replace('deploymentTemplate', kind);
    assert.equal(readManifest({ name: 'main.json', text }).references[0]?.format, 'arm');
  }
});

test('templates in templates end somewhere', () => {
  const deployment = '{"type":"Microsoft.Resources/deployments","properties":{"template":{"resources":[';
  const text = `{"$schema":"${schema}","image":1,"resources":[${deployment.repeat(500)}`;
  assert.deepEqual(readManifest({ name: 'deep.json', text }).references, []);
});
