import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const noGrantInCode = {
  id: 'no-grant-in-code',
  outcome: 'unknown',
  step: 'role',
  title: t('no grant in this code'),
  severity: 'warning',
  meaning:
    'No role assignment in this code gives the identity a pull role on the registry. Someone may assign it by hand, by a script or in another repository.',
  nextStep: t('Add a role assignment beside the identity, or read Azure'),
  confirm: 'az role assignment list --scope <registryId> -o table',
  link: 'https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template',
} as const satisfies Cause;
