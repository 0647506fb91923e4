// Flux HelmReleases: their chart, their values in order, and what runs after the rendering.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../../../src/read/source/lift.ts';
import type { Content } from '../../../src/read/source/tree.ts';
import { type Files, inWords, OWN, plain, senderOf, valuesInWords, written } from './workspace.ts';

const repository = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: gitops, namespace: shop }
spec: { url: '${OWN}' }
`;

const release = (spec: string, metadata = 'name: shop, namespace: shop') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { ${metadata} }
spec:
${spec.replace(/^(?=.)/gm, '  ')}`;

const inTree = 'chart: { spec: { chart: ./charts/shop, sourceRef: { kind: GitRepository, name: gitops } } }\n';
const remote = 'chart: { spec: { chart: podinfo, sourceRef: { kind: HelmRepository, name: podinfo } } }\n';

const workspace = (spec: string, more: Files = {}): Files => ({
  'apps/source.yaml': repository,
  'apps/release.yaml': release(spec),
  'charts/shop/Chart.yaml': '',
  ...more,
});

const sent = (spec: string, more: Files = {}) => senderOf(workspace(spec, more)).sends;

const chart = (spec: string, more: Files = {}) => {
  const sends = sent(spec, more);
  if (sends.kind !== 'chart') throw new Error(sends.kind);
  return sends;
};

const map = (values: string, name = 'shop-values', namespace = 'shop') => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: ${namespace} }
data:
${values.replace(/^(?=.)/gm, '  ')}`;

test('a HelmRelease sends a chart of this tree, named after it', () => {
  assert.equal(inWords(senderOf(workspace(inTree))), 'own: chart charts/shop');
  assert.equal(chart(inTree).release.name, 'shop');
  assert.equal(chart(inTree).release.namespace, 'shop');
  const { release: other } = chart(`${inTree}targetNamespace: prod\n`);
  assert.deepEqual([other.name, other.namespace], ['prod-shop', 'prod']);
  assert.equal(chart(`${inTree}releaseName: web\ntargetNamespace: prod\n`).release.name, 'web');
});

test('a suspended HelmRelease is listed, not judged', () => {
  assert.equal(inWords(senderOf(workspace(`${inTree}suspend: true\n`))), 'suspended own: chart charts/shop');
});

test("valuesFiles take the place of the chart's values.yaml", () => {
  const files = inTree.replace(
    'chart: ./charts',
    'valuesFiles: [charts/shop/prod.yaml], valuesFile: a.yaml, chart: ./charts',
  );
  assert.deepEqual(chart(files).release.defaults, ['a.yaml', 'charts/shop/prod.yaml']);
  assert.equal(chart(inTree).release.defaults, undefined);
});

test("a HelmRelease's own values go over those of its ConfigMaps, in order", () => {
  const spec = `${inTree}values: { image: { tag: "2" } }
valuesFrom:
  - { kind: ConfigMap, name: shop-values }
  - { kind: ConfigMap, name: more, valuesKey: prod.yaml }
`;
  const { values } = chart(spec, {
    'apps/values.yaml': map('values.yaml: |\n  image:\n    repository: shopdev.azurecr.io/shop\n'),
    'apps/more.yaml': map('prod.yaml: "image: { repository: shopprod.azurecr.io/shop }"\n', 'more'),
  }).release;
  assert.deepEqual(valuesInWords(values), [
    { image: { repository: 'shopdev.azurecr.io/shop' } },
    { image: { repository: 'shopprod.azurecr.io/shop' } },
    { image: { tag: '2' } },
  ]);
  const at = (content: Content | undefined) => written(field(content, 'image', 'repository'));
  const [first, second] = values;
  // each is shown where it is written
  assert.equal(at(first?.kind === 'inline' ? first.values : undefined), 'apps/values.yaml: shopdev.azurecr.io/shop');
  assert.equal(at(second?.kind === 'inline' ? second.values : undefined), 'apps/more.yaml: shopprod.azurecr.io/shop');
});

test('values of a Secret, or of a ConfigMap that is not here, are open', () => {
  const spec = `${inTree}valuesFrom:
  - { kind: Secret, name: shop-values }
  - { kind: ConfigMap, name: elsewhere, optional: true }
  - { kind: Secret, name: tag, targetPath: image.tag }
`;
  const other = { 'apps/values.yaml': map('values.yaml: "a: 1"\n', 'elsewhere', 'another-namespace') };
  assert.deepEqual(valuesInWords(chart(spec, other).release.values), [
    'open : Secret shop-values',
    'open : ConfigMap elsewhere, which is not in this repository',
    'open image.tag: Secret tag',
  ]);
});

test('a value at a targetPath goes over the values of the release', () => {
  const from = 'valuesFrom: [{ kind: ConfigMap, name: shop-values, valuesKey: tag, targetPath: image.tag }]\n';
  const maps = { 'apps/values.yaml': map('tag: "3"\n') };
  assert.deepEqual(valuesInWords(chart(`${inTree}values: { image: { tag: "2" } }\n${from}`, maps).release.values), [
    { image: { tag: '2' } },
    'image.tag=3',
  ]);
});

test("a HelmRelease's postRenderers change the image", () => {
  const spec = `${inTree}postRenderers:
  - kustomize: { images: [{ name: shop, newName: shopprod.azurecr.io/shop }] }
  - kustomize:
      patches:
        - target: { kind: Deployment }
          patch: "[{ op: replace, path: /spec/replicas, value: 2 }]"
`;
  assert.deepEqual(
    chart(spec).postRenderers.map(each => plain(each)),
    [
      { images: [{ name: 'shop', newName: 'shopprod.azurecr.io/shop' }] },
      {
        patches: [{ target: { kind: 'Deployment' }, patch: '[{ op: replace, path: /spec/replicas, value: 2 }]' }],
      },
    ],
  );
});

test('a chart of a registry is outside, and its values stay in their order', () => {
  const spec = `${remote}values: { image: { tag: "2" } }\nvaluesFrom: [{ kind: Secret, name: s }]\n`;
  const sends = sent(spec);
  assert.equal(sends.kind === 'outside' ? sends.what : '', 'chart podinfo of HelmRepository podinfo');
  assert.deepEqual(sends.kind === 'outside' ? valuesInWords(sends.values ?? []) : [], [
    'open : Secret s',
    { image: { tag: '2' } },
  ]);
});

test('chartRef names a HelmChart of this tree, or something outside', () => {
  const helmChart = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: { name: shop, namespace: shop }
spec: { chart: ./charts/shop, sourceRef: { kind: GitRepository, name: gitops } }
`;
  const spec = 'chartRef: { kind: HelmChart, name: shop }\n';
  assert.equal(inWords(senderOf(workspace(spec, { 'apps/chart.yaml': helmChart }))), 'own: chart charts/shop');
  assert.equal(inWords(senderOf(workspace(spec))), 'own: outside chart of HelmChart shop');
  const oci = 'chartRef: { kind: OCIRepository, name: shop }\n';
  assert.equal(inWords(senderOf(workspace(oci))), 'own: outside chart of OCIRepository shop');
});

test('objects that state no namespace find each other', () => {
  const spec = `${inTree}valuesFrom: [{ kind: ConfigMap, name: shop-values }]\n`;
  const files = {
    'apps/source.yaml': repository.replace(', namespace: shop', ''),
    'apps/release.yaml': release(spec, 'name: shop'),
    'apps/values.yaml': map('values.yaml: "a: b"\n').replace(', namespace: shop', ''),
    'charts/shop/Chart.yaml': '',
  };
  const { sends } = senderOf(files);
  assert.deepEqual(sends.kind === 'chart' ? valuesInWords(sends.release.values) : [], [{ a: 'b' }]);
});

test('a HelmChartProxy goes to clusters that no file names', () => {
  const proxy = `apiVersion: addons.cluster.x-k8s.io/v1alpha1
kind: HelmChartProxy
metadata: { name: cni }
spec: { chartName: calico, repoURL: https://example.com/charts, clusterSelector: {} }
`;
  assert.equal(inWords(senderOf({ 'a.yaml': proxy })), 'open: outside chart calico of https://example.com/charts');
});
