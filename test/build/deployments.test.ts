// Deployments of a workspace, and the files that begin one: roots, bases, charts, plain manifests. A pull is of a
// deployment, shown at the last writer of its repository, with the entry by which a person knows the deployment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BuiltFiles } from './builtFiles.ts';
import { application, chart, configOf, type Files, flux, overlay, pod, sentAll, templatePod } from './gitops.ts';

/** `file: image (entry)` of each pull. */
function pulls(files: Files, yaml = ''): readonly string[] {
  const built = BuiltFiles.of(files, configOf({ yaml }));
  return [...built.deployments.shownFiles()].sort().flatMap(file =>
    built.references(file).map(({ image, entry, text }) => {
      const name = image.kind === 'image' ? `${image.registry?.split('.')[0]}/${image.repository}:${image.tag}` : text;
      return `${file}: ${name}${entry === undefined ? '' : ` (${entry})`}`;
    }),
  );
}

const images = (name: string, newName: string) =>
  `images: [{ name: ${name}, newName: ${newName}.azurecr.io/till, newTag: "7" }]\n`;

test('a base that overlays use is deployed by them, and not by itself', () => {
  const files = {
    'base/kustomization.yaml': overlay('pod.yaml'),
    'base/pod.yaml': pod(),
    'dev/kustomization.yaml': overlay('../base') + images('shopprod.azurecr.io/till', 'shopdev'),
    'prod/kustomization.yaml': overlay('../base/'),
  };
  assert.deepEqual(pulls(files), [
    'base/pod.yaml: shopprod/till:1 (prod/kustomization.yaml)',
    'dev/kustomization.yaml: shopdev/till:7',
  ]);
  // until nothing uses it any more
  const built = BuiltFiles.of(files);
  built.remove('dev/kustomization.yaml');
  assert.equal(built.references('dev/kustomization.yaml').length, 0);
  built.remove('prod/kustomization.yaml');
  assert.deepEqual(
    built.references('base/pod.yaml').map(({ entry }) => entry),
    ['base/kustomization.yaml'],
  );
});

test('a base is a deployment of its own where a sender names it, or an entry of the config that names no user of it', () => {
  const files = {
    'base/kustomization.yaml': overlay('pod.yaml'),
    'base/pod.yaml': pod(),
    'test/kustomization.yaml': overlay('../base') + images('shopprod.azurecr.io/till', 'shoptest'),
  };
  const both = ['base/pod.yaml: shopprod/till:1 (base/kustomization.yaml)', 'test/kustomization.yaml: shoptest/till:7'];
  assert.deepEqual(pulls(files), [both[1]]);
  // a test that uses a base does not take it away from who deploys it
  assert.deepEqual(pulls({ ...files, 'argo.yaml': application('path: base', 'name: aks-eu') }), both);
  assert.deepEqual(pulls(files, "targets: [{ name: eu, kind: kubernetes, manifests: 'base/**' }]"), both);
  assert.deepEqual(pulls(files, "targets: [{ name: eu, kind: kubernetes, manifests: '**' }]"), [both[1]]);
});

test('kustomizations that use each other, which kustomize refuses, lose no image', () => {
  const files = {
    'a/kustomization.yaml': overlay('../b', 'pod.yaml'),
    'b/kustomization.yaml': overlay('../a'),
    'a/pod.yaml': pod(),
  };
  assert.deepEqual(pulls(files), ['a/pod.yaml: shopprod/till:1 (a/kustomization.yaml)']);
  const problems = ['a', 'b'].flatMap(folder => BuiltFiles.of(files).problems(`${folder}/kustomization.yaml`));
  assert.ok(problems.length > 0);
});

test('a component is never deployed by itself', () => {
  const files = {
    'acr/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [pod.yaml]\nimages: [{ name: till, newName: shopdev.azurecr.io/till }]\n',
    'acr/pod.yaml': pod('proxy'),
  };
  assert.deepEqual(pulls(files), []);
  const used = { ...files, 'app/kustomization.yaml': `${overlay()}components: [../acr]\n` };
  assert.deepEqual(pulls(used), ['acr/pod.yaml: shopprod/proxy:1 (app/kustomization.yaml)']);
});

// Found wrong 3: `acmedev` was denied for prod, and the fix would have broken dev.
test('entries of images that another one replaces, or that match nothing, are no pulls', () => {
  const files = {
    'base/kustomization.yaml': overlay('pod.yaml') + images('till', 'acmedev'),
    'base/pod.yaml': pod('till', 'till:1'),
    'prod/kustomization.yaml': overlay('../base') + images('acmedev.azurecr.io/till', 'acmeprod'),
    'other/kustomization.yaml': overlay('pod.yaml') + images('something-else', 'acmeother'),
    'other/pod.yaml': pod(),
  };
  assert.deepEqual(pulls(files), [
    'other/pod.yaml: shopprod/till:1 (other/kustomization.yaml)',
    'prod/kustomization.yaml: acmeprod/till:7',
  ]);
});

test('a chart is built with its own values, and once more with each file beside it that nothing names', () => {
  const values = (registry: string) => `image: { repository: ${registry}.azurecr.io/till, tag: "1" }\n`;
  const files = {
    ...chart({ 'pod.yaml': templatePod }, values('shopdev')),
    'charts/till/values-prod.yaml': values('shopprod'),
  };
  assert.deepEqual(pulls(files), [
    'charts/till/values-prod.yaml: shopprod/till:1',
    'charts/till/values.yaml: shopdev/till:1 (charts/till/Chart.yaml)',
  ]);
});

test('plain manifests that nothing sends are deployed with their folder', () => {
  const files = { 'apps/pod.yaml': pod(), 'apps/api.yaml': pod('api'), 'jobs/pod.yaml': pod('job') };
  const built = BuiltFiles.of(files);
  const deploymentOf = (file: string) => built.references(file)[0]?.deployment;
  assert.equal(deploymentOf('apps/pod.yaml'), deploymentOf('apps/api.yaml'));
  assert.notEqual(deploymentOf('apps/pod.yaml'), deploymentOf('jobs/pod.yaml'));
});

// An app of apps: the Applications are built, and patched, before they count.
test('senders are found in what others deploy, patched as it is', () => {
  const files = {
    'clusters/eu/apps.yaml': flux('apps', '  path: ./sync/overlays/eu'),
    'sync/base/kustomization.yaml': overlay('shop.yaml'),
    'sync/base/shop.yaml': flux('shop', '  path: ./apps/unset'),
    'sync/overlays/eu/kustomization.yaml': `${overlay('../../base')}patches:
  - patch: '[{ "op": "replace", "path": "/spec/path", "value": "./apps/eu" }]'
    target: { kind: Kustomization }
`,
    'apps/eu/pod.yaml': pod('eu'),
    'apps/unset/pod.yaml': pod('unset'),
  };
  const yaml = "targets: [{ name: eu, kind: kubernetes, manifests: 'clusters/eu/**' }]";
  assert.deepEqual(sentAll(files, { yaml }), [
    'apps/eu/pod.yaml: shopprod/eu:1 → eu?',
    'apps/unset/pod.yaml: shopprod/unset:1 →',
  ]);
});

test('a sender that changes moves what it deploys', () => {
  const built = BuiltFiles.of({
    'apps/pod.yaml': pod(),
    'argo.yaml': application('path: apps', 'name: aks-eu'),
  });
  const destinations = () => built.references('apps/pod.yaml').map(each => each.destinations?.length ?? 0);
  assert.deepEqual(destinations(), [1]);
  built.take('argo.yaml', application('path: other', 'name: aks-eu'));
  assert.deepEqual(destinations(), [0]);
  built.take('argo.yaml', application('path: apps', 'name: aks-eu'));
  assert.deepEqual(destinations(), [1]);
});

test('the order in which files are taken in changes nothing', () => {
  const files = {
    'argo/a.yaml': application('path: apps', 'name: aks-eu', 'a'),
    'argo/b.yaml': application('path: apps', 'name: aks-us', 'b'),
    'apps/kustomization.yaml': overlay('pod.yaml'),
    'apps/pod.yaml': pod(),
  };
  const reversed = Object.fromEntries(Object.entries(files).reverse());
  assert.deepEqual(sentAll(reversed), sentAll(files));
});
