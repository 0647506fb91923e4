// NEXT LINE, LINE SEPARATOR and PARAGRAPH SEPARATOR end a line in YAML 1.1. The result of each text is that of kubectl
// 1.32 and kustomize 5.5, whose parser is go-yaml.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './readers.ts';
import { readManifest } from '../../src/read/index.ts';

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n';
const read = (text: string, name = 'pod.yaml') => readManifest({ name, text });
const images = (text: string) => {
  const { references } = read(text);
  for (const { span, text: image } of references) assert.equal(text.slice(span.start, span.end), image);
  return references.map(({ text: image, image: { kind } }) => (kind === 'image' ? image : `${kind} ${image}`));
};

for (const [name, end] of Object.entries({ 'NEXT LINE': '\u0085', 'LINE SEPARATOR': '\u2028', PARAGRAPH: '\u2029' })) {
  test(`${name} ends a comment, a value and a line`, () => {
    assert.deepEqual(images(`${pod}    - name: a # note${end}      image: shop.azurecr.io/a:1\n`), [
      'shop.azurecr.io/a:1',
    ]);
    assert.deepEqual(images(`${pod}    - image: shop.azurecr.io/a:1${end}      name: a\n`), ['shop.azurecr.io/a:1']);
    assert.deepEqual(images(`${pod}${end}    # b${end}    - image: shop.azurecr.io/a:1 # ${end}`), [
      'shop.azurecr.io/a:1',
    ]);
    assert.deepEqual(images(`${pod}    - image: shop.azurecr.io/a:1\n`.replaceAll('\n', end)), ['shop.azurecr.io/a:1']);
  });

  test(`${name} in a text is part of it, and no image has it`, () => {
    const text = `${pod}    - image: shop.azurecr.io/a:1\n      args: ["a${end}b", 'a${end}b', "\\u2028"]\n`;
    assert.deepEqual(images(text), ['shop.azurecr.io/a:1']);
    assert.deepEqual(read(text).problems, []);
    assert.deepEqual(images(`${pod}    - image: "shop.azurecr.io/a${end}b:1"\n`), [
      `malformed shop.azurecr.io/a${end}b:1`,
    ]);
  });

  test(`${name} in a block begins a line that must be indented`, () => {
    const text = `${pod}    - image: shop.azurecr.io/a:1\n      args:\n        - |\n          a${end}`;
    assert.deepEqual(read(`${text}          b\n`).problems, []);
    assert.match(read(`${text}b\n`).problems[0]?.message ?? '', /not YAML/);
  });

  test(`${name} before a marker: kubectl applies the first document alone`, () => {
    const text = `${pod}    - image: shop.azurecr.io/a:1${end}---\n${pod}    - image: shop.azurecr.io/b:1\n`;
    assert.deepEqual(images(text), ['shop.azurecr.io/a:1']);
    assert.match(read(text).problems[0]?.message ?? '', /a document was not read: its marker begins no line/);
  });
}
