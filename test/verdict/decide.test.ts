// The order of the mission, what counts as one of our images, and the proof.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProofStep, Verdict } from '../../src/model/verdict.ts';
import { decide } from '../../src/verdict/decide.ts';
import {
  abac,
  assign,
  cluster,
  guid,
  inShort,
  mapOf,
  now,
  otherSubscription,
  pod,
  reference,
  registry,
  registryId,
  roles,
  secret,
  subscription,
  targets,
  verdict,
} from './facts.ts';

const all = mapOf({
  resources: [cluster('aks'), registry('shop')],
  roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull)],
});

// ─── Which references make a finding ───────────────────────────────────────────────────────────────────────────────

const texts: readonly (readonly [text: string, withTarget: string, without: string, source: string])[] = [
  ['shop.azurecr.io/web:1', 'allowed', 'unknown no-target', 'design.md'],
  ['shop.azurecr.io/web:${TAG}', 'allowed', 'unknown no-target', 'the tag has no part in it'],
  ['shop.azurecr.io/${APP}:1', 'allowed', 'unknown no-target', 'a role without a condition opens every repository'],
  ['nginx:1.29', 'none', 'none', 'design.md, invariant 1'],
  ['mcr.microsoft.com/dotnet/aspnet:9.0', 'none', 'none', 'design.md, invariant 1'],
  ['partner.azurecr.io/web:1', 'unknown registry-not-visible', 'unknown registry-not-visible', 'design.md'],
  ['shop.azureacr.io/web:1', 'denied registry-not-found', 'denied registry-not-found', 'design.md'],
  ['shop.azurecr.io/Web:1', 'denied malformed-reference', 'denied malformed-reference', 'the grammar'],
  ['shop%2eazurecr.io/web:1', 'denied malformed-reference', 'denied malformed-reference', 'it plainly means Azure’s'],
  ['Example.com/Web:1', 'none', 'none', 'malformed, and not Azure’s'],
  ['${REGISTRY}/web:1', 'unknown unresolved-reference', 'none', 'anybody’s, unless it is deployed to Azure'],
  ['${NAME}.azurecr.io/web:1', 'unknown unresolved-reference', 'unknown unresolved-reference', 'the text names Azure'],
  [
    '${acr.properties.loginServer}/web:1',
    'unknown unresolved-reference',
    'unknown unresolved-reference',
    'a registry’s own host',
  ],
  [
    '${data.azurerm_container_registry.acr.login_server}/Web:1',
    'denied malformed-reference',
    'denied malformed-reference',
    'the grammar',
  ],
  ['${azurerm_container_app.acr.login_server}/web:1', 'unknown unresolved-reference', 'none', 'of another resource'],
];

for (const [text, withTarget, without, source] of texts) {
  test(`${text}: ${withTarget}; without a target: ${without} (${source})`, () => {
    const found = (target: typeof targets.aks | null) => {
      const finding = decide({ reference: reference(text), target, map: all, now });
      return finding ? inShort(finding.verdict) : 'none';
    };
    assert.equal(found(targets.aks), withTarget);
    assert.equal(found(null), without);
  });
}

test('a name that another file opens names Azure as the text does', () => {
  const { image, ...written } = reference('<ACR_NAME>.azurecr.io/web:1');
  const put = { ...written, text: 'web:1', image, through: 'overlay/kustomization.yaml' };
  const finding = decide({ reference: put, target: null, map: all, now });
  assert.equal(finding && inShort(finding.verdict), 'unknown unresolved-reference');
});

test('without a map, nothing is known of Azure, but what the host shows by itself', () => {
  assert.equal(inShort(verdict({ map: undefined })), 'unknown not-signed-in');
  assert.equal(inShort(verdict({ map: undefined, image: 'shop.azureacr.io/web:1' })), 'denied registry-not-found');
  assert.equal(decide({ reference: reference('nginx'), target: targets.aks, map: undefined, now }), undefined);
});

// ─── The access mode ───────────────────────────────────────────────────────────────────────────────────────────────

const kubelet = guid('aks kubelet');
const unreadMode = { roleAssignmentMode: null };
const modes: readonly (readonly [name: string, assignments: readonly unknown[], expected: string])[] = [
  ['nothing held: refused in either mode', [], 'denied not-attached'],
  ['AcrPull: only in one', [assign(kubelet, roles.AcrPull)], 'unknown not-readable'],
  ['Repository Reader: only in the other', [assign(kubelet, roles.RepositoryReader)], 'unknown not-readable'],
  ['both: in either', [assign(kubelet, roles.AcrPull), assign(kubelet, roles.RepositoryReader)], 'allowed'],
  ['Data Importer: in either', [assign(kubelet, roles.DataImporter)], 'allowed broad-grant'],
];

for (const [name, roleAssignments, expected] of modes) {
  test(`access mode not read, ${name} → ${expected} (design.md, "Access mode absent")`, () => {
    const map = mapOf({ resources: [cluster('aks'), registry('shop', unreadMode)], roleAssignments });
    assert.equal(inShort(verdict({ map })), expected);
  });
}

// ─── Repositories that are not settled ─────────────────────────────────────────────────────────────────────────────

const onlyWeb = "@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase 'web'";
const conditioned = [
  assign(guid('aks kubelet'), roles.RepositoryReader, registryId('shop'), {
    condition: onlyWeb,
    conditionVersion: '2.0',
  }),
];

const openRepositories: readonly (readonly [
  name: string,
  image: string,
  properties: object,
  grants: readonly unknown[],
  expected: string,
])[] = [
  ['ABAC with a condition, and the repository that it names', 'shop.azurecr.io/web:1', abac, conditioned, 'allowed'],
  [
    'ABAC with a condition, and another',
    'shop.azurecr.io/api:1',
    abac,
    conditioned,
    'denied condition-excludes-repository',
  ],
  [
    'ABAC with a condition, and a repository that a template settles',
    'shop.azurecr.io/${APP}:1',
    abac,
    conditioned,
    'unknown unresolved-reference',
  ],
  [
    'ABAC without a condition',
    'shop.azurecr.io/${APP}:1',
    abac,
    [assign(guid('aks kubelet'), roles.RepositoryReader)],
    'allowed',
  ],
  ['ABAC without a role', 'shop.azurecr.io/${APP}:1', abac, [], 'denied no-pull-role'],
  [
    'legacy mode does not ask for the repository',
    'shop.azurecr.io/${APP}:1',
    {},
    [assign(guid('aks kubelet'), roles.AcrPull)],
    'allowed',
  ],
  ['legacy mode without a role', 'shop.azurecr.io/${APP}:1', {}, [], 'denied not-attached'],
];

for (const [name, image, properties, roleAssignments, expected] of openRepositories) {
  test(`${name}: ${image} → ${expected} (ACR docs, rbac-abac-repository-permissions)`, () => {
    const map = mapOf({ resources: [cluster('aks'), registry('shop', { ...properties })], roleAssignments });
    assert.equal(inShort(verdict({ map, image })), expected);
  });
}

// ─── The order of the mission ──────────────────────────────────────────────────────────────────────────────────────

const closed = { publicNetworkAccess: 'Disabled', privateEndpointConnections: [] };
const armOff = { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } };

test('of several denials, the first in the order of the mission names the cause', () => {
  const causeOf = (resources: readonly unknown[], roleAssignments: readonly unknown[] = [], login?: string) => {
    const images = [{ registry: 'shop.azurecr.io', repository: 'web', tag: '1', state: 'missing' }];
    const map = mapOf({ resources, roleAssignments, images });
    const workload = pod({ pullSecrets: login ? [secret('login', login)] : [] });
    return verdict({ map, workload }).cause;
  };
  const attached = [assign(kubelet, roles.AcrPull)];
  const abroad = registry('shop', closed, { subscription: otherSubscription });
  assert.equal(causeOf([cluster('aks'), abroad]), 'cross-tenant');
  assert.equal(causeOf([cluster('aks'), registry('shop', closed)]), 'not-attached');
  assert.equal(causeOf([cluster('aks'), registry('shop', { ...closed, ...armOff })], attached), 'network-private-only');
  assert.equal(causeOf([cluster('aks'), registry('shop', closed)], [], 'shop'), 'network-private-only');
  assert.equal(causeOf([cluster('aks'), registry('shop')], [], 'shop'), 'admin-disabled');
  assert.equal(causeOf([cluster('aks'), registry('shop')], attached), 'image-not-found');
});

test('one denial denies, whatever else is unknown', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('shop', closed)], roleAssignments: null });
  assert.equal(inShort(verdict({ map })), 'denied network-private-only');
});

// ─── The proof ─────────────────────────────────────────────────────────────────────────────────────────────────────

const order: readonly ProofStep[] = ['registry', 'puller', 'tenant', 'role', 'network', 'credential', 'image'];

function assertInOrder({ evidence }: Verdict): void {
  const read = evidence.filter(({ effect }) => effect !== 'not-read');
  const notRead = evidence.slice(read.length);
  assert.ok(
    notRead.every(({ effect }) => effect === 'not-read'),
    'what was not read comes last',
  );
  for (const part of [read, notRead]) {
    const places = part.map(({ step }) => order.indexOf(step));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  }
}

test('the evidence stands in the order of the mission, and what was not read comes last', () => {
  const mixed = mapOf({
    resources: [cluster('aks'), registry('shop', { ...abac, anonymousPullEnabled: true })],
    roleAssignments: [assign(kubelet, roles.AcrPull), assign(guid('aks control plane'), roles.Reader)],
    denyAssignments: null,
    tenants: null,
  });
  const workload = pod({ pullSecrets: [secret('login', 'shop'), secret('other')] });
  for (const map of [all, mixed]) assertInOrder(verdict({ map, workload }));
  const steps = new Set(verdict({ map: all, workload }).evidence.map(({ step }) => step));
  for (const step of ['registry', 'puller', 'tenant', 'role', 'credential', 'image'] as const)
    assert.ok(steps.has(step), step);
});

test('with several principals, each role says whose it is', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('shop', { adminUserEnabled: true })] });
  const { evidence } = verdict({ map, workload: pod({ pullSecrets: [secret('login', 'shop')] }) });
  const role = evidence.find(({ step }) => step === 'role');
  assert.match(role?.fact ?? '', /^kubelet identity `aks-agentpool`: /);
  const credential = evidence.find(({ step }) => step === 'credential');
  assert.equal(credential?.fact, 'the admin account of `shop` is enabled');
});

test('every verdict about a registry says which one it is, and in which mode', () => {
  const facts = (properties: Readonly<Record<string, unknown>>) =>
    verdict({ map: mapOf({ resources: [cluster('aks'), registry('shop', properties)] }) }).evidence[0]?.fact;
  assert.equal(facts({}), '`shop` · roles at the registry (legacy mode) · found by its login server');
  assert.equal(facts(abac), '`shop` · roles by repository (ABAC mode) · found by its login server');
  assert.equal(facts(unreadMode), '`shop` · access mode not read · found by its login server');
});

test('a gap in the role assignments is said with its reason', () => {
  const gap = { what: 'roleAssignments', scope: `/subscriptions/${subscription}`, why: '403 AuthorizationFailed' };
  const found = verdict({ map: mapOf({ resources: [cluster('aks'), registry('shop')], gaps: [gap] }) });
  assert.equal(inShort(found), 'unknown not-readable');
  assert.match(found.message, /403 AuthorizationFailed/);
});
