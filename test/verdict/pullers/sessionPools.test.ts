// Session pools of Container Apps, and Container Apps that run outside of Azure.
// [1] https://learn.microsoft.com/azure/templates/microsoft.app/sessionpools: `registryCredentials` is one entry. Its
//     `identity` is `system` or the resource id of a user-assigned identity
// [2] https://learn.microsoft.com/azure/container-apps/azure-arc-overview: "Pull images from ACR with managed identity:
//     Not available"
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareReader, readManifest } from '../../../src/read/index.ts';
import { readGrammar } from '../../read/readers.ts';
import {
  assign,
  containerApp,
  environment,
  environmentId,
  guid,
  held,
  identityId,
  inShort,
  mapOf,
  registry,
  resourceId,
  roles,
  target,
  targets,
  userIdentity,
  verdict,
} from '../facts.ts';

type Json = Readonly<Record<string, unknown>>;

const id = resourceId('Microsoft.App/sessionPools', 'sandboxes');
const workload = { platform: 'build', name: undefined } as const;
const pool = (registryCredentials: Json | null, identity: Json): Json => ({
  id,
  type: 'Microsoft.App/sessionPools',
  identity,
  properties: {
    environmentId: environmentId('env'),
    containerType: 'CustomContainer',
    customContainerTemplate: { registryCredentials },
  },
});
const server = 'shop.azurecr.io';
const entry = { server, identity: identityId('id-app') };

const rows: readonly (readonly [what: string, pool: Json, expected: string])[] = [
  ['with a user-assigned identity of its own', pool(entry, held('app', { user: ['id-app'] })), 'allowed'],
  ['with an identity that it does not hold', pool(entry, held('app', {})), 'denied identity-not-assigned'],
  [
    'with its own identity, which holds no role',
    pool({ server, identity: 'system' }, held('app', { system: true })),
    'denied no-pull-role',
  ],
  [
    'with the admin account, which is off',
    pool({ server, username: 'shop', passwordSecretRef: 'x' }, held('app', {})),
    'denied admin-disabled',
  ],
  ['without an entry', pool(null, held('app', {})), 'denied registry-not-configured'],
  ['of which the entry was not read', { ...pool(null, held('app', {})), properties: {} }, 'unknown not-readable'],
];

for (const [what, made, expected] of rows) {
  test(`a session pool ${what} → ${expected} ([1])`, () => {
    const map = mapOf({
      resources: [registry('shop'), made, environment('env'), userIdentity('id-app')],
      roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
    });
    const found = verdict({ map, target: target('sessionPool', 'sandboxes', id), workload });
    assert.equal(inShort(found), expected);
    // No command of the CLI sets the entry of a pool.
    assert.ok(found.fixes.every(({ bash }) => !bash?.includes('az containerapp')));
  });
}

test('in a registry that refuses tokens of Resource Manager, nothing is known: which one a pool asks with is not documented', () => {
  const map = mapOf({
    resources: [
      registry('shop', { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } }),
      pool(entry, held('app', { user: ['id-app'] })),
      environment('env'),
      userIdentity('id-app'),
    ],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  const found = verdict({ map, target: target('sessionPool', 'sandboxes', id), workload });
  assert.equal(inShort(found), 'unknown not-readable');
});

const onArc = { managedEnvironmentId: null, environmentId: resourceId('Microsoft.App/connectedEnvironments', 'edge') };
const app = {
  platform: 'containerApp',
  name: 'app',
  registries: undefined,
  identity: undefined,
  environmentId: undefined,
} as const;

for (const [what, registries, expected] of [
  ['an identity, which Arc does not have', [entry], 'unknown not-readable'],
  ['a user name', [{ server, username: 'shop', passwordSecretRef: 'x' }], 'denied admin-disabled'],
  ['no entry', [], 'denied registry-not-configured'],
] as const) {
  test(`a Container App in a connected environment with ${what} → ${expected} ([2])`, () => {
    const properties = { ...onArc, configuration: { registries } };
    const map = mapOf({
      resources: [
        registry('shop'),
        containerApp('app', [], held('app', { user: ['id-app'] }), properties),
        userIdentity('id-app'),
      ],
      roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
    });
    assert.equal(inShort(verdict({ map, target: targets.app, workload: app })), expected);
  });
}

// N22
test('a session pool of a template pulls as the template states', async () => {
  const text = `resource pool 'Microsoft.App/sessionPools@2025-07-01' = {
  name: 'sandboxes'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId('id-app')}': {} } }
  properties: {
    containerType: 'CustomContainer'
    customContainerTemplate: {
      registryCredentials: { server: 'shop.azurecr.io', identity: '${identityId('id-app')}' }
      containers: [ { name: 'main', image: 'shop.azurecr.io/web:1' } ]
    }
  }
}
`;
  await prepareReader({ name: 'pool.bicep', text }, readGrammar);
  const [reference, ...more] = readManifest({ name: 'pool.bicep', text }).references;
  assert.ok(reference && more.length === 0);
  assert.deepEqual([reference.workload.platform, reference.workload.name], ['sessionPool', 'sandboxes']);
  const map = mapOf({
    resources: [registry('shop'), userIdentity('id-app'), pool(null, held('app', {}))],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  const to = target('sessionPool', 'sandboxes', id);
  assert.equal(inShort(verdict({ map, target: to, workload: reference.workload })), 'allowed');
});
