import type { ExplainedCause } from '../../explain/explanation.ts';

/** Causes that one command confirms or rules out. */
export interface CauseGroup {
  /** Null where no command can. */
  readonly check: string | null;
  readonly causes: readonly [ExplainedCause, ...ExplainedCause[]];
}

/** Merges the causes with the same check, each group at the place of its first cause. */
export function groupByCheck(causes: readonly ExplainedCause[]): readonly CauseGroup[] {
  return [...Map.groupBy(causes, ({ check, cause }) => check ?? cause).values()].flatMap(([first, ...others]) =>
    first ? { check: first.check, causes: [first, ...others] } : [],
  );
}
