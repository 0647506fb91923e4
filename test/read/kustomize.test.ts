// What kustomize makes of an image by patches, replacements and charts. Each case is a workspace; the expectation is what
// `kustomize build overlay` (5.8) prints for the image in base/app.yaml, or `?` where our files do not tell.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import { readManifest } from '../../src/read/index.ts';
import { BuiltFiles } from '../build/builtFiles.ts';

type Files = Readonly<Record<string, string>>;

function indexOf(files: Files): BuiltFiles {
  const index = new BuiltFiles();
  for (const [name, text] of Object.entries(files)) index.take(name, text);
  return index;
}

function nameOf({ image }: ImageReference): string {
  if (image.kind !== 'image') return image.why;
  const { registry = '?', repository = '?', tag } = image;
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}`;
}

const deployed = (files: Files, file = 'base/app.yaml') => indexOf(files).references(file).map(nameOf);

const kustomize = (...lines: readonly string[]) =>
  ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization', ...lines, ''].join('\n');

const app = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
  annotations: { shop/image: 'shopprod.azurecr.io/checkout:9' }
spec:
  template:
    spec:
      containers:
        - name: app
          image: shopdev.azurecr.io/checkout:1
`;
const base = { 'base/kustomization.yaml': kustomize('resources: [app.yaml]'), 'base/app.yaml': app };
const overlay = (...lines: readonly string[]) => ({
  ...base,
  'overlay/kustomization.yaml': kustomize('resources: [../base]', ...lines),
});
const indent = (text: string, by: string) => text.replace(/^(?=.)/gm, by);

/** A strategic merge patch. */
const merge = (name: string, container: string, image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  template:
    spec:
      containers:
        - { name: ${container}, image: '${image}' }
`;
const operations = `- op: replace
  path: /spec/template/spec/containers/0/image
  value: shopprod.azurecr.io/checkout:6
`;
const target = 'target: { kind: Deployment, name: checkout }';
const config = (lines: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: images }\ndata:\n${indent(lines, '  ')}`;

/** A replacement with one target, `select` and `fieldPaths` as in kustomize's documentation. */
const replacement = (source: string, options = '', select = 'select: { kind: Deployment }') => [
  'replacements:',
  `  - ${source}`,
  '    targets:',
  `      - ${select}`,
  "        fieldPaths: ['spec.template.spec.containers.[name=app].image']",
  ...(options === '' ? [] : [`        options: ${options}`]),
];

const prod = 'shopprod.azurecr.io/checkout';
const dev = 'shopdev.azurecr.io/checkout';

for (const [says, files, want] of [
  // https://github.com/kubernetes-sigs/kustomize/blob/master/examples/inlinePatch.md
  [
    'a strategic merge patch of a file, in `patches`',
    { ...overlay('patches: [{ path: patch.yaml }]'), 'overlay/patch.yaml': merge('checkout', 'app', `${prod}:2`) },
    `${prod}:2`,
  ],
  [
    'the same, of another object and of another container',
    {
      ...overlay('patches: [{ path: patch.yaml }, { path: other.yaml }]'),
      'overlay/patch.yaml': merge('cart', 'app', `${prod}:2`),
      'overlay/other.yaml': merge('checkout', 'proxy', `${prod}:2`),
    },
    `${dev}:1`,
  ],
  [
    'a strategic merge patch with a target, whatever its own name',
    {
      ...overlay('patches:', '  - path: patch.yaml', '    target: { kind: Deployment, name: "check.*" }'),
      'overlay/patch.yaml': merge('any', 'app', `${prod}:2`),
    },
    `${prod}:2`,
  ],
  [
    'a strategic merge patch inline',
    overlay('patches:', '  - patch: |-', indent(merge('checkout', 'app', `${prod}:3`), '      ')),
    `${prod}:3`,
  ],
  [
    'patchesStrategicMerge, a file and inline',
    {
      ...overlay(
        'patchesStrategicMerge:',
        '  - patch.yaml',
        '  - |-',
        indent(merge('checkout', 'app', `${prod}:4`), '    '),
      ),
      'overlay/patch.yaml': merge('checkout', 'app', `${prod}:2`),
    },
    `${prod}:4`,
  ],
  [
    'operations by RFC 6902 inline',
    overlay('patches:', `  - ${target}`, '    patch: |-', indent(operations, '      ')),
    `${prod}:6`,
  ],
  [
    'operations in a file, in `patchesJson6902`',
    {
      ...overlay('patchesJson6902:', `  - ${target}`, '    path: ops.yaml'),
      'overlay/ops.yaml': operations,
    },
    `${prod}:6`,
  ],
  [
    'operations in JSON',
    {
      ...overlay('patches:', `  - ${target}`, '    path: ops.json'),
      'overlay/ops.json': `[{ "op": "replace", "path": "/spec/template/spec/containers/0", "value": { "name": "app", "image": "${prod}:7" } }]`,
    },
    `${prod}:7`,
  ],
  [
    'a target by label may be any object',
    overlay('patches:', '  - target: { labelSelector: "tier=web" }', '    patch: |-', indent(operations, '      ')),
    '?/?',
  ],
  // An object keeps the names that it had: a patch finds it by any of them, a patch with a target by its first and its last.
  ...(
    [
      ['checkout', '', ':2'],
      ['a-checkout', '', ':2'],
      ['b-a-checkout-z', '', ':2'],
      ['a-checkout', '    target: { kind: Deployment, name: checkout }', ':2'],
      ['any', '    target: { kind: Deployment, name: b-a-checkout-z }', ':2'],
      ['any', '    target: { kind: Deployment, name: a-checkout }', ':1'],
      // the overlay's own prefix comes after its patches
      ['c-b-a-checkout-z', '', ':1'],
    ] as const
  ).map(
    ([name, target, tag]) =>
      [
        `a patch of ${name} after prefixes${target}`,
        {
          ...base,
          'one/kustomization.yaml': kustomize('resources: [../base]', 'namePrefix: a-'),
          'two/kustomization.yaml': kustomize('resources: [../one]', 'namePrefix: b-', 'nameSuffix: -z'),
          'overlay/kustomization.yaml': kustomize(
            'resources: [../two]',
            'namePrefix: c-',
            'patches:',
            '  - path: patch.yaml',
            target,
          ),
          'overlay/patch.yaml': merge(name, 'app', `${dev}:2`),
        },
        `${dev}${tag}`,
      ] as const,
  ),
  [
    'a replacement into a name that its own kustomization gives',
    overlay(
      'nameSuffix: -prod',
      ...replacement(
        "source: { kind: Deployment, name: checkout, fieldPath: 'metadata.annotations.[shop/image]' }",
        '',
        'select: { kind: Deployment, name: checkout-prod }',
      ),
    ),
    `${prod}:9`,
  ],
  [
    'images come after patches, and find the name that a patch gives',
    {
      ...overlay('patches: [{ path: patch.yaml }]', `images: [{ name: ${prod}, newTag: "8" }]`),
      'overlay/patch.yaml': merge('checkout', 'app', `${prod}:2`),
    },
    `${prod}:8`,
  ],
  // https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/
  [
    'a replacement out of an annotation',
    overlay(
      ...replacement("source: { kind: Deployment, name: checkout, fieldPath: 'metadata.annotations.[shop/image]' }"),
    ),
    `${prod}:9`,
  ],
  [
    'the same, with a dot escaped, into each container',
    {
      ...base,
      'base/app.yaml': app.replace('shop/image', 'shop.example/image'),
      'overlay/kustomization.yaml': kustomize(
        'resources: [../base]',
        'replacements:',
        "  - source: { kind: Deployment, fieldPath: 'metadata.annotations.shop\\.example/image' }",
        '    targets:',
        "      - { select: { name: checkout }, fieldPaths: ['spec.template.spec.containers.*.image'] }",
      ),
    },
    `${prod}:9`,
  ],
  [
    'the host out of a ConfigMap',
    {
      ...overlay(
        'resources: [../base, config.yaml]',
        ...replacement(
          'source: { kind: ConfigMap, name: images, fieldPath: data.registry }',
          "{ delimiter: '/', index: 0 }",
        ),
      ),
      'overlay/kustomization.yaml': kustomize(
        'resources: [../base, config.yaml]',
        ...replacement(
          'source: { kind: ConfigMap, name: images, fieldPath: data.registry }',
          "{ delimiter: '/', index: 0 }",
        ),
      ),
      'overlay/config.yaml': config('registry: shopprod.azurecr.io\n'),
    },
    `${prod}:1`,
  ],
  [
    'the tag out of a part of a value',
    {
      ...base,
      'overlay/kustomization.yaml': kustomize(
        'resources: [../base, config.yaml]',
        ...replacement(
          "source: { kind: ConfigMap, name: images, fieldPath: data.image, options: { delimiter: ':', index: 1 } }",
          "{ delimiter: ':', index: 1 }",
        ),
      ),
      'overlay/config.yaml': config(`image: ${prod}:5\n`),
    },
    `${dev}:5`,
  ],
  [
    'a literal of a generator',
    overlay(
      'configMapGenerator: [{ name: images, literals: ["registry=shopprod.azurecr.io"] }]',
      ...replacement(
        'source: { kind: ConfigMap, name: images, fieldPath: data.registry }',
        "{ delimiter: '/', index: 0 }",
      ),
    ),
    `${prod}:1`,
  ],
  [
    'a value that no file here has leaves its part open',
    overlay(
      'configMapGenerator: [{ name: images, envs: [images.env] }]',
      ...replacement(
        'source: { kind: ConfigMap, name: images, fieldPath: data.registry }',
        "{ delimiter: '/', index: 0 }",
      ),
    ),
    // what is copied may be a host, or a host with a path
    '?/?:1',
  ],
  [
    // kustomize merges the overlay's into the base's: the value is that of the file
    'a value that the base has, and a file of the overlay may change',
    {
      ...overlay(
        'configMapGenerator: [{ name: images, behavior: merge, envs: [prod.env] }]',
        ...replacement(
          'source: { kind: ConfigMap, name: images, fieldPath: data.registry }',
          "{ delimiter: '/', index: 0 }",
        ),
      ),
      'base/kustomization.yaml': kustomize(
        'resources: [app.yaml]',
        'configMapGenerator: [{ name: images, literals: ["registry=shopdev.azurecr.io"] }]',
      ),
    },
    '?/?:1',
  ],
  [
    'a value of the tag that no file here has',
    overlay(
      ...replacement('source: { kind: ConfigMap, name: images, fieldPath: data.tag }', "{ delimiter: ':', index: 1 }"),
    ),
    dev,
  ],
  ['a value in the replacement itself', overlay(...replacement(`sourceValue: ${prod}:4`)), `${prod}:4`],
  [
    'a replacement of a file, that rejects the object',
    {
      ...overlay('replacements: [{ path: replacement.yaml }]'),
      'overlay/replacement.yaml': [
        `sourceValue: ${prod}:4`,
        'targets:',
        '  - select: { kind: Deployment }',
        '    reject: [{ name: checkout }]',
        "    fieldPaths: ['spec.template.spec.containers.0.image']",
      ].join('\n'),
    },
    `${dev}:1`,
  ],
  [
    'the image of another object',
    {
      ...overlay(
        ...replacement(
          "source: { kind: Job, name: seed, fieldPath: 'spec.template.spec.containers.[name=app].image' }",
          '',
          'select: { kind: Deployment, name: checkout }',
        ),
      ),
      'base/kustomization.yaml': kustomize('resources: [app.yaml, seed.yaml]'),
      'base/seed.yaml': merge('seed', 'app', `${prod}:3`)
        .replace('kind: Deployment', 'kind: Job')
        .replace('apps/', 'batch/'),
    },
    `${prod}:3`,
  ],
] as const satisfies readonly (readonly [string, Files, string])[]) {
  test(`kustomize: ${says}`, () => assert.deepEqual(deployed(files), [want]));
}

test('what every overlay takes out is deployed nowhere', () => {
  const object = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: checkout }\n$patch: delete\n';
  const container = merge('checkout', 'app', '').replace("image: ''", '$patch: delete');
  const inline = overlay('patches:', '  - patch: |-', indent(object, '      '));
  assert.deepEqual(deployed(inline), []);
  for (const patch of [object, container]) {
    const files = { ...overlay('patchesStrategicMerge: [patch.yaml]'), 'overlay/patch.yaml': patch };
    assert.deepEqual(deployed(files), []);
  }
  const other = {
    ...overlay('patchesStrategicMerge: [patch.yaml]'),
    'overlay/patch.yaml': object.replace('checkout', 'cart'),
  };
  assert.deepEqual(deployed(other), [`${dev}:1`]);
});

// https://github.com/kubernetes-sigs/kustomize/blob/master/examples/transformerconfigs/README.md#images-transformer
test('a configuration names the fields that hold images', () => {
  const files = {
    'base/task.yaml':
      'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec:\n  steps: [{ image: till:1 }]\n',
    'base/run.yaml':
      'apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: { name: t }\nspec:\n  taskSpec: { steps: [{ image: till:1 }] }\n',
    'base/kustomization.yaml': kustomize(
      'resources: [task.yaml, run.yaml]',
      'configurations: [fields.yaml]',
      'images: [{ name: till, newName: shopprod.azurecr.io/till }]',
    ),
    'base/fields.yaml': 'images:\n  - path: spec/steps[]/image\n    kind: Task\n',
  };
  assert.deepEqual(deployed(files, 'base/task.yaml'), ['shopprod.azurecr.io/till:1']);
  assert.deepEqual(deployed(files, 'base/run.yaml'), ['docker.io/library/till:1']);
});

test('an image of a patch is pulled by the pods that it is put into', () => {
  const withSecret = app.replace(
    '      containers:',
    '      imagePullSecrets: [{ name: shop-pull }]\n      containers:',
  );
  const index = indexOf({
    ...overlay('patches: [{ path: patch.yaml }]'),
    'base/app.yaml': withSecret,
    'overlay/patch.yaml': merge('checkout', 'app', `${prod}:2`),
  });
  const secrets = ({ workload }: ImageReference) =>
    workload.platform === 'kubernetes' ? workload.pullSecrets.map(({ text }) => text) : [];
  assert.deepEqual(index.references('overlay/patch.yaml').map(secrets), [['shop-pull']]);
  // a change of the patch concerns what it patches
  const changed = readManifest({ name: 'overlay/patch.yaml', text: merge('checkout', 'app', `${prod}:3`) });
  assert.equal(index.update(changed), 'all');
  assert.deepEqual(index.references('base/app.yaml').map(nameOf), [`${prod}:3`]);
});

// Who pulls is changed by patches too; where it is not known whether a patch counts, neither is the pull.
test('a patch of pull secrets and service accounts counts for the pods below', () => {
  const account = (name: string, ...lines: readonly string[]) =>
    ['apiVersion: v1', 'kind: ServiceAccount', `metadata: { name: ${name} }`, ...lines, ''].join('\n');
  const pod = (spec: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: checkout }\nspec: { template: { spec: ${spec} } }\n`;
  const withAccount = app.replace('      containers:', '      serviceAccountName: shop\n      containers:');
  const deployment = '{ path: patch.yaml, target: { kind: Deployment } }';
  const cases: readonly (readonly [app: string, patches: string, patch: string, want: string])[] = [
    [app, '{ path: patch.yaml }', pod('{ imagePullSecrets: [{ name: pull }] }'), 'secrets pull'],
    [app, '{ path: patch.yaml }', pod('{ serviceAccountName: shop }'), 'account shop'],
    [withAccount, '{ path: patch.yaml }', pod('{ serviceAccountName: other }'), 'account other'],
    [app, '{ path: patch.yaml }', account('default', 'imagePullSecrets: [{ name: pull }]'), 'account default: pull'],
    [app, '{ path: patch.yaml }', account('shop', 'imagePullSecrets: [{ name: pull }]'), ''],
    [
      withAccount,
      '{ path: patch.yaml }',
      account('shop', 'imagePullSecrets: [{ name: pull }]'),
      'account shop: old, pull',
    ],
    [
      app,
      deployment,
      '- { op: add, path: /spec/template/spec/imagePullSecrets/-, value: { name: pull } }\n',
      'secrets pull',
    ],
    [
      app,
      deployment,
      '- { op: add, path: /spec/template/spec/imagePullSecrets, value: [{ name: pull }] }\n',
      'secrets pull',
    ],
    [app, deployment, '- { op: add, path: /spec/template/spec/serviceAccountName, value: shop }\n', 'account shop'],
    [
      app,
      '{ path: patch.yaml, target: { kind: Deployment, labelSelector: team=shop } }',
      '- { op: add, path: /spec/template/spec/serviceAccountName, value: shop }\n',
      'more service account shop',
    ],
    [
      app,
      '{ path: patch.yaml, target: { kind: ServiceAccount } }',
      '- { op: add, path: /imagePullSecrets, value: [{ name: pull }] }\n',
      'account default: pull',
    ],
  ];
  const pullOf = ({ workload }: ImageReference) => {
    if (workload.platform !== 'kubernetes') return '';
    const { pullSecrets, morePullSecrets: more, serviceAccount } = workload;
    const secrets = serviceAccount?.pullSecrets?.map(({ text }) => text) ?? [];
    return [
      pullSecrets.length > 0 ? `secrets ${pullSecrets.map(({ text }) => text).join(', ')}` : '',
      more.length > 0 ? `more ${more.map(({ text }) => text).join(', ')}` : '',
      serviceAccount ? `account ${serviceAccount.text}${secrets.length > 0 ? `: ${secrets.join(', ')}` : ''}` : '',
    ].join('');
  };
  for (const [text, patches, patch, want] of cases) {
    const index = indexOf({
      ...overlay(`patches: [${patches}]`, 'images: [{ name: shopdev.azurecr.io/checkout, newTag: "2" }]'),
      'base/app.yaml': text,
      'base/kustomization.yaml': kustomize('resources: [app.yaml, account.yaml]'),
      ...(text === app ? {} : { 'base/account.yaml': account('shop', 'imagePullSecrets: [{ name: old }]') }),
      'overlay/patch.yaml': patch,
    });
    // in the base, and at the overlay's own entry for the image
    assert.deepEqual(index.references('base/app.yaml').map(pullOf), [want], patch);
    assert.deepEqual(index.references('overlay/kustomization.yaml').map(pullOf), [want], patch);
  }
  const plain = indexOf({
    ...overlay('patches:', '  - patch: |-', indent(pod('{ imagePullSecrets: [{ name: pull }] }'), '      ')),
    'base/kustomization.yaml': kustomize('resources: [app.yaml]'),
  });
  // the image is not renamed, and yet it is another pull than that of an overlay without the patch
  assert.deepEqual(plain.references('base/app.yaml').map(pullOf), ['secrets pull']);
  // as soon as a file shows the secret, it is known whether it is for the registry
  const entries = () =>
    plain.references('base/app.yaml').map(({ workload }) => {
      assert.ok(workload.platform === 'kubernetes');
      return workload.pullSecrets.map(secret => secret.entries?.map(({ server }) => server));
    });
  assert.deepEqual(entries(), [[undefined]]);
  const config = JSON.stringify({ auths: { 'shopdev.azurecr.io': { auth: 'Y2k6eA==' } } });
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: pull }\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '${config}'\n`;
  plain.take('overlay/secret.yaml', secret);
  assert.deepEqual(entries(), [[['shopdev.azurecr.io']]]);
  // and the account
  const moved = indexOf({
    ...overlay('patches: [{ path: patch.yaml }]'),
    'overlay/patch.yaml': pod('{ serviceAccountName: shop }'),
  });
  assert.deepEqual(moved.references('base/app.yaml').map(pullOf), ['account shop']);
  const shop = account('shop', 'imagePullSecrets: [{ name: pull }]');
  assert.equal(moved.take('overlay/account.yaml', shop), 'all');
  assert.deepEqual(moved.references('base/app.yaml').map(pullOf), ['account shop: pull']);
});

// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/helmcharts/
test('a chart in the tree is deployed by the kustomization that inflates it', () => {
  const chart = {
    'overlay/charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'overlay/charts/till/values.yaml': 'image: { repository: shopdev.azurecr.io/till, tag: "1" }\n',
    'overlay/charts/till/templates/till.yaml': merge(
      'till',
      'app',
      '{{ .Values.image.repository }}:{{ .Values.image.tag }}',
    ),
  };
  const values = 'overlay/charts/till/values.yaml';
  const plain = { ...chart, 'overlay/kustomization.yaml': kustomize('helmCharts: [{ name: till }]') };
  const [reference] = indexOf(plain).references(values);
  assert.deepEqual(reference?.overlays, ['overlay/kustomization.yaml']);
  // its images are renamed like all others
  const images = 'images: [{ name: shopdev.azurecr.io/till, newName: shopprod.azurecr.io/till }]';
  const renamed = { ...chart, 'overlay/kustomization.yaml': kustomize('helmCharts: [{ name: till }]', images) };
  assert.deepEqual(deployed(renamed, values), ['shopprod.azurecr.io/till:1']);
  // values that the kustomization gives itself speak for themselves
  const inline = kustomize(
    'helmCharts:',
    '  - name: till',
    '    valuesInline: { image: { repository: shopprod.azurecr.io/till } }',
  );
  const [own] = indexOf({ ...chart, 'overlay/kustomization.yaml': inline }).references(values);
  assert.equal(own?.overlays, undefined);
  assert.deepEqual(deployed({ ...chart, 'overlay/kustomization.yaml': inline }, 'overlay/kustomization.yaml'), [
    'shopprod.azurecr.io/till',
  ]);
});

test('a name of `images` may have a tag: only images with that tag are replaced', () => {
  const prod = 'newName: shopprod.azurecr.io/checkout';
  const replaced = (entry: string) => deployed(overlay(`images: [{ name: '${entry}', ${prod} }]`));
  assert.deepEqual(replaced('shopdev.azurecr.io/checkout:1'), ['shopprod.azurecr.io/checkout:1']);
  assert.deepEqual(replaced('shopdev.azurecr.io/checkout:2'), ['shopdev.azurecr.io/checkout:1']);
});
