import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareReader, readManifest } from '../../src/manifests/index.ts';
import { parseSyntax } from '../../src/manifests/source/grammars.ts';

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

test('a text of nothing but errors is given up in time', () => {
  for (const text of ['{'.repeat(50_000), "'${".repeat(20_000), 'a?'.repeat(20_000), '\0'.repeat(50_000)]) {
    const start = performance.now();
    parseSyntax('hcl', text);
    readManifest({
      name: 'x.bicep',
      text: `var image = ${text}\nresource a 'Microsoft.App/jobs@1' = { image: image }`,
    });
    assert.ok(performance.now() - start < 5000);
  }
});
