// Printing a tree and reading it again gives the same tree, whatever the first text looked like.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { conditionText } from '../../../src/verdict/conditions/describe.ts';
import type { ConditionExpression } from '../../../src/verdict/conditions/expression.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';
import { node, printed } from './generated.ts';

test('text → tree → text → the same tree', () => {
  const property = fc.property(node, fc.integer(), (tree, style) => {
    const first = parseCondition(printed(tree, style));
    if (first.kind === 'notUnderstood') return fc.pre(false);
    const again = parseCondition(conditionText(first.root));
    if (again.kind === 'notUnderstood') {
      assert.equal(again.why, 'it is longer than the 8 KB that Azure accepts');
      return;
    }
    assert.deepEqual(again.root, first.root);
  });
  fc.assert(property, { numRuns: 5_000, seed: 1 });
});

test('every spelling of a tree is the same tree', () => {
  const property = fc.property(node, fc.integer(), fc.integer(), (tree, one, other) => {
    const [first, second] = [one, other].map(style => parseCondition(printed(tree, style)));
    if (first?.kind !== 'understood' || second?.kind !== 'understood') return fc.pre(false);
    assert.equal(meaning(first.root), meaning(second.root));
  });
  fc.assert(property, { numRuns: 5_000, seed: 1 });
});

/** A tree without the spelling of its tests. Names of attributes and values are what they are. */
function meaning(root: ConditionExpression): string {
  return JSON.stringify(root, (key, value: unknown) => (key === 'text' ? undefined : value));
}
