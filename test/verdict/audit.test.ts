// Audit and what-if: the switch to ABAC mode, who can pull, grants that no pull needs, admin accounts, secrets that
// end. Sources: design.md (tree, `acr-pull map`). ACR docs, container-registry-rbac-abac-repository-permissions
// (migration).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessMap, Registry } from '../../src/access/map.ts';
import type { Finding } from '../../src/model/verdict.ts';
import type { Workload } from '../../src/model/workload.ts';
import { decide } from '../../src/verdict/decide.ts';
import { audit } from '../../src/verdict/reports/audit.ts';
import { switchToAbac } from '../../src/verdict/reports/whatIf.ts';
import { whoCanPull } from '../../src/verdict/reports/whoCanPull.ts';
import {
  abac,
  application,
  assign,
  cluster,
  group,
  guid,
  mapOf,
  now,
  oldCluster,
  pod,
  reference,
  registry,
  registryId,
  roles,
  secret,
  servicePrincipal,
  targets,
  verdict,
} from './facts.ts';

const kubelet = guid('aks kubelet');
const ci = guid('ci');
const app = guid('sp app');

function named(map: AccessMap, name: string): Registry {
  const found = map.registries.find(each => each.name === name);
  assert.ok(found);
  return found;
}

function attempt(image: string, workload: Workload = pod()) {
  return { reference: reference(image, workload), target: targets.aks };
}

function findingsOf(map: AccessMap, ...attempts: readonly ReturnType<typeof attempt>[]): readonly Finding[] {
  return attempts.flatMap(each => decide({ ...each, map, now }) ?? []);
}

// ─── The switch to ABAC mode ───────────────────────────────────────────────────────────────────────────────────────

const legacyShop = [registry('shop'), registry('other'), cluster('aks')];

test('a pull by AcrPull breaks at the switch, and Repository Reader for its repositories prevents it', () => {
  const map = mapOf({ resources: legacyShop, roleAssignments: [assign(kubelet, roles.AcrPull)] });
  const { breaks, doubtful, stay, prevention } = switchToAbac(
    named(map, 'shop'),
    findingsOf(
      map,
      attempt('shop.azurecr.io/team/web:1'),
      attempt('shop.azurecr.io/team/api:1'),
      attempt('other.azurecr.io/x:1'),
    ),
    map,
    now,
  );
  assert.deepEqual(
    breaks.map(({ before, after }) => [before.reference.text, before.verdict.outcome, after.verdict.cause]),
    [
      ['shop.azurecr.io/team/web:1', 'allowed', 'wrong-role-for-mode'],
      ['shop.azurecr.io/team/api:1', 'allowed', 'wrong-role-for-mode'],
    ],
  );
  assert.deepEqual([doubtful.length, stay], [0, 0]);
  assert.deepEqual(
    prevention.map(({ title }) => title),
    ["Give `aks`'s kubelet identity Container Registry Repository Reader on `shop` for 2 repositories"],
  );
  assert.match(prevention[0]?.bash ?? '', /team\/api.*team\/web/);
});

test('with the assignments made beforehand nothing breaks', () => {
  const roleAssignments = [assign(kubelet, roles.AcrPull), assign(kubelet, roles.RepositoryReader)];
  const map = mapOf({ resources: legacyShop, roleAssignments });
  const { breaks, stay, prevention } = switchToAbac(
    named(map, 'shop'),
    findingsOf(map, attempt('shop.azurecr.io/web:1')),
    map,
    now,
  );
  assert.deepEqual([breaks.length, stay, prevention.length], [0, 1, 0]);
});

test('an image that no template settles, and one from elsewhere, play no part in the switch', () => {
  const map = mapOf({ resources: legacyShop, roleAssignments: [assign(kubelet, roles.AcrPull)] });
  const attempts = [attempt('nginx'), attempt('mcr.microsoft.com/x:1'), attempt('${IMAGE}')];
  const { breaks, doubtful, stay } = switchToAbac(named(map, 'shop'), findingsOf(map, ...attempts), map, now);
  assert.deepEqual([breaks.length, doubtful.length, stay], [0, 0, 0]);
});

test('whoever pulls with the admin account goes on doing so after the switch', () => {
  const resources = [registry('shop', { adminUserEnabled: true }), cluster('aks')];
  const map = mapOf({ resources });
  const leaning = attempt('shop.azurecr.io/web:1', pod({ pullSecrets: [secret('admin', 'shop')] }));
  const { breaks, stay, prevention } = switchToAbac(named(map, 'shop'), findingsOf(map, leaning), map, now);
  assert.deepEqual([breaks.length, stay, prevention.length], [0, 1, 0]);
});

test('what does not work today can’t break', () => {
  const map = mapOf({ resources: legacyShop });
  const { breaks, stay } = switchToAbac(
    named(map, 'shop'),
    findingsOf(map, attempt('shop.azurecr.io/web:1')),
    map,
    now,
  );
  assert.deepEqual([breaks.length, stay], [0, 0]);
});

// Nodes behind a firewall of the network: whether it lets them through is not read, whether AcrPull counts then is.
test('a pull of which it can’t be told today, and that is refused after, is no reason to call the switch safe', () => {
  const behind = cluster('aks', { networkProfile: { outboundType: 'userDefinedRouting' } });
  const shut = { networkRuleSet: { defaultAction: 'Deny', ipRules: [{ action: 'Allow', value: '198.51.100.7' }] } };
  const resources = [registry('shop', shut), behind];
  const roleAssignments = [assign(kubelet, roles.AcrPull)];
  const map = mapOf({ resources, roleAssignments });
  const { breaks, doubtful, prevention } = switchToAbac(
    named(map, 'shop'),
    findingsOf(map, attempt('shop.azurecr.io/web:1')),
    map,
    now,
  );
  assert.deepEqual(
    [
      breaks.length,
      doubtful.map(({ before, after }) => [before.verdict.outcome, after.verdict.cause]),
      prevention.length,
    ],
    [0, [['unknown', 'wrong-role-for-mode']], 1],
  );
  const ready = mapOf({ resources, roleAssignments: [...roleAssignments, assign(kubelet, roles.RepositoryReader)] });
  const after = switchToAbac(named(ready, 'shop'), findingsOf(ready, attempt('shop.azurecr.io/web:1')), ready, now);
  assert.deepEqual([after.breaks.length, after.doubtful.length], [0, 0]);
});

test('what can’t be told of the time after is said so', () => {
  const condition = "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Team] StringEquals 'x'";
  const reader = assign(kubelet, roles.RepositoryReader, undefined, { condition, conditionVersion: '2.0' });
  const map = mapOf({ resources: legacyShop, roleAssignments: [assign(kubelet, roles.AcrPull), reader] });
  const { breaks, doubtful } = switchToAbac(
    named(map, 'shop'),
    findingsOf(map, attempt('shop.azurecr.io/web:1')),
    map,
    now,
  );
  assert.deepEqual(
    [breaks.length, doubtful.map(({ after }) => after.verdict.cause)],
    [0, ['condition-not-understood']],
  );
});

// ─── Who can pull ──────────────────────────────────────────────────────────────────────────────────────────────────

test('who can pull: by name, with role, scope, repositories and what is amiss', () => {
  const condition =
    "((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringStartsWithIgnoreCase 'team/'))";
  const map = mapOf({
    resources: [registry('shop', abac), cluster('aks')],
    credentials: [servicePrincipal(app, ci)],
    roleAssignments: [
      assign(kubelet, roles.RepositoryReader, undefined, { condition, conditionVersion: '2.0' }),
      assign(ci, roles.DataImporter, group),
      assign(guid('stranger'), roles.RepositoryReader, undefined, { principalType: 'User' }),
      assign(ci, roles.Contributor),
      assign(kubelet, roles.RepositoryReader, registryId('other')),
    ],
    roleEligibilityScheduleInstances: [
      assign(guid('team'), roles.RepositoryReader, undefined, { principalType: 'Group' }),
    ],
  });
  const rows = whoCanPull(named(map, 'shop'), map).map(each => [
    each.name ?? each.principalType,
    `${each.role} ${each.where}`,
    each.repositories,
    each.state,
    each.broad !== null,
  ]);
  const reader = 'Container Registry Repository Reader at registry `shop`';
  assert.deepEqual(
    new Set(rows.map(row => JSON.stringify(row))),
    new Set(
      [
        ['kubelet identity of `aks`', reader, 'only `team/*`', 'active', false],
        [
          'service principal `sp-shop`',
          'Container Registry Data Importer and Data Reader at resource group `shop`',
          null,
          'active',
          true,
        ],
        ['User', reader, null, 'active', false],
        ['Group', reader, null, 'eligible', false],
      ].map(row => JSON.stringify(row)),
    ),
  );
});

test('whoever holds a role that was not read is named, and not said to pull', () => {
  const roleAssignments = [assign(ci, guid('unread'))];
  const map = mapOf({ resources: [registry('shop')], roleAssignments });
  assert.deepEqual(
    whoCanPull(named(map, 'shop'), map).map(({ principalId, state }) => [principalId, state]),
    [[ci, 'unknown']],
  );
  assert.deepEqual(audit([], map, now).unneeded, []);
});

test('a deny assignment shows beside the grant that it takes away', () => {
  const denial = {
    id: `${registryId('shop')}/providers/Microsoft.Authorization/denyAssignments/d`,
    properties: {
      scope: registryId('shop'),
      doNotApplyToChildScopes: false,
      permissions: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }],
      principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
      excludePrincipals: [],
    },
  };
  const map = mapOf({
    resources: [registry('shop')],
    roleAssignments: [assign(kubelet, roles.AcrPull)],
    denyAssignments: [denial],
  });
  assert.deepEqual(
    whoCanPull(named(map, 'shop'), map).map(({ state }) => state),
    ['denied'],
  );
});

test('an assignment at a management group counts as open where the ones above the registry were not read', () => {
  const corp = '/providers/Microsoft.Management/managementGroups/corp';
  const map = mapOf({
    resources: [registry('shop')],
    roleAssignments: [assign(kubelet, roles.AcrPull, corp)],
    managementGroups: {},
  });
  assert.deepEqual(
    whoCanPull(named(map, 'shop'), map).map(({ where, state }) => [where, state]),
    [['at management group `corp`', 'unknown']],
  );
});

test('a deny assignment of which it can’t be told leaves it open who pulls', () => {
  const denial = {
    id: `${registryId('shop')}/providers/Microsoft.Authorization/denyAssignments/d`,
    properties: {
      scope: registryId('shop'),
      doNotApplyToChildScopes: false,
      permissions: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }],
      principals: [{ id: guid('x'), type: 'SystemDefined' }],
      excludePrincipals: [],
    },
  };
  const map = mapOf({
    resources: [registry('shop')],
    roleAssignments: [assign(kubelet, roles.AcrPull)],
    denyAssignments: [denial],
  });
  assert.deepEqual(
    whoCanPull(named(map, 'shop'), map).map(({ state }) => state),
    ['unknown'],
  );
});

// ─── Audit ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('grants at a registry that no manifest needs, and those that are broader than needed', () => {
  const used = assign(kubelet, roles.AcrPush);
  const unused = assign(ci, roles.AcrPull);
  const above = assign(ci, roles.Owner, group);
  const map = mapOf({ resources: [registry('shop'), cluster('aks')], roleAssignments: [used, unused, above] });
  const { unneeded, broad } = audit(findingsOf(map, attempt('shop.azurecr.io/web:1')), map, now);
  assert.deepEqual(
    unneeded.map(({ holder }) => holder.assignment),
    [unused['id']],
  );
  assert.deepEqual(
    broad.map(({ holder }) => [holder.assignment, holder.role]),
    [[used['id'], 'AcrPush']],
  );
});

// The workflow that builds the image pushes by AcrPush: no manifest pulls by it, and without it there is no image.
test('a role that pushes is not called an unneeded pull role', () => {
  const roleAssignments = [assign(kubelet, roles.AcrPull), assign(ci, roles.AcrPush), assign(guid('x'), roles.AcrPull)];
  const map = mapOf({ resources: [registry('shop'), cluster('aks')], roleAssignments });
  assert.deepEqual(
    audit(findingsOf(map, attempt('shop.azurecr.io/web:1')), map, now).unneeded.map(({ holder }) => holder.principalId),
    [guid('x')],
  );
});

test('a grant at a registry is needed only by what it lets through', () => {
  const map = mapOf({
    resources: [registry('shop'), registry('other'), cluster('aks')],
    roleAssignments: [assign(kubelet, roles.AcrPull), assign(kubelet, roles.AcrPull, registryId('other'))],
  });
  assert.deepEqual(
    audit(findingsOf(map, attempt('shop.azurecr.io/web:1')), map, now).unneeded.map(({ registries: [at] }) => at.name),
    ['other'],
  );
  const denied = mapOf({
    resources: [registry('shop'), cluster('aks')],
    roleAssignments: [assign(kubelet, roles.RepositoryReader), assign(ci, roles.AcrPull)],
  });
  assert.deepEqual(
    audit(findingsOf(denied, attempt('shop.azurecr.io/web:1')), denied, now).unneeded.map(
      ({ holder }) => holder.principalId,
    ),
    [ci],
  );
});

test('a grant of which it can’t be told whether it lets a pull through is not called unneeded', () => {
  const condition = "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Team] StringEquals 'x'";
  const map = mapOf({
    resources: [registry('shop', abac), cluster('aks')],
    roleAssignments: [
      assign(kubelet, roles.RepositoryReader, undefined, { condition, conditionVersion: '2.0' }),
      assign(ci, roles.RepositoryReader),
    ],
  });
  assert.deepEqual(
    audit(findingsOf(map, attempt('shop.azurecr.io/web:1')), map, now).unneeded.map(({ holder }) => holder.principalId),
    [ci],
  );
});

test('where it is not known who pulls, none of the grants of that registry is called unneeded', () => {
  const hidden = cluster('aks', { identityProfile: null });
  const map = mapOf({
    resources: [registry('shop'), hidden],
    roleAssignments: [assign(kubelet, roles.AcrPull), assign(ci, roles.AcrPull)],
  });
  const findings = findingsOf(map, attempt('shop.azurecr.io/web:1'));
  assert.deepEqual(
    findings.map(({ verdict: { outcome } }) => outcome),
    ['unknown'],
  );
  assert.deepEqual(audit(findings, map, now).unneeded, []);
});

test('admin accounts that are on, and what leans on them', () => {
  const map = mapOf({
    resources: [
      registry('shop', { adminUserEnabled: true }),
      registry('other', { adminUserEnabled: true }),
      cluster('aks'),
    ],
  });
  const findings = findingsOf(map, attempt('shop.azurecr.io/web:1', pod({ pullSecrets: [secret('admin', 'shop')] })));
  assert.deepEqual(
    audit(findings, map, now).adminAccounts.map(({ registry: { name }, leaning }) => [name, leaning.length]),
    [
      ['shop', 1],
      ['other', 0],
    ],
  );
});

// A sealed pull secret, or a site with a password in its app settings: both hold the admin account more often than not.
test('a pull by a password that was not read may use the admin account', () => {
  const map = mapOf({ resources: [registry('shop', { adminUserEnabled: true }), cluster('aks')] });
  const findings = findingsOf(map, attempt('shop.azurecr.io/web:1', pod({ pullSecrets: [secret('sealed')] })));
  assert.deepEqual(
    audit(findings, map, now).adminAccounts.map(({ leaning, unclear }) => [leaning.length, unclear.length]),
    [[0, 1]],
  );
});

test('registries by their access mode', () => {
  const map = mapOf({
    resources: [registry('shop'), registry('new', abac), registry('old', { roleAssignmentMode: null })],
  });
  const { modes } = audit([], map, now);
  assert.deepEqual(
    [modes.legacy, modes.abac, modes.unknown].map(list => list.map(({ name }) => name)),
    [['shop'], ['new'], ['old']],
  );
});

test('secrets that end within the days asked for, the next first; one that lasts is enough', () => {
  const [soon, gone, lasting] = [guid('a'), guid('b'), guid('c')];
  const map = mapOf({
    resources: [oldCluster('aks', soon)],
    credentials: [
      servicePrincipal(soon, guid('sp a')),
      application(soon, ['2026-12-09T00:00:00Z']),
      application(gone, ['2026-09-30T00:00:00Z']),
      application(lasting, ['2026-09-30T00:00:00Z', '2027-06-01T00:00:00Z']),
    ],
  });
  const found = (days?: number) =>
    audit([], map, now, days).expiring.map(each => [each.appId, each.end, each.ended, each.clusters]);
  assert.deepEqual(found(), [
    [gone, '2026-09-30', true, []],
    [soon, '2026-12-09', false, ['aks']],
  ]);
  assert.deepEqual(found(7).length, 1);
  assert.deepEqual(found(400).length, 3);
});

test('a certificate that lasts does not hide that the secret of a cluster ends', () => {
  const keyCredentials = [{ endDateTime: '2028-06-01T00:00:00Z' }];
  const credentials = [
    servicePrincipal(app, guid('sp')),
    { ...application(app, ['2026-12-09T00:00:00Z']), keyCredentials },
  ];
  const ends = (...resources: readonly unknown[]) =>
    audit([], mapOf({ resources, credentials }), now).expiring.map(each => each.end);
  assert.deepEqual(ends(oldCluster('aks', app)), ['2026-12-09']);
  // Another program may sign in by the certificate.
  assert.deepEqual(ends(), []);
});

// https://learn.microsoft.com/azure/aks/concepts-network-isolated: nodes can't start without the registry of the
// bootstrap
test('the nodes of a network isolated cluster need their role on its own registry, whatever the manifests say', () => {
  const bootstrapProfile = { artifactSource: 'Cache', containerRegistryId: registryId('shop') };
  const unneeded = (properties: Readonly<Record<string, unknown>>) => {
    const map = mapOf({
      resources: [registry('shop'), cluster('aks', properties)],
      roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull), assign(guid('ci'), roles.AcrPull)],
    });
    return audit([], map, now).unneeded.map(({ holder }) => holder.principalId);
  };
  assert.deepEqual(unneeded({}), [guid('aks kubelet'), guid('ci')]);
  assert.deepEqual(unneeded({ bootstrapProfile }), [guid('ci')]);
  assert.deepEqual(unneeded({ bootstrapProfile: { artifactSource: 'Direct' } }), [guid('aks kubelet'), guid('ci')]);
});

test('the proof of a pull from that registry says so', () => {
  const bootstrapProfile = { artifactSource: 'Cache', containerRegistryId: registryId('shop') };
  const map = mapOf({ resources: [registry('shop'), cluster('aks', { bootstrapProfile })] });
  const facts = verdict({ map }).evidence.map(({ fact }) => fact);
  assert.ok(facts.includes('the components of `aks` itself come from this registry, too (`bootstrapProfile`)'));
});
