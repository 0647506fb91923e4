// Which registry a host means.
// [1] design.md, "Which one, where several could be named": near misses in a fully read map; all else is not visible
// [2] ACR docs, container-registry-get-started-azure-cli: login servers with a hash
// [3] azure-facts 2.6: suffixes; azurecr.de is retired
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../src/verdict/decide.ts';
import { registryOf } from '../../src/verdict/registry/registries.ts';
import { repair } from '../../src/verdict/reports/repair.ts';
import {
  assign,
  cluster,
  guid,
  inShort,
  mapOf,
  now,
  pod,
  reference,
  registry,
  registryId,
  roles,
  subscription,
  targets,
  verdict,
} from './facts.ts';

const read = mapOf({
  resources: [
    registry('shopprod'),
    registry('shop'),
    registry('shop2', { loginServer: 'shop2.azurecr.io' }),
    registry('bakery', { loginServer: 'bakery-e7ggejfuhzhgedc8.azurecr.io' }),
    registry('Upper', { loginServer: 'Upper.azurecr.io' }),
  ],
});

const rows: readonly (readonly [host: string, answer: string, source: string])[] = [
  ['shopprod.azurecr.io', 'found shopprod', 'by its login server'],
  ['upper.azurecr.io', 'found Upper', 'the specification’s example has capitals in the login server'],
  ['shopprod.azurecr.io:443', 'found shopprod', 'a port is judged later'],
  ['bakery-e7ggejfuhzhgedc8.azurecr.io', 'found bakery', '[2]'],
  ['shoprod.azurecr.io', 'nearMiss shopprod.azurecr.io', '[1]'],
  ['shopprd.azurecr.io', 'nearMiss shopprod.azurecr.io', '[1]'],
  ['shoprpod.azurecr.io', 'nearMiss shopprod.azurecr.io', '[1]'],
  ['shopproduction.azurecr.io', 'notVisible', '[1]: too far for a slip'],
  ['ship.azurecr.io', 'nearMiss shop.azurecr.io', '[1]: short names, one letter'],
  ['chip.azurecr.io', 'notVisible', '[1]: two letters of a short name are another name'],
  ['shop3.azurecr.io', 'notVisible', 'teams number their registries'],
  ['bakery.azurecr.io', 'nearMiss bakery-e7ggejfuhzhgedc8.azurecr.io', '[2]: tools append the suffix to the name'],
  ['bakery-aaaaaaaaaaaaaaaa.azurecr.io', 'nearMiss bakery-e7ggejfuhzhgedc8.azurecr.io', '[2]: another hash'],
  ['bakery.azurecr.cn', 'notVisible', 'another cloud'],
  ['partner.azurecr.io', 'notVisible', '[1]'],
  ['shopprod.westeurope.geo.azurecr.io', 'notVisible', 'regional endpoints that were not read'],
  ['shopprod.azureacr.io', 'nearMiss shopprod.azurecr.io', '[3]: the usual slip'],
  ['shopprod.azurecr.com', 'nearMiss shopprod.azurecr.io', '[3]'],
  ['shopprod.azurecr', 'nearMiss shopprod.azurecr.io', '[3]: the suffix is cut off'],
  ['partner.azureacr.io', 'nearMiss –', '[3]: wrong, and what is meant is not known'],
  ['shopprod.azurecr.de', 'nearMiss shopprod.azurecr.io', '[3]'],
  ['partner.azurecr.de', 'nearMiss –', '[3]'],
  ['shopprod.azurecr.io.azurecr.io', 'nearMiss shopprod.azurecr.io', 'https://github.com/Azure/AKS/issues/3201'],
  ['partner.azurecr.us.azurecr.io', 'nearMiss –', 'wrong, and what is meant is not known'],
  ['shopprod.privatelink.azurecr.io', 'unusable shopprod.azurecr.io', 'hosts.test.ts'],
  ['docker.io', 'foreign', ''],
  ['mcr.microsoft.com', 'foreign', ''],
  ['ghcr.io', 'foreign', ''],
  ['localhost:5000', 'foreign', ''],
  ['a.b.azureacr.io', 'foreign', 'no login server has so many labels'],
];

function inWords(host: string, map = read): string {
  const answer = registryOf(host, map);
  switch (answer.kind) {
    case 'found':
      return `found ${answer.registry.name}`;
    case 'nearMiss':
      return `nearMiss ${answer.suggestion ?? '–'}`;
    case 'unusable':
      return `unusable ${answer.suggestion}`;
    default:
      return answer.kind;
  }
}

for (const [host, answer, source] of rows) {
  test(`${host}: ${answer} (${source})`, () => assert.equal(inWords(host), answer));
}

test('a regional host that was not read says what may be the matter', () => {
  const why = (host: string): string => {
    const answer = registryOf(host, read);
    return answer.kind === 'notVisible' ? answer.why : answer.kind;
  };
  assert.match(why('shopprod.westeurope.geo.azurecr.io'), /regional endpoints may not have been read/);
  assert.doesNotMatch(why('partner.azurecr.io'), /regional/);
});

// https://github.com/distribution/reference/blob/main/normalize.go: without a dot, a colon or `localhost`, the first part is none of a host
test('the name of a registry without its domain is an account of Docker Hub, which is said', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('acrstoreprod')] });
  const of = (image: string, facts = map) => {
    const { message, cause } = verdict({ map: facts, image });
    return `${cause}: ${message}`;
  };
  const said =
    /^registry-not-visible: .*`acrstoreprod` without a domain is an account of Docker Hub; the registry is `acrstoreprod.azurecr.io`/;
  assert.match(of('acrstoreprod/order-service:1'), said);
  assert.match(of('acrstoreprod/team/order-service'), said);
});

test('in a map that was not fully read, a near miss may be a registry out of sight', () => {
  const gap = { what: 'registries', scope: `/subscriptions/${subscription}`, why: '403' };
  assert.equal(inWords('shoprod.azurecr.io', mapOf({ resources: [registry('shopprod')], gaps: [gap] })), 'notVisible');
  assert.equal(
    inWords('shoprod.azurecr.io', mapOf({ resources: [registry('shopprod')], tenants: null })),
    'notVisible',
  );
});

test('a domain that is not Azure’s is wrong whatever was read', () => {
  assert.equal(registryOf('shopprod.azureacr.io', undefined).kind, 'nearMiss');
  assert.equal(inWords('shopprod.azureacr.io', mapOf({ tenants: null })), 'nearMiss –');
});

// The article: "consistent registry hosts per environment". Its first worked case: a production overlay that names the
// development registry is corrected; production gets no role there.
const families: readonly (readonly [target: string, host: string, other: string, offered: boolean])[] = [
  ['aks', 'shopdev', 'shopprod', true],
  ['aks-prod', 'shopdev', 'shopprod', true],
  ['prod-weu-aks', 'shopdev', 'shopprd', true],
  ['aks-dev', 'devshop', 'prodshop', false], // the right registry, and the role is missing
  ['aks-prod', 'shopprod', 'shopdev', false], // the same: a production cluster is not sent to the development registry
  ['aks-staging', 'shopprod', 'shopdev', false], // neither is its own
  ['aks', 'shopdev', 'bakeryprod', false],
  ['aks', 'shop', 'shopprod', false], // `shop` shows no environment
  ['aks', 'dev', 'prod', false], // the names share nothing else
];

for (const [name, host, other, offered] of families) {
  test(`${name} pulls from ${other}, a manifest names ${host}: ${offered ? 'its host is the first fix' : 'its host is no fix'}`, () => {
    const map = mapOf({
      resources: [cluster(name), registry(host), registry(other)],
      roleAssignments: [assign(guid(`${name} kubelet`), roles.AcrPull, registryId(other))],
    });
    const target = { ...targets.aks, name, id: map.runtimes[0]?.id };
    const found = verdict({ map, target, image: `${host}.azurecr.io/web:1` });
    assert.equal(inShort(found), 'denied not-attached');
    const kinds = found.fixes.map(({ kind }) => kind);
    assert.deepEqual(kinds, offered ? ['correctHost', 'attach', 'assignRole'] : ['attach', 'assignRole']);
    assert.equal(found.fixes[0]?.edit?.newText, offered ? `${other}.azurecr.io/web:1` : undefined);
    assert.equal(/Use `|Attach/.exec(found.message)?.[0], offered ? 'Use `' : 'Attach');
  });
}

test('no role on the registry of another environment is among the repairs', () => {
  const map = mapOf({
    resources: [cluster('aks-prod'), registry('shopdev'), registry('shopprod')],
    roleAssignments: [assign(guid('aks-prod kubelet'), roles.AcrPull, registryId('shopprod'))],
  });
  const target = { ...targets.aks, name: 'aks-prod', id: map.runtimes[0]?.id };
  const finding = decide({ reference: reference('shopdev.azurecr.io/web:1', pod()), target, map, now });
  assert.ok(finding);
  const { grants, others } = repair([finding], map, now);
  assert.deepEqual(grants, []);
  assert.deepEqual(
    others.map(({ fix }) => fix?.kind),
    ['correctHost'],
  );
});

test('a production cluster that has no role yet is sent to the production registry, not given one for development', () => {
  const map = mapOf({ resources: [cluster('aks-prod'), registry('shopdev'), registry('shopprod')] });
  const target = { ...targets.aks, name: 'aks-prod', id: map.runtimes[0]?.id };
  const finding = decide({ reference: reference('shopdev.azurecr.io/web:1', pod()), target, map, now });
  assert.ok(finding);
  assert.equal(finding.verdict.fixes[0]?.edit?.newText, 'shopprod.azurecr.io/web:1');
  assert.deepEqual(repair([finding], map, now).grants, []);
});

test('a sibling that can not be pulled from either is no way out', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('shopdev'), registry('shopprod')] });
  const found = verdict({ map, image: 'shopdev.azurecr.io/web:1' });
  assert.ok(!found.fixes.some(({ kind }) => kind === 'correctHost'));
});

test('a name without its domain is called near to the registry of that name, and stays unknown', () => {
  const found = decide({ reference: reference('shopprod/checkout:1'), target: null, map: read, now });
  assert.equal(found?.verdict.outcome, 'unknown');
  assert.match(found.verdict.message, /the registry is `shopprod\.azurecr\.io`/);
  for (const image of ['contoso/checkout:1', 'docker.io/shopprod/checkout:1', 'checkout:1']) {
    assert.equal(decide({ reference: reference(image), target: null, map: read, now }), undefined, image);
  }
});
