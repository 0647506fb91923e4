import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const denyAssignment = {
  id: 'deny-assignment',
  outcome: 'denied',
  step: 'role',
  title: t('deny assignment'),
  severity: 'error',
  meaning:
    'The identity has a pull role, but a deny assignment blocks the pull. Deny assignments override every role. Managed applications, deployment stacks and other Azure services create them. People can, too, in a preview.',
  nextStep: t('Ask its owner for an exception'),
  confirm:
    'az rest --method get --url "https://management.azure.com<registryId>/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01&\\$filter=atScope()"',
  link: 'https://learn.microsoft.com/azure/role-based-access-control/deny-assignments',
} as const satisfies Cause;
