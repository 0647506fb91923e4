import type { PlannedResource } from '../../access/planned/planner.ts';
import type { TextEdit } from '../../model/fix.ts';
import type { WrittenExpression } from '../../model/program.ts';
import type { PlannedPull } from './choose.ts';

// Places of code, and changes of them.

/** Behind its last character: some languages count the line break after a block to it. */
export function endOf({ span, source }: WrittenExpression): number {
  return span.start + source.trimEnd().length;
}

export function replacementEdit({ file, span }: WrittenExpression, newText: string): TextEdit {
  return { file, span, newText };
}

/** Returns whether the names of one hold where the other is written. */
export function isBeside(one: WrittenExpression, other: WrittenExpression): boolean {
  return one.module === other.module && one.file === other.file;
}

/** Returns whether it is made under a condition, or the registry is: what is added for it would need the same. */
export function isConditional({ presence }: PlannedResource, { conditions }: PlannedPull): boolean {
  return conditions.size > 0 || presence.kind === 'no' || presence.conditions.length > 0;
}
