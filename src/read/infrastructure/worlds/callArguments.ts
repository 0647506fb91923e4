import type { Expression, ExpressionOf } from '../../source/languages/expression.ts';
import type { ProgramBlock, ProgramNotation } from './module.ts';
import type { Instance, WrittenIn } from './nodes.ts';

/** The values that a call passes to its module, as they are written. */
export interface CallArguments {
  /** By the key of references to the parameter. */
  readonly values: ReadonlyMap<string, Expression>;
  /** False if the call may pass others than these: by a spread, or by a name that is computed. */
  readonly isWhole: boolean;
}

/** Reads the arguments of a call from the expression in its braces. */
export function callArguments(content: Expression, notation: ProgramNotation): CallArguments {
  const passed = notation.passedIn(content);
  if (passed === undefined) return { values: new Map(), isWhole: true };
  if (passed.kind !== 'mapping') return { values: new Map(), isWhole: false };
  const values = passed.entries.flatMap(({ key, value }) => {
    const name = key?.kind === 'text' && typeof key.parts[0] === 'string' ? key.parts[0] : undefined;
    return name === undefined || notation.notPassed.has(name) ? [] : [[notation.keyOf(name), value] as const];
  });
  return { values: new Map(values), isWhole: passed.entries.every(isPlainEntry) };
}

/** Follows an expression of an instance that is only a parameter to the call that passes it, and on to the outermost one. */
export function passedExpression(expression: Expression, block: ProgramBlock, instance: Instance): WrittenIn {
  const { program, module, place } = instance;
  const caller = program.node(place.path);
  const isParameter = expression.kind === 'reference' && module.parameters.has(expression.key);
  const argument =
    caller && isParameter ? callArguments(caller.content, program.notation).values.get(expression.key) : undefined;
  if (caller === undefined || argument === undefined) return { expression, module: place.path, block };
  return passedExpression(argument, caller.block, caller.instance);
}

/** Returns whether the key of an entry is a name that is written out. */
export function isPlainEntry({ key }: ExpressionOf<'mapping'>['entries'][number]): boolean {
  return key?.kind === 'text' && key.parts.length === 1 && typeof key.parts[0] === 'string';
}
