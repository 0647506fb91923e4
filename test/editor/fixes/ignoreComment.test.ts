// Fixes for a comment that ignores nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesForComment } from '../../../src/editor/findings/ignoreComment.ts';
import { readSuppressions } from '../../../src/read/source/suppressions.ts';

function mended(text: string) {
  const [suppression] = readSuppressions(text, 'a.yaml');
  assert.ok(suppression);
  return fixesForComment(text, suppression).map(
    ({ title, span, newText }) => [title, text.slice(0, span.start) + newText + text.slice(span.end)] as const,
  );
}

test('a comment on a line of its own goes with its line', () => {
  const text = 'a: 1\n  # acr-pull-ignore not-attached later\n  image: x\n';
  assert.deepEqual(mended(text), [['Remove this comment', 'a: 1\n  image: x\n']]);
  const crlf = text.replaceAll('\n', '\r\n');
  assert.deepEqual(mended(crlf), [['Remove this comment', 'a: 1\r\n  image: x\r\n']]);
});

test('one behind an image goes alone', () => {
  assert.deepEqual(mended('image: x # acr-pull-ignore not-attached later\nb: 1\n'), [
    ['Remove this comment', 'image: x\nb: 1\n'],
  ]);
});

test('a cause that is nearly one can be put right', () => {
  assert.deepEqual(mended('// acr-pull-ignore not-atached not-atached is fine\nimage: x\n')[0], [
    'Change it to not-attached',
    '// acr-pull-ignore not-attached not-atached is fine\nimage: x\n',
  ]);
  assert.equal(mended('# acr-pull-ignore whatever it is\n').length, 1);
  assert.equal(mended('# acr-pull-ignore\n').length, 1);
});
