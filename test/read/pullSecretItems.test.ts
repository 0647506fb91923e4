// The reach of a pull secret's item: taken out, the manifest still has everything else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { readManifest } from '../../src/read/index.ts';

const pod = (list: string, after = '  containers: [{ name: web, image: shop.azurecr.io/web:1 }]\n') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n${list}${after}`;

/** The text without each of the pod's secrets in turn. Null where one can't be taken out. */
function without(text: string): readonly (string | null)[] {
  const [reference] = readManifest({ name: 'pod.yaml', text }).references;
  assert.equal(reference?.workload.platform, 'kubernetes');
  return reference.workload.pullSecrets.map(({ span, item }) =>
    item ? text.slice(0, span.start - item.before) + text.slice(span.end + item.after) : null,
  );
}

const rows: readonly (readonly [name: string, list: string, left: readonly (string | null)[]])[] = [
  ['the only one goes with its key', '  imagePullSecrets:\n    - name: a\n', ['']],
  ['at the indentation of its key', '  imagePullSecrets:\n  - name: a\n', ['']],
  ['in quotes, with a comment', '  imagePullSecrets:\n    - name: "a" # old\n', ['']],
  [
    'of two, each leaves the other',
    '  imagePullSecrets:\n    - name: a\n    - name: b\n',
    ['  imagePullSecrets:\n    - name: b\n', '  imagePullSecrets:\n    - name: a\n'],
  ],
  [
    'blank lines and comments between',
    '  imagePullSecrets:\n    - name: a\n\n    # the new one\n    - name: b\n',
    [
      '  imagePullSecrets:\n\n    # the new one\n    - name: b\n',
      '  imagePullSecrets:\n    - name: a\n\n    # the new one\n',
    ],
  ],
  ['with CRLF', '  imagePullSecrets:\r\n    - name: a\r\n', ['']],
  ['in flow style', '  imagePullSecrets: [{ name: a }]\n', [null]],
  ['an item of two lines', '  imagePullSecrets:\n    - name: a\n      # why\n      other: x\n', [null]],
  ['an anchor', '  imagePullSecrets:\n    - &it\n      name: a\n', [null]],
];

for (const [name, list, left] of rows) {
  test(`${name}: ${JSON.stringify(list)}`, () => {
    const text = pod(list);
    assert.deepEqual(
      without(text),
      left.map(each => (each === null ? null : pod(each))),
    );
    for (const each of without(text)) if (each !== null) assert.doesNotThrow(() => parse(each));
  });
}

test('at the end of a document and of a file', () => {
  const containers = '  containers: [{ name: web, image: shop.azurecr.io/web:1 }]\n';
  const first = pod(containers, '  imagePullSecrets:\n    - name: a\n');
  assert.deepEqual(without(first), [pod(containers, '')]);
  assert.deepEqual(without(first.trimEnd()), [pod(containers, '')]);
  const [text] = without(`${first}---\n${first}`);
  assert.equal(parseAllDocuments(text ?? '').length, 2);
});

test('an edit above moves the item with its name', () => {
  const text = `# one\n${pod('  imagePullSecrets:\n    - name: a\n')}`;
  assert.deepEqual(without(text), [`# one\n${pod('')}`]);
});
