// A grant as text goes beside the registry, under names that are free there, and never twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import { blocksOf, literalOf } from '../../../src/editor/fixes/insert/blocks.ts';
import { asPartOf, type CodeFile, placementsFor, presenceOf } from '../../../src/editor/fixes/insert/grantAsCode.ts';
import type { NewAssignment } from '../../../src/model/fix.ts';
import { prepareGrammars } from '../../../src/read/source/languages/grammars.ts';
import { roleFixes } from '../../../src/verdict/fixes/roleFixes.ts';
import { readGrammar } from '../../read/readers.ts';

await prepareGrammars(readGrammar);

const principal = '3f2c0000-0000-4000-8000-000000000001';
const registryId =
  '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-acr/providers/Microsoft.ContainerRegistry/registries/shopProd';
const reading = readSnapshotData(
  { version: 1, resources: [{ id: registryId, properties: { loginServer: 'shopprod.azurecr.io' } }] },
  'shop.json',
);
assert.ok('map' in reading);
const { map } = reading;
const registry = map.registries[0];
assert.ok(registry);

/** As the engine really writes it. */
function grant(mode: 'legacy' | 'abac' = 'legacy'): NewAssignment {
  assert.ok(registry);
  const [fix] = roleFixes({ principalId: principal, registry, mode, map }, undefined, ['checkout']);
  assert.ok(fix?.grant);
  return fix.grant;
}

const file = (name: string, text: string): CodeFile => ({ name, text });

const acr = `// the shop's own
resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  sku: { name: 'Premium' }
  name: 'shopprod' // in lower case
  location: location
}
`;

test('blocks are found by their heads, whatever stands in texts and comments', () => {
  const text = `/* resource old 'A/b@1' = { */\n${acr}resource x 'A/b@1' existing = if (a == '}') {\n  name: '{'\n}\n`;
  assert.deepEqual(
    blocksOf(text, 'bicep').map(block => [block.symbol, block.type, block.isReference, literalOf(block, 'name')]),
    [
      ['acr', 'microsoft.containerregistry/registries', false, 'shopprod'],
      ['x', 'a/b', true, '{'],
    ],
  );
  const tf =
    '# resource "a" "b" {\ndata "azurerm_x" "y" {\n  name = "n"\n  text = <<EOT\n}\nEOT\n  z { name = "q" }\n}\n';
  assert.deepEqual(
    blocksOf(tf, 'terraform').map(block => [block.symbol, block.isReference, literalOf(block, 'name')]),
    [['y', true, 'n']],
  );
  const [half] = blocksOf("resource half 'A/b@1' = {\n  name: 'x'\n", 'bicep');
  assert.equal(half && literalOf(half, 'name'), 'x', 'what is half typed is read as far as it goes');
});

test('Bicep uses the registry that the file declares', () => {
  const main = file('infra/main.bicep', `${acr}param pull string\n`);
  const text = asPartOf(main, [main], grant(), 'bicep');
  assert.doesNotMatch(text, /existing/);
  assert.match(text, /^resource pullFromShopProd 'Microsoft\.Authorization\/roleAssignments@/m);
  assert.match(text, /^ {2}name: guid\(acr\.id, /m);
  assert.match(text, /^ {2}scope: acr$/m);
});

test('Bicep refers to a registry that the file does not declare, and says where it has to be deployed', () => {
  const main = file('main.bicep', "param registry string = ''\nvar shopProdRegistry = 1\n");
  const text = asPartOf(main, [main], grant(), 'bicep');
  assert.match(text, /^\/\/ .*shop-acr\.$/m);
  assert.match(text, /^resource shopProdRegistry2 'Microsoft\.ContainerRegistry\/registries@[^']*' existing = \{$/m);
  assert.match(text, /^ {2}scope: shopProdRegistry2$/m);
  assert.match(text, /^ {2}name: guid\(shopProdRegistry2\.id, /m);
});

test('a reference to the registry in another resource group is none that a role could be assigned at', () => {
  const existing =
    "resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {\n  name: 'shopprod'\n";
  const here = file('main.bicep', `${existing}}\n`);
  const there = file('main.bicep', `${existing}  scope: resourceGroup('other')\n}\n`);
  assert.match(asPartOf(here, [here], grant(), 'bicep'), /scope: acr$/m);
  assert.match(asPartOf(there, [there], grant(), 'bicep'), /scope: registry$/m);
});

test('Terraform points to the registry of its module, under a name that is free in it', () => {
  const registries = file('infra/acr.tf', 'resource "azurerm_container_registry" "shop" {\n  name = "shopprod"\n}\n');
  const roles = file('infra/roles.tf', 'resource "azurerm_role_assignment" "pull_from_shopprod" {\n  scope = "x"\n}\n');
  const text = asPartOf(roles, [registries, roles], grant(), 'terraform');
  assert.match(text, /^resource "azurerm_role_assignment" "pull_from_shopprod2" \{$/m);
  assert.match(text, /^ {2}scope +=\s*azurerm_container_registry\.shop\.id$/m);
  const elsewhere = file('other/roles.tf', '');
  assert.match(asPartOf(elsewhere, [registries, elsewhere], grant(), 'terraform'), new RegExp(`"${registryId}"`));
});

for (const language of ['bicep', 'terraform'] as const) {
  test(`what was inserted as ${language} is found again, in each mode`, () => {
    for (const mode of ['legacy', 'abac'] as const) {
      for (const before of [language === 'bicep' ? acr : '', '']) {
        const empty = file(`main.${language}`, before);
        const made = grant(mode);
        assert.equal(presenceOf(made, language, [empty]).kind, 'absent');
        const after = file(empty.name, `${before}\n${asPartOf(empty, [empty], made, language)}`);
        const found = presenceOf(made, language, [after]);
        assert.equal(found.kind, 'same', `${mode} ${after.text}`);
        const other = { ...made, principalId: '3f2c0000-0000-4000-8000-00000000000f' };
        assert.equal(presenceOf(other, language, [after]).kind, 'absent');
      }
    }
  });
}

test('a grant to a principal that only a deployment knows may be the same', () => {
  const text = `resource "azurerm_role_assignment" "kubelet" {
  scope                = "${registryId}"
  role_definition_name = "AcrPull"
  principal_id         = azurerm_kubernetes_cluster.prod.kubelet_identity[0].object_id
}
`;
  const found = presenceOf(grant(), 'terraform', [file('main.tf', text)]);
  assert.ok(found.kind === 'maybe');
  assert.match(found.why, /azurerm_kubernetes_cluster\.prod\.kubelet_identity/);
  assert.equal(presenceOf(grant(), 'terraform', [file('main.tf', text.replace('AcrPull', 'Reader'))]).kind, 'absent');
});

test('the same grant under another condition is not taken for it', () => {
  const made = grant('abac');
  const empty = file('main.bicep', '');
  const text = asPartOf(empty, [], made, 'bicep')
    .replace("'checkout'", "'search'")
    .replace(/StringEquals\w* [^)]*/, 'X');
  assert.equal(presenceOf(made, 'bicep', [file('main.bicep', text)]).kind, 'maybe');
});

test('the file that declares the registry comes first, then the one of who pulls', () => {
  const files = [
    file('a/main.bicep', ''),
    file(
      'b/aks.bicep',
      "resource aks 'Microsoft.ContainerService/managedClusters@2024-01-01' = {\n  name: 'aks-prod'\n}\n",
    ),
    file('c/roles.bicep', "resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {\n  name: x\n}\n"),
    file('d/acr.bicep', acr),
    file('e/sub.bicep', `targetScope = 'subscription'\n${acr}`),
    file('f/other.bicep', ''),
  ];
  assert.deepEqual(
    placementsFor(grant(), 'bicep', files, ['aks-prod']).map(placement => [placement.file.name, placement.why]),
    [
      ['d/acr.bicep', 'declares the registry shopProd'],
      ['b/aks.bicep', 'declares aks-prod'],
      ['c/roles.bicep', 'has role assignments'],
      ['a/main.bicep', 'main file'],
      ['f/other.bicep', ''],
    ],
  );
});
