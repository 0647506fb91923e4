import type { RoleAssignment } from '../access/map.ts';
import type { UnknownCause } from '../model.ts';
import type { AccessMode } from './actions.ts';

export type RepositoryAnswer =
  | { readonly answer: 'yes'; readonly why: string }
  | { readonly answer: 'no'; readonly why: string }
  | { readonly answer: 'unknown'; readonly cause: UnknownCause; readonly why: string };

/** Whether an assignment that grants pull grants it for this repository: what its condition says. */
export function repositoryAllowed(
  assignment: RoleAssignment,
  _mode: AccessMode,
  _repository: string | undefined,
  _now: Date,
): RepositoryAnswer {
  if (!assignment.condition) return { answer: 'yes', why: '' };
  return { answer: 'unknown', cause: 'condition-not-understood', why: 'its condition was not evaluated' };
}
