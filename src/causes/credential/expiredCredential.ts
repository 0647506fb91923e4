import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const expiredCredential = {
  id: 'expired-credential',
  outcome: 'denied',
  step: 'credential',
  title: t('credential has expired'),
  severity: 'error',
  meaning:
    "The pull uses a secret with an expiry date that has passed: the client secret of the cluster's service principal, or the token or service principal in a pull secret. Typically, pulls worked for months, then stopped on a day when nothing had changed.",
  nextStep: t('Pull with a managed identity, or renew the credential'),
  prefersNextStep: true,
  confirm: 'az ad app credential list --id <clientId> --query "[].endDateTime" -o tsv',
  link: 'https://learn.microsoft.com/azure/aks/update-credentials',
} as const satisfies Cause;
