import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadAhead } from '../../src/editor/store/readAhead.ts';

test('a text that was asked for is read once, and only once used', async () => {
  let reads = 0;
  const texts = new ReadAhead(async key => `${key} ${++reads}`);
  texts.ahead(['a', 'a']);
  assert.equal(await texts.take('a'), 'a 1');
  assert.equal(await texts.take('a'), 'a 2');
});

test('a text that was read before its file changed is not used', async () => {
  let text = 'old';
  const texts = new ReadAhead(async () => text);
  texts.ahead(['a']);
  text = 'new';
  texts.drop('a');
  assert.equal(await texts.take('a'), 'new');
});

test('a failure is told to whoever takes the text, and to nobody else', async () => {
  const texts = new ReadAhead(() => Promise.reject(new Error('gone')));
  texts.ahead(['a']);
  await new Promise(resolve => setTimeout(resolve));
  await assert.rejects(texts.take('a'), /gone/);
});
