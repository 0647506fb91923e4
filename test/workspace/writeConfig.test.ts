// *Choose Where This Is Deployed…* writes a line, and leaves the rest of the config as it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { withTarget } from '../../src/workspace/config/writeConfig.ts';

const eu = {
  name: 'aks-eu',
  kind: 'aks',
  id: '/subscriptions/s/resourceGroups/g/providers/x/y/aks-eu',
  platforms: [],
} as const;

function targetsIn(text: string | undefined) {
  assert.ok(text !== undefined);
  const { config, problems } = readConfig(text, '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  return config.targets.map(({ name, manifests }) => [name, manifests]);
}

test('without a config, one is written', () => {
  assert.deepEqual(targetsIn(withTarget('', eu, 'deploy/eu/**')), [['aks-eu', ['deploy/eu/**']]]);
});

test('comments and other targets stay', () => {
  const before =
    "# ours\nversion: 1\ntargets:\n  # the first\n  - name: a\n    kind: aks\n    manifests: ['a/**'] # all\n";
  const after = withTarget(before, eu, 'deploy/eu/**');
  assert.deepEqual(targetsIn(after), [
    ['a', ['a/**']],
    ['aks-eu', ['deploy/eu/**']],
  ]);
  for (const comment of ['# ours', '# the first', '# all']) assert.ok(after?.includes(comment), comment);
});

test('a target that is there already gets one more glob, by name or by id', () => {
  const byName = 'version: 1\ntargets:\n  - name: aks-eu\n    kind: aks\n    manifests: a/**\n';
  assert.deepEqual(targetsIn(withTarget(byName, eu, 'b/**')), [['aks-eu', ['a/**', 'b/**']]]);
  const byId = `version: 1\ntargets:\n  - name: europe\n    kind: aks\n    id: ${eu.id.toUpperCase()}\n    manifests: [a/**]\n`;
  assert.deepEqual(targetsIn(withTarget(byId, eu, 'b/**')), [['europe', ['a/**', 'b/**']]]);
});

// `aks` in the subscription of each environment: production's manifests would be judged against development's cluster.
test('another cluster of the same name becomes a target of its own', () => {
  const before = `version: 1\ntargets:\n  - name: aks-eu\n    kind: aks\n    id: ${eu.id.replace('/g/', '/dev/')}\n    manifests: [dev/**]\n`;
  assert.deepEqual(targetsIn(withTarget(before, eu, 'prod/**')), [
    ['aks-eu', ['dev/**']],
    ['aks-eu-g', ['prod/**']],
  ]);
});

// An on-premises cluster that is called like one in Azure: its nodes pull as another identity.
test('a target of another kind is another cluster, whatever it is called', () => {
  const before = 'version: 1\ntargets:\n  - name: aks-eu\n    kind: kubernetes\n    manifests: [onprem/**]\n';
  assert.deepEqual(targetsIn(withTarget(before, eu, 'prod/**')), [
    ['aks-eu', ['onprem/**']],
    ['aks-eu-g', ['prod/**']],
  ]);
});

// `platforms` counts for all globs of a target: to add it to one that is there would send files that the person did not
// mean.
test('a target that names a platform is one of its own, whatever takes the rest', () => {
  const before = withTarget('', eu, 'shop/**');
  assert.ok(before);
  const compose = { ...eu, platforms: ['compose'] } as const;
  const once = withTarget(before, compose, 'shop/compose.yaml');
  assert.ok(once);
  assert.match(once, /platforms:\n\s*- compose\n/);
  const expected = [
    ['aks-eu', ['shop/**']],
    ['aks-eu-compose', ['shop/compose.yaml', 'till/compose.yaml']],
  ];
  assert.deepEqual(targetsIn(withTarget(once, compose, 'till/compose.yaml')), expected);
  const [manifests, composed] = expected;
  const build = { ...eu, platforms: ['build'] } as const;
  const all = withTarget(withTarget(once, build, 'Dockerfile') ?? '', eu, 'till/**');
  assert.deepEqual(targetsIn(all), [
    [manifests?.[0], ['shop/**', 'till/**']],
    [composed?.[0], ['shop/compose.yaml']],
    ['aks-eu-build', ['Dockerfile']],
  ]);
});

test('a target without globs takes all manifests of its kind, and goes on to', () => {
  const before = `version: 1\ntargets:\n  - { name: aks-eu, kind: aks, id: ${eu.id} }\n`;
  assert.deepEqual(targetsIn(withTarget(before, { ...eu, platforms: ['build'] }, 'Dockerfile')), [
    ['aks-eu', undefined],
    ['aks-eu-build', ['Dockerfile']],
  ]);
});

test('a new target has a name that no other has', () => {
  const taken = ['aks-eu', 'aks-eu-g', 'aks-eu-2'].map(name => `  - { name: ${name}, kind: site, manifests: [a] }\n`);
  const after = targetsIn(withTarget(`version: 1\ntargets:\n${taken.join('')}`, eu, 'b/**'));
  assert.deepEqual(after.at(-1), ['aks-eu-3', ['b/**']]);
});

test('a broken config is left alone', () => {
  assert.equal(withTarget('targets: [', eu, 'a/**'), undefined);
});
