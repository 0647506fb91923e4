import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const registryNotConfigured = {
  id: 'registry-not-configured',
  outcome: 'denied',
  step: 'puller',
  title: t('registry is not configured'),
  severity: 'error',
  meaning:
    "Container Apps pull from a private registry only with an entry for its host, under `configuration.registries` of the app or job. No entry names this host, so the pull is anonymous. A role of the app's identity doesn't help until an entry names that identity.",
  nextStep: t('Add an entry for the registry, with an identity'),
  prefersNextStep: true,
  confirm: 'az containerapp registry list -g shop-apps -n newsletter -o table',
  link: 'https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull',
} as const satisfies Cause;
