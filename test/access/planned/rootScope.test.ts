// No role is at the root of the tenant for want of a better place: there it would count for each registry that there
// is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judged } from './planned.ts';

const ACR_PULL = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
const schema = (of: string) => `https://schema.management.azure.com/schemas/2019-08-01/${of}DeploymentTemplate.json#`;
const role = `[concat('/providers/Microsoft.Authorization/roleDefinitions/${ACR_PULL}')]`;
const identity = `resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id')`;

/** A registry, and an app that pulls with the identity `id`. */
const resources = [
  { type: 'Microsoft.ContainerRegistry/registries', apiVersion: '2023-07-01', name: 'shopprod' },
  { type: 'Microsoft.ManagedIdentity/userAssignedIdentities', apiVersion: '2023-01-31', name: 'id' },
  {
    type: 'Microsoft.App/containerApps',
    apiVersion: '2024-03-01',
    name: 'checkout',
    identity: { type: 'UserAssigned', userAssignedIdentities: { [`[${identity}]`]: {} } },
    properties: {
      configuration: { registries: [{ server: 'shopprod.azurecr.io', identity: `[${identity}]` }] },
      template: { containers: [{ name: 'checkout', image: 'shopprod.azurecr.io/checkout:1' }] },
    },
  },
];

type Json = Readonly<Record<string, unknown>>;

function template(more: readonly Json[]): string {
  return JSON.stringify({ $schema: schema(''), resources: [...resources, ...more] });
}

function grant(fields: Json): Json {
  return {
    type: 'Microsoft.Authorization/roleAssignments',
    apiVersion: '2022-04-01',
    name: "[guid('pull')]",
    properties: { roleDefinitionId: role, principalId: `[reference(${identity}).principalId]` },
    ...fields,
  };
}

/** A grant within another resource. */
function within(around: Json, fields: Json): string {
  const name = "[concat('Microsoft.Authorization/', guid('pull'))]";
  return template([{ ...around, resources: [grant({ type: 'providers/roleAssignments', name, ...fields })] }]);
}

const vault = { type: 'Microsoft.KeyVault/vaults', apiVersion: '2022-07-01', name: 'kv' };
const other = { type: 'Microsoft.ContainerRegistry/registries', apiVersion: '2023-07-01', name: 'other' };

const app = `resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = { name: 'shopprod' }
resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id' }
resource checkout 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'checkout'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '\${id.id}': {} } }
  properties: {
    configuration: { registries: [ { server: 'shopprod.azurecr.io', identity: id.id } ] }
    template: { containers: [ { name: 'checkout', image: 'shopprod.azurecr.io/checkout:1' } ] }
  }
}
`;

function bicep(type: string, fields: string, principal = 'id.properties.principalId'): string {
  const properties = `{ roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/${ACR_PULL}', principalId: ${principal} }`;
  return `resource pull '${type}@2022-04-01' = {\n  ${fields}\n  properties: ${properties}\n}\n`;
}

const ROLE = 'Microsoft.Authorization/roleAssignments';

function deployedAt(targetScope: string): readonly (readonly [string, string])[] {
  const principal = 'app.outputs.principalId';
  const call = `module app 'app.bicep' = { name: 'app', scope: resourceGroup('11111111-1111-1111-1111-111111111111', 'rg') }`;
  return [
    ['app.bicep', `${app}output principalId string = id.properties.principalId\n`],
    ['main.bicep', `targetScope = '${targetScope}'\n${call}\n${bicep(ROLE, `name: guid('pull')`, principal)}`],
  ];
}

const group = `
resource "azurerm_container_registry" "acr" {
  name                = "shopprod"
  resource_group_name = "rg"
}
resource "azurerm_user_assigned_identity" "id" {
  name                = "id"
  resource_group_name = "rg"
}
resource "azurerm_container_app" "checkout" {
  name                = "checkout"
  resource_group_name = "rg"
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.id.id]
  }
  registry {
    server   = "shopprod.azurecr.io"
    identity = azurerm_user_assigned_identity.id.id
  }
  template {
    container {
      name  = "checkout"
      image = "shopprod.azurecr.io/checkout:1"
    }
  }
}
`;

function terraform(fields: string): string {
  return `${group}resource "azurerm_role_assignment" "pull" {
  ${fields}
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.id.principal_id
}
`;
}

function azapi(parent: string): string {
  const properties = `{
    roleDefinitionId = "/providers/Microsoft.Authorization/roleDefinitions/${ACR_PULL}"
    principalId      = azurerm_user_assigned_identity.id.principal_id
  }`;
  return `${group}resource "azapi_resource" "pull" {
  type      = "${ROLE}@2022-04-01"
  name      = "pull"
  parent_id = ${parent}
  body      = { properties = ${properties} }
}
`;
}

type Files = readonly (readonly [string, string])[];
const arm = (text: string): Files => [['main.json', text]];
const ofBicep = (text: string): Files => [['main.bicep', app + text]];
const ofTerraform = (text: string): Files => [['main.tf', text]];

/** Grants whose place is known, and is none that is around the registry. */
const beside: Readonly<Record<string, Files>> = {
  'within a vault': arm(within(vault, {})),
  'within another registry': arm(within(other, {})),
  'by the type of another registry': ofBicep(
    bicep('Microsoft.ContainerRegistry/registries/providers/roleAssignments', `name: 'other/${ROLE.split('/')[0]}/x'`),
  ),
  'by the type of a vault': ofBicep(
    bicep('Microsoft.KeyVault/vaults/providers/roleAssignments', `name: 'kv/Microsoft.Authorization/\${guid('x')}'`),
  ),
};

/** Grants whose place the code leaves open, or which Azure refuses. */
const somewhere: Readonly<Record<string, Files>> = {
  'within a vault, with the name of a vault': arm(
    within(vault, { name: "[concat('kv/Microsoft.Authorization/', 'x')]" }),
  ),
  'within copies': arm(within({ ...vault, name: "[concat('kv', copyIndex())]", copy: { name: 'c', count: 2 } }, {})),
  'within a resource whose name has a segment too few': arm(
    within({ ...vault, type: 'Microsoft.KeyVault/vaults/keys' }, {}),
  ),
  'a name with a slash': arm(template([grant({ name: 'a/b' })])),
  'a name with a question mark': arm(template([grant({ name: 'a?b' })])),
  'an empty name': arm(template([grant({ name: '' })])),
  'scope /': arm(template([grant({ scope: '/' })])),
  'an empty scope': arm(template([grant({ scope: '' })])),
  'a scope with a slash at its end': arm(template([grant({ scope: "[concat(resourceGroup().id, '/')]" })])),
  'a scope that ends in a type': arm(template([grant({ scope: 'Microsoft.KeyVault/vaults' })])),
  'a scope with a segment too many': arm(template([grant({ scope: 'Microsoft.KeyVault/vaults/a/b' })])),
  'a parameter as scope': arm(
    JSON.stringify({
      $schema: schema(''),
      parameters: { at: { type: 'string' } },
      resources: [...resources, grant({ scope: "[parameters('at')]" })],
    }),
  ),
  'the tenant as scope in Bicep': ofBicep(bicep(ROLE, "name: guid('pull')\n  scope: tenant()")),
  'a name with a slash in Bicep': ofBicep(bicep(ROLE, "name: 'a/b'")),
  'a scope with an id that is none': ofBicep(
    `param p object\n${bicep(ROLE, "name: guid('pull')\n  scope: { id: p.id }")}`,
  ),
  'a scope with an empty id': ofBicep(bicep(ROLE, "name: guid('pull')\n  scope: { id: '' }")),
  'a parameter as the whole name': ofBicep(
    `param p string\n${bicep('Microsoft.ContainerRegistry/registries/providers/roleAssignments', 'name: p')}`,
  ),
  'a deployment to a management group': deployedAt('managementGroup'),
  'a deployment to a tenant': deployedAt('tenant'),
  'scope / in Terraform': ofTerraform(terraform('scope = "/"')),
  'an empty scope in Terraform': ofTerraform(terraform('scope = ""')),
  'no scope in Terraform': ofTerraform(terraform('')),
  'a scope with two slashes in Terraform': ofTerraform(
    terraform('scope = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/"'),
  ),
  'a name with a slash in Terraform': ofTerraform(
    terraform('scope = azurerm_container_registry.acr.id\n  name  = "a/b"'),
  ),
  'parent / of azapi': ofTerraform(azapi('"/"')),
  'an empty parent of azapi': ofTerraform(azapi('""')),
};

const mistakes = new Set(['no-grant-in-code', 'role-on-wrong-scope']);

for (const [name, files] of Object.entries(beside)) {
  test(`${name}: a grant at no scope around the registry`, () => {
    const { worlds, findings } = judged(files);
    const scopes = worlds.flatMap(({ grants }) => grants.map(({ scope }) => scope));
    assert.equal(scopes.length, 1);
    assert.match(scopes[0] ?? '', /^\/subscriptions\/.*\/(?:vaults\/kv|registries\/other)$/);
    assert.equal(findings.length, 1);
    for (const { verdict } of findings) {
      assert.equal(verdict.outcome, 'unknown', verdict.message);
      assert.ok(mistakes.has(verdict.cause ?? ''), verdict.message);
    }
  });
}

for (const [name, files] of Object.entries(somewhere)) {
  test(`${name}: a grant at a scope that is open`, () => {
    const { worlds, findings } = judged(files);
    const grants = worlds.flatMap(each => each.grants);
    assert.ok(grants.length > 0);
    for (const { scope } of grants) assert.notEqual(scope, '/');
    assert.equal(findings.length, 1);
    for (const { verdict } of findings) {
      assert.equal(verdict.outcome, 'unknown', verdict.message);
      assert.ok(!mistakes.has(verdict.cause ?? ''), verdict.message);
    }
  });
}
