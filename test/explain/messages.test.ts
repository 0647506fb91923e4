// Every message gets its cause among the first two. Other errors are called that, with what they are instead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causes, isCause } from '../../src/causes/index.ts';
import { advice } from '../../src/explain/advice/advice.ts';
import { explain } from '../../src/explain/explain.ts';
import { causesOf } from '../../src/explain/rank.ts';
import { readPasted } from '../../src/explain/reading.ts';
import { rows } from '../../src/explain/rows/index.ts';
import { wordAlternatives } from '../../src/explain/rows/row.ts';
import { messages } from './messages.ts';

for (const { id, text, pullError, cause } of messages)
  test(`${id}: ${pullError ? (cause ?? 'a pull failed, and the text does not say why') : 'not a pull error'}`, () => {
    const explanation = explain(text);
    const said = explanation.causes.map(each => each.cause);
    assert.equal(explanation.pullError, pullError, `${said}`);
    for (const { cause: id, why, fix } of explanation.causes)
      assert.ok(id === 'not-a-pull-error' || (why !== '' && !fix.startsWith('See docs/')), `${id} has no advice`);
    if (cause === null) assert.notEqual(explanation.next, null);
    else if (pullError)
      assert.ok(
        said.slice(0, 2).some(each => each === cause),
        `${said}`,
      );
    else assert.ok(['not-a-pull-error', 'transient'].includes(said[0] ?? ''));
  });

test('each message has a source', () => {
  for (const { id, source } of messages) assert.match(source, /^https:\/\//, id);
  assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length, 'an id is used twice');
});

test('every row of the table is met by a message', () => {
  const unmet = new Set(rows.map(({ id }) => id));
  for (const { text } of messages) {
    const { failures, otherFailures, others } = readPasted(text);
    for (const { row } of [...failures, ...otherFailures, ...others]) unmet.delete(row.id);
  }
  assert.deepEqual([...unmet], [], 'add a message with its words to test/explain/messages');
});

test('the rows are sound', () => {
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  for (const row of rows) {
    const { id, says, source, own, words } = row;
    assert.match(says, /\.$/, id);
    assert.match(source, /^https:\/\//, id);
    const phrases = [...wordAlternatives(own), ...wordAlternatives(words)];
    assert.ok(phrases.length > 0, id);
    assert.equal(new Set(phrases).size, phrases.length, id);
    for (const origin of ['kubernetes', 'containerApp', 'containerGroup', 'site', 'artifact', 'docker'] as const)
      for (const cause of causesOf(row, origin)) assert.ok(isCause(cause) && advice[cause], `${id}: ${cause}`);
  }
});

// https://fluxcd.io/flux/components/source/helmrepositories/#kubelet-managed-identity: "When the kubelet managed
// identity has
// access to ACR, source-controller running on it will also have access to ACR."
test('a failed sign-in of Flux says nothing against the identity of the nodes', () => {
  const { known } = explain('failed to get credential from azure: DefaultAzureCredential: failed to acquire a token');
  assert.deepEqual(known, [
    'Flux could not sign in to the registry, neither with a workload identity nor with the managed identity of its node.',
  ]);
});

// A rule may sign in with a credential set or, from one registry of Azure to another, with an identity:
// https://learn.microsoft.com/azure/container-registry/artifact-cache-acr-to-acr-cli
test('a cache rule that is refused upstream has a credential set or an identity', () => {
  const { known } = explain("unauthorized: authentication required with source registry for cache rule 'hub'");
  assert.match(known.join(' '), /credentials of the rule/);
});

test('a cause of a denial has advice', () => {
  for (const [id, { outcome }] of Object.entries(causes))
    if (outcome === 'denied') assert.ok(isCause(id) && advice[id], `${id} is missing in src/explain/advice`);
});
