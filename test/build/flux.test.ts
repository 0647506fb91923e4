// Flux Kustomizations, from the repository to the pulls. Each declaration alone is tested in delivery/flux.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BuiltFiles } from './builtFiles.ts';
import { cluster, type Files, flux, overlay, pod, remote, remoteMap, secretsOf, sent, sentAll } from './gitops.ts';

const yaml = (name: string, manifests: string) =>
  `targets: [{ name: ${name}, kind: aks, id: ${cluster(name).id}, manifests: '${manifests}' }]`;

test('Flux without a kubeconfig deploys to the cluster that runs it: where its own file goes', () => {
  const files = { 'clusters/eu/apps.yaml': flux('apps', '  path: ./apps'), 'apps/pod.yaml': pod() };
  assert.deepEqual(sentAll(files), ['apps/pod.yaml: shopprod/till:1 →']);
  assert.deepEqual(sentAll(files, { yaml: yaml('aks-eu', 'clusters/eu/**') }), [
    'apps/pod.yaml: shopprod/till:1 → aks-eu',
  ]);
});

// https://fluxcd.io/flux/components/kustomize/kustomizations/#generate-a-kustomizationyaml-file
test('Flux deploys a folder without a kustomization with all below it', () => {
  const files = {
    'clusters/hub/eu.yaml': flux('eu', `  path: ./apps\n  ${remote('aks-eu')}`),
    'clusters/hub/aks-eu.yaml': remoteMap('aks-eu'),
    'apps/shop/kustomization.yaml': overlay('pod.yaml'),
    'apps/shop/pod.yaml': pod(),
    'apps/shop/unused.yaml': pod('unused'),
    'apps/api/pod.yaml': pod('api'),
  };
  assert.deepEqual(sentAll(files), [
    'apps/api/pod.yaml: shopprod/api:1 → aks-eu',
    'apps/shop/pod.yaml: shopprod/till:1 → aks-eu',
    // the kustomization leaves it out
    'apps/shop/unused.yaml: shopprod/unused:1 →',
  ]);
});

// The files of `flux bootstrap`: https://fluxcd.io/flux/installation/bootstrap/
test('a kustomization that brings the Kustomization that sends it is deployed as that one sends it', () => {
  const files = {
    'clusters/eu/kustomization.yaml': overlay('flux-system', 'apps.yaml', 'pod.yaml'),
    'clusters/eu/pod.yaml': pod('agent', 'shopprod.azurecr.io/agent:${tag}'),
    'clusters/eu/apps.yaml': flux('apps', '  path: ./apps/${cluster}'),
    'clusters/eu/flux-system/kustomization.yaml': overlay('gotk-sync.yaml'),
    'clusters/eu/flux-system/gotk-sync.yaml': flux(
      'flux-system',
      '  path: ./clusters/eu\n  postBuild: { substitute: { tag: "1", cluster: eu } }',
    ),
    'apps/eu/pod.yaml': pod(),
  };
  // once each, with the variables of the Kustomization, and to the cluster that runs it
  const all = ['apps/eu/pod.yaml: shopprod/till:1 → aks-eu', 'clusters/eu/pod.yaml: shopprod/agent:1 → aks-eu'];
  assert.deepEqual(sentAll(files, { yaml: yaml('aks-eu', 'clusters/eu/**') }), all);
  const built = BuiltFiles.of(files);
  const by = built.references('clusters/eu/pod.yaml').flatMap(({ destinations = [] }) => destinations.map(d => d.by));
  assert.deepEqual(by, ['Flux Kustomization flux-system']);
});

// A Secret's name may be anything. A ConfigMap states the cluster.
test("a kubeconfig of a Secret leaves the cluster open, whatever the Secret's name is", () => {
  const files = {
    'clusters/hub/eu.yaml': flux('eu', '  path: ./apps\n  kubeConfig: { secretRef: { name: aks-eu-kubeconfig } }'),
    'apps/pod.yaml': pod(),
  };
  assert.deepEqual(sentAll(files), ['apps/pod.yaml: shopprod/till:1 →']);
});

test('a ConfigMap that names the cluster of a kubeconfig counts as soon as it is there, and no longer', () => {
  const built = BuiltFiles.of({
    'clusters/hub/eu.yaml': flux('eu', `  path: ./apps\n  ${remote('aks-eu')}`),
    'apps/pod.yaml': pod(),
  });
  const sentTo = () =>
    built.references('apps/pod.yaml').flatMap(({ destinations = [] }) => destinations[0]?.sentTo.kind);
  assert.deepEqual(sentTo(), ['open']);
  built.take('infra/aks-eu.yaml', remoteMap('aks-eu'));
  // another deployment brings it, to a cluster that no file states to be this one
  assert.deepEqual(sentTo(), ['open']);
  built.take('clusters/hub/aks-eu.yaml', remoteMap('aks-eu'));
  assert.deepEqual(sentTo(), ['name']);
  built.remove('clusters/hub/aks-eu.yaml');
  assert.deepEqual(sentTo(), ['open']);
});

test('a Kustomization of the GitRepository of another repository does not deploy this one', () => {
  const source = (url: string) =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: podinfo, namespace: flux-system }\nspec: { url: '${url}', ref: { tag: 6.2.0 } }\n`;
  const files = {
    'clusters/hub/podinfo.yaml': source('https://github.com/stefanprodan/podinfo'),
    'clusters/hub/apps.yaml': flux('apps', '  path: ./apps').replace('name: flux-system }', 'name: podinfo }'),
    'apps/pod.yaml': pod(),
  };
  // it is pinned to a tag: whatever that holds, it is not this tree
  assert.deepEqual(sentAll(files, { yaml: yaml('aks-eu', 'clusters/**') }), ['apps/pod.yaml: shopprod/till:1 →']);
});

// https://fluxcd.io/flux/components/kustomize/kustomizations/#images, #patches
test('images and patches of a Flux Kustomization change what it deploys', () => {
  const eu = { 'clusters/hub/aks-eu.yaml': remoteMap('aks-eu') };
  const withKustomization = { ...eu, 'apps/kustomization.yaml': overlay('pod.yaml'), 'apps/pod.yaml': pod() };
  const flat = { ...eu, 'apps/pod.yaml': pod() };
  const images = '  images: [{ name: shopprod.azurecr.io/till, newName: shopdev.azurecr.io/till }]';
  const byImages = flux('x', `  path: ./apps\n  ${remote('aks-eu')}\n${images}`);
  const secret = `[{ target: { kind: Pod }, patch: '[{ "op": "add", "path": "/spec/imagePullSecrets", "value": [{ "name": "acr" }] }]' }]`;
  const bySecret = flux('x', `  path: ./apps\n  patches: ${secret}`);
  const byPatch = (registry: string) =>
    flux(
      'x',
      `  path: ./apps
  ${remote('aks-eu')}
  patches:
    - patch: |
        apiVersion: v1
        kind: Pod
        metadata: { name: till }
        spec: { containers: [{ name: app, image: '${registry}.azurecr.io/till:2' }] }`,
    );
  for (const files of [withKustomization, flat] as readonly Files[]) {
    const all = (x: string) => sentAll({ ...files, 'clusters/hub/x.yaml': x });
    assert.deepEqual(all(byImages), ['clusters/hub/x.yaml: shopdev/till:1 → aks-eu']);
    assert.deepEqual(all(byPatch('shopdev')), ['clusters/hub/x.yaml: shopdev/till:2 → aks-eu']);
    assert.deepEqual(secretsOf({ ...files, 'clusters/hub/x.yaml': bySecret }, 'apps/pod.yaml'), ['acr']);
  }
  // the same after an edit that moves nothing
  const built = BuiltFiles.of({ ...flat, 'clusters/hub/x.yaml': byPatch('shopdev') });
  const shown = () =>
    built.references('clusters/hub/x.yaml').map(({ image }) => image.kind === 'image' && image.registry);
  assert.deepEqual(shown(), ['shopdev.azurecr.io']);
  built.take('clusters/hub/x.yaml', byPatch('shopqas'));
  assert.deepEqual(shown(), ['shopqas.azurecr.io']);
});

// https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
test('Flux puts in what it substitutes, defaults only where nothing unread may say otherwise', () => {
  const all = (spec: string) =>
    sentAll({
      'clusters/hub/x.yaml': flux('x', `  path: ./apps\n${spec}`),
      'apps/pod.yaml': pod('till', '${acr:=shopprod.azurecr.io}/till:1'),
    });
  // shown where its repository is written: the path is
  assert.deepEqual(all('  postBuild: { substitute: { acr: shopdev.azurecr.io } }'), [
    'apps/pod.yaml: shopdev/till:1 →',
  ]);
  assert.deepEqual(all('  postBuild: { substitute: { x: y } }'), ['apps/pod.yaml: shopprod/till:1 →']);
  // a Secret may hold another registry
  const secret = '  postBuild: { substituteFrom: [{ kind: Secret, name: vars }] }';
  assert.deepEqual(all(secret), ['apps/pod.yaml: ?/?:1 (open) →']);
  // without variables, Flux substitutes nothing: the image is a broken one
  assert.deepEqual(all(''), ['apps/pod.yaml: ?/?:1 (open) →']);
});

test('each Kustomization of one folder deploys it with its own variables', () => {
  const spec = (registry: string) => `  path: ./apps\n  postBuild: { substitute: { acr: ${registry}.azurecr.io } }`;
  const files = {
    'clusters/eu/apps.yaml': flux('apps', spec('shopprod')),
    'clusters/dev/apps.yaml': flux('apps', spec('shopdev')),
    'apps/kustomization.yaml': `${overlay('pod.yaml')}images: [{ name: till, newName: '\${acr}/till' }]\n`,
    'apps/pod.yaml': pod('till', 'till:1'),
  };
  assert.deepEqual(sentAll(files, { yaml: yaml('aks-eu', 'clusters/eu/**') }), [
    // `newName` holds the last part of the repository
    'apps/kustomization.yaml: shopdev/till:1 →',
    'apps/kustomization.yaml: shopprod/till:1 → aks-eu',
  ]);
});

test('a variable of a ConfigMap that is in no file leaves its part of the image open, and no more', () => {
  const spec = (tag: string) => `  path: ./apps
  postBuild:
    substituteFrom: [{ kind: ConfigMap, name: of-the-cluster }]
    substitute: { TAG: "${tag}", UNUSED_IMAGE: "shopprod.azurecr.io/bash:5" }`;
  const files = {
    'clusters/eu/till.yaml': flux('till', spec('1')),
    'clusters/us/till.yaml': flux('till', spec('2')),
    'apps/pod.yaml': `${pod('till', 'shopprod.azurecr.io/till:${TAG}')}---\n${pod('cache', '${cacheRegistry}/velero:${TAG}')}`,
  };
  assert.deepEqual(sentAll(files), [
    'apps/pod.yaml: shopprod/till:1 →',
    'apps/pod.yaml: shopprod/till:2 →',
    'apps/pod.yaml: ?/?:1 (open) →',
    'apps/pod.yaml: ?/?:2 (open) →',
    // a variable is an image where it is used as one: UNUSED_IMAGE is none
  ]);
});

test('a variable of a ConfigMap is found by its kind, also where an escape spells a letter of it', () => {
  const files = {
    'clusters/eu/till.yaml': flux(
      'till',
      '  path: ./apps\n  postBuild: { substituteFrom: [{ kind: ConfigMap, name: v }] }',
    ),
    'clusters/eu/other.yaml': 'kind: Service\napiVersion: v1\nmetadata: {name: a}\n',
    'clusters/eu/v.yaml':
      '"k\\u0069nd": "C\\x6fnfigMap"\napiVersion: v1\nmetadata: {name: v, namespace: flux-system}\ndata: {ACR: shopprod}\n',
    'apps/pod.yaml': pod('till', '${ACR}.azurecr.io/till:1'),
  };
  assert.deepEqual(sentAll(files), ['apps/pod.yaml: shopprod/till:1 →']);
});

// Found wrong 5.
test('what a suspended Kustomization deploys is listed with the reason, and not judged', () => {
  const files = {
    'clusters/eu/apps.yaml': flux('apps', '  path: ./apps\n  suspend: true'),
    'apps/pod.yaml': pod(),
  };
  assert.deepEqual(sent(files, 'apps/pod.yaml', { yaml: yaml('aks-eu', 'clusters/**') }), [
    'shopprod/till:1 → aks-eu (Flux Kustomization apps is suspended)',
  ]);
});

// kustomize-controller builds with the root of the source as the only bound
test('a file above its kustomization is in doubt only where Flux deploys none of it', () => {
  const files = {
    'apps/shop/kustomization.yaml': overlay('../pod.yaml'),
    'apps/pod.yaml': pod(),
    'test/shop/kustomization.yaml': overlay('../../apps/shop'),
  };
  const doubts = (all: Readonly<Record<string, string>>) =>
    BuiltFiles.of(all)
      .problems('apps/shop/kustomization.yaml')
      .map(({ message, isBuilt }) => `${message.split(' ', 1)[0]} ${isBuilt}`);
  assert.deepEqual(doubts(files), ['../pod.yaml true']);
  const sent = { ...files, 'clusters/eu/apps.yaml': flux('apps', '  path: ./apps/shop') };
  assert.deepEqual(doubts(sent), []);
});
