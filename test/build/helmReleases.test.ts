// HelmReleases, from the repository to the pulls: charts of this tree, rendered with the release's values. And charts
// from elsewhere, with only their values here. https://fluxcd.io/flux/components/helm/helmreleases/
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BuiltFiles } from './builtFiles.ts';
import {
  chart,
  cluster,
  type Files,
  flux,
  overlay,
  ownChart,
  pod,
  release,
  remote,
  remoteMap,
  secretsOf,
  sent,
  sentAll,
  shopChart,
  templatePod,
} from './gitops.ts';

const till = chart({ 'pod.yaml': templatePod }, 'image: { repository: shopprod.azurecr.io/till, tag: "1" }\n');
/** Flux deploys `releases` to aks-us. */
const hub = {
  'clusters/hub/apps.yaml': flux('apps', `  path: ./releases\n  ${remote('aks-us')}`),
  'clusters/hub/aks-us.yaml': remoteMap('aks-us'),
};
const data = (values: string, key = 'values.yaml', name = 'till-values') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata:\n  ${key}: |\n    ${values}\n`;

test('a HelmRelease deploys a chart of this repository where it goes itself, with its own values', () => {
  const files = {
    ...hub,
    ...chart({ 'pod.yaml': templatePod, 'job.yaml': pod('job') }, 'image: { repository: till, tag: "1" }\n'),
    'releases/till.yaml': release(`${ownChart}\nvalues: { image: { repository: shopprod.azurecr.io/till, tag: '2' } }`),
  };
  assert.deepEqual(sentAll(files), [
    'charts/till/templates/job.yaml: shopprod/job:1 → aks-us',
    'releases/till.yaml: shopprod/till:2 → aks-us',
  ]);
});

test('values that no template uses as an image are no pull', () => {
  const values =
    'values: { image: { tag: "2" }, proxy: { image: { repository: shopdev.azurecr.io/proxy, tag: "1" } } }';
  const files = { ...hub, ...till, 'releases/till.yaml': release(`${ownChart}\n${values}`) };
  assert.deepEqual(sentAll(files), ['charts/till/values.yaml: shopprod/till:2 → aks-us']);
});

test('values from a ConfigMap go under those of the release, and over those of the chart', () => {
  const from = '{ kind: ConfigMap, name: till-values }';
  const all = (valuesFrom: string, map: string, values = '') =>
    sentAll({
      ...hub,
      ...till,
      'releases/till.yaml': release(`${ownChart}\nvaluesFrom: [${valuesFrom}]\nvalues: { ${values} }`),
      'releases/values.yaml': map,
    });
  const own = 'charts/till/values.yaml: shopprod/till';
  // the tag alone leaves the repository where it is
  assert.deepEqual(all(from, data('image: { tag: "2" }')), [`${own}:2 → aks-us`]);
  const dev = data('image: { repository: shopdev.azurecr.io/till }');
  assert.deepEqual(all(from, dev), ['releases/values.yaml: shopdev/till:1 → aks-us']);
  const keyed = '{ kind: ConfigMap, name: till-values, valuesKey: prod-values.yaml }';
  assert.deepEqual(all(keyed, data('replicas: 2', 'prod-values.yaml')), [`${own}:1 → aks-us`]);
  assert.deepEqual(all(from, dev, 'image: { repository: shopeu.azurecr.io/till }'), [
    'releases/till.yaml: shopeu/till:1 → aks-us',
  ]);
});

test('values that can not be read leave the image open; values over them do not', () => {
  const all = (valuesFrom: string, values = '') =>
    sentAll({
      ...hub,
      ...till,
      'releases/till.yaml': release(`${ownChart}\nvaluesFrom: [${valuesFrom}]\nvalues: { ${values} }`),
      'releases/values.yaml': data('image: { tag: "2" }', 'other-values.yaml'),
    });
  for (const from of [
    '{ kind: Secret, name: till-values }',
    '{ kind: ConfigMap, name: of-the-cluster }',
    // it has no such key
    '{ kind: ConfigMap, name: till-values }',
  ]) {
    assert.ok(
      all(from).every(row => row.includes('(open)')),
      from,
    );
    assert.ok(all(from).length > 0, from);
  }
  // one value whose path is known
  const password = '{ kind: Secret, name: till-values, targetPath: database.password }';
  assert.deepEqual(all(password), ['charts/till/values.yaml: shopprod/till:1 → aks-us']);
  assert.ok(
    all('{ kind: Secret, name: till-values, targetPath: image.repository }').every(row => row.includes('(open)')),
  );
  const given = 'image: { repository: shopdev.azurecr.io/till, tag: "3" }';
  assert.deepEqual(all('{ kind: Secret, name: till-values }', given), ['releases/till.yaml: shopdev/till:3 → aks-us']);
});

// https://github.com/fluxcd/helm-controller/pull/1060: a single value goes over the release's own values
test('a single value that a HelmRelease takes goes over its own values', () => {
  const of = (path: string) =>
    sentAll({
      'release.yaml': release(`${shopChart}
valuesFrom: [{ kind: ConfigMap, name: cluster, valuesKey: registry, targetPath: ${path} }]
values: { image: { registry: shopdev.azurecr.io, repository: till, tag: "1" }, global: {} }`),
    });
  assert.deepEqual(of('image.registry'), ['release.yaml: ?/?:1 (open) →']);
  // charts of Bitnami's kind put it before every image
  assert.deepEqual(of('global.imageRegistry'), ['release.yaml: ?/?:1 (open) →']);
  assert.deepEqual(of('database.host'), ['release.yaml: shopdev/till:1 →']);
});

test('of a chart from elsewhere, the images that its merged values name count', () => {
  const all = (valuesFrom: string, values: string, map = '') =>
    sentAll({
      ...hub,
      'releases/till.yaml': release(`${shopChart}\nvaluesFrom: [${valuesFrom}]\nvalues: { ${values} }`),
      'releases/map.yaml': map,
    });
  const from = '{ kind: ConfigMap, name: till-values }';
  const dev = data('image: { repository: shopdev.azurecr.io/till, tag: "1" }');
  const inMap = ['releases/map.yaml: shopdev/till:1 → aks-us'];
  assert.deepEqual(all(from, '', dev), inMap);
  assert.deepEqual(all(from, 'image: { repository: shopprod.azurecr.io/till }', dev), [
    'releases/till.yaml: shopprod/till:1 → aks-us',
  ]);
  // a Secret over it may hold another image
  assert.deepEqual(all(`${from}, { kind: Secret, name: s }`, '', dev), ['releases/map.yaml: ?/? (open) → aks-us']);
  assert.deepEqual(all(`{ kind: Secret, name: s }, ${from}`, '', dev), inMap);
});

test('values that can not be read may bring pull secrets', () => {
  const files = (valuesFrom: string, values: string) => ({
    'releases/till.yaml': release(`${shopChart}\nvaluesFrom: [${valuesFrom}]\nvalues: { ${values} }`),
  });
  const image = 'image: { repository: shopprod.azurecr.io/till, tag: "1" }';
  const secret = '{ kind: Secret, name: till-values }';
  assert.deepEqual(secretsOf(files(secret, image), 'releases/till.yaml'), ['? Secret till-values']);
  assert.deepEqual(secretsOf(files('', `${image}, imagePullSecrets: [{ name: acr }]`), 'releases/till.yaml'), ['acr']);
});

test('pull secrets that values bring to a chart are those of its pods', () => {
  const template = `apiVersion: v1
kind: Pod
metadata: { name: till }
spec:
  imagePullSecrets: {{ toYaml .Values.imagePullSecrets | nindent 4 }}
  containers: [{ name: app, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}" }]
`;
  const values = 'image: { repository: shopprod.azurecr.io/till, tag: "1" }\nimagePullSecrets: []\n';
  const own = chart({ 'pod.yaml': template }, values);
  assert.deepEqual(secretsOf(own, 'charts/till/values.yaml'), []);
  const given = (more: string) => ({ ...own, 'releases/till.yaml': release(`${ownChart}\nvalues: { ${more} }`) });
  assert.deepEqual(secretsOf(given('imagePullSecrets: [{ name: acr-prod }]'), 'charts/till/values.yaml'), ['acr-prod']);
  // other values change nothing of who pulls
  assert.deepEqual(secretsOf(given('proxy: { pullSecrets: [acr] }'), 'charts/till/values.yaml'), []);
});

test('kustomize makes the ConfigMap of a file, and hashes its name', () => {
  const files = (repository: string, disabled = '') => ({
    ...hub,
    ...till,
    'releases/till.yaml': release(`${ownChart}\nvaluesFrom: [{ kind: ConfigMap, name: till-values }]`),
    'releases/kustomization.yaml': `${overlay('till.yaml')}configMapGenerator: [{ name: till-values, files: [values.yaml=till-values.yaml] }]\n${disabled}configurations: [names.yaml]\n`,
    // https://fluxcd.io/flux/guides/helmreleases/#refer-to-values-in-configmaps-generated-with-kustomize
    'releases/names.yaml':
      'nameReference: [{ kind: ConfigMap, version: v1, fieldSpecs: [{ path: spec/valuesFrom/name, kind: HelmRelease }] }]\n',
    'releases/till-values.yaml': `image: { ${repository} }\n`,
  });
  assert.deepEqual(sentAll(files('tag: "2"')), ['charts/till/values.yaml: shopprod/till:2 → aks-us']);
  assert.deepEqual(sentAll(files('repository: shopdev.azurecr.io/till')), [
    'releases/till-values.yaml: shopdev/till:1 → aks-us',
  ]);
});

const image = (registry: string) => `image: { repository: ${registry}.azurecr.io/till }`;
const taking = (more = '') => release(`${ownChart}\nvaluesFrom: [{ kind: ConfigMap, name: till-values }]\n${more}`);
const clusters = {
  'clusters/eu/apps.yaml': flux('apps', `  path: ./apps/eu`),
  'clusters/us/apps.yaml': flux('apps', `  path: ./apps/us`),
};
const yaml = `targets:
  - { name: aks-eu, kind: aks, id: ${cluster('aks-eu').id}, manifests: 'clusters/eu/**' }
  - { name: aks-us, kind: aks, id: ${cluster('aks-us').id}, manifests: 'clusters/us/**' }`;
const maps = { 'apps/eu/map.yaml': data(image('shopdev')), 'apps/us/map.yaml': data(image('shopprod')) };
const each = ['apps/eu/map.yaml: shopdev/till:1 → aks-eu', 'apps/us/map.yaml: shopprod/till:1 → aks-us'];

test('the values of a ConfigMap go to the cluster of the release that takes them, and to no other', () => {
  // a folder for each cluster, in which everything has the same name
  const folders = { 'apps/eu/till.yaml': taking(), 'apps/us/till.yaml': taking() };
  assert.deepEqual(sentAll({ ...till, ...clusters, ...maps, ...folders }, { yaml }), each);
  // one release for all clusters, and the values of each in its overlay
  const overlays = {
    'apps/base/till.yaml': taking(),
    'apps/base/kustomization.yaml': overlay('till.yaml'),
    'apps/eu/kustomization.yaml': overlay('../base', 'map.yaml'),
    'apps/us/kustomization.yaml': overlay('../base', 'map.yaml'),
  };
  assert.deepEqual(sentAll({ ...till, ...clusters, ...maps, ...overlays }, { yaml }), each);
});

test('an overlay patches the ConfigMap of a base, or the values of a release, for its own cluster', () => {
  const patched = (base: Files, patch: string) => ({
    ...till,
    ...clusters,
    ...base,
    'apps/base/kustomization.yaml': overlay(...Object.keys(base).map(name => name.replace('apps/base/', ''))),
    'apps/eu/kustomization.yaml': overlay('../base'),
    'apps/us/kustomization.yaml': `${overlay('../base')}patches: [{ path: patch.yaml }]\n`,
    'apps/us/patch.yaml': patch,
  });
  const map = { 'apps/base/till.yaml': taking(), 'apps/base/map.yaml': data(image('shopdev')) };
  assert.deepEqual(sentAll(patched(map, data(image('shopprod'))), { yaml }), [
    'apps/base/map.yaml: shopdev/till:1 → aks-eu',
    'apps/us/patch.yaml: shopprod/till:1 → aks-us',
  ]);
  const inline = (registry: string) => release(`${ownChart}\nvalues: { ${image(registry)} }`);
  assert.deepEqual(sentAll(patched({ 'apps/base/till.yaml': inline('shopdev') }, inline('shopprod')), { yaml }), [
    'apps/base/till.yaml: shopdev/till:1 → aks-eu',
    'apps/us/patch.yaml: shopprod/till:1 → aks-us',
  ]);
});

// Generated manifests have empty lists.
test('a HelmRelease that takes no values is patched as any other', () => {
  const of = (registry: string, from: string) =>
    release(`${shopChart}\n${from}\nvalues: { image: ${registry}.azurecr.io/till:1 }`);
  const files = (from: string) => ({
    'base/till.yaml': of('shopdev', from),
    'base/kustomization.yaml': overlay('till.yaml'),
    'us/kustomization.yaml': `${overlay('../base')}patches: [{ path: till.yaml }]\n`,
    'us/till.yaml': of('shopprod', ''),
  });
  for (const from of ['', 'valuesFrom: []'])
    assert.deepEqual(sentAll(files(from)), ['us/till.yaml: shopprod/till:1 →']);
});

test('an edit of the values that a release takes changes its image at once', () => {
  const built = BuiltFiles.of({ ...till, 'releases/till.yaml': taking(), 'releases/map.yaml': data(image('shopdev')) });
  assert.equal(built.references('releases/map.yaml').length, 1);
  built.take('releases/map.yaml', data('image: { tag: "7" }'));
  assert.equal(built.references('releases/map.yaml').length, 0);
  const [reference] = built.references('charts/till/values.yaml');
  assert.equal(reference?.image.kind === 'image' && reference.image.tag, '7');
});

// Found wrong 5.
test('postRenderers of a HelmRelease change the images that its chart renders', () => {
  const renderers = `postRenderers:
  - kustomize:
      images: [{ name: shopprod.azurecr.io/till, newName: shopeu.azurecr.io/till, newTag: "5" }]`;
  const files = { ...hub, ...till, 'releases/till.yaml': release(`${ownChart}\n${renderers}`) };
  assert.deepEqual(sentAll(files), ['releases/till.yaml: shopeu/till:5 → aks-us']);
  const elsewhere = release(
    `${shopChart}\nvalues: { image: { repository: shopprod.azurecr.io/till, tag: "1" } }\n${renderers}`,
  );
  assert.deepEqual(sentAll({ ...hub, 'releases/till.yaml': elsewhere }), [
    'releases/till.yaml: shopeu/till:5 → aks-us',
  ]);
});

// The chart can't be rendered here. What its images are replaced by is known all the same.
test('postRenderers of a chart from elsewhere bring the images that they put in', () => {
  const files = (renderer: string) => ({
    ...hub,
    'releases/nginx.yaml': release(`${shopChart}\npostRenderers:\n  - kustomize:\n      ${renderer}`, 'nginx'),
  });
  const images = files('images: [{ name: docker.io/nginx, newName: shopprod.azurecr.io/nginx, newTag: "1.27" }]');
  assert.deepEqual(sentAll(images), ['releases/nginx.yaml: shopprod/nginx:1.27 → aks-us']);
  // only the chart states which pods they are, with which secrets
  assert.deepEqual(secretsOf(images, 'releases/nginx.yaml'), ['? chart till of HelmRepository shop']);
  const patch = files(`patches:
        - patch: |
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: nginx }
            spec: { template: { spec: { containers: [{ name: nginx, image: 'shopprod.azurecr.io/nginx:1' }] } } }`);
  assert.deepEqual(sentAll(patch), ['releases/nginx.yaml: shopprod/nginx:1 → aks-us']);
});

// https://github.com/kubernetes-sigs/cluster-api-addon-provider-helm
test('a chart that Cluster API installs goes to the clusters that its labels select', () => {
  const text = `apiVersion: addons.cluster.x-k8s.io/v1alpha1
kind: HelmChartProxy
metadata: { name: till }
spec:
  clusterSelector: { matchLabels: { till: enabled } }
  valuesTemplate: |
    image: { repository: shopprod.azurecr.io/till, tag: "1" }
`;
  assert.deepEqual(sent({ ...hub, 'releases/till.yaml': text }, 'releases/till.yaml'), ['shopprod/till:1 →']);
});

test('a chart that Cluster API installs is outside of the repository, also where its object names no image', () => {
  const text = `apiVersion: addons.cluster.x-k8s.io/v1alpha1
kind: HelmChartProxy
metadata: { name: shop }
spec: { repoURL: https://charts.example.com, chartName: shop, clusterSelector: {} }
`;
  const outside = BuiltFiles.of({ 'proxy.yaml': text }).deployments.outside();
  assert.deepEqual(
    outside.map(({ file, what }) => [file, what]),
    [['proxy.yaml', 'chart shop of https://charts.example.com']],
  );
});

// Helm reads comments alone as no values (chartutil.ReadValues), and leaves those before as they are.
test('values of nothing but comments leave the others as they are', () => {
  const files = {
    ...hub,
    'releases/map.yaml': data('# of this cluster'),
    'releases/till.yaml': release(
      'chart: { spec: { chart: till, sourceRef: { kind: HelmRepository, name: shop } } }\nvaluesFrom: [{ kind: ConfigMap, name: till-base }, { kind: ConfigMap, name: till-values }]',
    ),
    'releases/base.yaml': data('image: { repository: shopprod.azurecr.io/till, tag: "1" }', 'values.yaml', 'till-base'),
  };
  assert.deepEqual(sentAll(files), ['releases/base.yaml: shopprod/till:1 → aks-us']);
});
