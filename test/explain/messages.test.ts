// Every labelled message gets its cause among the first two, and none that is no pull error is called one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCause } from '../../src/causes/index.ts';
import { advisedCauses } from '../../src/explain/advice/advice.ts';
import { explain } from '../../src/explain/explain.ts';
import { causesOf } from '../../src/explain/rank.ts';
import { readText } from '../../src/explain/reading.ts';
import { families, signatures } from '../../src/explain/signatures/index.ts';
import { messages } from './messages.ts';

const first = (text: string) =>
  explain(text)
    .causes.slice(0, 2)
    .map(({ cause }) => cause);

for (const { id, text, pullError, cause } of messages) {
  test(`${id}: ${pullError ? cause : 'not a pull error'}`, () => {
    const explanation = explain(text);
    assert.equal(explanation.pullError, pullError, JSON.stringify(explanation.causes.map(each => each.cause)));
    for (const { cause: said, why, fix } of explanation.causes)
      assert.ok(
        said === 'not-a-pull-error' || (why !== '' && !fix.startsWith('See docs/')),
        `${said} comes without advice`,
      );
    if (pullError)
      assert.ok(
        first(text).some(each => each === cause),
        `${first(text)}`,
      );
    else assert.ok(['not-a-pull-error', 'transient'].includes(explanation.causes[0]?.cause ?? ''));
  });
}

test('there are enough messages, and each has a source', () => {
  assert.ok(messages.length >= 250);
  assert.ok(messages.filter(({ pullError }) => !pullError).length >= 60);
  for (const { id, source } of messages) assert.match(source, /^https:\/\//, id);
  assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length, 'an id is used twice');
});

test('every row of the table is met by a message', () => {
  const unmet = new Set(families.flatMap(family => family.signatures.map(({ id }) => id)));
  const knownRows = new Set(signatures.map(({ id }) => id));
  // By the whole table, and then by the words that are nobody's alone.
  for (const [table, isOfTable] of [
    [signatures, (id: string) => knownRows.has(id)],
    [[], (id: string) => !knownRows.has(id)],
  ] as const)
    for (const { text } of messages) {
      if (![...unmet].some(isOfTable)) break;
      const { failures, otherFailures, others, pushes } = readText(text, table);
      for (const { signature } of [...failures, ...otherFailures, ...others, ...pushes]) unmet.delete(signature.id);
    }
  assert.deepEqual([...unmet], []);
});

test('without the rows of known tools, most pulls are still seen, and nothing else is taken for one', () => {
  const table = signatures.filter(({ kind }) => kind !== 'pull');
  const isSeen = (text: string) => {
    const { failures, healed } = readText(text, table);
    return failures.length > 0 && !healed;
  };
  const pulls = messages.filter(({ pullError }) => pullError);
  assert.ok(pulls.filter(({ text }) => isSeen(text)).length > 0.8 * pulls.length);
  for (const { id, text, pullError } of messages) if (!pullError && isSeen(text)) assert.ok(readText(text).healed, id);
});

test('the rows are sound', () => {
  const ids = families.flatMap(family => family.signatures.map(({ id }) => id));
  assert.equal(new Set(ids).size, ids.length);
  for (const signature of families.flatMap(family => family.signatures)) {
    const { id, says, source, words, shared = [] } = signature;
    assert.match(says, /\.$/, id);
    assert.match(source, /^https:\/\//, id);
    for (const alternative of [...words, ...shared])
      assert.ok(alternative.length > 0 && alternative.every(word => word.length > 2), id);
    for (const origin of ['kubernetes', 'containerApp', 'containerGroup', 'site', 'docker'] as const) {
      const causes = causesOf({ signature, isShared: false, start: 0, end: 0 }, origin);
      assert.ok(causes.length > 0, id);
      for (const cause of causes) assert.ok(isCause(cause) && advisedCauses.has(cause), `${id}: ${cause}`);
    }
  }
});
