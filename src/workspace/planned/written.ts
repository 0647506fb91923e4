import type { PlannedResource } from '../../access/planned/planner.ts';
import type { TextEdit } from '../../model/fix.ts';
import type { WrittenExpression } from '../../model/program.ts';
import type { PlannedPull } from './choose.ts';

// Places of code, and changes of them.

/** The offset behind its last character: some languages count the line break after a block to it. */
export function endOf({ span, source }: WrittenExpression): number {
  return span.start + source.trimEnd().length;
}

export function replacementEdit({ file, span }: WrittenExpression, newText: string): TextEdit {
  return { file, span, newText };
}

/** Returns whether names at one expression are valid at the other. */
export function isBeside(one: WrittenExpression, other: WrittenExpression): boolean {
  return one.module === other.module && one.file === other.file;
}

/**
 * Returns whether it is made under a condition, or the registry is. A resource that is added for it would need the same
 * condition.
 */
export function isConditional({ presence }: PlannedResource, { conditions }: PlannedPull): boolean {
  return conditions.size > 0 || presence.kind === 'no' || presence.conditions.length > 0;
}
