// A fleet in a few lines: `clusters:` of a config, with placeholders for what each cluster has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakesIn } from '../../src/workspace/config/mistakes.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { cluster, configOf, type Files, flux, mapOf, pod, sent, sentAll } from '../build/gitops.ts';

const fleet = mapOf(
  ...['dev', 'stage', 'production'].flatMap(env =>
    ['weu', 'neu'].map(region => cluster(`shop-${env}-${region}-aks`, `rg-${env}`, { Env: env, region })),
  ),
  cluster('hub', 'rg-hub', { region: 'weu' }),
);

/** Each file of a workspace of pods, with the clusters that it goes to. */
function goesTo(files: readonly string[], clusters: string, map = fleet): readonly string[] {
  const workspace = Object.fromEntries(files.map(file => [file, pod()]));
  return sentAll(workspace, { yaml: `clusters:\n${clusters}`, map }).map(row => row.replace('shopprod/till:1 ', ''));
}

function notes(clusters: string, files: readonly string[], map = fleet): readonly string[] {
  const { config, problems } = readConfig(`version: 1\nclusters:\n${clusters}`, '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  return mistakesIn({ config, map, manifests: files, findings: undefined }).map(({ message }) => message);
}

test('forty clusters are one entry: each manifest gets its own cluster', () => {
  const numbers = Array.from({ length: 20 }, (_, i) => String(i).padStart(2, '0'));
  const forty = ['dev', 'prod'].flatMap(env => numbers.map(nn => ({ env, nn })));
  const map = mapOf(...forty.map(({ env, nn }) => cluster(`aks-${env}-${nn}`, 'g', { env, nn })));
  const files: Files = {
    'apps/kustomization.yaml': 'resources: [pod.yaml]\n',
    'apps/pod.yaml': pod(),
    ...Object.fromEntries(forty.map(({ env, nn }) => [`infra/${env}/${nn}/apps.yaml`, flux('apps', '  path: ./apps')])),
    ...Object.fromEntries(forty.map(({ env, nn }) => [`infra/${env}/${nn}/agent.yaml`, pod(`agent-${env}-${nn}`)])),
  };
  const yaml = "clusters: [{ manifests: 'infra/{tag.env}/{tag.nn}/**' }]";
  const agents = sentAll(files, { yaml, map }).filter(row => row.startsWith('infra/'));
  assert.deepEqual(
    agents,
    forty.map(({ env, nn }) => `infra/${env}/${nn}/agent.yaml: shopprod/agent-${env}-${nn}:1 → aks-${env}-${nn}`),
  );
  // what they have in common goes to all of them, by one Kustomization each
  const shared = sent(files, 'apps/pod.yaml', { yaml, map });
  assert.deepEqual([...shared].sort(), forty.map(({ env, nn }) => `shopprod/till:1 → aks-${env}-${nn}`).sort());
});

test('a glob takes the name, the resource group, tags and parts of the name', () => {
  const files = ['a/shop-dev-weu-aks/x.yaml', 'b/rg-stage/x.yaml', 'c/dev/neu/x.yaml', 'd/dev-weu/x.yaml'];
  const manifests = "['a/{name}/**', 'b/{resourceGroup}/**', 'c/{tag.env}/{tag.Region}/**', 'd/{env}-{region}/**']";
  assert.deepEqual(goesTo(files, `  - { name: 'shop-{env}-{region}-aks', manifests: ${manifests} }`), [
    'a/shop-dev-weu-aks/x.yaml: → shop-dev-weu-aks',
    'b/rg-stage/x.yaml: → shop-stage-weu-aks shop-stage-neu-aks',
    'c/dev/neu/x.yaml: → shop-dev-neu-aks',
    'd/dev-weu/x.yaml: → shop-dev-weu-aks',
  ]);
});

test('an alias is how folders write a value', () => {
  const files = ['apps/prod/weu/x.yaml', 'apps/production/weu/x.yaml', 'apps/dev/weu/x.yaml'];
  const entry = (aliases: string, glob: string) =>
    `  - { name: 'shop-{env}-*', manifests: '${glob}', aliases: ${aliases} }`;
  for (const placeholder of ['tag.env', 'env'])
    assert.deepEqual(
      goesTo(files, entry(`{ ${placeholder}: { production: prod } }`, `apps/{${placeholder}}/{tag.region}/**`)),
      [
        'apps/dev/weu/x.yaml: → shop-dev-weu-aks',
        'apps/prod/weu/x.yaml: → shop-production-weu-aks',
        'apps/production/weu/x.yaml: →',
      ],
      placeholder,
    );
});

test('a cluster without the tag gets nothing by the glob, which is said once', () => {
  const entry = "  - { manifests: ['infra/{tag.env}/**', 'all/**'] }";
  assert.deepEqual(goesTo(['infra/x.yaml', 'infra//x.yaml', 'infra/hub/x.yaml', 'infra/dev/x.yaml'], entry), [
    'infra//x.yaml: →',
    'infra/dev/x.yaml: → shop-dev-weu-aks shop-dev-neu-aks',
    'infra/hub/x.yaml: →',
    'infra/x.yaml: →',
  ]);
  assert.deepEqual(notes(entry, ['infra/dev/x.yaml', 'all/x.yaml']), [
    '1 of 7 clusters has no usable `{tag.env}`, and without it nothing by this glob: hub.',
  ]);
  const many = mapOf(...Array.from({ length: 40 }, (_, i) => cluster(`aks-${i}`, 'g', i === 0 ? { env: 'dev' } : {})));
  assert.deepEqual(notes(entry, ['infra/dev/x.yaml', 'all/x.yaml'], many), [
    '39 of 40 clusters have no usable `{tag.env}`, and without it nothing by this glob: aks-1, aks-2, aks-3, aks-4, aks-5 and 34 more.',
  ]);
});

test('where the glob that takes files out can not be filled, the cluster gets none of the rest', () => {
  const entry = "  - { manifests: ['apps/**', '!apps/{tag.env}/**'] }";
  const [row] = goesTo(['apps/dev/x.yaml'], entry);
  assert.equal(
    row,
    'apps/dev/x.yaml: → shop-stage-weu-aks shop-stage-neu-aks shop-production-weu-aks shop-production-neu-aks',
  );
  assert.deepEqual(notes(entry, ['apps/dev/x.yaml', 'apps/x.yaml']), [
    '1 of 7 clusters has no usable `{tag.env}`, and without it nothing by this group: hub.',
  ]);
});

test('where only globs that take files out are left, the cluster gets nothing', () => {
  const entry = "  - { name: hub, manifests: ['infra/{tag.env}/**', '!infra/hub/**'] }";
  assert.deepEqual(goesTo(['apps/x.yaml', 'infra/dev/x.yaml'], entry), ['apps/x.yaml: →', 'infra/dev/x.yaml: →']);
});

test('a cluster that only a path names gets no file that the group takes out', () => {
  const files = ['clusters/aks-asia/x.yaml', 'clusters/aks-asia/test/x.yaml'];
  const asia = 'clusters/aks-asia/x.yaml: → aks-asia?';
  const entry = (more: string) => `  - { name: 'aks-*', manifests: ['clusters/{name}/**'${more}] }`;
  assert.deepEqual(goesTo(files, entry('')), ['clusters/aks-asia/test/x.yaml: → aks-asia?', asia]);
  assert.deepEqual(goesTo(files, entry(", '!**/test/**'")), ['clusters/aks-asia/test/x.yaml: →', asia]);
  // nothing is known of its tags, so nothing of what is taken out
  assert.deepEqual(goesTo(files, entry(", '!**/{tag.env}/**'")), [
    'clusters/aks-asia/test/x.yaml: →',
    'clusters/aks-asia/x.yaml: →',
  ]);
});

// Anybody with the right writes tags, and a snapshot by a stranger.
test('the value of a tag is a name in a path: no wildcard, no other folder, no list', () => {
  const files = [
    'a/dev/x.yaml',
    'a/[d]ev/x.yaml',
    'a/*/x.yaml',
    'a/!x/x.yaml',
    'a/a+(b)/x.yaml',
    'b/x.yaml',
    '{dev,b}/x.yaml',
  ];
  const own: Readonly<Record<string, readonly string[]>> = {
    '*': ['a/*/x.yaml'],
    '**': [],
    '?ev': [],
    '[d]ev': ['a/[d]ev/x.yaml'],
    '!x': ['a/!x/x.yaml'],
    'a+(b)': ['a/a+(b)/x.yaml'],
    '{dev,b}': [],
    'dev,b': [],
    '..': [],
    '.': [],
    '../b': [],
    'dev/x.yaml': [],
    'dev\\': [],
    '': [],
    'dev\n': [],
    '{name}': [],
  };
  for (const [value, expected] of Object.entries(own)) {
    const map = mapOf(cluster('dev', 'g', { env: value }));
    const found = goesTo(files, "  - { manifests: ['a/{tag.env}/**'] }", map).filter(row => row.endsWith('dev'));
    assert.deepEqual(
      found,
      expected.map(file => `${file}: → dev`),
      value,
    );
  }
  for (const value of ['a-z', '^a', ':alpha:']) {
    const map = mapOf(cluster('dev', 'g', { env: value }));
    const inClass = "  - { manifests: ['[{tag.env}]/**', '[[{tag.env}]]/**'] }";
    assert.deepEqual(goesTo(['b/x.yaml'], inClass, map), ['b/x.yaml: →'], value);
  }
  const negated = mapOf(cluster('dev', 'g', { env: '!a' }));
  assert.deepEqual(
    goesTo(files, "  - { manifests: '{tag.env}/**' }", negated).filter(row => row.endsWith('dev')),
    [],
  );
});

test('a part of a name that can be cut in two ways has no value', () => {
  const map = mapOf(cluster('aks-dev-dev01', 'g'), cluster('aks-prod01', 'g'));
  const files = ['dev/x.yaml', 'dev01/x.yaml', 'prod/x.yaml', 'prod01/x.yaml'];
  assert.deepEqual(goesTo(files, "  - { name: 'aks-{env}*', manifests: '{env}/**' }", map), [
    'dev/x.yaml: →',
    'dev01/x.yaml: →',
    'prod/x.yaml: →',
    'prod01/x.yaml: →',
  ]);
  assert.deepEqual(goesTo(files, "  - { name: 'aks-*{env}[0-9][0-9]', manifests: '{env}/**' }", map), [
    'dev/x.yaml: →',
    'dev01/x.yaml: →',
    'prod/x.yaml: →',
    'prod01/x.yaml: →',
  ]);
  assert.deepEqual(goesTo(files, "  - { name: 'aks-{env}[0-9][0-9]', manifests: '{env}/**' }", map), [
    'dev/x.yaml: →',
    'dev01/x.yaml: →',
    'prod/x.yaml: → aks-prod01',
    'prod01/x.yaml: →',
  ]);
});

test('a name that is too long for Azure has no parts', () => {
  const named = (length: number) => mapOf(cluster('a'.repeat(length), 'g'));
  const entry = "  - { name: '{one}{two}', manifests: 'x/**' }";
  assert.deepEqual(goesTo(['x/x.yaml'], entry, named(63)), [`x/x.yaml: → ${'a'.repeat(63)}`]);
  assert.deepEqual(goesTo(['x/x.yaml'], entry, named(64)), ['x/x.yaml: →']);
});

test('a placeholder that a group can not have is a mistake, and so is an alias of none', () => {
  const entry = "  - { name: 'shop-{env}-*', manifests: 'apps/{evn}/**', aliases: { tag.env: { production: prod } } }";
  assert.deepEqual(notes(entry, ['apps/dev/x.yaml']), [
    '`{evn}` is not a placeholder of this group. They are `{name}`, `{resourceGroup}`, `{env}`, `{tag.KEY}`.',
    'No glob and no variable of this group has the placeholder `{tag.env}`.',
  ]);
  assert.deepEqual(goesTo(['apps/dev/x.yaml'], entry), ['apps/dev/x.yaml: →']);
});

test('what is no map of texts is a mistake of the file, at its place', () => {
  const problems = (entry: string) =>
    readConfig(`version: 1\nclusters: [${entry}]\n`, '.acr-pull.yaml').problems.map(({ message }) => message);
  assert.deepEqual(problems('{ aliases: { tag.nn: { "00": 0 } } }'), [
    '`00`: expected a text (a number needs quotes).',
  ]);
  assert.deepEqual(problems('{ aliases: { tag.nn: prod } }'), [
    '`tag.nn`: expected a map from placeholders to maps of values, as in `tag.env: { production: prod }`.',
  ]);
  assert.deepEqual(problems('{ variables: { "a-b": c } }'), [
    '`variables`: expected a map from names of variables to their values.',
  ]);
  assert.deepEqual(problems('{ variables: { acr: "" } }'), ['`acr`: expected a text that is not empty.']);
  assert.ok(configOf({ yaml: 'clusters: [{ variables: , aliases: }]' }));
});
