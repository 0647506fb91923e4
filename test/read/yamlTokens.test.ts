import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/read/index.ts';
import { checkBothWays } from './bothWays.ts';
import { fixturesOf, fixtureText } from './fixture.ts';

for (const fixture of fixturesOf('*').filter(name => /\.ya?ml$/.test(name))) {
  test(`${fixture} gives the same tree from tokens and by the parser`, () => {
    checkBothWays(fixtureText(fixture));
    checkBothWays(fixtureText(fixture).replaceAll('\n', '\r\n'));
  });
}

test('blank lines before the bracket that closes a flow mapping are no item that would hide its last value', () => {
  checkBothWays('substitute: { registry: shopcache.azurecr.io\n  \n  \n  }\n');
  checkBothWays('args: [ shopcache.azurecr.io\n  \n  \n  ]\n');
});

// kubectl reads flows that go on at the column of their key: see kubernetes/outdented-flows.yaml
const container = (name: string) =>
  `  - name: ${name}\n    args: [serve,\n    now]\n    image: shopprod.azurecr.io/${name}:1\n`;
const pod = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n';

test('what follows a tab behind a block of text begins no line', () => {
  checkBothWays('a:\n  - p: |-\n      b: c\n     \t d:\n      e: f\n');
  checkBothWays('a: |\n  b\n \tc: shopcache.azurecr.io/a:1\n');
  checkBothWays('a:\n  b: |\n    c\n\t  ');
});

// https://yaml.org/spec/1.2.2/#8111-block-indentation-indicator: “any of the leading empty lines to contain more
// spaces”
test('an empty line that is deeper than the first line of a block of text is an error', () => {
  for (const header of ['|', '>-', '|+'])
    for (const blanks of ['    \n', '\n     \n\n', '    \r\n', '  \n', ' \n\n', '   \n  \n'])
      checkBothWays(`a: ${header}\n${blanks}  b\n    \n  c: d\ne: shopcache.azurecr.io/a:1\n`);
});

test('a key is not longer than YAML allows', () => {
  for (const length of [1023, 1024, 1025, 1026])
    for (const key of ['k'.repeat(length), `"${'k'.repeat(length - 2)}"`])
      for (const text of [`${key}: b\n`, `a: b\n${key}: c\n`, `- ${key}: b\n  c: d\n`, `{ ${key}: b }\n`])
        checkBothWays(text);
});

test('while a quote is typed, flows before it that go on at the column of their key are read', () => {
  const text = `${pod}${container('a')}${container('b')}  - name: c\n    command: ["sh\n`;
  const { references } = readManifest({ name: 'pod.yaml', text });
  assert.deepEqual(
    references.map(reference => reference.text),
    ['shopprod.azurecr.io/a:1', 'shopprod.azurecr.io/b:1'],
  );
});

test('hundreds of such flows in one document are read', () => {
  const names = Array.from({ length: 600 }, (_, i) => `c${i}`);
  const { references, problems } = readManifest({ name: 'pod.yaml', text: pod + names.map(container).join('') });
  assert.deepEqual(problems, []);
  assert.equal(references.length, 600);
});

test('a flow that is never closed is said, be there one before it that goes on at the column of its key', () => {
  for (const last of ['    command: [sh\n', '    env: [{\n    name: x, # needed', '    env: [a,\n    b\n']) {
    const text = `${pod}${container('a')}  - name: c\n${last}`;
    const { references, problems } = readManifest({ name: 'pod.yaml', text });
    assert.deepEqual([references.length, problems.length], [1, 1], text);
  }
});

test('a byte order mark on a line of a scalar stays in both', () => {
  checkBothWays('a\r\r\n\ufeffb\n');
});
