import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const adminDisabled = {
  id: 'admin-disabled',
  outcome: 'denied',
  step: 'credential',
  title: t('admin account is disabled'),
  severity: 'error',
  meaning:
    "The pull secret holds the registry's admin account, and that account is disabled. Disabling it is good practice: everyone shares its one password, it can push as well, and no log shows who used it.",
  nextStep: t('Leave it off, and pull with a managed identity'),
  confirm: 'az acr show -n shopprod --query adminUserEnabled -o tsv',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-authentication',
} as const satisfies Cause;
