// VS Code shows the message of a diagnostic as it is written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPlainText } from '../../src/editor/hover/markdown.ts';

test('names stand in quotation marks', () => {
  assert.equal(
    inPlainText("`aks-eu` can't pull this: its kubelet identity holds no pull role on `shopprod`."),
    "“aks-eu” can't pull this: its kubelet identity holds no pull role on “shopprod”.",
  );
});

test('a lone mark, and a sentence without names, stay as they are', () => {
  assert.equal(inPlainText('5` of rain'), '5` of rain');
  assert.equal(inPlainText("Can't tell."), "Can't tell.");
});
