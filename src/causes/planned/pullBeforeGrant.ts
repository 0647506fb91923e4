import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const pullBeforeGrant = {
  id: 'pull-before-grant',
  outcome: 'allowed',
  step: 'role',
  title: t('app may be created before its grant'),
  severity: 'warning',
  meaning:
    'The code makes both the app and the role assignment, and nothing says that the role assignment comes first. The app may be created, and pull, before its identity has the role.',
  nextStep: t('Let the app depend on the role assignment'),
  confirm: 'az deployment operation group list -g shop-apps -n main -o table',
  link: 'https://learn.microsoft.com/azure/azure-resource-manager/bicep/resource-dependencies',
} as const satisfies Cause;
