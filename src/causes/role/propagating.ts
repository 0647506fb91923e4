import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const propagating = {
  id: 'propagating',
  outcome: 'unknown',
  step: 'role',
  title: t('new grant, still propagating'),
  severity: 'information',
  meaning:
    'The role was assigned minutes ago. It can take up to ten minutes to take effect everywhere, and until then a pull may still be refused. If the identity got it through a group, it can take hours: the memberships of a managed identity are cached for about a day.',
  nextStep: t('Wait a few minutes'),
  confirm:
    'az role assignment list --assignee <objectId> --scope <registryId> --include-inherited --query "[].{role:roleDefinitionName, since:createdOn}" -o table',
  link: 'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting',
} as const satisfies Cause;
