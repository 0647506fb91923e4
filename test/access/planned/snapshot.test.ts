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

/** A registry, an identity and an app that pulls with it; nothing says which group they go to. */
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
  }
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
