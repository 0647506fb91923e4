import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const crossTenant = {
  id: 'cross-tenant',
  outcome: 'denied',
  step: 'tenant',
  title: t('identity in another tenant'),
  severity: 'error',
  meaning:
    "The identity that pulls is in one Entra tenant, the registry in another. Roles are assigned within a tenant, and a managed identity can't leave its own.",
  nextStep: t("Use a token or a service principal of the registry's tenant in a pull secret"),
  confirm: 'az account list --query "[].{subscription:id, tenant:tenantId}" -o table',
  link: 'https://learn.microsoft.com/azure/container-registry/authenticate-aks-cross-tenant',
} as const satisfies Cause;
