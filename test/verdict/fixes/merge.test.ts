// Many refused pulls, few assignments: one for each identity and registry, with the repositories that it needs.
// Source: design.md, "Fixes as data". ACR docs, container-registry-rbac-abac-repository-permissions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../src/model/verdict.ts';
import { decide } from '../../../src/verdict/decide.ts';
import { mergedGrants, mergedRoleFixes, needsOf } from '../../../src/verdict/fixes/merge.ts';
import { assignFix } from '../../../src/verdict/fixes/roleFixes.ts';
import { abac, assign, cluster, guid, mapOf, now, reference, registry, roles, targets } from '../facts.ts';

const map = mapOf({
  resources: [registry('shop', abac), registry('old'), cluster('aks')],
  roleAssignments: [assign(guid('aks control plane'), roles.Reader)],
});

function findings(...images: readonly string[]): readonly Finding[] {
  return images.map(image => {
    const finding = decide({ reference: reference(image), target: targets.aks, map, now });
    assert.ok(finding);
    return finding;
  });
}

const titles = (...images: readonly string[]): readonly string[] =>
  mergedRoleFixes(needsOf(findings(...images), map), map).map(({ title }) => title);

test('one assignment for each registry, however many images', () => {
  assert.deepEqual(titles('shop.azurecr.io/a:1', 'old.azurecr.io/x:1', 'shop.azurecr.io/b:1', 'shop.azurecr.io/a:2'), [
    "Give `aks`'s kubelet identity Container Registry Repository Reader on `shop` for 2 repositories",
    "Give `aks`'s kubelet identity AcrPull on `old`",
  ]);
});

test('its condition names the repositories, each once and in order', () => {
  const [fix] = mergedRoleFixes(
    needsOf(findings('shop.azurecr.io/b:1', 'shop.azurecr.io/a:1', 'shop.azurecr.io/b:2'), map),
    map,
  );
  const named = [...(fix?.grant?.condition?.text ?? '').matchAll(/StringEqualsIgnoreCase '([^']+)'/g)].map(
    match => match[1],
  );
  assert.deepEqual(named, ['a', 'b']);
});

test('a pull that no role would cure asks for none', () => {
  assert.deepEqual(titles('nowhere.azurecr.io/a:1'), []);
});

test('a hidden repository needs the whole registry', () => {
  const [shop] = map.registries;
  assert.ok(shop);
  const need = { principalId: guid('aks kubelet'), registry: shop, mode: 'abac' } as const;
  const [fix] = mergedRoleFixes(
    [
      { ...need, repository: 'a' },
      { ...need, repository: undefined },
    ],
    map,
  );
  assert.equal(fix?.title, "Give `aks`'s kubelet identity Container Registry Repository Reader on `shop`");
});

const shopOf = (repositories: readonly string[]) => {
  const [shop] = map.registries;
  assert.ok(shop);
  const need = { principalId: guid('aks kubelet'), registry: shop, mode: 'abac' } as const;
  return mergedGrants(
    repositories.map(repository => ({ ...need, repository })),
    map,
  );
};

test('many repositories of one folder are named one by one: the folder has others', () => {
  const many = Array.from({ length: 40 }, (_, i) => `team/app${i}`).sort();
  const [made] = shopOf(many);
  assert.deepEqual(made?.repositories, many);
  assert.doesNotMatch(made?.grant.condition?.text ?? '', /StartsWith/);
});

test('those that have no room in a condition are folded into their folder, which is said; a lone one opens no neighbours', () => {
  const many = Array.from({ length: 100 }, (_, i) => `team/app${i}`);
  const [made] = shopOf([...many, 'web', 'other/app']);
  assert.deepEqual(made?.repositories, ['other/app', 'web', 'team/*']);
  assert.match(made?.grant.condition?.text ?? '', /StringStartsWithIgnoreCase 'team\/'\)\)$/);
  assert.equal(
    made && assignFix(made.grant, made.repositories, map).title,
    "Give `aks`'s kubelet identity Container Registry Repository Reader on `shop` for `team/*` and 2 more",
  );
});
