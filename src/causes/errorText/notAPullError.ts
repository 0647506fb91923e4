import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const notAPullError = {
  id: 'not-a-pull-error',
  outcome: null,
  step: null,
  title: t('not a pull error'),
  severity: 'information',
  meaning:
    "The text doesn't describe a failed image pull. The image may have been pulled, and the container failed afterwards: a probe, a wrong port, a missing secret, a crash at start.",
  confirm: 'kubectl describe pod <pod>',
  link: 'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
} as const satisfies Cause;
