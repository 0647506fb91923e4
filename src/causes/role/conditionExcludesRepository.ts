import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const conditionExcludesRepository = {
  id: 'condition-excludes-repository',
  outcome: 'denied',
  step: 'role',
  title: t('condition excludes the repository'),
  severity: 'error',
  meaning:
    "The identity has a role that pulls in ABAC mode, but the assignment's condition doesn't include this repository. Without a condition the role would cover the whole registry.",
  refusal: ({ who, repository }) => repository && t("{0} can't pull `{1}`", who, repository),
  nextStep: t('Add the repository to the condition'),
  prefersNextStep: true,
  confirm:
    'az role assignment list --assignee <objectId> --scope <registryId> --include-inherited --include-groups --query "[].{role:roleDefinitionName, condition:condition}" -o json',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
} as const satisfies Cause;
