// Terms distinguish values, and are the same text whatever was evaluated before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { termOf, textValue, type Value } from '../../src/model/program.ts';

test('the fields of an object whose keys are not understood keep their order, however many there were before', () => {
  const key = (): Value => ({ kind: 'list', items: [], isWhole: false });
  const terms = [...Array(1000).keys()].map(() => {
    const keys = [key(), key()];
    for (const each of keys) termOf(each);
    const fields = keys.map((each, at) => ({ key: each, value: textValue(String(at)) }));
    return termOf({ kind: 'object', fields, isWhole: true }).replace(/~\d+/g, '~');
  });
  assert.deepEqual(new Set(terms), new Set([terms[0]]));
});
