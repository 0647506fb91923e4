// Worlds of code on top of a snapshot that holds a part of them already, or all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessMap } from '../../../src/access/map.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import {
  assign,
  containerApp,
  environment,
  guid,
  held,
  identityId,
  mapOf,
  registry,
  registryId,
  roles,
  userIdentity,
} from '../../verdict/facts.ts';
import { judged } from './planned.ts';

const grant = `resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(acr.id, identity.id)
  scope: acr
  properties: {
    principalId: identity.properties.principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${roles.AcrPull}')
  }
}
`;

/** A registry, an identity and an app that pulls with it. No file states their group. */
function code({ grants = grant, registryKeyword = '=', more = '' } = {}): string {
  return `param stage string = 'prod'

resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' ${registryKeyword} {
  name: 'shop\${stage}'
  location: 'westeurope'
  sku: { name: 'Basic' }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-checkout'
  location: 'westeurope'
}

${grants}${more}
resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'env'
  location: 'westeurope'
  properties: {}
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'checkout'
  location: 'westeurope'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '\${identity.id}': {} } }
  properties: {
    managedEnvironmentId: environment.id
    configuration: { registries: [ { server: acr.properties.loginServer, identity: identity.id } ] }
    template: { containers: [ { name: 'checkout', image: '\${acr.properties.loginServer}/checkout:1.0' } ] }
  }${grants === '' ? '' : '\n  dependsOn: [ pull ]'}
}
`;
}

function finding(text: string, map?: AccessMap): Finding {
  const { findings } = judged([['main.bicep', text]], map === undefined ? {} : { map });
  const [found, ...others] = findings.filter(({ reference }) => reference.text.includes('checkout'));
  assert.ok(found);
  assert.equal(others.length, 0);
  return found;
}

function inShort({ verdict: { outcome, planned } }: Finding): string {
  return `${outcome} now=${planned?.now ?? '-'} after=${planned?.after ?? '-'} grant=${planned?.grant?.address ?? '-'}`;
}

const acr = registry('shopprod');
const app = containerApp(
  'checkout',
  [{ server: 'shopprod.azurecr.io', identity: identityId('id-checkout') }],
  held('checkout', { user: ['id-checkout'] }),
);
const deployed = [acr, app, userIdentity('id-checkout'), environment('env')];
const pull = assign(guid('id-checkout'), roles.AcrPull, registryId('shopprod'));

test('what the snapshot does not have yet, and the code grants, is allowed once it is deployed', () => {
  const found = finding(code(), mapOf({ resources: [acr] }));
  assert.match(inShort(found), /^allowed now=\w+ after=allowed grant=pull$/);
  assert.match(found.verdict.message, /once `main.bicep` is deployed/);
  assert.match(found.verdict.message, /^`checkout` can pull this as/);
});

test('a snapshot that shows the grant makes it plainly allowed', () => {
  const found = finding(code(), mapOf({ resources: deployed, roleAssignments: [pull] }));
  assert.equal(inShort(found), 'allowed now=allowed after=allowed grant=pull');
  assert.doesNotMatch(found.verdict.message, /once/);
  assert.deepEqual(found.verdict.assumptions, []);
});

test('a name expression that equals a registry of the map is that registry, with its mode', () => {
  const abac = registry('shopprod', { roleAssignmentMode: 'AbacRepositoryPermissions' });
  const existing = code({ registryKeyword: 'existing =' });
  assert.equal(finding(existing, mapOf({ resources: [acr] })).verdict.outcome, 'allowed');
  assert.notEqual(finding(existing, mapOf({ resources: [abac] })).verdict.outcome, 'allowed');
  const found = finding(existing, mapOf({ resources: [acr] }));
  assert.deepEqual(
    found.verdict.assumptions.filter(id => id.startsWith('external')),
    [],
  );
  assert.ok(found.verdict.evidence.some(({ id }) => id === registryId('shopprod')));
});

test('a grant in Azure counts for the identity that the code declares as well', () => {
  const found = finding(code({ grants: '' }), mapOf({ resources: deployed, roleAssignments: [pull] }));
  assert.equal(found.verdict.outcome, 'allowed');
  // the app is new, and its identity has its role from before
  const before = mapOf({ resources: [acr, userIdentity('id-checkout')], roleAssignments: [pull] });
  assert.match(inShort(finding(code({ grants: '' }), before)), /^allowed now=\w+ after=allowed grant=-$/);
});

test('a pull that Azure refuses, and for which the code has no grant, stays denied', () => {
  const map = mapOf({ resources: deployed });
  assert.equal(finding(code({ grants: '' }), map).verdict.outcome, 'denied');
  // a module that was not read may grant it
  const hidden = `module roles 'br/shop:roles:1' = {\n  name: 'roles'\n  params: { registry: acr.name }\n}\n`;
  assert.equal(finding(code({ grants: '', more: hidden }), map).verdict.outcome, 'unknown');
});

test('a registry of this name in a group that the code contradicts is another one', () => {
  const elsewhere = code({ registryKeyword: 'existing =' }).replace(
    "  name: 'shop${stage}'\n",
    "  name: 'shop${stage}'\n  scope: resourceGroup('rg-other')\n",
  );
  const found = finding(elsewhere, mapOf({ resources: deployed, roleAssignments: [pull] }));
  assert.equal(found.verdict.planned, undefined);
});

test('a pull that works today and that the code refuses breaks on deployment', () => {
  const abac = code({ grants: '' }).replace(
    "sku: { name: 'Basic' }",
    "sku: { name: 'Basic' }\n  properties: { roleAssignmentMode: 'AbacRepositoryPermissions' }",
  );
  const map = mapOf({ resources: deployed, roleAssignments: [pull] });
  const { verdict } = finding(abac, map);
  assert.equal(`${verdict.outcome} ${verdict.cause} ${verdict.planned?.now}`, 'denied breaks-on-deploy allowed');
  assert.match(verdict.message, /^`checkout` can pull this today. `checkout` can't pull/);
  assert.deepEqual(verdict.fixes, []);
  // a role of the mode in the same change
  const both = abac.replace(
    'resource environment',
    `${grant.replace(roles.AcrPull, roles.RepositoryReader)}resource environment`,
  );
  assert.equal(finding(both, map).verdict.outcome, 'allowed');
  // a module that was not read may give one
  const hidden = `module roles 'br/shop:roles:1' = {\n  name: 'roles'\n  params: { registry: acr.name }\n}\n`;
  assert.notEqual(finding(abac + hidden, map).verdict.cause, 'breaks-on-deploy');
  // assignments that were not read may give one
  const unread = mapOf({ resources: deployed, roleAssignments: undefined });
  assert.notEqual(finding(abac, unread).verdict.outcome, 'denied');
});

test('an identity that the code replaces has no role that Azure could know of', () => {
  const other = code({ grants: '' }).replaceAll("'id-checkout'", "'id-new'");
  const { verdict } = finding(other, mapOf({ resources: deployed, roleAssignments: [pull] }));
  assert.equal(`${verdict.outcome} ${verdict.cause} ${verdict.planned?.now}`, 'unknown no-grant-in-code allowed');
});

test('a grant of the code that a snapshot with the app does not show is not deployed yet', () => {
  const { verdict } = finding(code(), mapOf({ resources: deployed }));
  assert.equal(`${verdict.outcome} ${verdict.cause}`, 'allowed grant-not-deployed');
  assert.equal(`${verdict.planned?.now} ${verdict.planned?.after}`, 'denied allowed');
});

const terraform = (grants = '') => `
resource "azurerm_resource_group" "rg" {
  name     = "shop"
  location = "westeurope"
}
resource "azurerm_container_registry" "acr" {
  name                = "shopprod"
  resource_group_name = azurerm_resource_group.rg.name
  location            = "westeurope"
  sku                 = "Premium"
}
resource "azurerm_user_assigned_identity" "app" {
  name                = "id-checkout"
  resource_group_name = azurerm_resource_group.rg.name
  location            = "westeurope"
}
resource "azurerm_container_app_environment" "env" {
  name                = "env"
  resource_group_name = azurerm_resource_group.rg.name
  location            = "westeurope"
}
resource "azurerm_container_app" "app" {
  name                         = "checkout"
  resource_group_name          = azurerm_resource_group.rg.name
  container_app_environment_id = azurerm_container_app_environment.env.id
  revision_mode                = "Single"
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.app.id]
  }
  registry {
    server   = azurerm_container_registry.acr.login_server
    identity = azurerm_user_assigned_identity.app.id
  }
  template {
    container {
      name  = "checkout"
      image = "shopprod.azurecr.io/checkout:1.0"
    }
  }
}
${grants}`;

test('Terraform may remove a grant in Azure that its code does not have', () => {
  const own = `resource "azurerm_role_assignment" "pull" {
  scope                = azurerm_container_registry.acr.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.app.principal_id
}
`;
  const map = mapOf({ resources: deployed, roleAssignments: [pull] });
  const inTerraform = (grants: string, with_ = map) => {
    const { findings } = judged([['main.tf', terraform(grants)]], { map: with_ });
    const [found] = findings;
    assert.ok(found);
    return `${found.verdict.outcome} ${found.verdict.cause}`;
  };
  assert.equal(inTerraform(''), 'unknown grant-removed-in-code');
  assert.equal(inTerraform(own), 'allowed null');
  const atGroup = assign(guid('id-checkout'), roles.AcrPull, registryId('shopprod').split('/providers/')[0]);
  assert.equal(inTerraform('', mapOf({ resources: deployed, roleAssignments: [atGroup] })), 'allowed null');
});
