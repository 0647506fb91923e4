import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const noPullRole = {
  id: 'no-pull-role',
  outcome: 'denied',
  step: 'role',
  title: t('no pull role'),
  severity: 'error',
  meaning: 'The identity that pulls is known, and it has no role that allows a pull from this registry.',
  nextStep: t('Assign the pull role to it'),
  confirm:
    'az role assignment list --assignee <objectId> --scope <registryId> --include-inherited --include-groups -o table',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-built-in-roles-directory-reference',
} as const satisfies Cause;
