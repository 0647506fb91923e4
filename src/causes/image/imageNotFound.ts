import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const imageNotFound = {
  id: 'image-not-found',
  outcome: 'denied',
  step: 'image',
  title: t('no such image'),
  severity: 'error',
  meaning: 'The registry has no such repository, tag or digest. Access is not the problem.',
  nextStep: t('Push it, or correct the tag'),
  confirm: 'az acr repository show -n shopprod --image checkout:2.4.0',
  link: 'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
} as const satisfies Cause;
