import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const armTokenRefused = {
  id: 'arm-token-refused',
  outcome: 'denied',
  step: 'credential',
  title: t('registry refuses ARM tokens'),
  severity: 'error',
  meaning:
    'The registry accepts only tokens that were issued for registries (`azureADAuthenticationAsArmPolicy` is disabled). Container Apps and App Service send tokens for Azure Resource Manager, so they are refused regardless of their roles. The same goes for network-isolated AKS clusters with their own registry.',
  nextStep: t('Let the registry accept ARM tokens'),
  confirm: 'az acr config authentication-as-arm show -r shopstrict',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-disable-authentication-as-arm',
} as const satisfies Cause;
