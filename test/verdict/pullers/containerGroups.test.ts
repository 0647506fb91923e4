// Container Instances pull with what `imageRegistryCredentials` names.
// [1] azure-docs, container-instances/using-azure-container-registry-mi. ImageRegistryCredential of the API
// [2] support article on InvalidImageRegistryIdentity, 2026-09: no system-assigned identity. Older documents disagree
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerGroupWorkload, RegistryEntry } from '../../../src/model/workload.ts';
import {
  assign,
  containerGroup,
  guid,
  held,
  identityId,
  inShort,
  mapOf,
  registry,
  roles,
  span,
  subscription,
  targets,
  userIdentity,
  verdict,
} from '../facts.ts';

function workload(parts: Partial<ContainerGroupWorkload> = {}): ContainerGroupWorkload {
  return { platform: 'containerGroup', name: 'group', registries: undefined, identity: undefined, ...parts };
}

function entry(parts: Partial<RegistryEntry> = {}): RegistryEntry {
  return {
    server: 'shop.azurecr.io',
    identity: undefined,
    username: undefined,
    open: [],
    span,
    ...parts,
  };
}

const id = identityId('id-app');
const assigned = { systemAssigned: false, userAssigned: [id], open: false, span };
const armOff = { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } };

const rows: readonly {
  readonly name: string;
  readonly source: string;
  readonly workload: Partial<ContainerGroupWorkload>;
  readonly holder?: string;
  readonly registry?: Readonly<Record<string, unknown>>;
  readonly expected: string;
}[] = [
  {
    name: 'a user-assigned identity',
    source: '[1]',
    workload: { registries: [entry({ identity: id })], identity: assigned },
    holder: 'id-app',
    expected: 'allowed',
  },
  {
    name: 'a user-assigned identity without a role',
    source: '[1]',
    workload: { registries: [entry({ identity: id })], identity: assigned },
    expected: 'denied no-pull-role',
  },
  {
    name: 'a user-assigned identity that the group does not hold',
    source: 'InvalidImageRegistryIdentity',
    workload: { registries: [entry({ identity: id })] },
    holder: 'id-app',
    expected: 'denied identity-not-assigned',
  },
  {
    name: 'the system-assigned identity',
    source: '[2]',
    workload: {
      registries: [entry({ identity: 'system' })],
      identity: { systemAssigned: true, userAssigned: [], open: false, span },
    },
    holder: 'group system',
    expected: 'denied system-identity-unsupported',
  },
  {
    name: 'the admin account, switched on',
    source: '[1]',
    workload: { registries: [entry({ username: 'shop' })] },
    registry: { adminUserEnabled: true },
    expected: 'allowed admin-credentials',
  },
  {
    name: 'the admin account, switched off',
    source: '[1]',
    workload: { registries: [entry({ username: 'shop' })] },
    expected: 'denied admin-disabled',
  },
  { name: 'no credential at all', source: '[1]', workload: {}, expected: 'denied no-pull-identity' },
  {
    name: 'no credential at all, and the registry allows anonymous pulls',
    source: '[1]',
    workload: {},
    registry: { anonymousPullEnabled: true },
    expected: 'allowed anonymous-pull',
  },
  {
    name: 'an identity without a role, and the registry allows anonymous pulls',
    source: 'azure-facts 2.4: not documented',
    workload: { registries: [entry({ identity: id })], identity: assigned },
    registry: { anonymousPullEnabled: true },
    expected: 'unknown not-readable',
  },
  {
    name: 'an identity that the group does not hold, and the registry allows anonymous pulls: it is refused at deployment',
    source: 'InvalidImageRegistryIdentity',
    workload: { registries: [entry({ identity: id })] },
    registry: { anonymousPullEnabled: true },
    expected: 'denied identity-not-assigned',
  },
  {
    name: 'whether they ask with a token for Resource Manager is not documented',
    source: 'ACR docs, container-registry-disable-authentication-as-arm names other services',
    workload: { registries: [entry({ identity: id })], identity: assigned },
    holder: 'id-app',
    registry: armOff,
    expected: 'unknown not-readable',
  },
];

for (const row of rows) {
  test(`Container Instances: ${row.name} → ${row.expected} (${row.source})`, () => {
    const map = mapOf({
      resources: [registry('shop', row.registry), userIdentity('id-app')],
      roleAssignments: row.holder ? [assign(guid(row.holder), roles.AcrPull)] : [],
    });
    assert.equal(inShort(verdict({ map, target: targets.group, workload: workload(row.workload) })), row.expected);
  });
}

test('where no manifest describes the group, what runs in Azure counts', () => {
  const credentials = [{ server: 'shop.azurecr.io', identity: id }];
  const map = mapOf({
    resources: [
      registry('shop'),
      userIdentity('id-app'),
      containerGroup('group', credentials, held('group', { user: ['id-app'] })),
    ],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  const compose = { platform: 'compose', name: 'web' } as const;
  assert.equal(inShort(verdict({ map, target: targets.group, workload: compose })), 'allowed');
  // A manifest replaces the group as a whole: without credentials of its own it leaves none.
  assert.equal(inShort(verdict({ map, target: targets.group, workload: workload() })), 'denied no-pull-identity');
});

for (const { name, parts } of [
  { name: 'the registry', parts: { registries: [entry({ server: '${host}', identity: id, open: ['server'] })] } },
  {
    name: 'the identity',
    parts: { registries: [entry({ identity: '${uami.id}', open: ['identity'] })], identity: assigned },
  },
  {
    name: 'the identities of the group',
    parts: { registries: [entry({ identity: id })], identity: { ...assigned, userAssigned: [], open: true } },
  },
] satisfies readonly { name: string; parts: Partial<ContainerGroupWorkload> }[]) {
  test(`an expression for ${name} is unknown`, () => {
    const map = mapOf({ resources: [registry('shop'), containerGroup('group', [], { type: 'None' })] });
    assert.equal(inShort(verdict({ map, target: targets.group, workload: workload(parts) })), 'unknown not-readable');
  });
}

test('a group that was not read is unknown where no manifest describes it, and one that does not exist has nothing', () => {
  const compose = { platform: 'compose', name: 'web' } as const;
  const gap = { what: 'containerGroups', scope: `/subscriptions/${subscription}`, why: '403' };
  const unread = mapOf({ resources: [registry('shop')], gaps: [gap] });
  assert.equal(inShort(verdict({ map: unread, target: targets.group, workload: compose })), 'unknown not-readable');
  const absent = mapOf({ resources: [registry('shop')] });
  assert.equal(inShort(verdict({ map: absent, target: targets.group, workload: compose })), 'denied no-pull-identity');
});

// A config may call a target as it likes. The Azure CLI knows its resource by that one's own name.
test('a fix names the resource, not what the config calls it', () => {
  const target = { ...targets.group, name: 'batch in production' };
  const map = mapOf({ resources: [registry('shop')] });
  const { fixes } = verdict({ map, target, workload: workload({ registries: [] }) });
  assert.match(fixes[0]?.bash ?? '', /az identity create .*--name=id-group /);
});

test('a manifest without identities leaves the group those that it has in Azure', () => {
  const map = mapOf({
    resources: [
      registry('shop'),
      userIdentity('id-app'),
      containerGroup('group', [], held('group', { user: ['id-app'] })),
    ],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  const parts = { registries: [entry({ identity: id })] };
  assert.equal(inShort(verdict({ map, target: targets.group, workload: workload(parts) })), 'allowed');
});
