import type { RoleAssignment } from '../../access/roles.ts';
import type { UnknownCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { memoized } from '../../model/memo.ts';
import type { KnownTruth } from '../../model/truth.ts';
import { describeCondition } from '../conditions/describe.ts';
import { evaluateCondition } from '../conditions/evaluate.ts';
import type { Condition } from '../conditions/expression.ts';
import { parseCondition } from '../conditions/parser.ts';
import { type AccessMode, neededIn } from '../roles/actions.ts';

type RepositoryAnswer =
  | { readonly answer: KnownTruth; readonly why: string }
  | { readonly answer: 'unknown'; readonly cause: UnknownCause; readonly why: string };

/** Anything with a condition: a role assignment, or a permission of a deny assignment. */
type Conditioned = Pick<RoleAssignment, 'condition' | 'conditionVersion'>;

/** Each repository of a registry needs the same assignments. */
const parsed = memoized(({ condition, conditionVersion }: Conditioned) =>
  parseCondition(condition ?? '', conditionVersion),
);
const described = {
  legacy: memoized((condition: Condition) => describeCondition(condition, neededIn.legacy.action)),
  abac: memoized((condition: Condition) => describeCondition(condition, neededIn.abac.action)),
} as const satisfies Record<AccessMode, unknown>;

/**
 * Returns whether an assignment's condition holds for this repository. `repository` is undefined if a placeholder hides
 * it. In ABAC mode, the condition is evaluated for reading content. In legacy mode, it is evaluated for the pull
 * action, for which no repository is documented.
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 */
export function repositoryAllowed(
  conditioned: Conditioned,
  mode: AccessMode,
  repository: string | undefined,
): RepositoryAnswer {
  const { condition: text } = conditioned;
  // In legacy mode, no condition is documented to matter, and answers of old versions can't show one.
  if (text === undefined && mode === 'abac')
    return { answer: 'unknown', cause: 'not-readable', why: t('its condition was not read') };
  // Azure writes null or an empty text for none. A condition of blanks is not documented.
  if (!text) return { answer: 'yes', why: '' };
  const condition = parsed(conditioned);
  const { value, why } = evaluateCondition(condition, { ...neededIn[mode], repository });
  if (value === 'unknown') {
    const isHidden = repository === undefined && condition.kind === 'understood';
    return { answer: value, cause: isHidden ? 'unresolved-reference' : 'condition-not-understood', why };
  }
  const allows = described[mode](condition);
  return { answer: value, why: value === 'yes' ? t('its condition allows {0}', allows) : allows };
}

/** ``only `team-a/*` ``: the repositories that an assignment opens. Undefined: it has no condition. */
export function repositoriesInWords(conditioned: Conditioned, mode: AccessMode): string | undefined {
  return conditioned.condition ? described[mode](parsed(conditioned)) : undefined;
}
