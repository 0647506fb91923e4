import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const noPullIdentity = {
  id: 'no-pull-identity',
  outcome: 'denied',
  step: 'puller',
  title: t('no identity configured'),
  severity: 'error',
  meaning: 'No credential is configured for this registry, so the pull is anonymous, and the registry is private.',
  nextStep: t('Pull with an identity that has the pull role'),
  prefersNextStep: true,
  confirm: 'az containerapp registry list -g shop-apps -n wishlist -o table',
  link: 'https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull',
} as const satisfies Cause;
