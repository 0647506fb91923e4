// A build ends and throws nothing, whatever the files hold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { build, deployment } from './files.ts';

const FILES: Readonly<Record<string, string>> = {
  'kustomization.yaml': `resources: [base, app.yaml]
components: [comp]
namespace: prod
namePrefix: eu-
images: [{name: shop, newName: acmedev.azurecr.io/shop, newTag: "2"}]
patches:
- target: {kind: "Deploy.*|Job", labelSelector: "app in (shop)"}
  patch: |-
    - {op: add, path: /spec/template/spec/containers/-, value: {name: c, image: c:1}}
- path: patch.yaml
replacements:
- source: {kind: ConfigMap, fieldPath: data.a, options: {delimiter: ":", index: 1}}
  targets: [{select: {kind: Deployment}, fieldPaths: ["spec.template.spec.containers.[name=app].image"]}]
configMapGenerator: [{name: values, literals: ["a=b:c"], envs: [x.env]}]
transformers: [t.yaml]
vars: [{name: A, objref: {kind: ConfigMap, name: values, apiVersion: v1}, fieldref: {fieldpath: data.a}}]
`,
  'app.yaml': deployment('shop', { app: 'shop:1' }, '{app: shop}'),
  'patch.yaml': deployment('shop', { app: 'shop:3' }),
  't.yaml':
    'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: a}\nprefix: b-\nfieldSpecs: [{path: metadata/name}]\n',
  'base/kustomization.yaml': 'resources: [cart.yaml]\nnameSuffix: -1\n',
  'base/cart.yaml': deployment('cart', { app: 'cart:1' }),
  'comp/kustomization.yaml': 'kind: Component\nimages: [{name: c, newTag: "9"}]\n',
};

/** Pieces that mean something to kustomize. */
const PIECES = [
  '..',
  '../',
  '.',
  '[]',
  '{}',
  '- ',
  ': ',
  '\n',
  '  ',
  '$patch: delete',
  'null',
  '*',
  '&a ',
  '*a',
  '(',
  ')',
  '|',
  '/-',
  '~1',
  'base',
  '{{ x }}',
  '---\n',
  '"',
  "'",
];

test('mutated kustomizations build without an error', () => {
  const mutation = fc.record({
    file: fc.constantFrom(...Object.keys(FILES)),
    at: fc.nat(2000),
    length: fc.nat(12),
    piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })),
  });
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), mutations => {
      const files = { ...FILES };
      for (const { file, at, length, piece } of mutations) {
        const text = files[file] ?? '';
        const from = at % (text.length + 1);
        files[file] = text.slice(0, from) + piece + text.slice(from + length);
      }
      const built = build(files, '');
      assert.ok(built.objects.length < 100);
      // the same input gives the same answer
      assert.deepEqual(build(files, ''), built);
    }),
    { numRuns: 150, seed: 1 },
  );
});

test('bases that double at each step end by count', () => {
  const files: Record<string, string> = {
    'b0/kustomization.yaml': 'resources: [a.yaml]\n',
    'b0/a.yaml': deployment('a', { a: 'a' }),
  };
  for (let step = 1; step < 30; step++) {
    files[`b${step}/kustomization.yaml`] = `resources: [../b${step - 1}, ../b${step - 1}]\n`;
  }
  const built = build(files, 'b29');
  assert.ok(built.objects.length <= 50_000);
  assert.ok(built.problems.length > 0);
});
