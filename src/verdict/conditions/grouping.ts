/**
 * `a AND b OR c` without parentheses. conditions-format: "the evaluation order is ambiguous", "you must add
 * parentheses". So the answer is definite only where every way to put them gives the same one.
 */
import { and, or, type Truth } from '../../model/truth.ts';

/** Cubic work; a longer chain than any that people write stays unknown. */
const longestChain = 40;

/** Every value that some grouping of the chain can have. */
export function valuesOfGroupings(operands: readonly Truth[], joins: readonly ('all' | 'any')[]): ReadonlySet<Truth> {
  if (operands.length > longestChain) return new Set<Truth>(['yes', 'no', 'unknown']);
  const table = operands.map(operand => [new Set([operand])]);
  for (let length = 2; length <= operands.length; length += 1) {
    for (let start = 0; start + length <= operands.length; start += 1) {
      table[start]?.push(valuesOfSplits(table, joins, start, length));
    }
  }
  return table[0]?.at(-1) ?? new Set<Truth>();
}

/** `table[start][length - 1]` holds the values of the part of the chain that starts there and has that length. */
function valuesOfSplits(
  table: readonly (readonly ReadonlySet<Truth>[])[],
  joins: readonly ('all' | 'any')[],
  start: number,
  length: number,
): Set<Truth> {
  const values = new Set<Truth>();
  for (let first = 1; first < length; first += 1) {
    const join = joins[start + first - 1] === 'all' ? and : or;
    for (const left of table[start]?.[first - 1] ?? []) {
      for (const right of table[start + first]?.[length - first - 1] ?? []) values.add(join(left, right));
    }
  }
  return values;
}
