// The registry of a host.
// [1] registry names are unique in all of Azure, and a map shows some subscriptions: a similar name is a hint, no
//     proof. https://learn.microsoft.com/rest/api/containerregistry/registries/check-name-availability
// [2] ACR docs, container-registry-get-started-azure-cli: login servers with a hash
// [3] azure-facts 2.6: suffixes. Azurecr.de is retired
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessMap } from '../../src/access/map.ts';
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
  ['shoprod.azurecr.io', 'notVisible, like shopprod.azurecr.io', '[1]'],
  ['shopprd.azurecr.io', 'notVisible, like shopprod.azurecr.io', '[1]'],
  ['shoprpod.azurecr.io', 'notVisible, like shopprod.azurecr.io', '[1]'],
  ['shopproduction.azurecr.io', 'notVisible', '[1]: too far for a slip'],
  ['ship.azurecr.io', 'notVisible, like shop.azurecr.io', '[1]: short names, one letter'],
  ['chip.azurecr.io', 'notVisible', '[1]: two letters of a short name are another name'],
  ['shop3.azurecr.io', 'notVisible', 'teams number their registries'],
  [
    'bakery.azurecr.io',
    'notVisible, like bakery-e7ggejfuhzhgedc8.azurecr.io',
    '[2]: tools append the suffix to the name',
  ],
  ['bakery-aaaaaaaaaaaaaaaa.azurecr.io', 'notVisible, like bakery-e7ggejfuhzhgedc8.azurecr.io', '[2]: another hash'],
  ['bakery.azurecr.cn', 'notVisible', 'another cloud'],
  ['partner.azurecr.io', 'notVisible', '[1]'],
  ['shopprod.westeurope.geo.azurecr.io', 'notVisible', 'regional endpoints that were not read'],
  ['shopprod.azureacr.io', 'wrongDomain shopprod.azurecr.io', '[3]: the usual slip'],
  ['shopprod.azurecr.com', 'wrongDomain shopprod.azurecr.io', '[3]'],
  ['shopprod.azurecr', 'wrongDomain shopprod.azurecr.io', '[3]: the suffix is cut off'],
  ['partner.azureacr.io', 'wrongDomain –', '[3]: wrong, and what is meant is not known'],
  ['shopprod.azurecr.de', 'wrongDomain shopprod.azurecr.io', '[3]'],
  ['partner.azurecr.de', 'wrongDomain –', '[3]'],
  ['shopprod.azurecr.io.azurecr.io', 'wrongDomain shopprod.azurecr.io', 'https://github.com/Azure/AKS/issues/3201'],
  ['partner.azurecr.us.azurecr.io', 'wrongDomain –', 'wrong, and what is meant is not known'],
  ['shopprod.privatelink.azurecr.io', 'unusable shopprod.azurecr.io', 'hosts.test.ts'],
  ['mirror.azure.cn:5000', 'foreign', 'https://github.com/Azure/container-service-for-azure-china/pull/20'],
  ['docker.io', 'foreign', ''],
  ['mcr.microsoft.com', 'foreign', ''],
  ['ghcr.io', 'foreign', ''],
  ['localhost:5000', 'foreign', ''],
  ['a.b.azureacr.io', 'foreign', 'no login server has so many labels'],
];

function inWords(host: string, map: AccessMap | undefined): string {
  const answer = registryOf(host, map);
  switch (answer.kind) {
    case 'found':
      return `found ${answer.registry.name}`;
    case 'wrongDomain':
      return `wrongDomain ${answer.suggestion ?? '–'}`;
    case 'unusable':
      return `unusable ${answer.suggestion}`;
    case 'notVisible':
      return answer.similar === undefined ? 'notVisible' : `notVisible, like ${answer.similar}`;
    default:
      return answer.kind;
  }
}

for (const [host, answer, source] of rows) {
  test(`${host}: ${answer} (${source})`, () => assert.equal(inWords(host, read), answer));
}

test('a regional host that was not read says what may be the matter', () => {
  const why = (host: string): string => {
    const answer = registryOf(host, read);
    return answer.kind === 'notVisible' ? answer.why : answer.kind;
  };
  assert.match(why('shopprod.westeurope.geo.azurecr.io'), /regional endpoints may not have been read/);
  assert.doesNotMatch(why('partner.azurecr.io'), /regional/);
});

// https://github.com/distribution/reference/blob/main/normalize.go: without a dot, a colon or `localhost`, the first
// part is none of a host
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

// N23
test('a registry whose name is similar to one that was read may be a partner’s: unknown, with the similar one as a hint', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('contosodev')] });
  const { outcome, cause, message, evidence, fixes } = verdict({ map, image: 'contosodevs.azurecr.io/web:1' });
  assert.equal(`${outcome} ${cause}`, 'unknown registry-not-visible');
  const hint = /: `contosodev\.azurecr\.io` is similar\. No registry that was read has the login server `contosodevs\./;
  assert.match(message, hint);
  assert.match(message, /Read the subscription that holds it, or correct the host\.$/);
  assert.match(evidence[0]?.fact ?? '', /`contosodev\.azurecr\.io` is similar/);
  assert.equal(fixes[0]?.edit?.newText, 'contosodev.azurecr.io/web:1');
});

// N23
test('the hint does not take that all of Azure was read', () => {
  const gap = { what: 'registries', scope: `/subscriptions/${subscription}`, why: '403' };
  const like = 'notVisible, like shopprod.azurecr.io';
  assert.equal(inWords('shoprod.azurecr.io', mapOf({ resources: [registry('shopprod')], gaps: [gap] })), like);
  assert.equal(inWords('shoprod.azurecr.io', mapOf({ resources: [registry('shopprod')], tenants: null })), like);
  assert.equal(inWords('shoprod.azurecr.io', undefined), 'notVisible');
});

// N23
test('names that differ in a number or an environment get no hint', () => {
  const map = mapOf({ resources: [registry('acmea'), registry('shop1'), registry('shopdev')] });
  assert.equal(inWords('acmeb.azurecr.io', map), 'notVisible, like acmea.azurecr.io');
  assert.equal(inWords('shop2.azurecr.io', map), 'notVisible');
  assert.equal(inWords('shopprd.azurecr.io', map), 'notVisible');
});

test('a domain that is not Azure’s is wrong whatever was read', () => {
  assert.equal(registryOf('shopprod.azureacr.io', undefined).kind, 'wrongDomain');
  assert.equal(inWords('shopprod.azureacr.io', mapOf({ tenants: null })), 'wrongDomain –');
});

// The article: "consistent registry hosts per environment". Its first worked case: a production overlay that names the
// development registry is corrected. Production gets no role there.
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
