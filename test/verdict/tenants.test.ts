// Registry and puller in different tenants.
// [1] ACR docs, authenticate-aks-cross-tenant: a managed identity can't. A multi-tenant service principal or a secret
//     can
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  application,
  assign,
  cluster,
  guid,
  inShort,
  mapOf,
  oldCluster,
  otherSubscription,
  otherTenant,
  pod,
  registry,
  registryId,
  roles,
  secret,
  servicePrincipal,
  subscription,
  tenant,
  userIdentity,
  verdict,
} from './facts.ts';

const abroad = registryId('shop', otherSubscription);
const there = registry('shop', {}, { subscription: otherSubscription });
const app = guid('sp app');
const objects = [servicePrincipal(app, guid('sp')), application(app, ['2027-06-01T00:00:00Z'])];

const rows: readonly {
  readonly name: string;
  readonly resources: readonly unknown[];
  readonly tenants?: Readonly<Record<string, string>> | null;
  readonly assignments?: readonly unknown[];
  readonly login?: string;
  readonly credentials?: readonly unknown[];
  readonly expected: string;
}[] = [
  { name: 'a kubelet identity of another tenant', resources: [cluster('aks'), there], expected: 'denied cross-tenant' },
  {
    name: 'tenants in another case are the same',
    resources: [cluster('aks'), there],
    tenants: { [subscription]: tenant.toUpperCase(), [otherSubscription]: tenant },
    assignments: [assign(guid('aks kubelet'), roles.AcrPull, abroad)],
    expected: 'allowed',
  },
  {
    name: 'the tenants were not read, and the identity holds the role: then it is known there',
    resources: [cluster('aks'), there],
    tenants: null,
    assignments: [assign(guid('aks kubelet'), roles.AcrPull, abroad)],
    expected: 'allowed',
  },
  {
    name: 'a service principal of the cluster that holds a role there',
    resources: [oldCluster('aks', app), there],
    credentials: objects,
    assignments: [assign(guid('sp'), roles.AcrPull, abroad)],
    expected: 'allowed',
  },
  {
    name: 'a service principal that may have another object there',
    resources: [oldCluster('aks', app), there],
    credentials: objects,
    expected: 'unknown not-readable',
  },
  {
    name: 'a service principal with an object in both tenants',
    resources: [oldCluster('aks', app), there],
    credentials: [...objects, servicePrincipal(app, guid('sp abroad'))],
    assignments: [assign(guid('sp abroad'), roles.AcrPull, abroad)],
    expected: 'allowed',
  },
  {
    name: 'a pull secret crosses tenants',
    resources: [cluster('aks'), registry('shop', { adminUserEnabled: true }, { subscription: otherSubscription })],
    login: 'shop',
    expected: 'allowed admin-credentials',
  },
  {
    name: 'a service principal of the registry’s tenant in a pull secret',
    resources: [cluster('aks'), there],
    login: app,
    credentials: objects,
    assignments: [assign(guid('sp'), roles.AcrPull, abroad)],
    expected: 'allowed',
  },
];

for (const row of rows) {
  test(`tenants: ${row.name} → ${row.expected} ([1])`, () => {
    const map = mapOf({
      resources: row.resources,
      tenants: row.tenants === undefined ? { [subscription]: tenant, [otherSubscription]: otherTenant } : row.tenants,
      roleAssignments: row.assignments ?? [],
      credentials: row.credentials ?? [],
    });
    const workload = pod({ pullSecrets: row.login === undefined ? [] : [secret('login', row.login)] });
    assert.equal(inShort(verdict({ map, workload })), row.expected);
  });
}

test('a kubelet identity brings its own tenant, whatever is known of the cluster', () => {
  const homeless = cluster('aks', {}, { identity: null });
  const map = mapOf({
    resources: [homeless, userIdentity('aks-agentpool', { tenantId: tenant }), there],
    tenants: { [otherSubscription]: otherTenant },
  });
  assert.equal(inShort(verdict({ map })), 'denied cross-tenant');
});

test('where the role assignments there were not read, another tenant is not certain: one of them would contradict it', () => {
  const resources = [cluster('aks'), there];
  const tenants = { [subscription]: tenant, [otherSubscription]: otherTenant };
  const gap = (scope: string) => ({ what: 'roleAssignments', scope, why: '403 AuthorizationFailed' });
  const outcome = (more: Parameters<typeof mapOf>[0]) =>
    inShort(verdict({ map: mapOf({ resources, tenants, ...more }) }));
  assert.equal(outcome({ gaps: [gap(`/subscriptions/${otherSubscription}`)] }), 'unknown not-readable');
  assert.equal(outcome({ roleAssignments: undefined }), 'unknown not-readable');
  assert.equal(outcome({ gaps: [gap(`/subscriptions/${subscription}`)] }), 'denied cross-tenant');
});

test('where a role there may be held by a group or at a management group that was not read, another tenant is not certain', () => {
  const resources = [cluster('aks'), there];
  const tenants = { [subscription]: tenant, [otherSubscription]: otherTenant };
  const kubelet = guid('aks kubelet');
  const company = '/providers/Microsoft.Management/managementGroups/company';
  const outcome = (more: Parameters<typeof mapOf>[0]) =>
    inShort(verdict({ map: mapOf({ resources, tenants, ...more }) }));
  const ofTeam = [assign(guid('team'), roles.AcrPull, abroad, { principalType: 'Group' })];
  assert.equal(outcome({ roleAssignments: ofTeam, groups: undefined }), 'unknown not-readable');
  assert.equal(outcome({ roleAssignments: ofTeam, groups: { [kubelet]: [] } }), 'denied cross-tenant');
  const atCompany = [assign(kubelet, roles.AcrPull, company)];
  assert.equal(outcome({ roleAssignments: atCompany, managementGroups: undefined }), 'unknown not-readable');
  const elsewhere = { [subscription]: [company], [otherSubscription]: [] };
  assert.equal(outcome({ roleAssignments: atCompany, managementGroups: elsewhere }), 'denied cross-tenant');
});

test('the evidence says whose tenant was not read', () => {
  const factOf = (tenants: Readonly<Record<string, string>>, resources: readonly unknown[]) =>
    verdict({ map: mapOf({ resources, tenants }) }).evidence.find(({ step }) => step === 'tenant')?.fact;
  assert.equal(factOf({ [subscription]: tenant }, [cluster('aks'), there]), 'the tenant of `shop` was not read');
  const homeless = cluster('aks', {}, { identity: null });
  assert.equal(
    factOf({ [otherSubscription]: tenant }, [homeless, there]),
    'the tenant of its kubelet identity was not read',
  );
});

test('nothing that assigns a role is offered across tenants', () => {
  const map = mapOf({ resources: [cluster('aks'), there] });
  assert.deepEqual(verdict({ map }).fixes, []);
});
