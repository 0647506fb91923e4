// Progress is for a person who looks on: not into a pipe, not for what is done at once, and gone before a result.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counterOn } from '../../src/gate/terminal/terminal.ts';

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test('nothing goes into a pipe', () => {
  const pipe = stream(false);
  let now = 0;
  const counter = counterOn(pipe, () => now);
  now = 600;
  counter.show('1 of 2');
  counter.clear();
  assert.deepEqual(pipe.written, []);
});

test('a terminal sees it after a moment, on one line, and it is cleared once', () => {
  const terminal = stream(true);
  let now = 0;
  const counter = counterOn(terminal, () => now);
  counter.show('1 of 3');
  counter.clear();
  assert.deepEqual(terminal.written, []);
  now = 600;
  counter.show('2 of 3');
  counter.show('3 of 3');
  counter.clear();
  counter.clear();
  assert.deepEqual(terminal.written, ['\r\u001b[K2 of 3', '\r\u001b[K']);
});
