// Images of whole workspaces by kustomize's patches, replacements, images and charts. Each case is a workspace, and its
// expectation what `kustomize build overlay` (5.8) prints as the one image, or `?` where its files leave it open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import { BuiltFiles } from './builtFiles.ts';

type Files = Readonly<Record<string, string>>;

function nameOf({ image }: ImageReference): string {
  if (image.kind !== 'image') return image.why;
  const { registry = '?', repository = '?', tag } = image;
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}`;
}

/** The images of all deployments of a workspace, wherever they are shown. */
function deployed(files: Files): readonly string[] {
  const built = BuiltFiles.of(files);
  return built.files().flatMap(file => built.references(file).map(nameOf));
}

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
    'the same, of another container',
    {
      ...overlay('patches: [{ path: patch.yaml }]'),
      'overlay/patch.yaml': merge('checkout', 'proxy', `${prod}:2`),
    },
    // a container that is not there is added
    [`${dev}:1`, `${prod}:2`],
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
    'a target by label, which the object does not have',
    overlay('patches:', '  - target: { labelSelector: "tier=web" }', '    patch: |-', indent(operations, '      ')),
    `${dev}:1`,
  ],
  [
    'a target by label, which the object has',
    {
      ...overlay(
        'patches:',
        '  - target: { labelSelector: "tier=web" }',
        '    patch: |-',
        indent(operations, '      '),
      ),
      'base/app.yaml': app.replace('name: checkout\n', 'name: checkout\n  labels: { tier: web }\n'),
    },
    `${prod}:6`,
  ],
  // An object keeps the names that it had: a patch finds it by any of them, a patch with a target by its first and its
  // last.
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
    // the value may be a host, or a host with a path
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
    // kustomize refuses it, and a file that is not here may bring the ConfigMap: only the tag is open
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
    [`${prod}:3`, `${prod}:3`],
  ],
] as const satisfies readonly (readonly [string, Files, string | readonly string[]])[]) {
  test(`kustomize: ${says}`, () => assert.deepEqual(deployed(files), [want].flat()));
}

test('a patch of an object that is not there is a problem: kustomize refuses it', () => {
  const built = BuiltFiles.of({
    ...overlay('patches: [{ path: patch.yaml }]'),
    'overlay/patch.yaml': merge('cart', 'app', `${prod}:2`),
  });
  assert.deepEqual(built.references('base/app.yaml').map(nameOf), [`${dev}:1`]);
  assert.deepEqual(
    built.problems('overlay/patch.yaml').map(({ message }) => message),
    ['Deployment cart is not among the resources: kustomize refuses this patch'],
  );
});

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
  // that of the Task. A TaskRun keeps its own
  assert.deepEqual(deployed(files), ['docker.io/library/till:1', 'shopprod.azurecr.io/till:1']);
});

test('an image of a patch is shown at the patch, and pulled by the pods that it is put into', () => {
  const built = BuiltFiles.of({
    ...overlay('patches: [{ path: patch.yaml }]'),
    'base/app.yaml': app.replace(
      '      containers:',
      '      imagePullSecrets: [{ name: shop-pull }]\n      containers:',
    ),
    'overlay/patch.yaml': merge('checkout', 'app', `${prod}:2`),
  });
  assert.deepEqual(built.references('base/app.yaml'), []);
  const [reference] = built.references('overlay/patch.yaml');
  assert.ok(reference?.workload.platform === 'kubernetes');
  assert.deepEqual(
    reference.workload.pullSecrets.map(({ text, file }) => `${text} in ${file}`),
    ['shop-pull in base/app.yaml'],
  );
  built.take('overlay/patch.yaml', merge('checkout', 'app', `${prod}:3`));
  assert.deepEqual(built.references('overlay/patch.yaml').map(nameOf), [`${prod}:3`]);
});

// Patches change who pulls, too. An account counts for the pods of its deployment and its namespace.
test('a patch of pull secrets and service accounts counts for the pods of the build', () => {
  const account = (name: string, ...lines: readonly string[]) =>
    ['apiVersion: v1', 'kind: ServiceAccount', `metadata: { name: ${name} }`, ...lines, ''].join('\n');
  const pod = (spec: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: checkout }\nspec: { template: { spec: ${spec} } }\n`;
  const withAccount = app.replace('      containers:', '      serviceAccountName: shop\n      containers:');
  const withSecret = app.replace('      containers:', '      imagePullSecrets: [{ name: own }]\n      containers:');
  const deployment = '{ path: patch.yaml, target: { kind: Deployment } }';
  const pull = 'imagePullSecrets: [{ name: pull }]';
  const cases: readonly (readonly [app: string, patches: string, patch: string, want: string])[] = [
    [app, '{ path: patch.yaml }', pod(`{ ${pull} }`), 'secrets pull'],
    [app, '{ path: patch.yaml }', pod('{ serviceAccountName: shop }'), 'account shop: old'],
    [withAccount, '{ path: patch.yaml }', pod('{ serviceAccountName: other }'), 'account other'],
    // Kubernetes merges the secrets of pods by their names, and replaces those of an account
    [withAccount, '{ path: patch.yaml }', account('shop', pull), 'account shop: pull'],
    // an account that no pod names
    [app, '{ path: patch.yaml }', account('shop', pull), ''],
    [
      withSecret,
      deployment,
      '- { op: add, path: /spec/template/spec/imagePullSecrets/-, value: { name: pull } }\n',
      'secrets own, pull',
    ],
    [
      app,
      deployment,
      `- { op: add, path: /spec/template/spec/imagePullSecrets, value: [{ name: pull }] }\n`,
      'secrets pull',
    ],
    [
      app,
      deployment,
      '- { op: add, path: /spec/template/spec/serviceAccountName, value: shop }\n',
      'account shop: old',
    ],
    // the Deployment has no such label
    [
      app,
      '{ path: patch.yaml, target: { kind: Deployment, labelSelector: team=shop } }',
      '- { op: add, path: /spec/template/spec/serviceAccountName, value: shop }\n',
      '',
    ],
    [
      withAccount,
      '{ path: patch.yaml, target: { kind: ServiceAccount } }',
      '- { op: replace, path: /imagePullSecrets, value: [{ name: pull }] }\n',
      'account shop: pull',
    ],
  ];
  for (const [text, patches, patch, want] of cases) {
    const built = BuiltFiles.of({
      ...overlay(`patches: [${patches}]`, 'images: [{ name: shopdev.azurecr.io/checkout, newTag: "2" }]'),
      'base/app.yaml': text,
      'base/kustomization.yaml': kustomize('resources: [app.yaml, account.yaml]'),
      'base/account.yaml': account('shop', 'imagePullSecrets: [{ name: old }]'),
      'overlay/patch.yaml': patch,
    });
    assert.deepEqual(built.references('base/app.yaml').map(pullOf), [want], patch);
  }
});

function pullOf({ workload }: ImageReference): string {
  if (workload.platform !== 'kubernetes') return '';
  const { pullSecrets, morePullSecrets: more, serviceAccount } = workload;
  const secrets = serviceAccount?.pullSecrets?.map(({ text }) => text) ?? [];
  return [
    pullSecrets.length > 0 ? `secrets ${pullSecrets.map(({ text }) => text).join(', ')}` : '',
    more.length > 0 ? `more ${more.map(({ text }) => text).join(', ')}` : '',
    serviceAccount ? `account ${serviceAccount.text}${secrets.length > 0 ? `: ${secrets.join(', ')}` : ''}` : '',
  ].join('');
}

test('as soon as the deployment has the secret, its entries are known; a secret beside it is no part of it', () => {
  const pod =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: checkout }\nspec: { template: { spec: { imagePullSecrets: [{ name: pull }] } } }\n';
  const config = JSON.stringify({ auths: { 'shopdev.azurecr.io': { auth: 'Y2k6eA==' } } });
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: pull }\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '${config}'\n`;
  const overlaid = (resources: string) => ({
    ...base,
    'overlay/kustomization.yaml': kustomize(`resources: [${resources}]`, 'patches: [{ path: patch.yaml }]'),
    'overlay/patch.yaml': pod,
  });
  const entries = (files: Files) =>
    BuiltFiles.of(files)
      .references('base/app.yaml')
      .map(({ workload }) => {
        assert.ok(workload.platform === 'kubernetes');
        return workload.pullSecrets.map(each => each.entries?.map(({ server }) => server));
      });
  assert.deepEqual(entries(overlaid('../base')), [[undefined]]);
  assert.deepEqual(entries({ ...overlaid('../base, secret.yaml'), 'overlay/secret.yaml': secret }), [
    [['shopdev.azurecr.io']],
  ]);
});

// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/helmcharts/
test('a chart in the tree is rendered by the kustomization that inflates it', () => {
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
  const own = 'overlay/kustomization.yaml';
  const shown = (...lines: readonly string[]) => {
    const built = BuiltFiles.of({ ...chart, [own]: kustomize(...lines) });
    return [values, own].map(file => built.references(file).map(each => `${nameOf(each)} of ${each.entry ?? file}`));
  };
  assert.deepEqual(shown('helmCharts: [{ name: till }]'), [[`shopdev.azurecr.io/till:1 of ${own}`], []]);
  // its images are renamed like all others, and shown at the new name
  const images = 'images: [{ name: shopdev.azurecr.io/till, newName: shopprod.azurecr.io/till }]';
  assert.deepEqual(shown('helmCharts: [{ name: till }]', images), [[], [`shopprod.azurecr.io/till:1 of ${own}`]]);
  // and values that the kustomization gives go over those of the chart
  const inline = '    valuesInline: { image: { repository: shopprod.azurecr.io/till } }';
  assert.deepEqual(shown('helmCharts:', '  - name: till', inline), [[], [`shopprod.azurecr.io/till:1 of ${own}`]]);
});

test('a name of `images` may have a tag: only images with that tag are replaced', () => {
  const prod = 'newName: shopprod.azurecr.io/checkout';
  const replaced = (entry: string) => deployed(overlay(`images: [{ name: '${entry}', ${prod} }]`));
  assert.deepEqual(replaced('shopdev.azurecr.io/checkout:1'), ['shopprod.azurecr.io/checkout:1']);
  assert.deepEqual(replaced('shopdev.azurecr.io/checkout:2'), ['shopdev.azurecr.io/checkout:1']);
});

test("the value of a Tekton parameter has a place in the file that holds it, and so has one that holds another's name", () => {
  const task = `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: build }
spec:
  params:
    - { name: HOST, default: shopdev.azurecr.io }
    - { name: IMAGE, default: $(params.HOST)/maven:3 }
  steps:
    - { name: build, image: $(params.IMAGE) }
`;
  const files = { 'base/kustomization.yaml': kustomize('resources: [task.yaml]'), 'base/task.yaml': task };
  const [reference] = BuiltFiles.of(files).references('base/task.yaml');
  assert.deepEqual(
    reference?.origins.map(({ file, span }) => [file, task.slice(span.start, span.end)]),
    [
      ['base/task.yaml', '$(params.HOST)/maven:3'],
      ['base/task.yaml', 'shopdev.azurecr.io'],
    ],
  );
});
