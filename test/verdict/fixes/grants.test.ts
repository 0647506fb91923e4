// The grant that is offered: the smallest role for the registry's mode, at the registry, for the repositories that are
// named. And the same as Bicep and as Terraform.
// [1] AKS docs, cluster-container-registry-integration: attach assigns AcrPull, and is not supported for ABAC
//     registries
// [2] ACR docs, container-registry-rbac-abac-repository-permissions: Repository Reader with a condition
// [3] RBAC docs, conditions-role-assignments-rest: one assignment of a role to a principal at a scope
// [4] Bicep docs, data types (strings), scenarios-rbac (guid, principalType). Terraform docs, strings
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccessMap, Registry } from '../../../src/access/map.ts';
import type { Fix } from '../../../src/model/fix.ts';
import { quoteForBicep, quoteForTerraform } from '../../../src/model/quote.ts';
import { conditionForRepositories } from '../../../src/verdict/conditions/grant.ts';
import { bicepFor, terraformFor } from '../../../src/verdict/fixes/print.ts';
import { roleFixes } from '../../../src/verdict/fixes/roleFixes.ts';
import { anyCharacter } from '../../anyCharacter.ts';
import {
  abac,
  application,
  assign,
  cluster,
  group,
  guid,
  mapOf,
  oldCluster,
  registry,
  registryId,
  roles,
  servicePrincipal,
  targets,
} from '../facts.ts';

const kubelet = guid('aks kubelet');

function shopIn(map: AccessMap): Registry {
  const [shop] = map.registries;
  assert.ok(shop);
  return shop;
}

function offered(parts: {
  mode?: object;
  principal?: string;
  repositories?: readonly string[];
  facts?: object;
  target?: (typeof targets)[keyof typeof targets];
}): readonly Fix[] {
  const { mode = {}, principal = kubelet, repositories = [], facts = {}, target = targets.aks } = parts;
  const map = mapOf({ resources: [registry('shop', { ...mode }), cluster('aks')], ...facts });
  const shop = shopIn(map);
  const runtime = map.runtimeById(target.id ?? '');
  return roleFixes({ principalId: principal, registry: shop, mode: shop.mode ?? 'legacy', map }, runtime, repositories);
}

const kinds = (fixes: readonly Fix[]): readonly string[] => fixes.map(({ kind }) => kind);
const command = (fixes: readonly Fix[]): string => fixes.find(({ kind }) => kind === 'assignRole')?.bash ?? '';

test('attach first, for the kubelet identity on a legacy registry [1]', () => {
  assert.deepEqual(kinds(offered({})), ['attach', 'assignRole']);
  assert.match(command(offered({})), new RegExp(`--role=${roles.AcrPull} --scope=${registryId('shop')}$`));
});

test('attach by the id of the registry, which works across subscriptions [1]', () => {
  assert.match(offered({})[0]?.bash ?? '', new RegExp(`--attach-acr=${registryId('shop')}$`));
});

test('no attach on an ABAC registry [1]', () => {
  assert.deepEqual(kinds(offered({ mode: abac })), ['assignRole']);
});

test('no attach for another identity than the kubelet’s, nor on another platform', () => {
  assert.deepEqual(kinds(offered({ principal: guid('id-app') })), ['assignRole']);
  assert.deepEqual(kinds(offered({ target: targets.app })), ['assignRole']);
});

test('attach for the service principal of a cluster without a kubelet identity [1]', () => {
  const app = guid('sp app');
  const facts = {
    resources: [registry('shop'), oldCluster('aks', app)],
    credentials: [servicePrincipal(app, guid('sp')), application(app, [])],
  };
  assert.deepEqual(kinds(offered({ principal: guid('sp'), facts })), ['attach', 'assignRole']);
});

test('no attach for a service principal that is another than the cluster’s', () => {
  const [app, other] = [guid('sp app'), guid('other app')];
  const facts = {
    resources: [registry('shop'), oldCluster('aks', app)],
    credentials: [servicePrincipal(app, guid('sp')), servicePrincipal(other, guid('ci'))],
  };
  assert.deepEqual(kinds(offered({ principal: guid('ci'), facts })), ['assignRole']);
});

test('on an ABAC registry the role is for the repository alone [2]', () => {
  const fixes = offered({ mode: abac, repositories: ['team/web'] });
  assert.match(
    command(fixes),
    /--condition-version=2\.0 --condition='.*StringEqualsIgnoreCase '\\''team\/web'\\''\)\)'$/,
  );
  assert.equal(
    fixes[0]?.title,
    "Give `aks`'s kubelet identity Container Registry Repository Reader on `shop` for `team/web`",
  );
  const { registry: scope, principalId, roleName } = fixes[0]?.grant ?? {};
  assert.equal(scope?.subscription, shopIn(mapOf({ resources: [registry('shop')] })).subscription);
  assert.equal(scope?.id, registryId('shop'));
  assert.equal(principalId, kubelet);
  assert.equal(roleName, 'Container Registry Repository Reader');
});

test('without a repository it is for the whole registry [2]', () => {
  assert.doesNotMatch(command(offered({ mode: abac })), /--condition/);
});

test('on a legacy registry repositories do not matter', () => {
  assert.doesNotMatch(command(offered({ repositories: ['team/web'] })), /--condition/);
});

const conditionFor = (...names: readonly string[]): string => {
  const made = conditionForRepositories(names);
  assert.ok(made);
  return made.text;
};

function widened(condition: string, scope = registryId('shop')): string {
  const held = assign(kubelet, roles.RepositoryReader, scope, { condition, conditionVersion: '2.0' });
  return command(
    offered({
      mode: abac,
      repositories: ['team/web'],
      facts: { resources: [registry('shop', abac), cluster('aks')], roleAssignments: [held] },
    }),
  );
}

test('an assignment whose condition leaves the repository out is written anew under its name, wider [3]', () => {
  const sent = widened(conditionFor('team/api').replaceAll(' AND ', '\n  AND\n'));
  assert.match(sent, /^az role assignment create --name=[0-9a-f-]{36} /);
  assert.ok(sent.endsWith(`--condition='${conditionFor('team/api', 'team/web').replaceAll("'", `'\\''`)}'`));
});

test('a condition of another form is kept and widened [3]', () => {
  const own = "@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringLike 'a*'";
  assert.ok(widened(own).includes(`--condition='(${own.replaceAll("'", `'\\''`)}) OR ((`));
});

test('a condition that is not understood is left alone: written anew, it would grant less than before [3]', () => {
  assert.equal(widened('who knows'), '');
});

test('nor is one written anew that has no room for more [3]', () => {
  const many = Array.from({ length: 70 }, (_, at) => `team/app-${at}`);
  assert.equal(widened(`${conditionFor(...many)} OR (${conditionFor('team/api')})`), '');
});

test('an eligible assignment is no assignment: a new one is made [3]', () => {
  const condition = conditionFor('team/api');
  const eligible = assign(kubelet, roles.RepositoryReader, undefined, { condition, conditionVersion: '2.0' });
  const facts = {
    resources: [registry('shop', abac), cluster('aks')],
    roleEligibilityScheduleInstances: [eligible],
  };
  const sent = command(offered({ mode: abac, repositories: ['team/web'], facts }));
  assert.doesNotMatch(sent, /--name=|team\/api/);
});

test('an assignment higher up is left alone: the new one is made at the registry', () => {
  assert.doesNotMatch(widened(conditionFor('team/api'), group), /--name=/);
});

// ─── As code [4] ───────────────────────────────────────────────────────────────────────────────────────────────────

test('as Bicep: the role by its GUID, the principal by its type, a name that is always the same', () => {
  const [, assignRole] = offered({});
  assert.equal(
    assignRole?.grant && bicepFor(assignRole.grant),
    `resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: 'shop'
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, '${kubelet}', '${roles.AcrPull}')
  scope: registry
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${roles.AcrPull}')
    principalId: '${kubelet}'
    principalType: 'ServicePrincipal'
  }
}
`,
  );
});

test('as Terraform, with its condition', () => {
  const [fix] = offered({ mode: abac, repositories: ['team/web'] });
  const lines = ((fix?.grant && terraformFor(fix.grant)) ?? '').split('\n');
  // azurerm before 5.2 deletes an assignment whose condition changes, and makes it again.
  assert.match(lines[0] ?? '', /^# needs azurerm >= 5\.2/);
  assert.equal(lines[1], 'resource "azurerm_role_assignment" "pull_from_shop" {');
  assert.deepEqual(
    lines.slice(2, -2).map(line => line.trim().split(/ += /)),
    [
      ['scope', `"${registryId('shop')}"`],
      [
        'role_definition_id',
        `"${registryId('shop').split('/').slice(0, 3).join('/')}/providers/Microsoft.Authorization/roleDefinitions/${roles.RepositoryReader}"`,
      ],
      ['principal_id', `"${kubelet}"`],
      ['principal_type', '"ServicePrincipal"'],
      ['condition_version', '"2.0"'],
      ['condition', `"${conditionFor('team/web')}"`],
    ],
  );
});

test('attaching and assigning are the same as code', () => {
  const [attach, assignRole] = offered({});
  assert.deepEqual(attach?.grant, assignRole?.grant);
});

test('texts become strings that say the same, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 20 }), text => {
      const bicep = quoteForBicep(text) ?? '';
      assert.match(bicep, /^'(?:[^'\\\p{Cc}]|\\.|\\u\{[0-9a-f]+\})*'$/u);
      assert.doesNotMatch(bicep.replaceAll(/\\./gu, ''), /\$\{/);
      const terraform = quoteForTerraform(text) ?? '';
      // JSON has each form of HCL's strings but one
      const inJson = terraform.replaceAll(/\\\\|\\U([0-9a-f]{8})/g, (all, code?: string) =>
        code === undefined ? all : String.fromCodePoint(Number.parseInt(code, 16)),
      );
      const read: string = JSON.parse(inJson);
      assert.equal(
        read.replaceAll('$${', '${').replaceAll('%%{', '%{'),
        text.replaceAll('$${', '${').replaceAll('%%{', '%{'),
      );
    }),
    { numRuns: 2000 },
  );
  assert.equal(quoteForBicep("it's ${x}"), "'it\\'s \\${x}'");
  assert.equal(quoteForTerraform('a "b" ${x} %{y}'), '"a \\"b\\" $${x} %%{y}"');
});
