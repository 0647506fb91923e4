// What files say of each other: service accounts, pull secrets, kustomizations. The names are those of one team's
// workspace; each test says which file changes and what another file's references then know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import type { PodWorkload } from '../../src/model/workload.ts';
import { readManifest } from '../../src/read/index.ts';
import { BuiltFiles } from '../build/builtFiles.ts';

function indexOf(files: Readonly<Record<string, string>>): BuiltFiles {
  const index = new BuiltFiles();
  for (const [name, text] of Object.entries(files)) index.take(name, text);
  return index;
}

function pod(name: string, lines = '', image = 'shopprod.azurecr.io/checkout:2.4'): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec:
  containers: [{ name: app, image: '${image}' }]
${lines}`;
}

const account = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: checkout
  namespace: shop
  annotations: { kubernetes.azure.com/acr-client-id: 11111111-0000-4000-8000-000000000001 }
imagePullSecrets: [{ name: shop-pull }]
`;

const secret = (server: string) => `apiVersion: v1
kind: Secret
metadata: { name: shop-pull, namespace: shop }
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths":{"${server}":{"username":"shopprod","password":"made-up"}}}'
`;

function workloadOf(reference: ImageReference | undefined): PodWorkload {
  assert.equal(reference?.workload.platform, 'kubernetes');
  assert.ok(reference.workload.platform === 'kubernetes');
  return reference.workload;
}

test('a pod learns of its service account, and of the secrets of that one', () => {
  const index = indexOf({
    'pod.yaml': pod('checkout', '  serviceAccountName: checkout\n'),
    'account.yaml': account,
    'secret.yaml': secret('shopprod.azurecr.io'),
  });
  const { serviceAccount } = workloadOf(index.references('pod.yaml')[0]);
  assert.equal(serviceAccount?.pullClientId?.text, '11111111-0000-4000-8000-000000000001');
  assert.equal(serviceAccount?.definedAt?.file, 'account.yaml');
  assert.equal(serviceAccount?.pullSecrets?.[0]?.entries?.[0]?.server, 'shopprod.azurecr.io');
});

test('a service account or a secret that no file declares stays not known', () => {
  const index = indexOf({
    'pod.yaml': pod('checkout', '  serviceAccountName: checkout\n  imagePullSecrets: [{ name: shop-pull }]\n'),
  });
  const workload = workloadOf(index.references('pod.yaml')[0]);
  assert.equal(workload.serviceAccount?.pullSecrets, undefined);
  assert.equal(workload.pullSecrets[0]?.entries, undefined);
});

test('of two secrets with the same name the nearer one is meant; of two as near, neither', () => {
  const files = {
    'prod/pod.yaml': pod('checkout', '  imagePullSecrets: [{ name: shop-pull }]\n'),
    'prod/secret.yaml': secret('shopprod.azurecr.io'),
    'dev/secret.yaml': secret('shopdev.azurecr.io'),
  };
  const near = workloadOf(indexOf(files).references('prod/pod.yaml')[0]);
  assert.equal(near.pullSecrets[0]?.entries?.[0]?.server, 'shopprod.azurecr.io');
  const base = { ...files, 'base/pod.yaml': files['prod/pod.yaml'] };
  assert.equal(workloadOf(indexOf(base).references('base/pod.yaml')[0]).pullSecrets[0]?.entries, undefined);
});

test('a secret of another namespace is another secret', () => {
  const index = indexOf({
    'pod.yaml': pod('checkout', '  imagePullSecrets: [{ name: shop-pull }]\n'),
    'secret.yaml': secret('shopprod.azurecr.io').replace('namespace: shop', 'namespace: other'),
  });
  assert.equal(workloadOf(index.references('pod.yaml')[0]).pullSecrets[0]?.entries, undefined);
});

test('a removal takes back what the file said', () => {
  const index = indexOf({ 'pod.yaml': pod('checkout', '  serviceAccountName: checkout\n'), 'account.yaml': account });
  assert.deepEqual(index.remove('account.yaml'), 'all');
  assert.equal(workloadOf(index.references('pod.yaml')[0]).serviceAccount?.pullSecrets, undefined);
  assert.deepEqual(index.remove('account.yaml'), []);
});

const overlay = (newName: string) => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../base]
images:
  - name: shopprod.azurecr.io/checkout
    newName: ${newName}
    newTag: "7"
`;
const base = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [pod.yaml]\n';

test('an overlay moves the pull of a base to another registry, for the targets of the overlay', () => {
  const index = indexOf({
    'base/kustomization.yaml': base,
    'base/pod.yaml': pod('checkout', '  imagePullSecrets: [{ name: shop-pull }]\n'),
    'dev/kustomization.yaml': overlay('shopdev.azurecr.io/checkout'),
    'prod/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base/]\n',
  });
  const seen = index.references('base/pod.yaml').map(({ image, through, text }) => {
    assert.equal(text, 'shopprod.azurecr.io/checkout:2.4');
    return image.kind === 'image' ? [image.registry, image.tag, through] : [];
  });
  assert.deepEqual(seen, [
    ['shopdev.azurecr.io', '7', 'dev/kustomization.yaml'],
    ['shopprod.azurecr.io', '2.4', undefined],
  ]);
});

test('the image of a kustomization is pulled by the pods whose image it replaces', () => {
  const index = indexOf({
    'base/kustomization.yaml': base,
    'base/pod.yaml': pod('checkout', '  imagePullSecrets: [{ name: shop-pull }]\n'),
    'dev/kustomization.yaml': overlay('shopdev.azurecr.io/checkout'),
  });
  const [reference] = index.references('dev/kustomization.yaml');
  assert.equal(workloadOf(reference).pullSecrets[0]?.text, 'shop-pull');
});

test('kustomizations that include each other end nowhere, and nothing hangs', () => {
  const index = indexOf({
    'a/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../b, pod.yaml]\n',
    'b/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../a]\n',
    'a/pod.yaml': pod('checkout'),
  });
  assert.equal(index.references('a/pod.yaml').length, 1);
});

const kustomize = (...lines: readonly string[]) =>
  ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization', ...lines, ''].join('\n');
const transformer = (name: string, newName: string) =>
  `apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: { name: t }\nimageTag: { name: ${name}, newName: ${newName} }\n`;

/** Each image of a file as its overlays deploy it. */
function deployed(files: Readonly<Record<string, string>>, file: string): readonly string[] {
  return indexOf(files)
    .references(file)
    .map(({ image }) => (image.kind === 'image' ? `${image.registry}/${image.repository}:${image.tag}` : image.why));
}

for (const [says, files, want] of [
  [
    'entries replace one after the other, over several levels',
    {
      'base/kustomization.yaml': kustomize('resources: [pod.yaml]', 'images: [{ name: till, newName: shop/till }]'),
      'base/pod.yaml': pod('till', '', 'till:1'),
      'mid/kustomization.yaml': kustomize(
        'resources: [../base]',
        'images:',
        '  - { name: shop/till, newName: shopdev.azurecr.io/till }',
        '  - { name: shopdev.azurecr.io/till, newTag: "2" }',
      ),
      'prod/kustomization.yaml': kustomize(
        'resources: [../mid]',
        'images: [{ name: shopdev.azurecr.io/till, newName: shopprod.azurecr.io/till }]',
      ),
    },
    'shopprod.azurecr.io/till:2',
  ],
  [
    'names are compared as they are written',
    {
      'base/kustomization.yaml': kustomize(
        'resources: [pod.yaml]',
        'images: [{ name: nginx, newName: shopprod.azurecr.io/nginx }]',
      ),
      'base/pod.yaml': pod('till', '', 'docker.io/library/nginx:1'),
    },
    'docker.io/library/nginx:1',
  ],
  [
    'a transformer in a file of its own comes after the images',
    {
      'base/kustomization.yaml': kustomize(
        'resources: [pod.yaml]',
        'images: [{ name: till, newName: shop }]',
        'transformers: [image.yaml]',
      ),
      'base/pod.yaml': pod('till', '', 'till:1'),
      'base/image.yaml': transformer('shop', 'shopprod.azurecr.io/till'),
    },
    'shopprod.azurecr.io/till:1',
  ],
  [
    'a folder of transformers, and one that stands in the list',
    {
      'base/kustomization.yaml': kustomize(
        'resources: [pod.yaml]',
        'transformers:',
        '  - ../more',
        '  - |-',
        ...transformer('till', 'shop')
          .split('\n')
          .map(line => `    ${line}`),
      ),
      'base/pod.yaml': pod('till', '', 'till:1'),
      'more/kustomization.yaml': kustomize('resources: [image.yaml]'),
      'more/image.yaml': transformer('shop', 'shopprod.azurecr.io/till'),
    },
    'shopprod.azurecr.io/till:1',
  ],
  [
    'a component works on what includes it, before the images there',
    {
      'base/pod.yaml': pod('till', '', 'till:1'),
      'base/kustomization.yaml': kustomize(
        'resources: [pod.yaml]',
        'components: [../acr]',
        'images: [{ name: shopdev.azurecr.io/till, newName: shopprod.azurecr.io/till }]',
      ),
      'acr/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages: [{ name: till, newName: shopdev.azurecr.io/till }]\n',
    },
    'shopprod.azurecr.io/till:1',
  ],
] as const) {
  test(`kustomize: ${says}`, () => assert.deepEqual(deployed(files, 'base/pod.yaml'), [want]));
}

test('kustomize looks at containers only, unless a configuration names more fields', () => {
  const task = (lines: string) => ({
    'base/task.yaml': `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec:\n  steps: [{ image: 'till:1' }]\n`,
    'base/kustomization.yaml': kustomize(
      'resources: [task.yaml]',
      'images: [{ name: till, newName: shopprod.azurecr.io/till }]',
      lines,
    ),
  });
  assert.deepEqual(deployed(task(''), 'base/task.yaml'), ['docker.io/library/till:1']);
  assert.deepEqual(deployed(task('configurations: [tekton.yaml]'), 'base/task.yaml'), ['shopprod.azurecr.io/till:1']);
});

test('the image of an upper overlay, of a component and of a transformer is pulled by the pods below', () => {
  const secrets = '  imagePullSecrets: [{ name: shop-pull }]\n';
  const index = indexOf({
    'base/kustomization.yaml': kustomize(
      'resources: [pod.yaml]',
      'components: [../acr]',
      'images: [{ name: till, newName: shop }]',
      'transformers: [image.yaml]',
    ),
    'base/pod.yaml': pod('till', secrets, 'till:1'),
    'base/image.yaml': transformer('shop', 'shopdev.azurecr.io/till'),
    'acr/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages: [{ name: till, newTag: "2" }]\n',
    'prod/kustomization.yaml': kustomize(
      'resources: [../base]',
      'images: [{ name: shopdev.azurecr.io/till, newName: shopprod.azurecr.io/till }]',
    ),
  });
  for (const file of ['prod/kustomization.yaml', 'base/image.yaml', 'acr/kustomization.yaml']) {
    const [reference] = index.references(file);
    assert.deepEqual(
      workloadOf(reference).pullSecrets.map(({ text }) => text),
      ['shop-pull'],
      file,
    );
  }
  const changed = readManifest({ name: 'base/image.yaml', text: transformer('shop', 'shopeu.azurecr.io/till') });
  assert.equal(index.update(changed), 'all');
});

test('where a kustomization deploys what is not read, its pods may have pull secrets', () => {
  const images = 'images: [{ name: till, newName: shopprod.azurecr.io/till }]';
  const [remote] = indexOf({
    'prod/kustomization.yaml': kustomize('resources: [https://github.com/shop/till//deploy]', images),
  }).references('prod/kustomization.yaml');
  assert.deepEqual(
    workloadOf(remote).morePullSecrets.map(({ text }) => text),
    ['https://github.com/shop/till//deploy'],
  );
});

test('where several files declare the default account, it may bring pull secrets', () => {
  // each cluster has its own file for the default account of the namespace, beside the apps that all share
  const default_ = (name: string) =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default, namespace: shop }\nimagePullSecrets: [{ name: ${name} }]\n`;
  const index = indexOf({
    'apps/pod.yaml': pod('checkout'),
    'clusters/dev/account.yaml': default_('acr-dev'),
    'clusters/prod/account.yaml': default_('acr-prod'),
  });
  const { pullSecrets, morePullSecrets } = workloadOf(index.references('apps/pod.yaml')[0]);
  assert.deepEqual([pullSecrets, morePullSecrets.map(({ text }) => text)], [[], ['service account default']]);
  // a pod with a list of its own gets none of them
  index.take('apps/pod.yaml', pod('checkout', '  imagePullSecrets: [{ name: own }]\n'));
  assert.deepEqual(workloadOf(index.references('apps/pod.yaml')[0]).morePullSecrets, []);
});
