import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/manifests/index.ts';
import { needsGrammar, parseSyntax, prepareGrammars } from '../../src/manifests/source/grammars.ts';

const template = { name: 'main.tf', text: 'resource "docker_image" "x" { name = "a/b:1" } # image' };

// In this order: what is loaded stays loaded.
test('without a grammar a reading says so, and with one it does not', async () => {
  const before = readManifest(template);
  assert.deepEqual([before.references, before.problems.length], [[], 1]);
  assert.match(before.problems[0]?.message ?? '', /^not read: its grammar is not loaded$/);

  await prepareGrammars(() => Promise.reject(new Error('no such file')));
  assert.match(readManifest(template).problems[0]?.message ?? '', /\(no such file\)$/);
  await prepareGrammars(() => Promise.resolve(new Uint8Array([1, 2, 3])));
  assert.equal(readManifest(template).references.length, 0);

  const { readGrammar } = await import('./grammars.ts');
  await prepareGrammars(readGrammar);
  await prepareGrammars(() => Promise.reject(new Error('asked twice')));
  const after = readManifest(template);
  assert.deepEqual([after.references.map(({ text }) => text), after.problems], [['a/b:1'], []]);
});

test('by its name it is known which file needs one', () => {
  assert.ok(['a/main.tf', 'prod.tfvars', 'MAIN.BICEP', 'prod.bicepparam'].every(needsGrammar));
  assert.ok(!['a.yaml', 'main.tf.json', 'bicep', 'azuredeploy.json', 'Dockerfile'].some(needsGrammar));
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
