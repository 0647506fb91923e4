import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const expiringCredential = {
  id: 'expiring-credential',
  outcome: 'allowed',
  step: 'credential',
  title: t('credential expires soon'),
  severity: 'warning',
  meaning: 'The pull uses a secret that expires soon. On that day the pull stops, even if nothing else changes.',
  nextStep: t('Renew it in time, or pull with a managed identity'),
  prefersNextStep: true,
  confirm: 'az ad app credential list --id <clientId> --query "[].endDateTime" -o tsv',
  link: 'https://learn.microsoft.com/azure/aks/use-managed-identity',
} as const satisfies Cause;
