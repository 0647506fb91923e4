import type { RoleAssignment } from '../../access/roles.ts';
import type { UnknownCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { describeCondition } from '../conditions/describe.ts';
import { evaluate } from '../conditions/evaluate.ts';
import { parseCondition } from '../conditions/parser.ts';
import { type AccessMode, neededIn } from '../roles/actions.ts';

type RepositoryAnswer =
  | { readonly answer: 'yes' | 'no'; readonly why: string }
  | { readonly answer: 'unknown'; readonly cause: UnknownCause; readonly why: string };

/** Anything with a condition: a role assignment, or a permission of a deny assignment. */
type Conditioned = Pick<RoleAssignment, 'condition' | 'conditionVersion'>;

/**
 * Tells whether an assignment holds for this repository, by its condition; `repository` is undefined where a
 * placeholder hides it. In ABAC mode the condition is asked about reading content, in legacy mode about the pull action,
 * for which no repository is documented.
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 */
export function repositoryAllowed(
  { condition: text, conditionVersion }: Conditioned,
  mode: AccessMode,
  repository: string | undefined,
): RepositoryAnswer {
  // In legacy mode no condition is documented to matter, and answers of old versions can't show one.
  if (text === undefined && mode === 'abac')
    return { answer: 'unknown', cause: 'not-readable', why: t('its condition was not read') };
  // Azure writes null or an empty text for none; a text of blanks is a condition that nobody documents
  if (!text) return { answer: 'yes', why: '' };
  const condition = parseCondition(text, conditionVersion);
  const { value, why } = evaluate(condition, { ...neededIn[mode], repository });
  if (value === 'unknown') {
    const isHidden = repository === undefined && condition.kind === 'understood';
    return { answer: value, cause: isHidden ? 'unresolved-reference' : 'condition-not-understood', why };
  }
  const allows = describeCondition(condition, neededIn[mode].action);
  return { answer: value, why: value === 'yes' ? t('its condition allows {0}', allows) : allows };
}

/** ``only `team-a/*` ``: which repositories an assignment opens; undefined: it has no condition. */
export function repositoriesInWords(
  { condition, conditionVersion }: Conditioned,
  mode: AccessMode,
): string | undefined {
  return condition ? describeCondition(parseCondition(condition, conditionVersion), neededIn[mode].action) : undefined;
}
