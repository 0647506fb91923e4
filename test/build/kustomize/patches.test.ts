// Patches of kustomizations. Expectations are those of kustomize 5.8.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { build, deployment, messages, pulled } from './files.ts';

function patched(patches: string, app: string, more: Readonly<Record<string, string>> = {}) {
  return build({ 'kustomization.yaml': `resources: [app.yaml]\n${patches}`, 'app.yaml': app, ...more }, '');
}

const APP = deployment('shop', { app: 'shop:1', side: 'side:1' }, '{tier: web, app: shop}');

suite('targets', () => {
  const targets: readonly (readonly [string, boolean])[] = [
    ['{kind: Deployment}', true],
    ['{kind: Deploy}', false], // the expression has to match all of it
    ['{kind: "Deploy.*"}', true],
    ['{kind: "Job|Deployment"}', true],
    ['{group: apps, version: v1, name: "sh.p"}', true],
    ['{group: batch}', false],
    ['{namespace: default}', true], // no namespace is the default one
    ['{labelSelector: tier=web}', true],
    ['{labelSelector: "tier in (api, web),app!=cart"}', true],
    ['{labelSelector: "tier notin (web)"}', false],
    ['{labelSelector: "!legacy"}', true],
    ['{annotationSelector: owner}', false],
    ['{name: "^shop$"}', true],
    ['{name: "(shop|cart)-?"}', true],
  ];
  for (const [target, isSelected] of targets) {
    test(`${target} ${isSelected ? 'selects' : 'does not select'} it`, () => {
      const built = patched(
        `patches:\n- target: ${target}\n  patch: |-\n    - {op: replace, path: /spec/template/spec/containers/0/image, value: "new:2"}\n`,
        APP,
      );
      assert.deepEqual(messages(built), []);
      assert.equal(pulled(built).includes('new:2'), isSelected);
    });
  }

  test('a label that a base sets can be selected by', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [app.yaml]\ncommonLabels: {stage: blue}\n',
      'base/app.yaml': APP,
      'o/kustomization.yaml': 'resources: [../base]\npatches: [{target: {labelSelector: stage=blue}, path: p.yaml}]\n',
      'o/p.yaml': deployment('any', { app: 'new:2' }),
    };
    assert.deepEqual(pulled(build(files, 'o')), ['new:2', 'side:1']);
  });

  test('an expression that can’t be evaluated opens the image', () => {
    const built = patched(
      'patches:\n- target: {name: "s{1}hop"}\n  patch: |-\n    - {op: remove, path: /spec/x}\n',
      APP,
    );
    assert.ok(pulled(built).every(image => image.startsWith('{{ ')));
  });
});

suite('strategic merges', () => {
  const pod = (containers: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec: {template: {spec: ${containers}}}
`;
  const merges: readonly (readonly [string, string, readonly string[]])[] = [
    ['merge containers by name', '{containers: [{name: app, image: new:2}]}', ['new:2', 'side:1']],
    ['add a container', '{containers: [{name: more, image: more:1}]}', ['more:1', 'shop:1', 'side:1']],
    ['delete a container', '{containers: [{name: side, $patch: delete}]}', ['shop:1']],
    ['replace the list', '{containers: [{$patch: replace}, {name: app, image: new:2}]}', ['new:2']],
    // kustomize 5 puts the container back that it should replace
    ['replace a container', '{containers: [{name: app, $patch: replace, image: new:2}]}', ['shop:1', 'side:1']],
    ['delete a field by null', '{containers: null}', []],
    [
      'ignore the order of elements',
      '{$setElementOrder/containers: [{name: side}], containers: [{name: app, image: new:2}]}',
      ['new:2', 'side:1'],
    ],
    ['add init containers', '{initContainers: [{name: i, image: init:1}]}', ['init:1', 'shop:1', 'side:1']],
  ];
  for (const [what, spec, images] of merges) {
    test(what, () => {
      for (const key of ['patchesStrategicMerge: [p.yaml]\n', 'patches: [{path: p.yaml}]\n']) {
        const built = patched(key, APP, { 'p.yaml': pod(spec) });
        assert.deepEqual(messages(built), []);
        assert.deepEqual(pulled(built), images);
      }
    });
  }

  test('an object that a patch deletes is no pull', () => {
    const deletion = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\n$patch: delete\n';
    assert.deepEqual(pulled(patched('patches: [{path: p.yaml}]\n', APP, { 'p.yaml': deletion })), []);
  });

  test('lists of custom resources are replaced', () => {
    const rollout = (containers: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec: {template: {spec: {containers: ${containers}}}}\n`;
    const built = patched('patches: [{path: p.yaml}]\n', rollout('[{name: a, image: a:1}, {name: b, image: b:1}]'), {
      'p.yaml': rollout('[{name: b, image: b:2}]'),
    });
    assert.deepEqual(pulled(built), ['b:2']);
  });

  test('several patches in one file and inline are applied in order', () => {
    const built = patched(
      `patches:
- path: p.yaml
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: shop
    spec:
      template:
        spec:
          containers:
          - name: app
            image: new:3
`,
      APP,
      {
        'p.yaml': `${pod('{containers: [{name: app, image: new:2}]}')}---\n${pod('{containers: [{name: side, image: new:2}]}')}`,
      },
    );
    assert.deepEqual(pulled(built), ['new:2', 'new:3']);
  });

  test('a patch of something that is not there is a problem', () => {
    const built = patched('patches: [{path: p.yaml}]\n', APP, { 'p.yaml': deployment('cart', { a: 'a' }) });
    assert.deepEqual(messages(built), ['Deployment cart is not among the resources: kustomize refuses this patch']);
  });
});

suite('JSON patches', () => {
  const at = '/spec/template/spec/containers';
  const operations: readonly (readonly [string, readonly string[]])[] = [
    [`{op: replace, path: ${at}/0/image, value: new:2}`, ['new:2', 'side:1']],
    [`{op: add, path: ${at}/-, value: {name: c, image: c:1}}`, ['c:1', 'shop:1', 'side:1']],
    [`{op: add, path: ${at}/0, value: {name: c, image: c:1}}`, ['c:1', 'shop:1', 'side:1']],
    [`{op: remove, path: ${at}/1}`, ['shop:1']],
    [`{op: copy, from: ${at}/0/image, path: ${at}/1/image}`, ['shop:1', 'shop:1']],
    [`{op: move, from: ${at}/0, path: /spec/template/spec/first}`, ['shop:1', 'side:1']],
    [`{op: test, path: ${at}/0/image, value: shop:1}`, ['shop:1', 'side:1']],
    ['{op: add, path: /metadata/labels/acme.example~1a~0b, value: x}', ['shop:1', 'side:1']],
  ];
  for (const [operation, images] of operations) {
    test(operation, () => {
      for (const [key, more] of [
        ['patches:\n- {target: {kind: Deployment}, path: p.yaml}\n', ''],
        ['patchesJson6902:\n- target: {group: apps, version: v1, kind: Deployment, name: shop}\n  path: p.yaml\n', ''],
      ]) {
        const built = patched(`${key}${more}`, APP, { 'p.yaml': `- ${operation}\n` });
        assert.deepEqual(messages(built), []);
        assert.deepEqual(pulled(built), images);
      }
    });
  }

  const refused: readonly (readonly [string, string])[] = [
    ['{op: replace, path: /spec/none, value: 1}', '/spec/none does not exist in the object'],
    ['{op: remove, path: /spec/none}', '/spec/none does not exist in the object'],
    ['{op: add, path: /spec/none/x, value: 1}', '/spec/none/x does not exist in the object'],
    [`{op: test, path: ${at}/0/image, value: other}`, `the test of ${at}/0/image fails`],
    ['{op: merge, path: /spec}', "merge isn't a JSON patch operation"],
    ['{op: add, path: /spec/x}', 'this operation has no value'],
  ];
  for (const [operation, message] of refused) {
    test(`refused: ${operation}`, () => {
      const built = patched('patches:\n- {target: {kind: Deployment}, path: p.yaml}\n', APP, {
        'p.yaml': `- ${operation}\n`,
      });
      assert.deepEqual(messages(built), [message]);
    });
  }

  test('patches come before prefixes, patchesJson6902 after them, and both before images', () => {
    const built = patched(
      `namePrefix: eu-
images: [{name: new, newName: acmedev.azurecr.io/new}]
patches:
- target: {name: eu-shop}
  patch: '[{"op": "replace", "path": "${at}/1/image", "value": "none"}]'
patchesJson6902:
- target: {version: v1, kind: Deployment, name: eu-shop}
  patch: '[{"op": "replace", "path": "${at}/0/image", "value": "new:2"}]'
`,
      APP,
    );
    assert.deepEqual(pulled(built), ['acmedev.azurecr.io/new:2', 'side:1']);
  });
});

suite('replacements', () => {
  const values =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values}\ndata: {whole: "acmedev.azurecr.io/shop:7", tag: "9"}\n';
  const replaced = (replacement: string) => patched(`replacements:\n- ${replacement}\n`, `${APP}---\n${values}`);

  test('copy a whole image', () => {
    const built = replaced(`source: {kind: ConfigMap, name: values, fieldPath: data.whole}
  targets: [{select: {kind: Deployment}, fieldPaths: ["spec.template.spec.containers.[name=app].image"]}]`);
    assert.deepEqual(messages(built), []);
    assert.deepEqual(pulled(built), ['acmedev.azurecr.io/shop:7', 'side:1']);
  });

  test('copy a part into a part', () => {
    const built = replaced(`source: {kind: ConfigMap, fieldPath: data.tag}
  targets:
  - select: {kind: Deployment}
    fieldPaths: ["spec.template.spec.containers.*.image"]
    options: {delimiter: ":", index: 1}`);
    assert.deepEqual(pulled(built), ['shop:9', 'side:9']);
  });

  test('reject an object', () => {
    const built = replaced(`source: {kind: ConfigMap, fieldPath: data.tag}
  targets: [{select: {kind: Deployment}, reject: [{name: shop}], fieldPaths: [metadata.name]}]`);
    assert.deepEqual(messages(built), []);
    assert.deepEqual(pulled(built), ['shop:1', 'side:1']);
  });

  test('at a path that is deeper than any object leave it open', () => {
    for (const path of [`metadata${'.a'.repeat(3000)}`, `spec${'.0'.repeat(3000)}`, `spec${'.[a=b]'.repeat(3000)}`]) {
      const built = replaced(`source: {kind: ConfigMap, fieldPath: data.tag}
  targets: [{select: {kind: Deployment}, fieldPaths: ["${path}"], options: {create: true}}]`);
      assert.match(pulled(built).join(), /a replacement that can't be followed here/);
    }
  });

  test('without a source or a field are problems', () => {
    const built = replaced(`source: {kind: Secret}
  targets: [{select: {kind: Deployment}}]
- source: {kind: ConfigMap}
  targets: [{select: {kind: Deployment}, fieldPaths: [spec.none]}]`);
    assert.deepEqual(messages(built), [
      'the source of this replacement selects no object',
      'spec.none does not exist in the object',
    ]);
  });
});

test('vars are put in where a configuration names the field', () => {
  const built = patched(
    `configurations: [fields.yaml]
vars:
- {name: REGISTRY, objref: {apiVersion: v1, kind: ConfigMap, name: values}, fieldref: {fieldpath: data.registry}}
`,
    `${deployment('shop', { app: '$(REGISTRY)/shop:1', side: '$(OTHER)/side:1' })}---
apiVersion: v1
kind: ConfigMap
metadata: {name: values}
data: {registry: acmedev.azurecr.io}
`,
    { 'fields.yaml': 'varReference: [{path: spec/template/spec/containers/image, kind: Deployment}]\n' },
  );
  assert.deepEqual(pulled(built), ['$(OTHER)/side:1', 'acmedev.azurecr.io/shop:1']);
});

suite('what stands in the way of names', () => {
  const pods = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: ${spec}\n`;
  const why = (path: string) => `${path} is neither a mapping nor a list: kustomize refuses it`;
  const specs: readonly (readonly [spec: string, path?: string])[] = [
    ['x', 'spec'],
    ['{containers: 7}', 'spec/containers'],
    ['{containers: [x]}', 'spec/containers'],
    ['{containers: [{image: a, envFrom: ""}]}', 'spec/containers/envFrom'],
    ['{imagePullSecrets: [x]}', 'spec/imagePullSecrets'],
    ['{containers: [{image: a, envFrom: null, env: [~]}], volumes: }'],
    ['{containers: [[{image: a}]], serviceAccountName: [7]}'],
    ['{containers: [{image: a, command: x}], restartPolicy: x}'],
  ];
  for (const [spec, path] of specs)
    test(spec, () => {
      assert.deepEqual(messages(patched('', pods(spec))), path === undefined ? [] : [why(path)]);
    });

  test('a patch that puts it there is shown, with a JSON pointer as Go reads it', () => {
    for (const pointer of ['/spec', '#/spec']) {
      const built = patched(
        `patches:\n- target: {kind: Pod}\n  patch: |-\n    - {op: add, path: "${pointer}", value: x}\n`,
        pods('{containers: [{image: a}]}'),
      );
      assert.deepEqual(messages(built), [why('spec')]);
      assert.equal(built.problems[0]?.file, 'kustomization.yaml');
    }
  });
});
