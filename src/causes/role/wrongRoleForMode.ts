import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const wrongRoleForMode = {
  id: 'wrong-role-for-mode',
  outcome: 'denied',
  step: 'role',
  title: t('role does not count in this access mode'),
  severity: 'error',
  meaning: 'The identity has a role that would let it pull if the registry were in the other mode.',
  refusal: ({ who, repository }) => repository && t("{0} can't pull `{1}`", who, repository),
  nextStep: t('Assign Container Registry Repository Reader'),
  confirm: 'az acr show -n shopabac --query roleAssignmentMode -o tsv',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
} as const satisfies Cause;
