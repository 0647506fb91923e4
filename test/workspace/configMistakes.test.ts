// Mistakes in `.acr-pull.yaml` that no schema can find: ids, names, globs and rules that nothing answers to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import { type ConfigFacts, mistakesIn } from '../../src/workspace/config/mistakes.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { finding } from '../editor/fixture.ts';

const subscription = '50b50000-0000-4000-8000-000000000001';
const group = `/subscriptions/${subscription}/resourceGroups/shop/providers`;
const aks = (name: string) => `${group}/Microsoft.ContainerService/managedClusters/${name}`;
const app = (name: string) => `${group}/Microsoft.App/containerApps/${name}`;

function mapOf(more: Record<string, unknown> = {}) {
  const reading = readSnapshotData(
    {
      version: 1,
      tenants: { [subscription]: '72f90000-0000-4000-8000-000000000001' },
      resources: [aks('aks-prod'), app('shop')].map(id => ({ id, properties: {} })),
      ...more,
    },
    'shop.json',
  );
  assert.ok('map' in reading);
  return reading.map;
}

const findings = [
  finding('aks-prod', 'denied', 'not-attached'),
  finding('aks-dev', 'allowed', null),
  finding('aks-eu', 'unknown', 'not-readable'),
];

function mistakes(yaml: string, surroundings: Partial<ConfigFacts> = {}) {
  const text = `version: 1\n${yaml}`;
  const { config, problems } = readConfig(text, '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  const found = mistakesIn({ config, map: mapOf(), manifests: ['deploy/checkout.yaml'], findings, ...surroundings });
  return found.map(each => ({ ...each, at: text.slice(each.span.start, each.span.end), text }));
}

function mended(yaml: string): string {
  const [mistake] = mistakes(yaml);
  assert.ok(mistake?.fix, yaml);
  const { text, fix } = mistake;
  return text.slice(0, fix.span.start) + fix.newText + text.slice(fix.span.end);
}

const targetOf = (id: string, kind = 'aks', more = '') =>
  `targets:\n  - { name: a, kind: ${kind}, id: ${id}${more} }\n`;

test('a sound config has none', () => {
  const sound = `${targetOf(aks('AKS-Prod'), 'aks', ', manifests: deploy/**')}ignore:
  - { cause: not-attached, target: aks-prod, reason: soon }
`;
  assert.deepEqual(mistakes(sound), []);
});

test('an id that the map would hold, and does not, comes with the near one', () => {
  const [mistake, ...more] = mistakes(targetOf(aks('aks-prdo')));
  assert.deepEqual(more, []);
  assert.equal(mistake?.at, aks('aks-prdo'));
  assert.equal(mistake?.severity, 'warning');
  assert.match(mistake?.message ?? '', /`aks-prdo` is not in shop\.json.* Did you mean `aks-prod`\?/);
  assert.ok(mended(targetOf(aks('aks-prdo'))).includes(aks('aks-prod')));
});

test('where its subscription was not read, or not wholly, nothing is called wrong', () => {
  const elsewhere = aks('aks-prdo').replace(subscription, '50b50000-0000-4000-8000-00000000000f');
  assert.equal(mistakes(targetOf(elsewhere))[0]?.severity, 'information');
  const gap = { what: 'managedClusters', scope: `/subscriptions/${subscription}`, why: '403' };
  const [mistake] = mistakes(targetOf(aks('aks-prdo')), { map: mapOf({ gaps: [gap] }) });
  assert.equal(mistake?.severity, 'information');
  assert.doesNotMatch(mistake?.message ?? '', /There is no/);
  assert.deepEqual(mistakes(targetOf(aks('aks-prdo')), { map: undefined }), []);
});

test('an id of another kind is told from the id alone', () => {
  const [mistake] = mistakes(targetOf(app('shop')), { map: undefined });
  assert.equal(
    mistake?.message,
    "This is the ID of a Container App, and the target's kind is `aks`. Did you mean `containerApp`?",
  );
  assert.match(mended(targetOf(app('shop'))), /kind: containerApp,/);
  assert.match(mistakes(targetOf('aks-prod'))[0]?.message ?? '', /begins with/);
  assert.deepEqual(mistakes(targetOf('7f2c0000-0000-4000-8000-000000000001', 'pipeline')), []);
});

test('of two targets with one name, the second is named', () => {
  const [mistake] = mistakes('targets:\n  - { name: prod, kind: aks }\n  - { name: prod, kind: containerApp }\n');
  assert.equal(mistake?.at, 'prod');
  assert.ok((mistake?.span.start ?? 0) > 40);
});

test('a glob that matches no manifest stands at its place, in a list and alone', () => {
  const inList = mistakes(targetOf(aks('aks-prod'), 'aks', ', manifests: [deploy/**, delpoy/**]'));
  assert.deepEqual(
    inList.map(({ at }) => at),
    ['delpoy/**'],
  );
  const alone = mistakes(targetOf(aks('aks-prod'), 'aks', ', manifests: delpoy/**'));
  assert.deepEqual(
    alone.map(({ at }) => at),
    ['delpoy/**'],
  );
});

test('a list of globs that only takes out is said to take in the rest', () => {
  const message = 'With `!` alone, this takes in all other manifests. If that is meant, begin the list with `**`.';
  const negated = (globs: string) => [
    targetOf(aks('aks-prod'), 'aks', `, manifests: ${globs}`),
    `clusters: [{ name: 'aks-*', manifests: ${globs} }]`,
    `exclude: ${globs}`,
    `ignore: [{ cause: not-attached, manifests: ${globs}, reason: known }]`,
  ];
  for (const yaml of [...negated("['!dev/**', '!test/**']"), ...negated("'!dev/**'")]) {
    const found = mistakes(yaml).filter(each => each.message === message);
    assert.deepEqual(
      found.map(({ severity, at }) => [severity, at]),
      [['information', "'!dev/**'"]],
      yaml,
    );
  }
  for (const yaml of negated("['**', '!dev/**']"))
    assert.deepEqual(
      mistakes(yaml).filter(each => each.message === message),
      [],
      yaml,
    );
});

const rule = (parts: string) => `ignore:\n  - ${parts}\n    reason: known\n`;

test('an unused rule can be removed, with its lines and no others', () => {
  const idle = rule('cause: cross-tenant\n    target: aks-dev');
  const [mistake] = mistakes(idle);
  assert.equal(mistake?.unnecessary, true);
  assert.equal(mistake?.at, 'cause: cross-tenant\n    target: aks-dev\n    reason: known');
  const two = `${idle}  # why this one is here\n  - { cause: not-attached, reason: soon } # and that\n`;
  assert.equal(
    mended(two),
    'version: 1\nignore:\n  # why this one is here\n  - { cause: not-attached, reason: soon } # and that\n',
  );
});

test('a rule that may be wanted as soon as more is known is left alone', () => {
  assert.deepEqual(mistakes(rule('cause: cross-tenant\n    target: aks-eu')), []); // unknown there
  assert.deepEqual(mistakes(rule('cause: cross-tenant'), { map: undefined }), []);
  assert.deepEqual(mistakes(rule('cause: cross-tenant'), { findings: undefined }), []);
  const nowhere = [{ ...finding('', 'unknown', 'no-target'), target: null }];
  assert.deepEqual(mistakes(rule('cause: cross-tenant'), { findings: nowhere }), []);
});

test('a rule for a target that nothing is called by names the near one', () => {
  const [mistake] = mistakes(rule('target: aks-prodd'));
  assert.equal(mistake?.message, 'No target is called `aks-prodd`. Did you mean `aks-prod`?');
  assert.equal(mistake?.at, 'aks-prodd');
});

test('a finding of the only rule is enough, whichever of several rules puts it aside', () => {
  assert.deepEqual(mistakes('ignore:\n  - { cause: not-attached, reason: a }\n  - { image: "**", reason: b }\n'), []);
});

test('each list of globs says, without red, at its place, which of them match nothing yet, with a map or without', () => {
  const lists = [
    "targets: [{ name: aks-prod, kind: aks, manifests: ['deploy/**', 'prod/**'] }]",
    "clusters: [{ name: 'aks-*', manifests: ['deploy/**', 'prod/**'] }]",
    "clusters: [{ name: 'aks-*', manifests: ['*/checkout.yaml', 'prod/{cluster}/**'] }]",
    "exclude: ['deploy/**', 'prod/**']",
    "ignore: [{ cause: not-attached, manifests: ['deploy/**', 'prod/**'], reason: known }]",
  ];
  for (const yaml of lists)
    for (const map of [mapOf(), undefined]) {
      const found = mistakes(yaml, { map });
      assert.equal(found.length, 1, `${yaml}, ${map === undefined ? 'without a map' : 'with a map'}`);
      assert.match(found[0]?.message ?? '', /^No manifest matches `prod\//, yaml);
      assert.match(found[0]?.at ?? '', /^'prod\//, yaml);
      assert.equal(found[0]?.severity, 'information', yaml);
    }
});

test('a group of clusters that none fits, and its globs that match nothing', () => {
  const [none, ...more] = mistakes("clusters: [{ name: 'prod-*', manifests: 'deploy/**' }]");
  assert.equal(none?.message, 'No AKS cluster in shop.json matches this group.');
  assert.equal(more.length, 0);
  assert.deepEqual(mistakes("clusters: [{ name: 'aks-*', manifests: 'deploy/**' }]"), []);
  const [idle] = mistakes("clusters: [{ name: 'aks-*', manifests: ['deploy/**', 'clusters/{cluster}/**'] }]");
  assert.equal(idle?.at, "'clusters/{cluster}/**'");
});
