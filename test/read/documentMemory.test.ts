import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ManifestReader, readManifest } from '../../src/read/index.ts';
import { splitStream } from '../../src/read/source/yaml/yaml.ts';

const pod = (n: number) => `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: shop.azurecr.io/app-${n}:1\n`;

/** Documents, and what may be between and inside them, good or bad. */
const ofYaml = [
  '---\n',
  '...\n',
  '--- # next\n',
  '... # the end of it\n',
  '...',
  '---',
  '\n',
  'x',
  '    - image: b:2\n',
  'data: |\n  text\n',
  ...[1, 2, 3].map(n => `${pod(n)}---\n`),
];

/** A template of Helm is cut at its definitions and branches as well. */
const ofHelm = [
  ...ofYaml,
  '{{- if .Values.on }}\n',
  '{{- else if .Values.off }}\n',
  '{{- end }}\n',
  '{{- define "part" }}\nimage: {{ .Values.image }}\n',
  ...[1, 2].map(n => `${pod(n)}{{ end }}\n`),
];

for (const [what, texts] of [
  ['file', ofYaml],
  ['template', ofHelm],
] as const) {
  test(`after any edits a ${what} reads as if it were read for the first time`, () => {
    const piece = fc.constantFrom(...texts);
    const text = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''));
    const edit = fc.record({ at: fc.nat(2000), remove: fc.nat(30), insert: fc.oneof(piece, fc.constant('')) });
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 6 }), (start, edits) => {
        const reader = new ManifestReader();
        let now = start;
        reader.read({ name: 'all.yaml', text: now });
        for (const { at, remove, insert } of edits) {
          const from = at % (now.length + 1);
          now = now.slice(0, from) + insert + now.slice(from + remove);
          assert.deepEqual(reader.read({ name: 'all.yaml', text: now }), readManifest({ name: 'all.yaml', text: now }));
        }
      }),
      { numRuns: 500 },
    );
  });
}

test('only what an edit touches is read again', () => {
  const before = Array.from({ length: 50 }, (_, n) => pod(n)).join('---\n');
  const after = before.replace('app-20:1', 'app-20:22');
  const reader = new ManifestReader();
  const first = reader.read({ name: 'all.yaml', text: before }).references;
  const second = reader.read({ name: 'all.yaml', text: after }).references;
  assert.ok(second.filter(reference => first.includes(reference)).length >= 18, 'those before keep their references');
  assert.equal(second[20]?.text, 'shop.azurecr.io/app-20:22');
});

test('one of several equal documents may be deleted, or written once more', () => {
  const reader = new ManifestReader();
  const text = (count: number) => Array(count).fill(pod(1)).join('---\n');
  for (const count of [10, 9, 9, 5, 12, 1, 2]) {
    const file = { name: 'all.yaml', text: text(count) };
    assert.deepEqual(reader.read(file), readManifest(file));
  }
});

test('a format that a file no longer has leaves nothing behind', () => {
  const reader = new ManifestReader();
  assert.equal(reader.read({ name: 'x.yaml', text: pod(1) }).references[0]?.format, 'kubernetes');
  const compose = 'services:\n  app:\n    image: shop.azurecr.io/app:1\n';
  assert.equal(reader.read({ name: 'x.yaml', text: compose }).references[0]?.format, 'compose');
  assert.deepEqual(reader.read({ name: 'x.yaml', text: '' }).references, []);
});

test('a stream is cut at its markers and nowhere else', () => {
  const cut = (stream: string) => splitStream(stream).map(({ start, end }) => stream.slice(start, end));
  assert.deepEqual(cut(''), []);
  assert.deepEqual(cut('a: 1\n---\nb: 2\n'), ['a: 1\n', '---\nb: 2\n']);
  assert.deepEqual(cut('---\r\na: 1\r\n---\r\nb: 2'), ['---\r\na: 1\r\n', '---\r\nb: 2']);
  assert.deepEqual(cut('a: 1\n...\nb: 2\n'), ['a: 1\n...\n', 'b: 2\n']);
  assert.deepEqual(cut('a: |\n  text\n---\nb: 2'), ['a: |\n  text\n', '---\nb: 2']);
  assert.deepEqual(cut('a: 1\n---- no marker\n ---\n---x\n'), ['a: 1\n---- no marker\n ---\n---x\n']);
  assert.deepEqual(cut('--- {a: 1}\n--- b'), ['--- {a: 1}\n', '--- b']);
});
