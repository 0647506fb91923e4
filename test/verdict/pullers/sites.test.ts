// App Service and Functions.
// [1] azure-docs, app-service/configure-custom-container: acrUseManagedIdentityCreds, acrUserManagedIdentityID (a
//     client id)
// [2] ACR docs, container-registry-disable-authentication-as-arm: App Service needs tokens for Resource Manager
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SiteWorkload } from '../../../src/model/workload.ts';
import {
  assign,
  guid,
  held,
  identityId,
  inShort,
  mapOf,
  registry,
  roles,
  site,
  targets,
  userIdentity,
  verdict,
} from '../facts.ts';

const system = { acrUseManagedIdentityCreds: true, acrUserManagedIdentityID: '' };
const user = { acrUseManagedIdentityCreds: true, acrUserManagedIdentityID: guid('id-app client') };
const password = { acrUseManagedIdentityCreds: false };

const rows: readonly {
  readonly name: string;
  readonly source: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly identity?: Readonly<Record<string, unknown>>;
  readonly holder?: string;
  readonly registry?: Readonly<Record<string, unknown>>;
  readonly expected: string;
}[] = [
  {
    name: 'its own identity',
    source: '[1]',
    config: system,
    identity: held('site', { system: true }),
    holder: 'site system',
    expected: 'allowed',
  },
  {
    name: 'its own identity, and it has none',
    source: '[1]',
    config: system,
    expected: 'denied identity-not-assigned',
  },
  {
    name: 'its own identity without a role',
    source: '[1]',
    config: system,
    identity: held('site', { system: true }),
    expected: 'denied no-pull-role',
  },
  {
    name: 'a user-assigned identity',
    source: '[1]',
    config: user,
    identity: held('site', { user: ['id-app'] }),
    holder: 'id-app',
    expected: 'allowed',
  },
  {
    name: 'a user-assigned identity that it does not hold',
    source: '[1]',
    config: user,
    identity: held('site', { user: ['id-other'] }),
    holder: 'id-app',
    expected: 'denied identity-not-assigned',
  },
  {
    name: 'the object id stands where the client id belongs',
    source: '[1]',
    config: { ...user, acrUserManagedIdentityID: guid('id-app') },
    identity: held('site', { user: ['id-app'] }),
    holder: 'id-app',
    expected: 'denied identity-not-assigned',
  },
  {
    name: 'a password from its settings, which are not read',
    source: '[1]',
    config: password,
    expected: 'unknown not-readable',
  },
  { name: 'not said', source: '[1]', config: {}, expected: 'unknown not-readable' },
  {
    name: 'a registry that refuses tokens for Resource Manager',
    source: '[2]',
    config: system,
    identity: held('site', { system: true }),
    holder: 'site system',
    registry: { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } },
    expected: 'denied arm-token-refused',
  },
];

const silent: SiteWorkload = {
  platform: 'site',
  name: 'site',
  managedIdentityCredentials: undefined,
  identityClientId: undefined,
  identity: undefined,
};

for (const row of rows) {
  test(`App Service: ${row.name} → ${row.expected} (${row.source})`, () => {
    const map = mapOf({
      resources: [
        registry('shop', row.registry),
        site('site', row.config, row.identity ?? { type: 'None' }),
        userIdentity('id-app'),
        userIdentity('id-other'),
      ],
      roleAssignments: row.holder ? [assign(guid(row.holder), roles.AcrPull)] : [],
    });
    assert.equal(inShort(verdict({ map, target: targets.site, workload: silent })), row.expected);
  });
}

test('an identity that it holds, and of which the client id was not read, may be the one', () => {
  const identity = { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-app')]: {} } };
  const map = mapOf({ resources: [registry('shop'), site('site', user, identity)] });
  assert.equal(inShort(verdict({ map, target: targets.site, workload: silent })), 'unknown not-readable');
});

test('what is not read may hide a password, and so nothing is said of a registry that allows anonymous pulls', () => {
  for (const config of [{}, password]) {
    const map = mapOf({
      resources: [registry('shop', { anonymousPullEnabled: true }), site('site', config, { type: 'None' })],
    });
    assert.equal(inShort(verdict({ map, target: targets.site, workload: silent })), 'unknown not-readable');
  }
});

test('a manifest that says how it pulls, and names no client id, means the identity of the site', () => {
  const map = mapOf({
    resources: [
      registry('shop'),
      site('site', user, held('site', { system: true, user: ['id-app'] })),
      userIdentity('id-app'),
    ],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  const workload: SiteWorkload = { ...silent, managedIdentityCredentials: true };
  const found = verdict({ map, target: targets.site, workload });
  assert.equal(found.puller?.name, 'system-assigned identity of site `site`');
  assert.equal(inShort(found), 'denied role-on-wrong-identity');
});

test("the manifest's word wins over what runs", () => {
  const map = mapOf({
    resources: [registry('shop'), site('site', password, { type: 'None' }), userIdentity('id-app')],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  const workload: SiteWorkload = {
    ...silent,
    managedIdentityCredentials: true,
    identityClientId: guid('id-app client'),
    identity: { systemAssigned: false, userAssigned: [identityId('id-app')], open: false },
  };
  assert.equal(inShort(verdict({ map, target: targets.site, workload })), 'allowed');
});

test('an identity that it is told to pull with, and lacks, is assigned by a command beside the role', () => {
  const map = mapOf({
    resources: [
      registry('shop'),
      site('site', user, held('site', { user: ['id-other'] })),
      userIdentity('id-app'),
      userIdentity('id-other'),
    ],
  });
  const found = verdict({ map, target: targets.site, workload: silent });
  assert.deepEqual(
    found.fixes.map(({ title }) => title),
    ['Assign `id-app` to `site`', 'Give identity `id-app` AcrPull on `shop`'],
  );
  assert.match(found.fixes[0]?.bash ?? '', /^az webapp identity assign .*--identities=\S*\/id-app$/);
});

test('instead of a password it pulls with an identity, which needs the role', () => {
  const map = mapOf({ resources: [registry('shop'), site('site', password, held('site', { system: true }))] });
  const { fixes, outcome } = verdict({ map, target: targets.site, workload: silent });
  assert.equal(outcome, 'unknown');
  assert.match(fixes[0]?.bash ?? '', /^az webapp config set .*--acr-use-identity=true --acr-identity='\[system\]'$/);
  assert.equal(fixes[1]?.title, "Give `site`'s system-assigned identity AcrPull on `shop`");
});

test('what a manifest declares itself is for the manifest to change', () => {
  const map = mapOf({ resources: [registry('shop'), site('site', user, { type: 'None' }), userIdentity('id-app')] });
  const identity = { systemAssigned: false, userAssigned: [], open: false };
  const { fixes } = verdict({ map, target: targets.site, workload: { ...silent, identity } });
  assert.ok(!fixes.some(({ kind }) => kind === 'assignIdentity'));
});

// [3] REST, web-apps/list-site-containers: each container has an authType of its own. The site's settings don't count
const containers: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ['its own identity', { authType: 'SystemIdentity' }, 'allowed'],
  [
    'an identity of its own',
    { authType: 'UserAssigned', userManagedIdentityClientId: guid('id-app client') },
    'denied role-on-wrong-identity',
  ],
  ['a password', { authType: 'UserCredentials', userName: 'shop' }, 'denied admin-disabled'],
  ['nothing', { authType: 'Anonymous' }, 'denied no-pull-identity'],
  ['not said', {}, 'unknown not-readable'],
];
for (const [name, properties, expected] of containers) {
  test(`a site container signs in with ${name} → ${expected} ([3])`, () => {
    const other = { image: 'shop.azurecr.io/sidecar:1', authType: 'Anonymous' };
    const siteContainers = [{ properties: { image: 'shop.azurecr.io/web:0', ...properties } }, { properties: other }];
    const plain = site(
      'site',
      { ...password, linuxFxVersion: 'sitecontainers' },
      held('site', { system: true, user: ['id-app'] }),
    );
    const own = { ...plain, properties: { ...Object(plain['properties']), siteContainers } };
    const map = mapOf({
      resources: [registry('shop'), own, userIdentity('id-app')],
      roleAssignments: [assign(guid('site system'), roles.AcrPull)],
    });
    assert.equal(inShort(verdict({ map, target: targets.site, workload: silent })), expected);
  });
}

test('site containers that were not read say nothing of the pull, whatever the site itself is set to', () => {
  const plain = site('site', { ...system, linuxFxVersion: 'sitecontainers' }, held('site', { system: true }));
  const map = mapOf({
    resources: [registry('shop'), plain],
    roleAssignments: [assign(guid('site system'), roles.AcrPull)],
  });
  assert.equal(inShort(verdict({ map, target: targets.site, workload: silent })), 'unknown not-readable');
});

test('of two containers that run the image and sign in differently, either may pull it', () => {
  const image = 'shop.azurecr.io/web:0';
  const siteContainers = ['SystemIdentity', 'Anonymous'].map(authType => ({ properties: { image, authType } }));
  const plain = site('site', { ...password, linuxFxVersion: 'sitecontainers' }, held('site', { system: true }));
  const map = mapOf({
    resources: [registry('shop'), { ...plain, properties: { ...Object(plain['properties']), siteContainers } }],
    roleAssignments: [assign(guid('site system'), roles.AcrPull)],
  });
  assert.equal(inShort(verdict({ map, target: targets.site, workload: silent })), 'unknown not-readable');
});

test('the client ids of its identities are told by the site itself, where the identities were not read', () => {
  for (const [ids, expected] of [
    [['id-other', 'id-app'], 'denied no-pull-role'],
    [['id-other'], 'denied identity-not-assigned'],
  ] as const) {
    const map = mapOf({ resources: [registry('shop'), site('site', user, held('site', { user: ids }))] });
    assert.equal(inShort(verdict({ map, target: targets.site, workload: silent })), expected);
  }
});

// N22: https://learn.microsoft.com/azure/templates/microsoft.web/sites/sitecontainers (AuthType)
test('a container of a site that says `Anonymous` uses no user name', () => {
  const none = { managedIdentityCredentials: false, identityClientId: undefined, identity: undefined } as const;
  const workload = { platform: 'site', name: 'site', ...none, isAnonymous: true } as const;
  const map = mapOf({ resources: [registry('shop')] });
  assert.equal(inShort(verdict({ map, target: targets.site, workload })), 'denied no-pull-identity');
  const open = mapOf({ resources: [registry('shop', { anonymousPullEnabled: true })] });
  assert.equal(inShort(verdict({ map: open, target: targets.site, workload })), 'allowed anonymous-pull');
});
