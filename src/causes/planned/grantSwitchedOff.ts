import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const grantSwitchedOff = {
  id: 'grant-switched-off',
  outcome: 'unknown',
  step: 'role',
  title: t('grant is switched off'),
  severity: 'information',
  meaning: 'The code has a role assignment for this pull, and a condition or a count leaves it out with these values.',
  nextStep: t('Switch the grant on in the values, or make sure that the role is assigned elsewhere'),
  confirm: 'az role assignment list --scope <registryId> -o table',
  link: 'https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template',
} as const satisfies Cause;
