// The kinds of user names with a password, and how long they last.
// [1] ACR docs, container-registry-authentication: admin account, service principals, `az acr login --expose-token`
// [2] ACR docs, container-registry-token-based-repository-permissions
// [3] design.md, causes
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expiryResult } from '../../src/verdict/credentials/expiry.ts';
import {
  application,
  assign,
  cluster,
  guid,
  inShort,
  mapOf,
  now,
  oldCluster,
  pod,
  registry,
  registryId,
  roles,
  secret,
  servicePrincipal,
  target,
  verdict,
} from './facts.ts';

const app = guid('sp app');
const zero = '00000000-0000-0000-0000-000000000000';
const past = '2026-11-24T11:00:00Z';
const soon = '2026-11-24T14:00:00Z';
const late = '2027-06-01T00:00:00Z';

const rows: readonly {
  readonly name: string;
  readonly source: string;
  readonly user: string | undefined;
  readonly expiresAt?: string;
  readonly admin?: boolean | null;
  readonly holder?: string;
  readonly ends?: readonly string[];
  readonly expected: string;
  readonly credential: string;
}[] = [
  {
    name: 'the admin account, on',
    source: '[1]',
    user: 'shop',
    admin: true,
    expected: 'allowed admin-credentials',
    credential: 'adminAccount',
  },
  {
    name: 'the admin account in another case',
    source: '[1]',
    user: 'Shop',
    admin: true,
    expected: 'allowed admin-credentials',
    credential: 'adminAccount',
  },
  {
    name: 'the admin account, off',
    source: '[1]',
    user: 'shop',
    admin: false,
    expected: 'denied admin-disabled',
    credential: 'adminAccount',
  },
  {
    name: 'the admin account, not read',
    source: '[3]',
    user: 'shop',
    admin: null,
    expected: 'unknown not-readable',
    credential: 'adminAccount',
  },
  {
    name: 'a service principal',
    source: '[1]',
    user: app,
    holder: 'sp',
    ends: [late],
    expected: 'allowed',
    credential: 'servicePrincipal',
  },
  {
    name: 'a service principal in capitals',
    source: '[1]',
    user: app.toUpperCase(),
    holder: 'sp',
    ends: [late],
    expected: 'allowed',
    credential: 'servicePrincipal',
  },
  {
    name: 'a service principal that has ended',
    source: '[3]',
    user: app,
    holder: 'sp',
    ends: [past],
    expected: 'denied expired-credential',
    credential: 'servicePrincipal',
  },
  {
    name: 'a service principal that ends soon',
    source: '[3]',
    user: app,
    holder: 'sp',
    ends: [soon],
    expected: 'allowed expiring-credential',
    credential: 'servicePrincipal',
  },
  {
    name: 'a service principal without a role',
    source: '[1]',
    user: app,
    ends: [late],
    expected: 'denied no-pull-role',
    credential: 'servicePrincipal',
  },
  {
    name: 'a service principal that was not read',
    source: '[3]',
    user: guid('stranger'),
    expected: 'unknown not-readable',
    credential: 'servicePrincipal',
  },
  {
    name: 'a refresh token that has ended',
    source: '[1]',
    user: zero,
    expiresAt: past,
    expected: 'denied expired-credential',
    credential: 'registryToken',
  },
  {
    name: 'a refresh token that lasts a while',
    source: '[1]',
    user: zero,
    expiresAt: soon,
    expected: 'allowed expiring-credential',
    credential: 'registryToken',
  },
  {
    name: 'a refresh token of unknown age',
    source: '[1]',
    user: zero,
    expected: 'unknown not-readable',
    credential: 'registryToken',
  },
  {
    name: 'a token of the registry',
    source: '[2]',
    user: 'ci-token',
    expected: 'unknown not-readable',
    credential: 'registryToken',
  },
  {
    name: 'a token of the registry that shows its end, and has ended',
    source: '[2]',
    user: 'ci-token',
    expiresAt: past,
    expected: 'denied expired-credential',
    credential: 'registryToken',
  },
  {
    name: 'a token of the registry that shows its end, and goes on',
    source: '[2]',
    user: 'ci-token',
    expiresAt: late,
    expected: 'unknown not-readable',
    credential: 'registryToken',
  },
  { name: 'no user name', source: '[3]', user: undefined, expected: 'unknown not-readable', credential: 'unknown' },
];

for (const row of rows) {
  test(`credentials: ${row.name} → ${row.expected} (${row.source})`, () => {
    const map = mapOf({
      resources: [cluster('aks'), registry('shop', { adminUserEnabled: row.admin === undefined ? false : row.admin })],
      roleAssignments: row.holder ? [assign(guid(row.holder), roles.AcrPull)] : [],
      credentials: [servicePrincipal(app, guid('sp')), application(app, row.ends ?? [])],
    });
    const login = secret('login', row.user, { expiresAt: row.expiresAt });
    const found = verdict({ map, workload: pod({ pullSecrets: [login] }) });
    assert.equal(inShort(found), row.expected);
    assert.equal(found.puller?.credential, row.credential);
  });
}

test('a registry with a hash in its host has an admin account by its name', () => {
  const map = mapOf({
    resources: [cluster('aks'), registry('shop', { loginServer: 'shop-a1b2.azurecr.io', adminUserEnabled: true })],
  });
  const login = secret('login', 'shop', { server: 'shop-a1b2.azurecr.io' });
  const found = verdict({ map, image: 'shop-a1b2.azurecr.io/web:1', workload: pod({ pullSecrets: [login] }) });
  assert.equal(inShort(found), 'allowed admin-credentials');
});

// ─── Ends ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const ends: readonly (readonly [ends: readonly string[], complete: boolean, expected: string])[] = [
  [[late], true, 'allowed null'],
  [['2026-12-24T12:00:00Z'], true, 'allowed null'], // thirty days to the second
  [['2026-12-24T11:59:59Z'], true, 'allowed expiring-credential'],
  [['2026-11-24T12:00:00Z'], true, 'denied expired-credential'], // ends now
  [[past], true, 'denied expired-credential'],
  [[soon, late], true, 'allowed expiring-credential'],
  // N17: after a rotation, the cluster or the pull secret may still hold the old one
  [[past, soon, late], true, 'unknown not-readable'],
  [[past, late], true, 'unknown not-readable'],
  [[past, late], false, 'unknown not-readable'],
  [[], true, 'denied expired-credential'],
  [[past], false, 'unknown not-readable'],
  [[], false, 'unknown not-readable'],
  [[late], false, 'allowed null'],
  [['not a date'], false, 'unknown not-readable'],
];

for (const [list, complete, expected] of ends) {
  test(`secrets that end ${list.join(', ') || 'never'}${complete ? '' : ', and maybe others'} → ${expected}`, () => {
    const { outcome, cause } = expiryResult({ whose: 'the secret', ends: list, complete, id: null }, now);
    assert.equal(`${outcome} ${cause}`, expected);
  });
}

// Tokens of a registry. [2] ACR docs, container-registry-token-based-repository-permissions
const child = (kind: string, name: string, properties: Readonly<Record<string, unknown>>) => ({
  id: `${registryId('shop')}/${kind}/${name}`,
  name,
  type: `Microsoft.ContainerRegistry/registries/${kind}`,
  properties,
});
const tokenRows: readonly (readonly [
  name: string,
  token: Readonly<Record<string, unknown>> | undefined,
  actions: readonly string[] | undefined,
  expected: string,
])[] = [
  ['covers the repository', {}, ['repositories/web/content/read', 'repositories/web/metadata/read'], 'allowed'],
  ['covers all', {}, ['repositories/*/content/read'], 'allowed'],
  ['covers names that begin so', {}, ['repositories/we*/content/read'], 'allowed'],
  ['covers another repository', {}, ['repositories/api/content/read'], 'denied condition-excludes-repository'],
  ['lists tags only', {}, ['repositories/web/metadata/read'], 'denied condition-excludes-repository'],
  ['a wildcard in the middle, which is not documented', {}, ['repositories/w*b/content/read'], 'unknown not-readable'],
  ['its scope map was not read', {}, undefined, 'unknown not-readable'],
  ['it was not read', undefined, ['repositories/*/content/read'], 'unknown not-readable'],
  ['it is disabled', { status: 'disabled' }, ['repositories/*/content/read'], 'denied no-pull-identity'],
  [
    'its password ended',
    { credentials: { passwords: [{ expiry: past }] } },
    ['repositories/*/content/read'],
    'denied expired-credential',
  ],
  [
    'one of two ended',
    { credentials: { passwords: [{ expiry: past }, { expiry: late }] } },
    ['repositories/*/content/read'],
    'unknown not-readable', // N17
  ],
  [
    'one does not expire',
    { credentials: { passwords: [{ expiry: past }, {}] } },
    ['repositories/*/content/read'],
    'unknown not-readable', // N17
  ],
  ['none expires', { credentials: { passwords: [{}, {}] } }, ['repositories/*/content/read'], 'allowed'],
  [
    'a certificate may be in use',
    { credentials: { passwords: [{ expiry: past }], certificates: [{}] } },
    ['repositories/*/content/read'],
    'unknown not-readable',
  ],
  ['its credentials were not read', { credentials: null }, ['repositories/*/content/read'], 'unknown not-readable'],
];
for (const [name, token, actions, expected] of tokenRows) {
  test(`a registry's token: ${name} → ${expected} ([2])`, () => {
    const usual = {
      status: 'enabled',
      scopeMapId: `${registryId('shop')}/scopeMaps/web`,
      credentials: { passwords: [{}] },
    };
    const map = mapOf({
      resources: [
        registry('shop'),
        ...(token ? [child('tokens', 'edge-token', { ...usual, ...token })] : []),
        ...(actions ? [child('scopeMaps', 'web', { actions })] : []),
      ],
    });
    const workload = pod({ pullSecrets: [secret('acr', 'edge-token')] });
    assert.equal(inShort(verdict({ map, target: target('kubernetes', 'edge', undefined), workload })), expected);
  });
}

// The user name of a pull secret goes with a password:
// https://learn.microsoft.com/azure/container-registry/container-registry-auth-service-principal
test('a certificate of a service principal does not stand in for the password that a pull secret holds', () => {
  const keyCredentials = [{ endDateTime: late }];
  const map = mapOf({
    resources: [registry('shop'), cluster('aks')],
    roleAssignments: [assign(guid('sp'), roles.AcrPull)],
    credentials: [
      { ...servicePrincipal(app, guid('sp')), accountEnabled: true },
      { ...application(app, [past]), keyCredentials },
    ],
  });
  const workload = pod({ pullSecrets: [secret('acr', app)] });
  assert.equal(
    inShort(verdict({ map, workload, target: target('kubernetes', 'edge', undefined) })),
    'denied expired-credential',
  );
});

// A snapshot of several tenants. One of them did not let its service principals be read.
test('a service principal may have another object id in a tenant that was not read', () => {
  const map = mapOf({
    resources: [registry('shop'), oldCluster('aks', app)],
    roleAssignments: [assign(guid('sp'), roles.AcrPull)],
    credentials: [{ ...servicePrincipal(app, guid('sp abroad')), accountEnabled: true }, application(app, [late])],
    groups: { [guid('sp abroad')]: [] },
    gaps: [{ what: 'credentials', scope: '/', why: '403 Authorization_RequestDenied' }],
  });
  assert.equal(inShort(verdict({ map })), 'unknown not-readable');
});

// A registry that lets anyone pull turns a refused credential into a pull.
test('a refused credential is unknown where it was not read whether the registry allows anonymous pulls', () => {
  const credentials = [servicePrincipal(app, guid('sp')), application(app, [past])];
  const ofSetting = (anonymousPullEnabled: boolean | null) => {
    const resources = [oldCluster('aks', app), registry('shop', { anonymousPullEnabled })];
    return inShort(
      verdict({ map: mapOf({ resources, roleAssignments: [assign(guid('sp'), roles.AcrPull)], credentials }) }),
    );
  };
  assert.equal(ofSetting(false), 'denied expired-credential');
  assert.equal(ofSetting(true), 'allowed anonymous-pull');
  assert.equal(ofSetting(null), 'unknown not-readable');
});
