import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const networkFirewall = {
  id: 'network-firewall',
  outcome: 'denied',
  step: 'network',
  title: t('registry firewall'),
  severity: 'error',
  meaning:
    "The registry accepts only listed addresses and subnets, and the target's traffic comes from none of them. The registry refuses the request before it checks any identity. With several outbound addresses, a single missing one makes pulls fail now and then.",
  nextStep: t("Let its address through the registry's firewall"),
  confirm: 'az acr network-rule list -n shopfence -o json',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks',
} as const satisfies Cause;
