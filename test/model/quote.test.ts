import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asJson, oneLine } from '../../src/model/quote.ts';

test('a text of any length is quoted', () => {
  const long = 'shop.azurecr.io/app:1 # a comment; '.repeat(500_000);
  assert.equal(oneLine(long), long);
  assert.equal(JSON.parse(asJson(long)), long);
  assert.equal(oneLine(`${long}\u001b[2J`), `${long}\\u001b[2J`);
  assert.equal(oneLine(`${long}##vso[task.complete]`), `${long}\\u0023#vso[task.complete]`);
});
