// kustomize's build over a few files. Expectations are those of kustomize 5.8.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { NOTHING_BUILT } from '../../../src/build/built.ts';
import type { Accumulation } from '../../../src/build/kustomize/accumulation.ts';
import type { BaseMemo } from '../../../src/build/kustomize/bases.ts';
import { usedBy } from '../../../src/build/kustomize/kustomizationFiles.ts';
import { transform } from '../../../src/build/kustomize/kustomize.ts';
import { remembered } from '../../../src/model/memo.ts';
import { field, isOpen, textAt } from '../../../src/read/source/lift.ts';
import { build, deployment, inputsOf, messages, namespaceAndName, objectNamed, pulled, shown } from './files.ts';

suite('images', () => {
  const base = {
    'base/kustomization.yaml': `resources: [app.yaml]
images:
- name: shop
  newName: acmedev.azurecr.io/shop
`,
    'base/app.yaml': deployment('shop', { app: 'shop:1.4' }),
  };

  test('the base’s newName is no pull where the overlay replaces it', () => {
    const files = {
      ...base,
      'prod/kustomization.yaml': `resources: [../base]
images:
- name: acmedev.azurecr.io/shop
  newName: acmeprod.azurecr.io/shop
`,
    };
    const built = build(files, 'prod');
    // the tag stays that of the manifest. The last writer of the repository is the overlay
    assert.deepEqual(shown(built), [
      'acmeprod.azurecr.io/shop:1.4 at prod/kustomization.yaml: acmeprod.azurecr.io/shop',
    ]);
    assert.deepEqual(messages(built), []);
  });

  test('two overlays of one base are built each for itself, and share its build', () => {
    const files = {
      ...base,
      'dev/kustomization.yaml': 'resources: [../base]\n',
      'prod/kustomization.yaml': 'resources: [../base]\nimages: [{name: acmedev.azurecr.io/shop, newTag: "2"}]\n',
    };
    const builtFolders: string[] = [];
    const known = new Map<string, Accumulation>();
    const memo: BaseMemo = {
      base: (folder, inputs, buildBase) =>
        remembered(known, folder, () => {
          builtFolders.push(folder);
          return buildBase(inputs);
        }),
    };
    assert.deepEqual(pulled(build(files, 'dev', { memo })), ['acmedev.azurecr.io/shop:1.4']);
    assert.deepEqual(pulled(build(files, 'prod', { memo })), ['acmedev.azurecr.io/shop:2']);
    assert.deepEqual(builtFolders, ['base']);
  });

  test('an images entry that matches nothing is no pull', () => {
    const files = {
      'kustomization.yaml': 'resources: [app.yaml]\nimages: [{name: other, newName: acmedev.azurecr.io/other}]\n',
      'app.yaml': deployment('shop', { app: 'acmedev.azurecr.io/shop:1' }),
    };
    assert.deepEqual(pulled(build(files, '')), ['acmedev.azurecr.io/shop:1']);
  });

  test('a new tag leaves the image at its own place', () => {
    const files = {
      'kustomization.yaml': 'resources: [app.yaml]\nimages: [{name: acmedev.azurecr.io/shop, newTag: "2"}]\n',
      'app.yaml': deployment('shop', { app: 'acmedev.azurecr.io/shop:1' }),
    };
    const built = build(files, '');
    assert.deepEqual(shown(built), ['acmedev.azurecr.io/shop:2 at app.yaml: acmedev.azurecr.io/shop:1']);
  });

  const entries: readonly (readonly [string, string, string])[] = [
    // a digest takes the place of the tag
    ['nginx:1', '{name: nginx, digest: "sha256:ab"}', 'nginx@sha256:ab'],
    // both stay where both are given
    ['nginx:1', '{name: nginx, newTag: "2", digest: "sha256:ab"}', 'nginx:2@sha256:ab'],
    // a new tag takes the place of a digest
    ['nginx@sha256:ab', '{name: nginx, newTag: "2"}', 'nginx:2'],
    // the name has to be the whole name
    ['acr.azurecr.io/nginx:1', '{name: nginx, newTag: "2"}', 'acr.azurecr.io/nginx:1'],
    // a name with a tag matches that tag only
    ['nginx:1', '{name: "nginx:1", newName: apache}', 'apache:1'],
    ['nginx:2', '{name: "nginx:1", newName: apache}', 'nginx:2'],
    // the port of a registry is no tag
    ['localhost:5000/app:1', '{name: "localhost:5000/app", newTag: "3"}', 'localhost:5000/app:3'],
    // a name is an expression: a dot is any character
    ['acmeXazurecr.io/app', '{name: acme.azurecr.io/app, newTag: "1"}', 'acmeXazurecr.io/app:1'],
    ['acme-azurecr.io/app', '{name: "acme.azurecr.io/(app|web)", newTag: "1"}', 'acme-azurecr.io/app:1'],
  ];
  for (const [image, entry, expected] of entries) {
    test(`${image} by ${entry}`, () => {
      const files = {
        'kustomization.yaml': `resources: [a.yaml]\nimages: [${entry}]\n`,
        'a.yaml': deployment('a', { a: `"${image}"` }),
      };
      const container = field(objectNamed(build(files, ''), 'Deployment'), 'spec', 'template', 'spec', 'containers');
      assert.equal(container?.kind === 'list' ? textAt(container.items[0], 'image') : undefined, expected);
    });
  }

  test('containers of custom resources are found at any depth, other fields by a configuration', () => {
    const files = {
      'kustomization.yaml': `resources: [app.yaml]
configurations: [fields.yaml]
images: [{name: shop, newName: acmedev.azurecr.io/shop}]
`,
      'fields.yaml': 'images: [{path: spec/runner, kind: Shop}]\n',
      'app.yaml': `apiVersion: acme.example/v1
kind: Shop
metadata: {name: shop}
spec:
  runner: shop:2
  image: shop:3
  parts: [{pod: {initContainers: [{name: a, image: shop:1}]}}]
`,
    };
    const shop = objectNamed(build(files, ''), 'Shop');
    assert.equal(textAt(shop, 'spec', 'runner'), 'acmedev.azurecr.io/shop:2');
    assert.equal(textAt(shop, 'spec', 'image'), 'shop:3');
    assert.deepEqual(pulled({ ...build(files, '') }).includes('acmedev.azurecr.io/shop:1'), true);
  });

  test('kustomize refuses a number as a tag', () => {
    const files = {
      'kustomization.yaml': 'resources: [a.yaml]\nimages: [{name: nginx, newTag: 1.10}]\n',
      'a.yaml': deployment('a', { a: 'nginx' }),
    };
    assert.deepEqual(messages(build(files, '')), ['kustomize refuses a number here: put it in quotes']);
  });
});

suite('resources', () => {
  test('an overlay that reaches out of the root joins no unrelated base', () => {
    // the folder `deploy` of the repository was opened: `../../base` lies beside it, and is not its own `base`
    const files = {
      'overlay/kustomization.yaml': 'resources: [../../base]\n',
      'base/kustomization.yaml': 'resources: [app.yaml]\n',
      'base/app.yaml': deployment('unrelated', { app: 'acmedev.azurecr.io/unrelated:1' }),
    };
    const built = build(files, 'overlay');
    assert.deepEqual(pulled(built), []);
    assert.deepEqual(
      built.outside.map(({ what }) => what),
      ['../../base leaves the folder that was opened'],
    );
  });

  test('a broken entry is a problem at the entry, and what else is listed is built', () => {
    const files = {
      'kustomization.yaml': 'resources: [missing.yaml, app.yaml, empty]\n',
      'app.yaml': deployment('shop', { app: 'acmedev.azurecr.io/shop:1' }),
      'empty/readme.yaml': 'a: 1\n',
    };
    const built = build(files, '');
    assert.deepEqual(messages(built), ['missing.yaml does not exist', 'no kustomization in empty']);
    assert.deepEqual(built.problems[0]?.span, { start: 12, end: 24 });
    assert.deepEqual(pulled(built), ['acmedev.azurecr.io/shop:1']);
  });

  test('a patch whose file is half typed is a problem, since kustomize refuses it', () => {
    const built = build(
      {
        'kustomization.yaml': 'resources: [app.yaml]\npatches: [{ path: patch.yaml }]\n',
        'app.yaml': deployment('shop', { app: 'acmedev.azurecr.io/shop:1' }),
        'patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop\n',
      },
      '',
    );
    assert.deepEqual(
      built.problems.map(({ file }) => file),
      ['patch.yaml'],
    );
    assert.deepEqual(pulled(built), ['acmedev.azurecr.io/shop:1']);
  });

  test('a remote base is outside', () => {
    const built = build(
      { 'kustomization.yaml': 'resources:\n- github.com/acme/base?ref=v1\n- https://acme.example/a.yaml\n' },
      '',
    );
    assert.deepEqual(
      built.outside.map(({ what }) => what),
      ['github.com/acme/base?ref=v1', 'https://acme.example/a.yaml'],
    );
    assert.deepEqual(messages(built), []);
  });

  test('a cycle is a problem', () => {
    const files = { 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' };
    assert.deepEqual(messages(build(files, 'a')), ['a cycle: a is, or contains, a folder that uses it']);
    // the folder above contains the one that uses it: kustomize takes that for a cycle too
    const above = {
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': deployment('a', { a: 'a' }),
      'o/kustomization.yaml': 'resources: [..]\n',
    };
    assert.equal(messages(build(above, 'o')).length, 1);
  });

  test('lists are expanded, and what is for local use only is left out', () => {
    const files = {
      'kustomization.yaml': 'resources: [list.yaml]\n',
      'list.yaml': `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: "acmedev.azurecr.io/a:1"}]}}
- apiVersion: v1
  kind: Pod
  metadata: {name: b, annotations: {config.kubernetes.io/local-config: "true"}}
  spec: {containers: [{name: b, image: "acmedev.azurecr.io/b:1"}]}
`,
    };
    assert.deepEqual(pulled(build(files, '')), ['acmedev.azurecr.io/a:1']);
  });

  test('two kustomizations in a folder, and an object that is there twice, are problems', () => {
    const files = {
      'kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'kustomization.yml': 'resources: [a.yaml]\n',
      'a.yaml': deployment('shop', { app: 'shop:1' }),
      'b.yaml': deployment('shop', { app: 'shop:2' }),
    };
    assert.deepEqual(messages(build(files, '')), [
      '. has several kustomizations: kustomize refuses it',
      'Deployment shop is there twice: kustomize refuses it',
    ]);
  });

  test('another apiVersion than that of the kind is a problem', () => {
    const group = 'kustomize.config.k8s.io';
    for (const [head, says] of [
      [`apiVersion: ${group}/v99`, [`the apiVersion should be ${group}/v1beta1, not ${group}/v99`]],
      [`apiVersion: ${group}/v1alpha1`, [`the apiVersion should be ${group}/v1beta1, not ${group}/v1alpha1`]],
      [`apiVersion: ${group}/v1alpha1\nkind: Component`, []],
      [`apiVersion: ${group}/v1beta1`, []],
      ['apiVersion: ""', []],
      ['kind: Kustomization', []],
    ] as const) {
      const files = {
        'kustomization.yaml': `${head}\nresources: [a.yaml]\n`,
        'a.yaml': deployment('a', { app: 'a:1' }),
      };
      assert.deepEqual(messages(build(files, '')), says, head);
    }
  });

  test('replicas of no workload are a problem, unless it may be in what is missing here', () => {
    const base = 'resources: [a.yaml, b.yaml]\nnamePrefix: x-\n';
    const files = {
      'base/kustomization.yaml': base,
      'base/a.yaml': deployment('a', { app: 'a:1' }),
      'base/b.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: b }\n',
      'scaled.yaml': 'replicas: [{ kind: Rollout, path: spec/replicas }]\n',
    };
    const said = (name: string, more = '') => {
      const top = `resources: [base]\nnameSuffix: -y\nreplicas: [{ name: ${name}, count: 3 }]\n${more}`;
      return messages(build({ ...files, 'kustomization.yaml': top }, ''));
    };
    for (const name of ['a', 'x-a', 'x-a-y']) assert.deepEqual(said(name), [], name);
    const refused = (name: string) => [`no workload is called ${name}: kustomize refuses it`];
    for (const name of ['b', 'other', 'a-y']) assert.deepEqual(said(name), refused(name), name);
    assert.deepEqual(said('b', 'configurations: [scaled.yaml]\n'), []);
    const open = { 'kustomization.yaml': 'resources: ["https://acme.example/x"]\nreplicas: [{ name: a, count: 3 }]\n' };
    assert.deepEqual(messages(build(open, '')), []);
  });

  test('a new name with a tag keeps it, before the tag of the image', () => {
    const files = {
      'kustomization.yaml': 'resources: [a.yaml]\nimages: [{ name: a, newName: "acmedev.azurecr.io/n:7" }]\n',
      'a.yaml': deployment('a', { app: 'a:1' }),
    };
    assert.deepEqual(pulled(build(files, '')), ['acmedev.azurecr.io/n:7:1']);
  });

  test('the folders and files that a kustomization names', () => {
    const files = {
      'o/kustomization.yaml': 'resources: [../base, a.yaml, https://acme.example/a]\ncomponents: [../c]\n',
    };
    assert.deepEqual(usedBy('o', inputsOf(files)), ['base', 'c', 'o/a.yaml', 'o/https:/acme.example/a']);
  });
});

suite('components', () => {
  const files = {
    'kustomization.yaml': `resources: [app.yaml]
components: [rename, tag]
images: [{name: acmedev.azurecr.io/shop, newTag: "3"}]
`,
    'app.yaml': deployment('shop', { app: 'shop:1' }),
    'rename/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [extra.yaml]
images: [{name: shop, newName: acmedev.azurecr.io/shop}]
`,
    'rename/extra.yaml': deployment('extra', { app: 'shop:9' }),
    'tag/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
images: [{name: acmedev.azurecr.io/shop, newTag: "2"}]
`,
  };

  test('work on all that was accumulated before them, in order, before the kustomization’s own entries', () => {
    assert.deepEqual(pulled(build(files, '')), ['acmedev.azurecr.io/shop:3', 'acmedev.azurecr.io/shop:3']);
    const swapped = { ...files, 'kustomization.yaml': 'resources: [app.yaml]\ncomponents: [tag, rename]\n' };
    // tagged before it has the name: nothing to tag
    assert.deepEqual(pulled(build(swapped, '')), ['acmedev.azurecr.io/shop:1', 'acmedev.azurecr.io/shop:9']);
  });

  test('are no resources, and resources are no components', () => {
    const wrong = { ...files, 'kustomization.yaml': 'resources: [app.yaml, tag]\n' };
    assert.deepEqual(messages(build(wrong, '')), ["a component isn't a resource: list it under components"]);
  });
});

suite('names', () => {
  test('fields are read in any case, and a prefixer renames what it is configured for', () => {
    const files = {
      'kustomization.yaml': `nameprefix: eu-
resources: [app.yaml]
transformers: [prefixer.yaml]
`,
      'app.yaml': `${deployment('shop', { app: 'a' })}---\n{apiVersion: v1, kind: Service, metadata: {name: shop}}\n`,
      'prefixer.yaml': `apiVersion: builtin
kind: PrefixTransformer
metadata: {name: prefixer}
prefix: x-
fieldSpecs: [{path: metadata/name, kind: Service}]
`,
    };
    const built = build(files, '');
    assert.deepEqual(messages(built), []);
    assert.deepEqual(built.objects.map(namespaceAndName), ['/eu-shop', '/x-eu-shop']);
  });

  test('prefixes and suffixes rename accounts and secrets with what refers to them', () => {
    const files = {
      'kustomization.yaml': `resources: [app.yaml]
namespace: prod
namePrefix: eu-
nameSuffix: -2
secretGenerator:
- name: pull
  type: kubernetes.io/dockerconfigjson
  files: [.dockerconfigjson=config.json]
`,
      'config.json': '{"auths":{"acmedev.azurecr.io":{"auth":"YTpi"}}}',
      'app.yaml': `apiVersion: v1
kind: ServiceAccount
metadata: {name: shop}
imagePullSecrets: [{name: pull}]
---
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  serviceAccountName: shop
  imagePullSecrets: [{name: pull}, {name: not-here}]
  containers: [{name: a, image: a}]
---
apiVersion: v1
kind: Namespace
metadata: {name: anything}
`,
    };
    const built = build(files, '');
    assert.deepEqual(built.objects.map(namespaceAndName), [
      'prod/eu-shop-2',
      'prod/eu-shop-2',
      '/prod',
      'prod/eu-pull-2',
    ]);
    const [pod] = readPods(built);
    // the secret that is not here keeps its name. The hash of the generated one is left out
    assert.deepEqual(pod, { account: 'eu-shop-2', secrets: ['eu-pull-2', 'not-here'] });
    // data of Secrets is encoded
    assert.equal(atob(textAt(objectNamed(built, 'Secret'), 'data', '.dockerconfigjson') ?? ''), files['config.json']);
  });

  test('a patch finds an object by the names that it had before', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [app.yaml]\nnamePrefix: eu-\nnamespace: prod\n',
      'base/app.yaml': deployment('shop', { app: 'shop:1' }),
      'overlay/kustomization.yaml': `resources: [../base]
patches:
- path: patch.yaml
- target: {kind: Deployment, name: shop}
  patch: '[{"op": "add", "path": "/spec/template/spec/containers/-", "value": {"name": "b", "image": "b:1"}}]'
`,
      'overlay/patch.yaml': deployment('shop', { app: 'acmedev.azurecr.io/shop:2' }),
    };
    const built = build(files, 'overlay');
    assert.deepEqual(messages(built), []);
    assert.deepEqual(pulled(built), ['acmedev.azurecr.io/shop:2', 'b:1']);
    assert.deepEqual(built.objects.map(namespaceAndName), ['prod/eu-shop']);
  });
});

function readPods(built: ReturnType<typeof build>) {
  return built.objects.flatMap(object => {
    if (textAt(object, 'kind') !== 'Pod') return [];
    const secrets = field(object, 'spec', 'imagePullSecrets');
    return {
      account: textAt(object, 'spec', 'serviceAccountName'),
      secrets: secrets?.kind === 'list' ? secrets.items.map(item => textAt(item, 'name')) : [],
    };
  });
}

suite('transformers', () => {
  const app = { 'app.yaml': deployment('shop', { app: 'acmedev.azurecr.io/shop:1' }) };

  test('of kustomize are applied, inline, from files and from folders', () => {
    const files = {
      ...app,
      'kustomization.yaml': `resources: [app.yaml]
transformers:
- tag.yaml
- more
- |-
  apiVersion: builtin
  kind: NamespaceTransformer
  metadata: {name: ns, namespace: prod}
`,
      'tag.yaml': `apiVersion: builtin
kind: ImageTagTransformer
metadata: {name: tag}
imageTag: {name: acmedev.azurecr.io/shop, newTag: "2"}
`,
      'more/kustomization.yaml': 'resources: [t.yaml]\n',
      'more/t.yaml': `apiVersion: builtin
kind: PatchTransformer
metadata: {name: add}
target: {kind: Deployment}
patch: '[{"op": "replace", "path": "/spec/template/spec/containers/0/name", "value": "renamed"}]'
`,
    };
    const built = build(files, '');
    assert.deepEqual(messages(built), []);
    assert.deepEqual(pulled(built), ['acmedev.azurecr.io/shop:2']);
    assert.deepEqual(built.objects.map(namespaceAndName), ['prod/shop']);
  });

  test('that kustomize does not know open the images, and the image as seen stays as an origin', () => {
    const files = {
      ...app,
      'kustomization.yaml': 'resources: [app.yaml]\ntransformers: [fn.yaml]\n',
      'fn.yaml': 'apiVersion: acme.example/v1\nkind: SetRegistry\nmetadata: {name: fn}\n',
    };
    const image = imageIn(build(files, ''));
    assert.ok(isOpen(image));
    assert.deepEqual(
      image?.source?.origins.map(({ role }) => role),
      ['before that: acmedev.azurecr.io/shop:1'],
    );
  });

  test('of Flux’s postRenderers are applied to given objects', () => {
    const inputs = inputsOf({ 'k.yaml': 'images: [{name: acmedev.azurecr.io/shop, newTag: "7"}]\n', ...app });
    const [kustomization] = inputs.documents('k.yaml') ?? [];
    const objects = (inputs.documents('app.yaml') ?? []).flatMap(each => (each.kind === 'mapping' ? each : []));
    assert.ok(kustomization?.kind === 'mapping');
    assert.deepEqual(pulled(transform(objects, kustomization, '', inputs)), ['acmedev.azurecr.io/shop:7']);
  });
});

function imageIn(built: ReturnType<typeof build>) {
  const containers = field(built.objects[0], 'spec', 'template', 'spec', 'containers');
  return containers?.kind === 'list' ? field(containers.items[0], 'image') : undefined;
}

suite('charts', () => {
  test('are handed on with their values, and those of a registry are outside', () => {
    const files = {
      'kustomization.yaml': `namespace: prod
helmCharts:
- {name: shop, releaseName: eu, valuesFile: values.yaml, valuesInline: {tag: 2}}
- {name: redis, repo: https://charts.example, version: 1.0.0}
`,
      'values.yaml': 'tag: 1\n',
      'charts/shop/Chart.yaml': 'name: shop\n',
    };
    const seen: unknown[] = [];
    const built = build(files, '', {
      inflate: ({ folder, release }) => {
        seen.push([folder, release.name, release.namespace, release.values.map(({ kind }) => kind)]);
        return NOTHING_BUILT;
      },
    });
    assert.deepEqual(seen, [['charts/shop', 'eu', 'prod', ['file', 'inline']]]);
    assert.deepEqual(
      built.outside.map(({ what }) => what),
      ['chart redis of https://charts.example'],
    );
  });
});

// https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/loader/loadrestrictions.go
suite('the load restriction', () => {
  const refused = (path: string) =>
    `${path} is outside of the kustomization's folder: kustomize loads it only with --load-restrictor LoadRestrictionsNone`;
  const pod = (name: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: "acmedev.azurecr.io/${name}:1"}]}\n`;

  test('a file above the folder is built, and said to be refused', () => {
    const files = { 'a/b/kustomization.yaml': 'resources:\n- ../x.yaml\n', 'a/x.yaml': pod('x') };
    const built = build(files, 'a/b');
    assert.deepEqual(pulled(built), ['acmedev.azurecr.io/x:1']);
    const [problem, ...more] = built.problems;
    assert.deepEqual(more, []);
    assert.equal(problem?.message, refused('../x.yaml'));
    assert.equal(problem?.isBuilt, true);
    assert.equal(problem?.file, 'a/b/kustomization.yaml');
    assert.equal(files['a/b/kustomization.yaml'].slice(problem?.span.start, problem?.span.end), '../x.yaml');
    const byFlux = build(files, 'a/b', { isUnrestricted: true });
    assert.deepEqual(
      byFlux.problems.map(({ isTaken }) => isTaken),
      [true],
    );
  });

  test('a folder above is taken, and files are judged by the folder of the kustomization that names them', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [deep/x.yaml, ../base/y.yaml]\n',
      'base/deep/x.yaml': pod('x'),
      'base/y.yaml': pod('y'),
      'part/kustomization.yaml': 'kind: Component\npatches: [{path: patch.yaml}]\n',
      'part/patch.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {a: b}}\n',
      'over/kustomization.yaml': 'resources: [../base]\ncomponents: [../part]\n',
    };
    assert.deepEqual(messages(build(files, 'over')), []);
    const more = {
      ...files,
      'baseline/z.yaml': pod('z'),
      'base/kustomization.yaml': 'resources: [../baseline/z.yaml]\n',
    };
    assert.deepEqual(
      build(more, 'over')
        .problems.filter(({ file }) => file === 'base/kustomization.yaml')
        .map(({ message }) => message),
      [refused('../baseline/z.yaml')],
    );
  });

  const fields: Readonly<Record<string, string>> = {
    patches: 'patches: [{path: ../f.yaml}]',
    patchesStrategicMerge: 'patchesStrategicMerge: [../f.yaml]',
    patchesJson6902: 'patchesJson6902: [{path: ../f.yaml, target: {kind: Pod, name: x}}]',
    replacements: 'replacements: [{path: ../f.yaml}]',
    configurations: 'configurations: [../f.yaml]',
    crds: 'crds: [../f.yaml]',
    openapi: 'openapi: {path: ../f.yaml}',
    validators: 'validators: [../f.yaml]',
    transformers: 'transformers: [../f.yaml]',
    generators: 'generators: [../f.yaml]',
    'files of a generator': 'configMapGenerator: [{name: c, files: ["k=../f.yaml"]}]',
    'variables of a generator': 'secretGenerator: [{name: c, envs: [../f.yaml]}]',
    'values of a chart': 'helmCharts: [{name: c, repo: "https://example.com", valuesFile: ../f.yaml}]',
  };
  for (const [what, line] of Object.entries(fields)) {
    test(`it is that of ${what}, too`, () => {
      const files = {
        'o/kustomization.yaml': `resources: [x.yaml]\n${line}\n`,
        'o/x.yaml': pod('x'),
        'f.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n',
      };
      const said = (folder: string, all: Readonly<Record<string, string>>) =>
        build(all, folder, { inflate: () => NOTHING_BUILT })
          .problems.filter(({ isBuilt }) => isBuilt === true)
          .map(({ message }) => message);
      assert.deepEqual(said('o', files), [refused('../f.yaml')]);
      const beside = { ...files, 'o/kustomization.yaml': files['o/kustomization.yaml'].replace('../f', 'f') };
      assert.deepEqual(said('o', { ...beside, 'o/f.yaml': files['f.yaml'] }), []);
    });
  }

  test('Helm reads a chart anywhere, but kustomize its values', () => {
    const said = (chart: string) =>
      messages(
        build(
          {
            'o/kustomization.yaml': `helmGlobals: {chartHome: ../charts}\nhelmCharts: [{name: c${chart}}]\n`,
            'o/v.yaml': 'a: b\n',
            'charts/c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
          },
          'o',
          { inflate: () => NOTHING_BUILT },
        ),
      );
    assert.deepEqual(said(''), [refused('../charts/c')]);
    assert.deepEqual(said(', valuesFile: v.yaml'), []);
    assert.deepEqual(said(', valuesInline: {a: b}, valuesMerge: replace'), []);
  });
});
