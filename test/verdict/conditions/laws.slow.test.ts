// The laws of Kleene's logic, and the one that matters most: what turns out to be known never contradicts an answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ConditionRequest, evaluateCondition } from '../../../src/verdict/conditions/evaluate.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';
import { node, printed, requestOf, settled, world } from './generated.ts';

const numRuns = 1_000;
const text = fc.tuple(node, fc.integer()).map(([tree, style]) => `(${printed(tree, style)})`);
const request = world.map(requestOf);

function valueFor(condition: string, about: ConditionRequest): string {
  const parsed = parseCondition(condition);
  assert.equal(parsed.kind, 'understood');
  return evaluateCondition(parsed, about).value;
}

function law(name: string, one: (a: string, b: string, c: string) => string, other: typeof one): void {
  test(name, () => {
    const property = fc.property(text, text, text, request, (a, b, c, about) => {
      fc.pre(one(a, b, c).length < 8000 && other(a, b, c).length < 8000);
      assert.equal(valueFor(one(a, b, c), about), valueFor(other(a, b, c), about));
    });
    fc.assert(property, { numRuns, seed: 1 });
  });
}

law(
  'double negation',
  a => `!!${a}`,
  a => a,
);
law(
  'De Morgan: not both',
  (a, b) => `NOT (${a} AND ${b})`,
  (a, b) => `NOT ${a} OR NOT ${b}`,
);
law(
  'De Morgan: neither',
  (a, b) => `!(${a} || ${b})`,
  (a, b) => `!${a} && !${b}`,
);
law(
  'AND does not care about order',
  (a, b, c) => `${a} AND ${b} AND ${c}`,
  (a, b, c) => `${c} AND ${a} AND ${b}`,
);
law(
  'OR does not care about grouping',
  (a, b, c) => `${a} OR ${b} OR ${c}`,
  (a, b, c) => `${a} OR (${b} OR ${c})`,
);
law(
  'distribution',
  (a, b, c) => `${a} AND (${b} OR ${c})`,
  (a, b, c) => `(${a} AND ${b}) OR (${a} AND ${c})`,
);
law(
  'absorption',
  (a, b) => `${a} OR (${a} AND ${b})`,
  a => a,
);

test('whatever becomes known, a definite answer stays', () => {
  const worlds = world.chain(start => fc.tuple(fc.constant(start), settled(start)));
  const property = fc.property(text, worlds, (condition, [start, later]) => {
    fc.pre(condition.length < 8000);
    const value = valueFor(condition, requestOf(start));
    if (value !== 'unknown') assert.equal(valueFor(condition, requestOf(later)), value);
  });
  fc.assert(property, { numRuns: 4_000, seed: 1 });
});

test('an answer that is unknown has a reason, in one line without backticks of its own', () => {
  const property = fc.property(text, request, (condition, about) => {
    fc.pre(condition.length < 8000);
    const evaluation = evaluateCondition(parseCondition(condition), about);
    if (evaluation.value !== 'unknown') return;
    assert.ok(evaluation.why.length > 0 && evaluation.why.length < 4000, evaluation.why);
    assert.doesNotMatch(evaluation.why, /[\n\r\t]/);
    assert.equal(evaluation.why.split('`').length % 2, 1, evaluation.why);
  });
  fc.assert(property, { numRuns, seed: 1 });
});
