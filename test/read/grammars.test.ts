import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareReader, readManifest } from '../../src/read/index.ts';
import { parseSyntax } from '../../src/read/source/languages/grammars.ts';

const template = { name: 'main.tf', text: 'resource "docker_image" "x" { name = "a/b:1" } # image' };

// In this order: what is loaded stays loaded.
test('without a grammar a reading says so, and with one it does not', async () => {
  const before = readManifest(template);
  assert.deepEqual([before.references, before.problems.length], [[], 1]);
  assert.match(before.problems[0]?.message ?? '', /^not read: its reader is not loaded$/);

  await prepareReader(template, () => Promise.reject(new Error('no such file')));
  assert.match(readManifest(template).problems[0]?.message ?? '', /\(no such file\)$/);
  await prepareReader(template, () => Promise.resolve(new Uint8Array([1, 2, 3])));
  assert.equal(readManifest(template).references.length, 0);

  const { readGrammar } = await import('./readers.ts');
  await prepareReader(template, readGrammar);
  await prepareReader(template, () => Promise.reject(new Error('asked twice')));
  const after = readManifest(template);
  assert.deepEqual([after.references.map(({ text }) => text), after.problems], [['a/b:1'], []]);
});

test('only what is read late has to be waited for', () => {
  const none = () => Promise.reject(new Error('nothing to read'));
  assert.equal(prepareReader({ name: 'deploy.yaml', text: 'image: a/b' }, none), undefined);
  assert.equal(prepareReader({ name: 'Dockerfile', text: '# nothing' }, none), undefined);
  assert.ok(prepareReader({ name: 'Dockerfile', text: 'FROM a/b' }, none) instanceof Promise);
});

test('offsets are UTF-16 units', () => {
  const text = 'a = "🐳${b}"';
  const parsed = parseSyntax('hcl', text);
  assert.ok('root' in parsed);
  assert.equal(parsed.root.end, text.length);
});

const app = (n: number) => `resource app${n} 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'app-${n}'
  properties: { template: { containers: [{ name: 'a', image: 'shop.azurecr.io/app-${n}:1' }] } }
}
`;

test('a statement of nothing but errors is said to be unread, and those around it are read', () => {
  // each costs a lexer that looks ahead the square of its length
  const open = 'a part was not read: nothing closes this bracket';
  for (const [text, ...others] of [
    ['{'.repeat(50_000), open],
    ['a b c\n  '.repeat(5000)],
    ['a:: b\n  '.repeat(5000)],
  ]) {
    const statements = [1, 2, 3].map(n => `resource bad${n} 'Microsoft.App/jobs@1' = {\n  ${text}\n}\n`);
    const { references, problems } = readManifest({
      name: 'x.bicep',
      text: `${app(1)}${statements.join('')}${app(2)}`,
    });
    assert.deepEqual(
      references.map(reference => reference.text),
      ['shop.azurecr.io/app-1:1', 'shop.azurecr.io/app-2:1'],
    );
    assert.deepEqual(
      problems.map(({ message }) => message),
      [...others, 'not read: too many syntax errors'],
    );
  }
});

test('what is well formed is read, however long', () => {
  const apps = Array.from({ length: 2000 }, (_, n) => app(n)).join('');
  const bicep = readManifest({ name: 'main.bicep', text: apps });
  assert.deepEqual([bicep.references.length, bicep.problems], [2000, []]);

  const values = Array.from(
    { length: 2000 },
    (_, n) => `  app_${n} = {\n    image = "shop.azurecr.io/app-${n}:1"\n    tags = ["a", "b"]\n  }\n`,
  ).join('');
  for (const text of [`apps = {\n${values}}\n`, values.replace(/^ {2}/gm, '')]) {
    const { references, problems } = readManifest({ name: 'prod.tfvars', text });
    assert.deepEqual([references.length, problems], [2000, []]);
  }
});
