// Code that refers to itself: nothing throws, and nothing goes on forever.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judged } from './planned.ts';

test('a resource group that is deployed to itself, or in a circle', () => {
  const group = (name: string, scope: string) =>
    `resource ${name} 'Microsoft.Resources/resourceGroups@2024-03-01' = {\n  name: '${name}'\n  scope: ${scope}\n}\n`;
  const registry = `resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {\n  name: 'shop'\n  scope: a\n}\n`;
  for (const groups of [group('a', 'a'), group('a', 'b') + group('b', 'a')])
    assert.doesNotThrow(() => judged([['main.bicep', groups + registry]]));
});

test('templates whose resources refer to each other, or to themselves', () => {
  const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
  const registry = (name: string) => ({
    type: 'Microsoft.ContainerRegistry/registries',
    apiVersion: '2023-07-01',
    name,
  });
  const named = (of: string) =>
    `[reference(resourceId('Microsoft.ContainerRegistry/registries', '${of}')).loginServer]`;
  for (const resources of [
    [registry(named('shop'))],
    [registry("[reference('b').loginServer]"), registry("[variables('a')]")],
    { a: registry("[reference('b').loginServer]"), b: registry("[reference('a').loginServer]") },
  ]) {
    const template = { $schema: schema, variables: { a: "[variables('b')]", b: "[variables('a')]" }, resources };
    assert.doesNotThrow(() => judged([['main.json', JSON.stringify(template)]]));
  }
});

test('a folder of Terraform that calls itself, beside a module of the registry', () => {
  const files = [
    [
      'main.tf',
      'module "self" {\n  source = "./"\n}\nmodule "aks" {\n  source  = "Azure/aks/azurerm"\n  version = "9.4.1"\n  prefix  = module.aks.aks_name\n}\n',
    ],
  ] as const;
  assert.doesNotThrow(() => judged(files));
});
