import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const grantNotDeployed = {
  id: 'grant-not-deployed',
  outcome: 'allowed',
  step: 'role',
  title: t('grant is not deployed'),
  severity: 'warning',
  meaning:
    'Once this code is deployed, the pull works. The app and the registry are in Azure already, and the grant is not: until then, the pull is refused.',
  nextStep: t('Deploy the code'),
  confirm: 'az role assignment list --scope <registryId> -o table',
  link: 'https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template',
} as const satisfies Cause;
