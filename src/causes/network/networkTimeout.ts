import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const networkTimeout = {
  id: 'network-timeout',
  outcome: null,
  step: 'network',
  title: t('network timeout'),
  severity: 'information',
  meaning:
    "`i/o timeout`, `context deadline exceeded` or `Client.Timeout exceeded while awaiting headers`: packets to the registry get lost, so no credential was checked. Usual reasons: a network security group, a route through a firewall, or a private endpoint that can't be reached from here.",
  confirm: 'az aks check-acr -g shop-aks -n aks-prod --acr shopprod.azurecr.io',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access',
} as const satisfies Cause;
