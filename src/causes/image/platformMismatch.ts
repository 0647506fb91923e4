import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const platformMismatch = {
  id: 'platform-mismatch',
  outcome: null,
  step: 'image',
  title: t('no image for this platform'),
  severity: 'information',
  meaning:
    "`no match for platform in manifest`: the pull was allowed. The image exists, but not for the node's operating system or processor.",
  confirm: 'az acr manifest show -r shopprod -n checkout:2.4.0 --query "manifests[].platform"',
  link: 'https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
} as const satisfies Cause;
