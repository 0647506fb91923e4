// White space in the name of an image: what reads the image itself takes none, and no other reader hides it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './readers.ts';
import { wholeImage } from '../../src/model/reference.ts';
import { readManifest } from '../../src/read/index.ts';

const found = (name: string, text: string) =>
  readManifest({ name, text }).references.map(reference => {
    assert.equal(text.slice(reference.span.start, reference.span.end), reference.text);
    const { image } = reference;
    return image.kind === 'malformed' ? `not an image: ${image.why}` : `${wholeImage(reference)} ${image.unresolved}`;
  });

const lineBreak =
  'not an image: the name ends with a line break, which a block of YAML keeps unless it begins with `|-` or `>-`';

const block = `|
            shop.azurecr.io/a:1
`;
const twoLines = `shop.azurecr.io
            /a:1
`;
const direct = {
  'pod.yaml': 'kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - image: ',
  'tekton.yaml': 'kind: Task\napiVersion: tekton.dev/v1\nspec:\n  steps:\n  - image: ',
  'compose.yaml': 'services:\n  a:\n    image: ',
  '.gitlab-ci.yml': 'a:\n  image: ',
  '.github/workflows/a.yaml': 'on: push\njobs:\n  a:\n    container: ',
  'app.yaml': 'type: Microsoft.App/containerApps\nname: a\nproperties:\n  template:\n    containers:\n    - image: ',
};
for (const [name, before] of Object.entries(direct)) {
  test(`no name has white space: ${name}`, () => {
    assert.deepEqual(found(name, before + block), [lineBreak]);
    assert.deepEqual(found(name, before + twoLines), ['not an image: `shop.azurecr.io ` is not a valid host name']);
    assert.deepEqual(found(name, `${before}>-\n            shop.azurecr.io/a:1\n`), ['shop.azurecr.io/a:1 undefined']);
    assert.deepEqual(found(name, `${before}"shop.azurecr.io\\\n            /a:1"\n`), [
      'shop.azurecr.io/a:1 undefined',
    ]);
  });
}

const indirect = {
  'values.yaml': 'image: ',
  'custom.yaml': 'kind: Shop\napiVersion: shop.example/v1\nspec:\n  image: ',
};
for (const [name, before] of Object.entries(indirect)) {
  test(`white space in a value that something else takes is open: ${name}`, () => {
    assert.deepEqual(found(name, before + block), ['${white space}shop.azurecr.io/a:1 ${white space}']);
    assert.deepEqual(found(name, before + twoLines), [
      '${white space}shop.azurecr.io${white space}/a:1 ${white space}',
    ]);
    assert.deepEqual(found(name, `${before}"shop.azurecr.io/a:1 "\n`), [
      '${white space}shop.azurecr.io/a:1 ${white space}',
    ]);
    assert.deepEqual(found(name, `${before}|-\n            shop.azurecr.io/a:1\n`), ['shop.azurecr.io/a:1 undefined']);
    assert.deepEqual(found(name, `${before}|\n\n`), []);
    assert.deepEqual(found(name, `${before}a picture of shop.azurecr.io/a:1\n`), []);
  });
}

test('white space in a part of a name is open', () => {
  const values = (registry: string, tag: string) =>
    `image:\n  registry: ${registry}\n  repository: a\n  tag: ${tag}\npullPolicy: Always\n`;
  assert.deepEqual(found('values.yaml', values('shop.azurecr.io', '"1"')), ['shop.azurecr.io/a:1 undefined']);
  assert.deepEqual(found('values.yaml', values('shop.azurecr.io', '|\n    1')), [
    '${white space}shop.azurecr.io/a:1 ${white space}',
  ]);
  assert.deepEqual(found('values.yaml', values('|\n    shop.azurecr.io', '"1"')), [
    '${white space}shop.azurecr.io/a:1 ${white space}',
  ]);
});

test('a quote that is not closed yet takes no further line', () => {
  const text = 'kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - image: "shop.azurecr.io/a:1\n    name: a\n';
  assert.deepEqual(found('pod.yaml', text), ['shop.azurecr.io/a:1 undefined']);
  assert.match(readManifest({ name: 'pod.yaml', text }).problems[0]?.message ?? '', /quote is not closed/);
});
