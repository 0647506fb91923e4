import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const eligibleOnly = {
  id: 'eligible-only',
  outcome: 'unknown',
  step: 'role',
  title: t('assignment is only eligible'),
  severity: 'information',
  meaning:
    "The identity, or a group of it, is *eligible* for a pull role in Privileged Identity Management. The role grants nothing until a person activates it. Applications, service principals and managed identities can't be made eligible, but one can be a member of a group that is.",
  nextStep: t('Have it assigned as active'),
  confirm:
    'az rest --method get --url "https://management.azure.com<registryId>/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01&\\$filter=assignedTo(\'<objectId>\')"',
  link: 'https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-resource-roles-activate-your-roles',
} as const satisfies Cause;
