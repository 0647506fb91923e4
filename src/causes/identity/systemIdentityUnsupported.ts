import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const systemIdentityUnsupported = {
  id: 'system-identity-unsupported',
  outcome: 'denied',
  step: 'puller',
  title: t("system-assigned identity can't pull"),
  severity: 'error',
  meaning:
    'Container Instances pull with a user-assigned identity. The system-assigned one is created with the group, and the group needs its image first.',
  nextStep: t('Use a user-assigned identity'),
  prefersNextStep: true,
  confirm:
    'az container show -g shop-apps -n archive-export --query "{identity:identity, credentials:imageRegistryCredentials}"',
  link: 'https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi',
} as const satisfies Cause;
