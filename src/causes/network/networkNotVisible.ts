import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const networkNotVisible = {
  id: 'network-not-visible',
  outcome: 'unknown',
  step: 'network',
  title: t('network could not be read'),
  severity: 'information',
  meaning:
    "The registry restricts who may reach it, and Azure's API doesn't show whether this target may. Usual reasons: its traffic leaves through a firewall, an appliance or a NAT gateway that wasn't read; it is in a subnet of your own, and the registry's rules for subnets weren't read (API versions before 2026-11-01 don't show them); its network uses DNS servers or a forwarding ruleset of its own.",
  nextStep: '',
  confirm: 'az aks check-acr -g shop-aks -n aks-backoffice --acr shopfence.azurecr.io',
  link: 'https://learn.microsoft.com/azure/aks/egress-outboundtype',
} as const satisfies Cause;
