// Flux Kustomizations: which folder they build, how they edit it, and where it goes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../../../src/read/source/lift.ts';
import type { Mapping } from '../../../src/read/source/tree.ts';
import { type Files, imageOf, inWords, OTHER, OWN, objectsIn, plain, senderOf, written } from './workspace.ts';

const repository = (ref = '', url = OWN) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { url: '${url}', ${ref} }
`;

const kustomization = (spec: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  path: ./apps/prod
  sourceRef: { kind: GitRepository, name: flux-system }
${spec.replace(/^(?=.)/gm, '  ')}`;

const app = `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    spec:
      containers:
        - name: shop
          image: shopdev.azurecr.io/shop:1
`;

const workspace = (spec: string, more: Files = {}): Files => ({
  'clusters/prod/source.yaml': repository(),
  'clusters/prod/apps.yaml': kustomization(spec),
  'apps/prod/app.yaml': app,
  ...more,
});

const inWorkspace = (spec: string, more: Files = {}) => inWords(senderOf(workspace(spec, more)));

test('a Kustomization sends its folder to the cluster that runs this Flux', () => {
  const sender = senderOf(workspace(''));
  assert.equal(inWords(sender), 'own: generated apps/prod');
  assert.equal(sender.by, 'Flux Kustomization apps');
  const { file, span } = sender.place;
  assert.equal(workspace('')[file]?.slice(span.start, span.end), 'apps');
  assert.equal(sender.namespace, undefined); // Flux gives objects none
  assert.equal(senderOf(workspace('targetNamespace: shop')).namespace, 'shop');
});

test('a suspended Kustomization is listed, not judged', () => {
  assert.equal(inWorkspace('suspend: true'), 'suspended own: generated apps/prod');
});

test('Flux keeps a path within the root of its source', () => {
  const text = kustomization('').replace('./apps/prod', '../../apps/prod');
  assert.equal(inWorkspace('', { 'clusters/prod/apps.yaml': text }), 'own: generated apps/prod');
});

test('a sender that is pinned to another revision does not deploy this tree', () => {
  const pinned = (ref: string) => inWorkspace('', { 'clusters/prod/source.yaml': repository(`ref: { ${ref} }`) });
  assert.equal(pinned('tag: v1.2.3'), 'own: outside GitRepository flux-system at tag v1.2.3');
  assert.equal(pinned("semver: '>=1.0.0'"), 'own: outside GitRepository flux-system at semver >=1.0.0');
  assert.equal(pinned('branch: main, commit: abc'), 'own: outside GitRepository flux-system at commit abc');
  assert.equal(pinned('name: refs/pull/420/head'), 'own: outside GitRepository flux-system at refs/pull/420/head');
  // a branch may be this tree's own
  assert.equal(pinned('branch: production'), 'own: generated apps/prod');
  assert.equal(pinned('name: refs/heads/main'), 'own: generated apps/prod');
});

test('what comes from elsewhere is outside, and said', () => {
  const other = {
    'clusters/prod/source.yaml': repository('', OTHER),
    'clusters/prod/apps.yaml': kustomization('').replace('apps/prod', 'apps/other'),
  };
  assert.equal(inWorkspace('', other), `own: outside apps/other of ${OTHER}`);
  const oci = kustomization('').replace('kind: GitRepository, name', 'kind: OCIRepository, name');
  assert.equal(
    inWorkspace('', { 'clusters/prod/apps.yaml': oci }),
    'own: outside apps/prod of OCIRepository flux-system',
  );
});

// https://github.com/fluxcd/flux2-kustomize-helm-example
test('an artifact that Flux makes of folders of this tree is followed to them', () => {
  const generator = (copies: string) => ({
    'clusters/prod/artifacts.yaml': `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: { name: flux-system, namespace: flux-system }
spec:
  sources: [{ alias: monorepo, kind: GitRepository, name: flux-system }]
  artifacts: [{ name: apps, copy: [${copies}] }]
`,
    'clusters/prod/apps.yaml': kustomization('')
      .replace('kind: GitRepository, name: flux-system', 'kind: ExternalArtifact, name: apps')
      .replace('./apps/prod', './prod'),
  });
  const copy = (from: string, to: string) => `{ from: '@monorepo/${from}', to: '@artifact/${to}' }`;
  const both = `${copy('apps/base/**', 'base/')}, ${copy('apps/prod/**', 'prod/')}`;
  assert.equal(inWorkspace('', generator(both)), 'own: generated apps/prod');
  assert.equal(inWorkspace('', generator(copy('apps/**', ''))), 'own: generated apps/prod');
  // put together otherwise than in the tree
  const moved = `${copy('apps/base/**', 'base/')}, ${copy('other/prod/**', 'prod/')}`;
  assert.equal(inWorkspace('', generator(moved)), 'own: open ExternalArtifact apps, which the cluster makes');
});

test('where nothing says whether a repository is this one, its paths do, but not the root', () => {
  const unknown = (path: string, url = 'ssh://git@example.com/gitops') =>
    inWorkspace('', {
      'clusters/prod/source.yaml': repository('', url),
      'clusters/prod/apps.yaml': kustomization('').replace('./apps/prod', path),
    });
  assert.equal(unknown('./apps/prod'), 'own: generated apps/prod');
  assert.equal(unknown('./elsewhere'), 'own: outside elsewhere of ssh://git@example.com/gitops');
  assert.equal(unknown('./'), 'own: open no file says whether ssh://git@example.com/gitops is this repository');
  // Azure's Flux extension makes the GitRepository, which then is in no file
  assert.equal(inWorkspace('', { 'clusters/prod/source.yaml': '' }), 'own: generated apps/prod');
});

test('a repository that two files declare differently is open, and both are named', () => {
  assert.equal(
    inWorkspace('', { 'clusters/dev/source.yaml': repository('ref: { tag: v1 }') }),
    'own: open GitRepository flux-system, which differs between clusters/dev/source.yaml and clusters/prod/source.yaml',
  );
  // equal declarations are one
  assert.equal(inWorkspace('', { 'clusters/dev/source.yaml': repository() }), 'own: generated apps/prod');
});

test("a kubeconfig Secret's name is no cluster", () => {
  const sender = senderOf(workspace('kubeConfig: { secretRef: { name: aks-prod-kubeconfig } }'));
  assert.deepEqual(sender.sentTo, { kind: 'open', text: 'kubeConfig of Secret aks-prod-kubeconfig' });
});

test('a ConfigMap of kubeConfig states the cluster', () => {
  const map = (data: string) => ({
    'clusters/prod/remote.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: remote, namespace: flux-system }
data: { ${data} }
`,
  });
  const spec = 'kubeConfig: { configMapRef: { name: remote } }';
  const resource = '/subscriptions/1/resourceGroups/rg-eu/providers/Microsoft.ContainerService/managedClusters/aks-eu';
  assert.deepEqual(senderOf(workspace(spec, map(`provider: azure, cluster: ${resource}`))).sentTo, {
    kind: 'name',
    names: ['aks-eu'],
    group: 'rg-eu',
  });
  assert.deepEqual(senderOf(workspace(spec, map("provider: generic, address: 'https://10.1.2.3:6443'"))).sentTo, {
    kind: 'server',
    host: '10.1.2.3',
  });
  assert.equal(senderOf(workspace(spec)).sentTo.kind, 'open'); // the ConfigMap is not in the tree
});

test('a field that only a run fills in leaves the sender open', () => {
  const text = kustomization('').replace('./apps/prod', './apps/${ENVIRONMENT}');
  assert.equal(inWorkspace('', { 'clusters/prod/apps.yaml': text }), 'own: open spec.path: ./apps/${ENVIRONMENT}');
});

// ─── Edits before the build ─────────────────────────────────────────────────────────────────────────────────────────

const root = (text: string): Mapping => {
  const [found] = objectsIn({ 'apps/prod/kustomization.yaml': text });
  if (found === undefined) throw new Error('no kustomization');
  return found;
};

const edited = (spec: string, text: string): Mapping => {
  const { sends } = senderOf(workspace(spec));
  const before = root(text);
  return sends.kind === 'folder' ? (sends.edit?.(before) ?? before) : before;
};

test('Flux edits the root kustomization before it is built', () => {
  const before = root('resources: [app.yaml]\npatches: [{ path: own.yaml }]\nnamespace: dev\n');
  const after = edited(
    'targetNamespace: shop\nnamePrefix: eu-\nnameSuffix: -1\ncomponents: [../debug]\npatches: [{ patch: p }]\n',
    'resources: [app.yaml]\npatches: [{ path: own.yaml }]\nnamespace: dev\n',
  );
  assert.deepEqual(plain(after), {
    resources: ['app.yaml'],
    patches: [{ path: 'own.yaml' }, { patch: 'p' }],
    namespace: 'shop',
    namePrefix: 'eu-',
    nameSuffix: '-1',
    components: ['../debug'],
  });
  // other deployments build the same kustomization without the edits
  assert.deepEqual(plain(before), { resources: ['app.yaml'], patches: [{ path: 'own.yaml' }], namespace: 'dev' });
});

test('an image of Flux goes over the entry that the kustomization has for it', () => {
  const spec = 'images: [{ name: shop, newName: shopprod.azurecr.io/shop, newTag: "2" }]\n';
  const own = 'images: [{ name: shop, newName: shopdev.azurecr.io/shop }, { name: redis, newTag: "7" }]\n';
  const after = edited(spec, own);
  assert.deepEqual(plain(field(after, 'images')), [
    { name: 'shop', newName: 'shopprod.azurecr.io/shop', newTag: '2' },
    { name: 'redis', newTag: '7' },
  ]);
  assert.deepEqual(plain(field(edited(spec, 'resources: []\n'), 'images')), [
    { name: 'shop', newName: 'shopprod.azurecr.io/shop', newTag: '2' },
  ]);
});

test('where only the version of Flux decides an image, it is open', () => {
  // until 2026 Flux replaced the whole entry: shop:2. Since then it keeps the new name: shopdev.azurecr.io/shop:2
  const after = edited(
    'images: [{ name: shop, newTag: "2" }]\n',
    'images: [{ name: shop, newName: shopdev.azurecr.io/shop }]\n',
  );
  const [image] = plain(field(after, 'images')) as readonly Record<string, string>[];
  assert.equal(image?.['newName'], '{{ shopdev.azurecr.io/shop or shop, which depends on the version of Flux }}');
  assert.equal(image?.['newTag'], '2');
});

// ─── Substitution after the build ───────────────────────────────────────────────────────────────────────────────────

const vars = (data: string) => ({
  'clusters/prod/vars.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: vars, namespace: flux-system }
data: { ${data} }
`,
});

const image = (written_: string) => app.replace('shopdev.azurecr.io/shop:1', () => written_);

function substituted(spec: string, text: string, more: Files = {}) {
  const { sends } = senderOf(workspace(spec, more));
  const [object] = objectsIn({ 'apps/prod/app.yaml': text });
  if (sends.kind !== 'folder' || object === undefined) throw new Error('no folder');
  return imageOf((sends.after?.([object]) ?? [object])[0]);
}

const own = 'postBuild: { substitute: { registry: shopprod.azurecr.io, tag: "2", repo: shopprod.azurecr.io/shop } }\n';
const from = 'postBuild: { substituteFrom: [{ kind: ConfigMap, name: vars }] }\n';

test('variables of postBuild make images', () => {
  const of = (text: string) => plain(substituted(own, image(text)));
  assert.equal(of('"${registry}/shop:${tag}"'), 'shopprod.azurecr.io/shop:2');
  assert.equal(of('"${registry}/shop:${version:=9}"'), 'shopprod.azurecr.io/shop:9');
  assert.equal(of('"${registry}/shop:${tag:-9}"'), 'shopprod.azurecr.io/shop:2');
  assert.equal(of('"${registry}/${name:=${stage:=dev}-shop}"'), 'shopprod.azurecr.io/dev-shop');
  assert.equal(of('"${registry^^}/shop"'), 'SHOPPROD.AZURECR.IO/shop');
  assert.equal(of('"${registry}/shop${unset}"'), 'shopprod.azurecr.io/shop'); // Flux puts in nothing
  assert.equal(of('"$${registry}/shop"'), '${registry}/shop'); // escaped
  assert.equal(of('"$registry/shop"'), '$registry/shop'); // only braces count
  assert.equal(of('"${registry-x}/shop"'), '${registry-x}/shop'); // Flux refuses it
});

test('an image is shown where its repository is written', () => {
  assert.equal(
    written(substituted(own, image('"${repo}:${tag}"'))),
    // both are variables of the Kustomization. The former place is in the manifest
    'clusters/prod/apps.yaml: shopprod.azurecr.io/shop < apps/prod/app.yaml < clusters/prod/apps.yaml',
  );
  assert.equal(
    written(substituted(own, image('"shopprod.azurecr.io/shop:${tag}"'))),
    'apps/prod/app.yaml: shopprod.azurecr.io/shop:${tag} < clusters/prod/apps.yaml',
  );
});

test('variables of a ConfigMap count, later sources over earlier ones, and substitute over all', () => {
  const text = image('"${registry}/shop:1"');
  const both = `${from.slice(0, -3)}, substitute: { registry: shopeu.azurecr.io } }\n`;
  assert.equal(plain(substituted(from, text, vars('registry: shopprod.azurecr.io'))), 'shopprod.azurecr.io/shop:1');
  assert.equal(plain(substituted(both, text, vars('registry: shopprod.azurecr.io'))), 'shopeu.azurecr.io/shop:1');
});

test('a variable that a Secret or an unknown ConfigMap may have is open', () => {
  const text = image('"${registry:=shopdev.azurecr.io}/shop:1"');
  const secret = 'postBuild: { substituteFrom: [{ kind: Secret, name: vars, optional: true }] }\n';
  assert.equal(plain(substituted(secret, text)), '${registry}/shop:1');
  assert.equal(plain(substituted(from, text)), '${registry}/shop:1');
  // a later source that has it settles it
  const later = 'postBuild: { substituteFrom: [{ kind: Secret, name: a }, { kind: ConfigMap, name: vars }] }\n';
  assert.equal(plain(substituted(later, text, vars('registry: shopprod.azurecr.io'))), 'shopprod.azurecr.io/shop:1');
  // an earlier one does not
  const earlier = 'postBuild: { substituteFrom: [{ kind: ConfigMap, name: vars }, { kind: Secret, name: a }] }\n';
  assert.equal(plain(substituted(earlier, text, vars('registry: shopprod.azurecr.io'))), '${registry}/shop:1');
});

test('a ConfigMap of another namespace gives no variables', () => {
  const text = image('"${registry}/shop:1"');
  const elsewhere = vars('registry: shopprod.azurecr.io')['clusters/prod/vars.yaml'].replace('flux-system', 'apps');
  assert.equal(plain(substituted(from, text, { 'clusters/prod/vars.yaml': elsewhere })), '${registry}/shop:1');
});

test('without variables Flux substitutes nothing, not even defaults', () => {
  assert.equal(plain(substituted('postBuild: {}\n', image('"${a:=x}/shop"'))), '${a:=x}/shop');
  const disabled = image('"${registry}/shop"').replace(
    'name: shop }',
    'name: shop, annotations: { kustomize.toolkit.fluxcd.io/substitute: disabled } }',
  );
  assert.equal(plain(substituted(own, disabled)), '${registry}/shop');
});

test('commonMetadata adds annotations to objects', () => {
  const { sends } = senderOf(workspace('commonMetadata: { annotations: { team: shop } }\n'));
  const objects = objectsIn({ 'a.yaml': app });
  const [object] = sends.kind === 'folder' ? (sends.after?.(objects) ?? []) : [];
  assert.deepEqual(plain(field(object, 'metadata')), { name: 'shop', annotations: { team: 'shop' } });
});
