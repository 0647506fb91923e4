import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const breaksOnDeploy = {
  id: 'breaks-on-deploy',
  outcome: 'denied',
  step: null,
  title: t('deployment breaks the pull'),
  severity: 'error',
  meaning: 'The pull works today, by what was read from Azure. Once this code is deployed, it is refused.',
  nextStep: t('Change the code before it is deployed'),
  confirm: 'az deployment group what-if -g shop-apps -f main.bicep',
  link: 'https://learn.microsoft.com/azure/azure-resource-manager/bicep/deploy-what-if',
} as const satisfies Cause;
