// The product's evaluator against the naive one, over generated conditions. CONDITION_RUNS and CONDITION_SEED change
// how many and which.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateCondition } from '../../../src/verdict/conditions/evaluate.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';
import { node, printed, requestOf, settled, world } from './generated.ts';
import { naive } from './naive.ts';

const numRuns = Number(process.env['CONDITION_RUNS'] ?? 12_000);
const seed = Number(process.env['CONDITION_SEED'] ?? 20_261);
const words: Record<number, 'yes' | 'no' | 'unknown'> = { 0: 'no', 0.5: 'unknown', 1: 'yes' };

test(`${numRuns} conditions have the value that the naive evaluator computes`, t => {
  const counts = { yes: 0, no: 0, unknown: 0, settled: 0 };
  let longest = 0;
  const property = fc.property(
    node,
    fc.integer(),
    world.chain(start => fc.tuple(fc.constant(start), settled(start))),
    (tree, style, [start, later]) => {
      const text = printed(tree, style);
      const condition = parseCondition(text);
      if (text.length > 8192) return;
      assert.equal(condition.kind, 'understood', condition.kind === 'notUnderstood' ? condition.why : '');
      const { value } = evaluateCondition(condition, requestOf(start));
      assert.equal(value, words[naive(tree, start)]);
      counts[value] += 1;
      longest = Math.max(longest, text.length);
      if (value === 'unknown') return;
      // An unknown part may turn out to be anything: the naive evaluator must agree then, too.
      assert.equal(words[naive(tree, later)], value);
      counts.settled += 1;
    },
  );
  fc.assert(property, { numRuns, seed });
  t.diagnostic(`seed ${seed}: ${JSON.stringify(counts)}; longest text ${longest}`);
  const rarest = Math.min(counts.yes, counts.no, counts.unknown);
  assert.ok(rarest > numRuns / 10, `the generated conditions are one-sided: ${JSON.stringify(counts)}`);
});
