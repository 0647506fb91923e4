import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const imageQuarantined = {
  id: 'image-quarantined',
  outcome: 'denied',
  step: 'image',
  title: t('image is in quarantine'),
  severity: 'error',
  meaning:
    "The registry has its quarantine policy on, and the image hasn't been released yet. Until a scanner marks it as passed, only identities that may read quarantined content see it, such as those with AcrQuarantineReader or AcrQuarantineWriter.",
  nextStep: t('Release it from quarantine'),
  confirm: 'az acr show -n shopprod --query policies.quarantinePolicy.status -o tsv',
  link: 'https://github.com/Azure/acr/tree/main/docs/preview/quarantine',
} as const satisfies Cause;
