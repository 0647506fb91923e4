// Ways out that a verdict offers, and their words in its sentence. The commands themselves are tested with the fixes.
// Source: design.md ("Fixes as data", "How it should read"), the article's "wrong fix, right fix" for each cause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workload } from '../../src/model/workload.ts';
import {
  abac,
  application,
  assign,
  cluster,
  containerApp,
  containerGroup,
  environment,
  environmentId,
  guid,
  held,
  identityId,
  inShort,
  mapOf,
  oldCluster,
  pod,
  registry,
  roles,
  secret,
  servicePrincipal,
  span,
  subscription,
  targets,
  userIdentity,
  verdict,
} from './facts.ts';

const app = guid('sp app');
const kubelet = guid('aks kubelet');
const server = 'shop.azurecr.io';
const nobody = { type: 'None' };
const principal = (end: string) => [servicePrincipal(app, guid('sp')), application(app, [end])];
const containerAppWorkload: Workload = {
  platform: 'containerApp',
  name: 'app',
  registries: undefined,
  identity: undefined,
  environmentId: environmentId('env'),
};
const groupWorkload: Workload = {
  platform: 'containerGroup',
  name: 'group',
  registries: [{ server, identity: 'system', username: undefined, open: [], span }],
  identity: undefined,
};

interface Row {
  readonly resources: readonly unknown[];
  readonly assignments?: readonly unknown[];
  readonly credentials?: readonly unknown[];
  readonly image?: string;
  readonly workload?: Workload;
  readonly target?: (typeof targets)[keyof typeof targets];
  readonly expected: string;
  readonly kinds: readonly string[];
  /** The end of the sentence. */
  readonly says: string;
}

const rows: readonly Row[] = [
  {
    resources: [cluster('aks'), registry('shop')],
    expected: 'denied not-attached',
    kinds: ['attach', 'assignRole'],
    says: 'Attach the registry or assign AcrPull.',
  },
  {
    resources: [cluster('aks'), registry('shop', abac)],
    expected: 'denied no-pull-role',
    kinds: ['assignRole'],
    says: 'Assign Container Registry Repository Reader.',
  },
  {
    resources: [cluster('aks'), registry('shop', abac)],
    assignments: [assign(kubelet, roles.AcrPull)],
    expected: 'denied wrong-role-for-mode',
    kinds: ['assignRole'],
    says: 'Assign Container Registry Repository Reader.',
  },
  {
    resources: [cluster('aks'), registry('shop')],
    image: 'shop.azureacr.io/web:1',
    expected: 'denied registry-not-found',
    kinds: ['correctHost'],
    says: 'Use `shop.azurecr.io`.',
  },
  {
    resources: [cluster('aks'), registry('shop')],
    workload: pod({ pullSecrets: [secret('login', 'shop')] }),
    expected: 'denied admin-disabled',
    kinds: ['attach', 'assignRole'],
    says: 'Attach the registry or assign AcrPull.',
  },
  {
    resources: [cluster('aks'), registry('shop', { adminUserEnabled: true })],
    workload: pod({ pullSecrets: [secret('login', 'shop')] }),
    expected: 'allowed admin-credentials',
    kinds: ['attach', 'assignRole'],
    says: 'Pull with a managed identity instead.',
  },
  {
    resources: [oldCluster('aks', app), registry('shop')],
    assignments: [assign(guid('sp'), roles.AcrPull)],
    credentials: principal('2026-09-30T00:00:00Z'),
    expected: 'denied expired-credential',
    kinds: ['leaveServicePrincipal', 'rotateCredential'],
    says: 'Pull with a managed identity, or renew the credential.',
  },
  {
    resources: [cluster('aks'), registry('shop')],
    assignments: [assign(guid('sp'), roles.AcrPull)],
    credentials: principal('2026-12-09T00:00:00Z'),
    workload: pod({ pullSecrets: [secret('login', app)] }),
    expected: 'allowed expiring-credential',
    kinds: ['rotateCredential', 'attach', 'assignRole'],
    says: 'Renew it in time, or pull with a managed identity.',
  },
  {
    resources: [cluster('aks'), registry('shop')],
    assignments: [assign(kubelet, roles.AcrPull, `/subscriptions/${subscription}`)],
    expected: 'allowed broad-grant',
    kinds: ['assignRole'],
    says: 'Assign a pull role on the registry, then remove the broad one if nothing else needs it.',
  },
  {
    resources: [containerApp('app', [], held('app', { user: ['id-app'] })), registry('shop'), userIdentity('id-app')],
    assignments: [assign(guid('id-app'), roles.AcrPull)],
    workload: containerAppWorkload,
    target: targets.app,
    expected: 'denied registry-not-configured',
    kinds: ['setRegistryIdentity'],
    says: 'Add an entry for the registry, with an identity.',
  },
  {
    resources: [containerApp('app', [], held('app', { user: ['id-app'] })), registry('shop'), userIdentity('id-app')],
    workload: containerAppWorkload,
    target: targets.app,
    expected: 'denied registry-not-configured',
    kinds: ['setRegistryIdentity', 'assignRole'],
    says: 'Add an entry for the registry, with an identity.',
  },
  {
    // Before the app exists there is nothing to assign a role to. The command makes the identity.
    resources: [registry('shop')],
    workload: containerAppWorkload,
    target: targets.app,
    expected: 'denied registry-not-configured',
    kinds: ['setRegistryIdentity'],
    says: 'Add an entry for the registry, with an identity.',
  },
  {
    resources: [
      containerApp('app', [{ server, identity: identityId('id-other') }], nobody),
      environment('env'),
      registry('shop'),
      userIdentity('id-other'),
    ],
    workload: containerAppWorkload,
    target: targets.app,
    expected: 'denied identity-not-assigned',
    kinds: ['assignIdentity', 'assignRole'],
    says: 'Assign the identity to it.',
  },
  {
    resources: [containerApp('app', [{ server, username: 'shop' }], held('app', { system: true })), registry('shop')],
    workload: containerAppWorkload,
    target: targets.app,
    expected: 'denied admin-disabled',
    kinds: ['useIdentity', 'assignRole'],
    says: 'Pull with a managed identity or assign AcrPull.',
  },
  {
    resources: [
      containerApp('app', [{ server, username: 'shop' }], held('app', { system: true })),
      registry('shop', { adminUserEnabled: true }),
    ],
    assignments: [assign(guid('app system'), roles.AcrPull)],
    workload: containerAppWorkload,
    target: targets.app,
    expected: 'allowed admin-credentials',
    kinds: ['useIdentity'],
    says: 'Pull with a managed identity instead.',
  },
  {
    resources: [containerApp('app', [{ server, username: app }], held('app', { system: true })), registry('shop')],
    assignments: [assign(guid('sp'), roles.AcrPull)],
    credentials: principal('2027-06-01T00:00:00Z'),
    workload: containerAppWorkload,
    target: targets.app,
    expected: 'allowed',
    kinds: [],
    says: `user \`${app}\` of the registry entry.`,
  },
  {
    resources: [
      containerApp('app', [{ server, identity: 'system' }], held('app', { system: true })),
      registry('shop', { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } }),
    ],
    assignments: [assign(guid('app system'), roles.AcrPull)],
    workload: containerAppWorkload,
    target: targets.app,
    expected: 'denied arm-token-refused',
    kinds: ['enableArmTokens'],
    says: 'Let the registry accept these tokens.',
  },
  {
    resources: [containerGroup('group', [], nobody), registry('shop')],
    workload: groupWorkload,
    target: targets.group,
    expected: 'denied system-identity-unsupported',
    kinds: ['makeIdentity'],
    says: 'Use a user-assigned identity.',
  },
];

for (const row of rows) {
  test(`${row.expected}: ${row.kinds.join(', ') || 'no fix'}; ${row.says}`, () => {
    const map = mapOf({
      resources: row.resources,
      roleAssignments: row.assignments ?? [],
      credentials: row.credentials ?? [],
    });
    const { workload = pod(), target = targets.aks, image = `${server}/web:1` } = row;
    const found = verdict({ map, workload, target, image });
    assert.equal(inShort(found), row.expected);
    assert.deepEqual(
      found.fixes.map(({ kind }) => kind),
      row.kinds,
    );
    assert.ok(found.message.endsWith(` ${row.says}`), found.message);
  });
}

test('a new secret goes to where the old one is: into the cluster, or into the pull secret', () => {
  const titleOf = (resources: readonly unknown[], login?: string): string | undefined => {
    const map = mapOf({
      resources: [...resources, registry('shop')],
      roleAssignments: [assign(guid('sp'), roles.AcrPull)],
      credentials: principal('2026-09-30T00:00:00Z'),
    });
    const workload = pod({ pullSecrets: login === undefined ? [] : [secret('login', login)] });
    return verdict({ map, workload }).fixes.find(({ kind }) => kind === 'rotateCredential')?.title;
  };
  assert.match(titleOf([oldCluster('aks', app)]) ?? '', /of `aks`/);
  assert.match(titleOf([oldCluster('aks', app.toUpperCase())]) ?? '', /of `aks`/);
  assert.match(titleOf([cluster('aks')], app) ?? '', /write it into the pull secret/);
  assert.match(titleOf([oldCluster('aks', guid('another app'))], app) ?? '', /write it into the pull secret/);
});

test('where it hangs on an access mode that was not read, no role is offered: nothing may be amiss', () => {
  const fixesFor = (...roleAssignments: readonly unknown[]) => {
    const map = mapOf({ resources: [cluster('aks'), registry('shop', { roleAssignmentMode: null })], roleAssignments });
    const { outcome, fixes } = verdict({ map });
    return `${outcome}: ${fixes.map(({ grant }) => grant?.roleName).join(', ')}`;
  };
  assert.equal(fixesFor(assign(kubelet, roles.AcrPull)), 'unknown: ');
  assert.equal(fixesFor(), 'denied: AcrPull, Container Registry Repository Reader');
});
