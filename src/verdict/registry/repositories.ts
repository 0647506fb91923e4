import type { UnknownCause } from '../../model/cause.ts';
import { describeCondition } from '../conditions/describe.ts';
import { evaluate } from '../conditions/evaluate.ts';
import { type Condition, contentRead } from '../conditions/expression.ts';
import { parseCondition } from '../conditions/parser.ts';
import { type AccessMode, pullAction } from '../roles/actions.ts';

type RepositoryAnswer =
  | { readonly answer: 'yes'; readonly why: string }
  | { readonly answer: 'no'; readonly why: string }
  | { readonly answer: 'unknown'; readonly cause: UnknownCause; readonly why: string };

/** What carries a condition: a role assignment, or a permission of a deny assignment. */
interface Conditioned {
  /** Null: it has none. Undefined: it was not read. */
  readonly condition: string | null | undefined;
  readonly conditionVersion: string | undefined;
}

const unconditioned: RepositoryAnswer = { answer: 'yes', why: '' };

/**
 * Whether what an assignment says holds for this repository, by its condition; `repository` is undefined where a
 * placeholder hides it. In ABAC mode the condition is asked about reading content, in legacy mode about the pull action,
 * for which no repository is documented.
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 */
export function repositoryAllowed(
  assignment: Conditioned,
  mode: AccessMode,
  repository: string | undefined,
  now: Date,
): RepositoryAnswer {
  // In legacy mode no condition is documented to matter, and answers of old versions can't show one.
  if (assignment.condition === undefined && mode === 'abac')
    return { answer: 'unknown', cause: 'not-readable', why: 'its condition was not read' };
  const condition = conditionOf(assignment);
  if (!condition) return unconditioned;
  const evaluation = evaluate(condition, {
    action: mode === 'abac' ? contentRead : pullAction,
    kind: mode === 'abac' ? 'dataAction' : 'action',
    subOperation: null,
    repository,
    now: Number.isNaN(now.getTime()) ? undefined : now.toISOString(),
  });
  switch (evaluation.value) {
    case 'yes':
      return { answer: 'yes', why: `its condition allows ${describeCondition(condition)}` };
    case 'no':
      return { answer: 'no', why: evaluation.why };
    case 'unknown': {
      const hidden = repository === undefined && condition.kind === 'understood';
      return {
        answer: 'unknown',
        cause: hidden ? 'unresolved-reference' : 'condition-not-understood',
        why: evaluation.why,
      };
    }
  }
}

/** ``only `team-a/*` ``: which repositories an assignment opens; undefined: it has no condition. */
export function repositoriesInWords(assignment: Conditioned): string | undefined {
  const condition = conditionOf(assignment);
  return condition && describeCondition(condition);
}

/** The condition as read; undefined where there is none. */
function conditionOf({ condition, conditionVersion }: Conditioned): Condition | undefined {
  return condition?.trim() ? parseCondition(condition, conditionVersion) : undefined;
}
