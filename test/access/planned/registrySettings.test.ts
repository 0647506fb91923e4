// Each setting of a registry is in one table. What reads settings of code has to know all of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supposable } from '../../../src/access/planned/registryFacts.ts';
import { registrySettings } from '../../../src/access/planned/registrySettings.ts';
import { mapOf, registry, registryId } from '../../verdict/facts.ts';
import { judged } from './planned.ts';

const acr = `resource "azurerm_container_registry" "acr" {
  name                = "shopprod"
  resource_group_name = "shop"
  location            = "westeurope"
  sku                 = "Premium"
}
resource "azurerm_kubernetes_cluster" "aks" {
  name                = "aks-shop"
  resource_group_name = "shop"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "pull" {
  scope                = azurerm_container_registry.acr.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id
}
`;

function updating(path: string): string {
  const body = path.split('.').reduceRight((value, name) => `{ ${name} = ${value} }`, '"other"');
  const type = 'Microsoft.ContainerRegistry/registries@2025-04-01';
  const id = 'azurerm_container_registry.acr.id';
  return `${acr}resource "azapi_update_resource" "more" {\n  type = "${type}"\n  resource_id = ${id}\n  body = ${body}\n}\n`;
}

const idOf = (text: string) => {
  const [world] = judged([['main.tf', text]]).worlds;
  const own = world?.resources.find(({ label }) => label === 'shopprod');
  assert.ok(world && own);
  return { world, id: own.id };
};

for (const { name, path } of registrySettings) {
  if (path === undefined) continue;
  test(`an update of ${path} leaves ${name} open`, () => {
    const { world, id } = idOf(updating(path));
    assert.ok(world.isOpened(id));
    const found = new Map(Object.entries(world.mapWhere(new Set()).registryById(id) ?? {}));
    assert.ok(found.has(name));
    assert.equal(found.get(name), undefined);
  });
}

test('an update of tags leaves a registry as it is', () => {
  const { world, id } = idOf(updating('tags.team'));
  assert.equal(world.isOpened(id), false);
  assert.equal(world.mapWhere(new Set()).registryById(id)?.sku, 'Premium');
});

test('the table has each setting of a registry that was read', () => {
  const read = mapOf({ resources: [registry('shopprod')] }).registryById(registryId('shopprod'));
  const names = ['id', 'name', 'subscription', 'resourceGroup', 'location', 'loginServer', 'regionalHosts'];
  assert.deepEqual(
    Object.keys(read ?? {})
      .filter(key => !names.includes(key))
      .sort(),
    registrySettings.map(({ name }) => name).sort(),
  );
});

test('a registry with a known setting of its network is not supposed to have the usual ones', () => {
  const read = mapOf({ resources: [registry('shopprod')] }).registryById(registryId('shopprod'));
  assert.ok(read);
  const network = ['publicAccess', 'defaultAction', 'ipRules', 'subnetRules', 'privateEndpoints', 'armTokens'];
  const unread = { ...read, ...Object.fromEntries(network.map(name => [name, undefined])) };
  assert.ok(supposable(unread).defaults);
  for (const name of network) assert.ok(!supposable({ ...unread, [name]: [] }).defaults, name);
});
