// Container Apps and jobs pull with what the registry's entry names.
// [1] azure-docs, container-apps/managed-identity-image-pull
// [2] Microsoft.App/containerApps: configuration.registries[], identity
// [3] design.md: the manifest is what will be deployed. If it states nothing, what runs in Azure stays
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerAppWorkload, DeclaredIdentity, RegistryEntry } from '../../../src/model/workload.ts';
import { shortReason } from '../../../src/verdict/headline.ts';
import {
  appId,
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
  span,
  subscription,
  target,
  targets,
  userIdentity,
  verdict,
} from '../facts.ts';

function workload(parts: Partial<ContainerAppWorkload> = {}): ContainerAppWorkload {
  return {
    platform: 'containerApp',
    name: 'app',
    registries: undefined,
    identity: undefined,
    environmentId: undefined,
    ...parts,
  };
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

function declared(parts: Partial<DeclaredIdentity> = {}): DeclaredIdentity {
  return { systemAssigned: false, userAssigned: [], open: false, ...parts };
}

const inAzure = (identity: string) => [{ server: 'shop.azurecr.io', identity, username: '', passwordSecretRef: '' }];
const nobody = { type: 'None' };

interface Row {
  readonly name: string;
  readonly source: string;
  readonly workload?: Partial<ContainerAppWorkload>;
  /** The app as it is in Azure. Null: it isn't there. */
  readonly app?: Readonly<Record<string, unknown>> | null;
  readonly env?: Readonly<Record<string, unknown>> | null;
  readonly holder?: string;
  readonly registry?: Readonly<Record<string, unknown>>;
  readonly expected: string;
}

const rows: readonly Row[] = [
  {
    name: '`system`, as Azure has it',
    source: '[1]',
    app: containerApp('app', inAzure('system'), held('app', { system: true })),
    holder: 'app system',
    expected: 'allowed',
  },
  {
    name: '`system`, in the manifest',
    source: '[1] [3]',
    workload: { registries: [entry({ identity: 'system' })] },
    app: containerApp('app', [], held('app', { system: true })),
    holder: 'app system',
    expected: 'allowed',
  },
  {
    name: '`system`, and the app has no such identity',
    source: '[1]',
    app: containerApp('app', inAzure('system'), nobody),
    expected: 'denied identity-not-assigned',
  },
  {
    name: '`system`, and the manifest takes the identity away',
    source: '[3]',
    workload: { registries: [entry({ identity: 'system' })], identity: declared() },
    app: containerApp('app', [], held('app', { system: true })),
    holder: 'app system',
    expected: 'denied identity-not-assigned',
  },
  {
    name: '`system`, before the app exists',
    source: 'azure-facts 4.1: chicken and egg',
    workload: { registries: [entry({ identity: 'system' })], identity: declared({ systemAssigned: true }) },
    app: null,
    expected: 'unknown not-readable',
  },
  {
    name: "`system-environment`, the environment's identity holds the role",
    source: '[1]',
    app: containerApp('app', inAzure('system-environment'), nobody),
    env: environment('env', held('env', { system: true })),
    holder: 'env system',
    expected: 'allowed',
  },
  {
    name: '`system-environment`, the environment has no identity',
    source: '[1]',
    app: containerApp('app', inAzure('system-environment'), nobody),
    expected: 'denied identity-not-assigned',
  },
  {
    name: '`system-environment`, the environment was not read',
    source: '[1]',
    app: containerApp('app', inAzure('system-environment'), nobody),
    env: null,
    expected: 'unknown not-readable',
  },
  {
    name: 'a user-assigned identity',
    source: '[1]',
    app: containerApp('app', inAzure(identityId('id-app')), held('app', { user: ['id-app'] })),
    holder: 'id-app',
    expected: 'allowed',
  },
  {
    name: 'a user-assigned identity, in another case',
    source: 'Azure mixes the case of ids',
    app: containerApp('app', inAzure(identityId('id-app').toLowerCase()), held('app', { user: ['id-app'] })),
    holder: 'id-app',
    expected: 'allowed',
  },
  {
    name: "a user-assigned identity of the environment's",
    source: '[1]',
    app: containerApp('app', inAzure(identityId('id-env')), nobody),
    env: environment('env', held('env', { user: ['id-env'] })),
    holder: 'id-env',
    expected: 'allowed',
  },
  {
    name: 'a user-assigned identity that nobody assigned',
    source: '[2]',
    app: containerApp('app', inAzure(identityId('id-other')), held('app', { user: ['id-app'] })),
    holder: 'id-other',
    expected: 'denied identity-not-assigned',
  },
  {
    name: 'a user-assigned identity that nobody assigned, as far as can be seen',
    source: '[1]: the environment may hold it',
    app: containerApp('app', inAzure(identityId('id-other')), held('app', { user: ['id-app'] })),
    env: null,
    expected: 'unknown not-readable',
  },
  {
    name: 'a user-assigned identity that the manifest assigns',
    source: '[3]',
    workload: {
      registries: [entry({ identity: identityId('id-app') })],
      identity: declared({ userAssigned: [identityId('id-app')] }),
      environmentId: environmentId('env'),
    },
    app: null,
    holder: 'id-app',
    expected: 'allowed',
  },
  {
    name: 'a user-assigned identity that does not exist',
    source: '[2]',
    workload: {
      registries: [entry({ identity: identityId('id-gone') })],
      identity: declared({ userAssigned: [identityId('id-gone')] }),
    },
    expected: 'denied no-pull-identity',
  },
  {
    name: 'the identity holds no role',
    source: '[1]',
    app: containerApp('app', inAzure(identityId('id-app')), held('app', { user: ['id-app'] })),
    expected: 'denied no-pull-role',
  },
  {
    name: "the app's other identity holds the role",
    source: 'design.md: role-on-wrong-identity',
    app: containerApp('app', inAzure('system'), held('app', { system: true, user: ['id-app'] })),
    holder: 'id-app',
    expected: 'denied role-on-wrong-identity',
  },
  {
    name: 'the identity of the environment holds the role',
    source: 'design.md: role-on-wrong-identity',
    app: containerApp('app', inAzure('system'), held('app', { system: true })),
    env: environment('env', held('env', { system: true })),
    holder: 'env system',
    expected: 'denied role-on-wrong-identity',
  },
  {
    name: 'no entry for the registry',
    source: '[2]',
    app: containerApp('app', [{ server: 'other.azurecr.io', identity: 'system' }], held('app', { system: true })),
    holder: 'app system',
    expected: 'denied registry-not-configured',
  },
  {
    name: 'the manifest lists other registries than Azure has',
    source: '[3]',
    workload: { registries: [entry({ server: 'other.azurecr.io', identity: 'system' })] },
    app: containerApp('app', inAzure('system'), held('app', { system: true })),
    holder: 'app system',
    expected: 'denied registry-not-configured',
  },
  {
    name: 'no entry, for an app that does not exist yet',
    source: '[2]',
    app: null,
    expected: 'denied registry-not-configured',
  },
  {
    name: 'no entry, and the registry allows anonymous pulls',
    source: '[2]',
    app: containerApp('app', [], nobody),
    registry: { anonymousPullEnabled: true },
    expected: 'allowed anonymous-pull',
  },
  {
    name: 'an identity without a role, and the registry allows anonymous pulls',
    source: 'azure-facts 2.4: not documented',
    app: containerApp('app', inAzure(identityId('id-app')), held('app', { user: ['id-app'] })),
    registry: { anonymousPullEnabled: true },
    expected: 'unknown not-readable',
  },
  {
    name: 'an entry that names nobody',
    source: '[2]',
    workload: { registries: [entry()] },
    expected: 'denied no-pull-identity',
  },
  {
    name: 'the admin account, switched on',
    source: '[2]',
    workload: { registries: [entry({ username: 'shop' })] },
    registry: { adminUserEnabled: true },
    expected: 'allowed admin-credentials',
  },
  {
    name: 'the admin account, switched off',
    source: '[2]',
    workload: { registries: [entry({ username: 'shop' })] },
    expected: 'denied admin-disabled',
  },
  {
    name: 'a token of the registry',
    source: '[2]',
    workload: { registries: [entry({ username: 'ci' })] },
    expected: 'unknown not-readable',
  },
  {
    name: 'a registry that refuses tokens for Resource Manager',
    source: '[1]; azure-docs#128528',
    app: containerApp('app', inAzure(identityId('id-app')), held('app', { user: ['id-app'] })),
    holder: 'id-app',
    registry: { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } },
    expected: 'denied arm-token-refused',
  },
  {
    name: 'that policy was not read',
    source: 'ACR docs, container-registry-disable-authentication-as-arm',
    app: containerApp('app', inAzure(identityId('id-app')), held('app', { user: ['id-app'] })),
    holder: 'id-app',
    registry: { policies: null },
    expected: 'unknown not-readable',
  },
];

for (const row of rows) {
  test(`Container Apps: ${row.name} → ${row.expected} (${row.source})`, () => {
    const app = row.app === undefined ? containerApp('app', [], nobody) : row.app;
    const env = row.env === undefined ? environment('env') : row.env;
    const map = mapOf({
      resources: [
        registry('shop', row.registry),
        ...(app ? [app] : []),
        ...(env ? [env] : []),
        ...['id-app', 'id-env', 'id-other'].map(name => userIdentity(name)),
      ],
      roleAssignments: row.holder ? [assign(guid(row.holder), roles.AcrPull)] : [],
    });
    assert.equal(inShort(verdict({ map, target: targets.app, workload: workload(row.workload) })), row.expected);
  });
}

test('an app that was not read is unknown, unless its manifest says it all', () => {
  const map = mapOf({
    resources: [registry('shop'), userIdentity('id-app')],
    gaps: [{ what: 'containerApps', scope: `/subscriptions/${subscription}`, why: '403' }],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  assert.equal(inShort(verdict({ map, target: targets.app, workload: workload() })), 'unknown not-readable');
  const whole = workload({
    registries: [entry({ identity: identityId('id-app') })],
    identity: declared({ userAssigned: [identityId('id-app')] }),
  });
  assert.equal(inShort(verdict({ map, target: targets.app, workload: whole })), 'allowed');
  assert.equal(inShort(verdict({ map, target: target('containerApp', 'app', undefined), workload: whole })), 'allowed');
});

test('before the first deployment, the few words for the reason are about the identity, and claim nothing', () => {
  const bySystem = { registries: [entry({ identity: 'system' })], identity: declared({ systemAssigned: true }) };
  const reasonWith = (...apps: readonly ReturnType<typeof containerApp>[]) => {
    const map = mapOf({ resources: [registry('shop'), environment('env'), ...apps] });
    return shortReason(verdict({ map, target: targets.app, workload: workload(bySystem) }));
  };
  assert.equal(reasonWith(), 'identity may not exist yet');
  // it has the identity, and its principal was not read
  assert.equal(reasonWith(containerApp('app', [], { type: 'SystemAssigned' })), 'not enough information');
  assert.equal(reasonWith(containerApp('app', [], held('app', { system: true }))), 'no pull role');
});

test('the sentence says whose identity it is that pulls', () => {
  const says = (identity: string): string => {
    const map = mapOf({
      resources: [
        registry('shop'),
        containerApp('app', inAzure(identity), held('app', { system: true, user: ['id-app'] })),
        environment('env', held('env', { system: true })),
        userIdentity('id-app'),
      ],
    });
    return verdict({ map, target: targets.app, workload: workload() }).message;
  };
  assert.match(says('system'), /: its own identity has no pull role/);
  assert.match(says('system-environment'), /: the system-assigned identity of its environment has no pull role/);
  assert.match(says(identityId('id-app')), /: the identity `id-app` has no pull role/);
});

test('a job is judged by the same rules', () => {
  const id = resourceId('Microsoft.App/jobs', 'job');
  const identity = held('job', { system: true });
  const properties = { environmentId: environmentId('env'), configuration: { registries: inAzure('system') } };
  const map = mapOf({
    resources: [registry('shop'), { id, type: 'Microsoft.App/jobs', identity, properties }],
    roleAssignments: [assign(guid('job system'), roles.AcrPull)],
  });
  const found = verdict({
    map,
    target: target('containerAppJob', 'job', id),
    workload: { ...workload(), platform: 'containerAppJob' },
  });
  assert.equal(inShort(found), 'allowed');
  assert.equal(found.puller?.name, 'system-assigned identity of job `job`');
});

test("the manifest's entry is the place that decides", () => {
  const map = mapOf({ resources: [registry('shop'), containerApp('app', [], nobody)] });
  const where = { start: 40, end: 60 };
  const own = workload({ registries: [entry({ identity: 'system', span: where })] });
  const { related } = verdict({ map, target: targets.app, workload: own });
  assert.deepEqual(related, [{ file: 'web.yaml', span: where, role: 'registry entry' }]);
});

test('an app of which only the manifest is known, in a map that read nothing', () => {
  const map = mapOf({ resources: [registry('shop')], tenants: null });
  const found = verdict({ map, target: target('containerApp', 'app', appId('app')), workload: workload() });
  assert.equal(inShort(found), 'unknown not-readable');
});

// A value that Bicep, Terraform or a template leaves to the deployment is unknown, never denied.
for (const { name, parts } of [
  {
    name: 'the registry of an entry',
    parts: { registries: [entry({ server: '${acr.properties.loginServer}', identity: 'system', open: ['server'] })] },
  },
  {
    name: 'the identity of an entry',
    parts: {
      registries: [entry({ identity: '${uami.id}', open: ['identity'] })],
      identity: declared({ userAssigned: ['${uami.id}'], open: true }),
    },
  },
  {
    name: 'the identities of the app, beside the one of an entry',
    parts: {
      registries: [entry({ identity: identityId('id-app') })],
      identity: declared({ userAssigned: ['${uami.id}'], open: true }),
    },
  },
  {
    name: 'the identities of the app, beside `system` in an entry',
    parts: { registries: [entry({ identity: 'system' })], identity: declared({ open: true }) },
  },
] satisfies readonly { name: string; parts: Partial<ContainerAppWorkload> }[]) {
  test(`an expression for ${name} is unknown`, () => {
    const map = mapOf({
      resources: [registry('shop'), containerApp('app', [], nobody), environment('env'), userIdentity('id-app')],
    });
    assert.equal(inShort(verdict({ map, target: targets.app, workload: workload(parts) })), 'unknown not-readable');
  });
}
