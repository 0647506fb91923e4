import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const registryNotFound = {
  id: 'registry-not-found',
  outcome: 'denied',
  step: 'registry',
  title: t('no such registry'),
  severity: 'error',
  meaning:
    "The host in the reference isn't an Azure registry: its ending is nearly, but not exactly, one of Azure's (`azurecr.io`, `azurecr.cn`, `azurecr.us`). No role helps here, because the request goes to another registry, or to none.",
  refusal: ({ host }) => t('Nothing can be pulled from `{0}`', host),
  nextStep: t('Correct the host'),
  confirm: 'az acr list --query "[].loginServer" -o tsv',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli',
} as const satisfies Cause;
