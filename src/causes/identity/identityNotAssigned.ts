import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const identityNotAssigned = {
  id: 'identity-not-assigned',
  outcome: 'denied',
  step: 'puller',
  title: t('identity is not assigned'),
  severity: 'error',
  meaning:
    "The registry's entry names an identity that isn't assigned to the app. A user-assigned identity must be listed under `identity` of the app, or of its environment; `system` needs the app's system-assigned identity to be on, and `system-environment` that of the environment. Until then, the identity's roles have no effect.",
  nextStep: t('Assign the identity to it'),
  prefersNextStep: true,
  confirm: 'az containerapp identity show -g shop-apps -n gift-cards',
  link: 'https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull',
} as const satisfies Cause;
