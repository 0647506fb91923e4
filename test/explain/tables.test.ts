// What each client that pulls says at each stage, after its source or its documentation, and what registries that are
// not Azure's mean by what they say. One of the causes that would be right has to be among the first two.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';

interface Row {
  readonly causes: readonly string[];
  readonly text: string;
}

const read = (line: string): Row => JSON.parse(line);

function wrongIn(table: string): readonly string[] {
  const rows = readFileSync(path.join(import.meta.dirname, 'tables', `${table}.jsonl`), 'utf8').split('\n');
  assert.ok(rows.length > 60);
  return rows
    .filter(line => line !== '')
    .map(read)
    .flatMap(({ causes, text }) => {
      const explanation = explain(text);
      const found = explanation.causes.slice(0, 2).map(({ cause }) => `${cause}`);
      const isRight = explanation.pullError && causes.some(cause => found.includes(cause));
      return isRight ? [] : [`${found}, not ${causes}: ${text}`];
    });
}

test('the errors of each client have the right cause among the first two', () => {
  assert.deepEqual(wrongIn('clients'), []);
});

test('the refusals of each registry have the right cause among the first two', () => {
  assert.deepEqual(wrongIn('registries'), []);
});

test('a 403 of another registry is not called the network alone', () => {
  const { causes } = explain(
    'Error response from daemon: Head "https://ghcr.io/v2/a/b/manifests/1": denied: 403 Forbidden',
  );
  assert.equal(causes[0]?.cause, 'no-pull-identity');
  assert.doesNotMatch(causes[0]?.why ?? '', /on a pull that is the network/);
  assert.ok(causes.some(({ cause }) => cause === 'network-firewall'));
});
