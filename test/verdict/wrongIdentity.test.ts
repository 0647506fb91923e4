// Another identity has the role. Threads with such cases: Azure/AKS#1428 (control plane), Azure/acr#695 (client id),
// peers.md 9.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  abac,
  application,
  assign,
  cluster,
  guid,
  inShort,
  mapOf,
  oldCluster,
  registry,
  registryId,
  roles,
  servicePrincipal,
  verdict,
} from './facts.ts';

const addon = {
  addonProfiles: { azureKeyvaultSecretsProvider: { enabled: true, identity: { objectId: guid('addon') } } },
};

const rows: readonly {
  readonly name: string;
  readonly holder: string;
  readonly role?: string;
  readonly registry?: Readonly<Record<string, unknown>>;
  readonly scope?: string;
  readonly expected: string;
  readonly says: RegExp;
}[] = [
  {
    name: 'the control plane holds it',
    holder: guid('aks control plane'),
    expected: 'denied role-on-wrong-identity',
    says: /assigned to the control-plane identity, not to its kubelet identity/,
  },
  {
    name: 'an add-on holds it',
    holder: guid('addon'),
    expected: 'denied role-on-wrong-identity',
    says: /azureKeyvaultSecretsProvider add-on identity, not to its kubelet identity/,
  },
  {
    name: 'the client id holds it',
    holder: guid('aks kubelet client'),
    expected: 'denied role-on-wrong-identity',
    says: /the client ID of its kubelet identity, not to its object ID/,
  },
  {
    name: 'somebody unrelated holds it',
    holder: guid('stranger'),
    expected: 'denied not-attached',
    says: /has no pull role on `shop`\. Attach/,
  },
  {
    name: 'the right one holds it elsewhere',
    holder: guid('aks kubelet'),
    scope: registryId('other'),
    expected: 'denied not-attached',
    says: /no pull role on `shop`, only on `other`/,
  },
  {
    name: 'the control plane holds a role that does not count',
    holder: guid('aks control plane'),
    registry: abac,
    expected: 'denied no-pull-role',
    says: /Assign Container Registry Repository Reader/,
  },
  {
    name: 'the control plane holds the right one in ABAC mode',
    holder: guid('aks control plane'),
    role: roles.RepositoryReader,
    registry: abac,
    expected: 'denied role-on-wrong-identity',
    says: /control-plane/,
  },
  {
    name: 'AcrPull in ABAC mode',
    holder: guid('aks kubelet'),
    registry: abac,
    expected: 'denied wrong-role-for-mode',
    says: /`shop` is in ABAC mode, which ignores AcrPull/,
  },
  {
    name: 'Owner in ABAC mode',
    holder: guid('aks kubelet'),
    role: roles.Owner,
    registry: abac,
    expected: 'denied wrong-role-for-mode',
    says: /ignores Owner/,
  },
  {
    name: 'Repository Reader in legacy mode',
    holder: guid('aks kubelet'),
    role: roles.RepositoryReader,
    expected: 'denied not-attached',
    says: /its Container Registry Repository Reader counts in ABAC mode only/,
  },
];

for (const row of rows) {
  test(`wrong identity: ${row.name} → ${row.expected}`, () => {
    const map = mapOf({
      resources: [cluster('aks', addon), registry('shop', row.registry), registry('other')],
      roleAssignments: [assign(row.holder, row.role ?? roles.AcrPull, row.scope ?? registryId('shop'))],
    });
    const found = verdict({ map });
    assert.equal(inShort(found), row.expected);
    assert.match(found.message, row.says);
  });
}

test('a role that is only eligible, or no pull role, or wider than a registry is no hint to another registry', () => {
  const other = registryId('other');
  for (const assignment of [
    assign(guid('aks kubelet'), '00000000-0000-4000-8000-000000000001', other),
    assign(guid('aks kubelet'), roles.AcrPull, `${other}/scopeMaps/x`),
  ]) {
    const map = mapOf({ resources: [cluster('aks'), registry('shop')], roleAssignments: [assignment] });
    assert.doesNotMatch(verdict({ map }).message, /only on/);
  }
});

test('roles on several registries are named, and counted from the fourth on', () => {
  const saying = (...names: readonly string[]) => {
    const kubelet = guid('aks kubelet');
    const roleAssignments = names.map(name => assign(kubelet, roles.AcrPull, registryId(name)));
    return verdict({ map: mapOf({ resources: [cluster('aks'), registry('shop')], roleAssignments }) }).message;
  };
  assert.match(saying('b', 'a'), /no pull role on `shop`, only on `a` and `b`\./);
  assert.match(saying('e', 'd', 'c', 'b', 'a', 'a'), /no pull role on `shop`, only on `a`, `b`, `c` and 2 more\./);
  assert.doesNotMatch(saying('b').replace(/`/g, ''), /more/);
});

test('beside a role at a wider scope, no list of registries is called all', () => {
  const group = registryId('other')
    .replace(/\/providers\/.*/, '')
    .replace(/[^/]*$/, 'elsewhere');
  const roleAssignments = [registryId('other'), group].map(scope => assign(guid('aks kubelet'), roles.AcrPull, scope));
  const map = mapOf({ resources: [cluster('aks'), registry('shop')], roleAssignments });
  assert.match(verdict({ map }).message, /no pull role on `shop`\. /);
});

test('the control plane may hold it through a group', () => {
  const team = guid('team');
  const map = mapOf({
    resources: [cluster('aks'), registry('shop')],
    roleAssignments: [assign(team, roles.AcrPull, registryId('shop'), { principalType: 'Group' })],
    groups: { [guid('aks kubelet')]: [], [guid('aks control plane')]: [team] },
  });
  assert.equal(inShort(verdict({ map })), 'denied role-on-wrong-identity');
});

test('a service principal whose client id holds the role', () => {
  const app = guid('sp app');
  const map = mapOf({
    resources: [oldCluster('aks', app), registry('shop')],
    credentials: [servicePrincipal(app, guid('sp')), application(app, ['2027-06-01T00:00:00Z'])],
    roleAssignments: [assign(app, roles.AcrPull)],
  });
  assert.equal(inShort(verdict({ map })), 'denied role-on-wrong-identity');
});

test('attaching is never offered in ABAC mode, and gives the role to the kubelet in legacy mode', () => {
  const fixesOf = (properties: Readonly<Record<string, unknown>>) =>
    verdict({ map: mapOf({ resources: [cluster('aks'), registry('shop', properties)] }) }).fixes.map(
      ({ kind }) => kind,
    );
  assert.deepEqual(fixesOf({}), ['attach', 'assignRole']);
  assert.deepEqual(fixesOf(abac), ['assignRole']);
  // If the mode was not read, attaching may be of no use.
  assert.ok(!fixesOf({ roleAssignmentMode: null }).includes('attach'));
});
