import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const registryNotVisible = {
  id: 'registry-not-visible',
  outcome: 'unknown',
  step: 'registry',
  title: t('registry not found in Azure'),
  severity: 'information',
  meaning:
    "The host can be an Azure registry, but none of the subscriptions that were read holds it. It may belong to a partner, in a subscription that you can't see, or it may not exist. Registry names are unique in all of Azure, so a similar name that was read is a hint, not proof.",
  nextStep: t('Read the subscription that holds it, or correct the host'),
  // The similar login server, if there is one, may be the wrong one.
  prefersNextStep: true,
  confirm: 'az acr list --subscription <subscriptionId> --query "[?loginServer==\'fabrikamtax.azurecr.io\'].id" -o tsv',
  link: 'https://learn.microsoft.com/rest/api/containerregistry/registries/check-name-availability',
} as const satisfies Cause;
