import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const networkNotVisible = {
  id: 'network-not-visible',
  outcome: 'unknown',
  step: 'network',
  title: t('network could not be read'),
  severity: 'information',
  meaning:
    "The registry restricts who may reach it, and what was read doesn't show whether this target may. Usual reasons: its traffic leaves through a firewall, an appliance or a NAT gateway that wasn't read; its subnet has a service endpoint, and the registry's rules for subnets weren't read; its network uses DNS servers or a forwarding ruleset of its own; a gateway or a network manager may connect its network to that of a private endpoint.",
  nextStep: '',
  confirm: 'az aks check-acr -g shop-aks -n aks-backoffice --acr shopfence.azurecr.io',
  link: 'https://learn.microsoft.com/azure/aks/egress-outboundtype',
} as const satisfies Cause;
