import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const registryNotVisible = {
  id: 'registry-not-visible',
  outcome: 'unknown',
  step: 'registry',
  title: t('registry not found in Azure'),
  severity: 'information',
  meaning:
    "The host can be an Azure registry, but none of the subscriptions that were read holds it. It may belong to a partner, in a subscription that you can't see, or it may not exist.",
  nextStep: t('Read the subscription that holds it, or correct the host'),
  confirm: 'az acr list --subscription <subscriptionId> --query "[?loginServer==\'fabrikamtax.azurecr.io\'].id" -o tsv',
  link: 'https://learn.microsoft.com/azure/role-based-access-control/overview',
} as const satisfies Cause;
