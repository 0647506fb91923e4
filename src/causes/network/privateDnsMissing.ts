import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const privateDnsMissing = {
  id: 'private-dns-missing',
  outcome: 'denied',
  step: 'network',
  title: t('private DNS is missing'),
  severity: 'error',
  meaning:
    "A private endpoint exists and can be reached. But the zone `privatelink.azurecr.io` isn't linked to the target's network, or holds no record for the registry. There, the registry's name resolves to its public address, which is closed, or to nothing.",
  nextStep: t('Link the private DNS zone to its network'),
  confirm: 'az network private-dns link vnet list -g shop-network -z privatelink.azurecr.io -o table',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-private-link',
} as const satisfies Cause;
