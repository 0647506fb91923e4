import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const platformMismatch = {
  id: 'platform-mismatch',
  outcome: 'denied',
  step: 'image',
  title: t('no image for this platform'),
  severity: 'error',
  meaning:
    'The registry lets the pull through, and the image has no manifest for the operating system and processor that pull it: `no match for platform in manifest`.',
  nextStep: t('Build the image for this platform, or select nodes of another'),
  confirm: 'az acr manifest show -r shopprod -n checkout:2.4.0 --query "manifests[].platform"',
  link: 'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
} as const satisfies Cause;
