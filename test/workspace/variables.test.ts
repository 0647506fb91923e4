// Variables that Flux takes from outside of git: the config states them, per target, and the proof names them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeImage } from '../../src/model/reference.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { mistakesIn } from '../../src/workspace/config/mistakes.ts';
import { examine } from '../../src/workspace/engine.ts';
import { BuiltFiles } from '../build/builtFiles.ts';
import { configOf, type Files, flux, ownChart, pod, release, shopChart, templatePod } from '../build/gitops.ts';
import { assign, cluster, clusterId, guid, mapOf, now, registry, registryId, roles } from '../verdict/facts.ts';

/** `aks-dev` pulls from `shopdev`, and `aks-prod` from `shopprod`. */
const map = mapOf({
  resources: [
    { ...cluster('aks-dev'), tags: { env: 'dev' } },
    { ...cluster('aks-prod'), tags: { env: 'prod' } },
    registry('shopdev'),
    registry('shopprod'),
  ],
  roleAssignments: ['dev', 'prod'].map(env =>
    assign(guid(`aks-${env} kubelet`), roles.AcrPull, registryId(`shop${env}`)),
  ),
});

const fromSecret = 'postBuild: { substituteFrom: [{ kind: Secret, name: cluster-vars }] }';
/** Both clusters deploy the same folder, with variables of a Secret. */
const fleet = (apps: Files, more = fromSecret): Files => ({
  'clusters/dev/apps.yaml': flux('apps', `  path: ./apps\n  ${more}`),
  'clusters/prod/apps.yaml': flux('apps', `  path: ./apps\n  ${more}`),
  ...apps,
});

function findings(files: Files, yaml: string): readonly Finding[] {
  const config = configOf({ yaml });
  const built = BuiltFiles.of(files, config);
  const references = [...built.deployments.shownFiles()].sort().flatMap(file => built.references(file));
  return examine(references, { config, map, now });
}

const rows = (files: Files, yaml: string): readonly string[] =>
  findings(files, yaml)
    .map(({ reference, target, verdict }) => `${wholeImage(reference)} → ${target?.name}: ${verdict.outcome}`)
    .sort();

const group = (variables: string) =>
  `clusters: [{ name: 'aks-*', manifests: 'clusters/{tag.env}/**', variables: ${variables} }]`;
const plainPod = { 'apps/pod.yaml': pod('till', '${acr}/till:${tag}') };

test('one deployment goes to two targets, and each has its own value; the proof says where it is from', () => {
  const files = fleet(plainPod);
  assert.deepEqual(rows(files, group('{ unused: x }')), [
    '${acr}/till:${tag} → aks-dev: unknown',
    '${acr}/till:${tag} → aks-prod: unknown',
  ]);
  const yaml = group("{ acr: 'shop{tag.env}.azurecr.io', tag: '2' }");
  assert.deepEqual(rows(files, yaml), [
    'shopdev.azurecr.io/till:2 → aks-dev: allowed',
    'shopprod.azurecr.io/till:2 → aks-prod: allowed',
  ]);
  const [{ verdict, reference } = { verdict: undefined, reference: undefined }] = findings(files, yaml);
  assert.deepEqual(
    verdict?.evidence.filter(({ fact }) => fact.includes('variables')),
    [
      ['`${acr}` is `shopdev.azurecr.io`, from variables of .acr-pull.yaml', 'states'],
      ['`${tag}` is `2`, from variables of .acr-pull.yaml', 'states'],
    ].map(([fact, effect]) => ({ step: 'registry', fact, id: null, effect })),
  );
  // it is shown as it is written
  assert.equal(reference?.text, '${acr}/till:${tag}');
  // the wrong registry is a red line
  assert.deepEqual(
    rows(files, group('{ acr: shopdev.azurecr.io }')),
    ['shopdev.azurecr.io/till → aks-dev: allowed', 'shopdev.azurecr.io/till → aks-prod: denied'].map(row =>
      row.replace('/till', '/till:${tag}'),
    ),
  );
});

test('a target of its own has variables, too, and what only one target states stays open for the other', () => {
  const yaml = `targets:
  - { name: dev, kind: aks, id: ${clusterId('aks-dev')}, manifests: 'clusters/dev/**', variables: { acr: shopdev.azurecr.io } }
  - { name: prod, kind: aks, id: ${clusterId('aks-prod')}, manifests: 'clusters/prod/**' }
`;
  assert.deepEqual(rows(fleet(plainPod), yaml), [
    '${acr}/till:${tag} → prod: unknown',
    'shopdev.azurecr.io/till:${tag} → dev: allowed',
  ]);
});

test('values of a HelmRelease count, in a chart of this tree and in one from elsewhere', () => {
  const values = "values: { image: { repository: '${acr}/till', tag: '${tag}' } }";
  const yaml = group("{ acr: 'shop{tag.env}.azurecr.io', tag: '2' }");
  const expected = ['shopdev.azurecr.io/till:2 → aks-dev: allowed', 'shopprod.azurecr.io/till:2 → aks-prod: allowed'];
  const own = {
    'charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'charts/till/templates/pod.yaml': templatePod,
    'apps/till.yaml': release(`${ownChart}\n${values}`),
  };
  assert.deepEqual(rows(fleet(own), yaml), expected);
  assert.deepEqual(rows(fleet({ 'apps/till.yaml': release(`${shopChart}\n${values}`) }), yaml), expected);
});

test('the tag that a kustomization or Flux puts in is a part of it', () => {
  const yaml = group("{ tag: '2' }");
  const image = '{ name: shopprod.azurecr.io/till, newTag: "${tag}" }';
  const expected = ['shopprod.azurecr.io/till:2 → aks-dev: denied', 'shopprod.azurecr.io/till:2 → aks-prod: allowed'];
  const kustomized = {
    'apps/kustomization.yaml': `resources: [pod.yaml]\nimages: [${image}]\n`,
    'apps/pod.yaml': pod(),
  };
  assert.deepEqual(rows(fleet(kustomized), yaml), expected);
  // the Kustomization of the cluster fills that of the apps
  const above: Files = {
    ...Object.fromEntries(
      ['dev', 'prod'].map(env => [`clusters/${env}/sync.yaml`, flux('sync', `  path: ./fleet\n  ${fromSecret}`)]),
    ),
    'fleet/apps.yaml': flux('apps', `  path: ./apps\n  images: [${image}]`),
    'apps/pod.yaml': pod(),
  };
  assert.deepEqual(rows(above, yaml), expected);
  // and hands its variables on by other names
  const handedOn = {
    ...above,
    'fleet/apps.yaml': flux('apps', '  path: ./apps\n  postBuild: { substitute: { host: "shop${env}.azurecr.io" } }'),
    'apps/pod.yaml': pod('till', '${host}/till:1'),
  };
  assert.deepEqual(rows(handedOn, group("{ env: '{tag.env}' }")), [
    'shopdev.azurecr.io/till:1 → aks-dev: allowed',
    'shopprod.azurecr.io/till:1 → aks-prod: allowed',
  ]);
});

test('what git settles itself keeps its value, and a default gives way', () => {
  const yaml = group("{ acr: 'shop{tag.env}.azurecr.io' }");
  const over = 'postBuild: { substituteFrom: [{ kind: Secret, name: v }], substitute: { acr: shopprod.azurecr.io } }';
  const files = { 'apps/pod.yaml': pod('till', '${acr:=shopprod.azurecr.io}/till:1') };
  assert.deepEqual(rows(fleet(files, over), yaml), [
    'shopprod.azurecr.io/till:1 → aks-dev: denied',
    'shopprod.azurecr.io/till:1 → aks-prod: allowed',
  ]);
  assert.deepEqual(rows(fleet(files), yaml), [
    'shopdev.azurecr.io/till:1 → aks-dev: allowed',
    'shopprod.azurecr.io/till:1 → aks-prod: allowed',
  ]);
});

test('nothing is filled in that Flux does not fill in', () => {
  const yaml = group("{ acr: 'shop{tag.env}.azurecr.io', ACR: other }");
  const open = (image: string) => [`${image} → aks-dev: unknown`, `${image} → aks-prod: unknown`];
  // no variables: the text is what the cluster gets
  assert.deepEqual(rows(fleet(plainPod, 'prune: true'), yaml), open('${acr}/till:${tag}'));
  // another case of it is another text
  assert.deepEqual(rows(fleet({ 'apps/pod.yaml': pod('till', '${acr^^}/till:1') }), yaml), open('${acr^^}/till:1'));
  assert.deepEqual(rows(fleet({ 'apps/pod.yaml': pod('till', '${Acr}/till:1') }), yaml), open('${Acr}/till:1'));
  // an object that is exempt
  const exempt = pod('till', '${acr}/till:1').replace(
    'name: till }',
    'name: till, annotations: { kustomize.toolkit.fluxcd.io/substitute: disabled } }',
  );
  assert.deepEqual(rows(fleet({ 'apps/pod.yaml': exempt }), yaml), open('${acr}/till:1'));
});

test('two entries that differ on a variable of one cluster settle nothing, and it is said', () => {
  const yaml = `clusters:
  - { name: 'aks-*', manifests: 'clusters/{tag.env}/**', variables: { acr: shopdev.azurecr.io, tag: '1' } }
  - { name: aks-prod, manifests: [], variables: { acr: shopprod.azurecr.io, tag: '1' } }
`;
  assert.deepEqual(rows(fleet(plainPod), yaml), [
    '${acr}/till:1 → aks-prod: unknown',
    'shopdev.azurecr.io/till:1 → aks-dev: allowed',
  ]);
  const notes = mistakesIn({ config: configOf({ yaml }), map, manifests: ['clusters/dev/apps.yaml'], findings: [] });
  assert.deepEqual(
    notes.map(({ message }) => message),
    ['`acr` has several values for aks-prod, so that none counts.'],
  );
});

test('a value that makes no image is no image: it is said, and never one that pulls', () => {
  assert.deepEqual(
    rows(fleet({ 'apps/pod.yaml': pod('till', '${acr}/till:1') }), group("{ acr: 'shop prod.azurecr.io' }")),
    ['shop prod.azurecr.io/till:1 → aks-dev: denied', 'shop prod.azurecr.io/till:1 → aks-prod: denied'],
  );
  assert.deepEqual(
    rows(fleet({ 'apps/pod.yaml': pod('till', '${acr}/till:1') }), group('{ acr: docker.io/shop }')),
    [],
  );
});
