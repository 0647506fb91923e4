// Texts that were made, or happen, to be too much: each gets an answer, by bounds that count and not by a clock. A
// reader that lost its bound would not come back from these.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/read/index.ts';

const pod = (containers: string) => `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${containers}`;

const read = (name: string, text: string) => readManifest({ name, text });

test('a bomb of aliases is not unfolded', () => {
  const levels = Array.from(
    { length: 30 },
    (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]\n`,
  );
  const bomb = `apiVersion: v1\nkind: List\na0: &a0 {image: x:1}\n${levels.join('')}items: *a30\n`;
  assert.deepEqual(read('bomb.yaml', bomb).references, []);
});

test('lists in lists by aliases end, and so do merges', () => {
  const levels = Array.from({ length: 20 }, (_, n) => `l${n + 1}: &l${n + 1} {kind: List, items: [*l${n}, *l${n}]}\n`);
  const lists = `apiVersion: v1\nl0: &l0 ${JSON.stringify({ kind: 'Pod', spec: { containers: [{ image: 'x' }] } })}\n${levels.join('')}kind: List\nitems: [*l20]\n`;
  read('lists.yaml', lists);
  const merges = Array.from({ length: 40 }, (_, n) => `m${n + 1}: &m${n + 1} {<<: [*m${n}, *m${n}]}\n`);
  read('merges.yaml', `kind: Pod\napiVersion: v1\nm0: &m0 {image: x}\n${merges.join('')}spec: {containers: [*m40]}\n`);
});

test('what aliases multiply is bounded', () => {
  const many = (alias: string) => Array(3000).fill(alias).join(',');
  const merges = Array.from(
    { length: 40 },
    (_, n) => `m${n + 1}: &m${n + 1} {<<: [${Array(10).fill(`*m${n}`).join(',')}]}\n`,
  );
  read('a.yaml', `kind: Pod\napiVersion: v1\nm0: &m0 {a: x}\n${merges.join('')}spec: {containers: [*m40]}\n`);
  const pods = `c: &c {image: x}\np: &p {kind: Pod, spec: {containers: [${many('*c')}]}}\nl: &l {kind: List, items: [${many('*p')}]}`;
  read('b.yaml', `apiVersion: v1\n${pods}\nkind: List\nitems: [${many('*l')}]\n`);
  const halves = Array.from({ length: 40 }, (_, n) => `n${n + 1}: &n${n + 1} {a: {<<: *n${n}}, b: {<<: *n${n}}}\n`);
  read('c.yaml', `kind: Odd\napiVersion: shop.example/v1\nn0: &n0 {containers: []}\n${halves.join('')}image: x\n`);
  read('azure-pipelines.yml', `n0: &n0 {container: a:1}\n${halves.join('')}`);
});

test('an alias of its own anchor is nothing', () => {
  assert.deepEqual(read('self.yaml', pod('    - &a {image: *a, more: [*a]}\n')).references, []);
});

for (const open of ['[', '{"a":', '- ', '? ', 'a: {b: ', '{{', '{%', '${', '<', '__', '&a ', '"', '| \n']) {
  test(`${JSON.stringify(open)} twenty thousand times`, () => {
    read('deep.yaml', pod(`    - image: ${open.repeat(20_000)}`));
    read('deep.yaml', `kind: x\napiVersion: v1\nimage: ${`${open}\n `.repeat(6000)}`);
    read('deep.json', `{"kind": "Pod", "apiVersion": "v1", "image": ${open.repeat(20_000)}`);
  });
}

test('a file above the limit is named as not read', () => {
  const { references, problems } = read('huge.yaml', pod('    - image: x:1\n').repeat(1_000_000));
  assert.deepEqual(references, []);
  assert.match(problems[0]?.message ?? '', /^not read: larger than/);
});

test('a large document beside small ones costs only itself', () => {
  const large = `apiVersion: v1\nkind: ConfigMap\ndata:\n  image: ${'x'.repeat(5_000_000)}\n`;
  const { references, problems } = read('mixed.yaml', `${large}---\n${pod('    - image: x:1\n')}`);
  assert.equal(references.length, 1);
  assert.match(problems[0]?.message ?? '', /^document not read/);
});

test('JSON on one line is read', () => {
  const item = { kind: 'Pod', apiVersion: 'v1', spec: { containers: [{ image: 'shop.azurecr.io/app:1' }] } };
  const text = JSON.stringify({ kind: 'List', apiVersion: 'v1', items: Array(10_000).fill(item) });
  assert.equal(read('all.json', text).references.length, 10_000);
  assert.equal(read('all.yaml', text).references.length, 10_000);
});

test('NUL bytes and lone surrogates are characters like others', () => {
  const [reference] = read('binary.yaml', pod('    - image: a\u0000b\ud800:1\n')).references;
  assert.equal(reference?.image.kind, 'malformed');
});

test('what is too broken for the parser is named as not read, and what stands before it is read', () => {
  const text = `${pod('  - image: shop.azurecr.io/a:1\n    name: a\n')}    x: a ${`': "'`.repeat(20_000)}\n`;
  const { references, problems } = read('broken.yaml', text);
  assert.equal(references.length, 1);
  assert.ok(problems.length > 0);
});

test('flows and quotes that are never closed cost no more than other text', () => {
  const broken = pod('  - image: shop.azurecr.io/a:1\n    y: {a: 1}}\n');
  for (const line of ['    z: ["a",\n', '    z: "a\n', '    z: {a: [\n', '    # [#', ': "', "    'a"])
    assert.ok(read('open.yaml', broken + line.repeat(200_000 / line.length)).references.length > 0, line);
});

test('what is nested too deep is named as not read', () => {
  const { problems } = read('deep.yaml', `${pod('  - image: shop.azurecr.io/a:1\n    x: ')}${'{a: '.repeat(300)}\n`);
  assert.ok(problems.some(({ message }) => message.includes('nested deeper')));
});
