// Lines and columns must be VS Code's own, or squiggles are beside their images.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineStartsOf, positionAt } from '../../src/read/source/lineStarts.ts';

function at(text: string, offset: number): string {
  const { line, character } = positionAt(lineStartsOf(text), offset);
  return `${line}:${character}`;
}

test('a line ends at LF, CR LF and CR, and nowhere else', () => {
  assert.deepEqual([...lineStartsOf('a\nb\r\nc\rd\u2028e')], [0, 2, 5, 7]);
});

test('many lines are counted like few, with and without a lone CR', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const starts = lineStartsOf(`x${end}`.repeat(5000));
    assert.deepEqual(
      starts,
      Uint32Array.from({ length: 5001 }, (_, line) => line * (1 + end.length)),
    );
  }
});

test('an offset is on the line that begins at or before it', () => {
  const text = 'image:\n  shop';
  assert.equal(at(text, 0), '0:0');
  assert.equal(at(text, 6), '0:6');
  assert.equal(at(text, 7), '1:0');
  assert.equal(at(text, text.length), '1:6');
});

test('columns are UTF-16 code units', () => {
  assert.equal(at('# 🐳 shop', 5), '0:5');
});

test('an empty text has one line', () => {
  assert.equal(at('', 0), '0:0');
});
