import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const networkPrivateOnly = {
  id: 'network-private-only',
  outcome: 'denied',
  step: 'network',
  title: t('private network only'),
  severity: 'error',
  meaning:
    "Public access to the registry is off, and none of its private endpoints can be reached from the target's network. With public access off, the firewall's rules don't matter.",
  nextStep: t('Connect its network to a private endpoint of the registry'),
  confirm:
    'az acr show -n shopinner --query "{public:publicNetworkAccess, endpoints:privateEndpointConnections[].privateEndpoint.id}"',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-private-link',
} as const satisfies Cause;
