import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const noTarget = {
  id: 'no-target',
  outcome: 'unknown',
  step: null,
  title: t('target unknown'),
  severity: 'hint',
  meaning: "We don't know where this manifest is deployed, and the identity that pulls depends on it.",
  nextStep: t('Choose a target, or name one in `.acr-pull.yaml`'),
  confirm: 'acr-pull check path/to/manifest.yaml --target aks-prod',
  link: 'https://learn.microsoft.com/azure/aks/cluster-container-registry-integration',
} as const satisfies Cause;
