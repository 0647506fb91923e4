import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const legacyRoleBeforeAbac = {
  id: 'legacy-role-before-abac',
  outcome: 'allowed',
  step: 'role',
  title: t('would stop in ABAC mode'),
  severity: 'off',
  meaning:
    'The pull works through a role that counts in legacy mode only. If the registry were switched to *RBAC Registry + ABAC Repository Permissions*, it would stop. New registries are often created in that mode, and Azure plans to switch existing ones.',
  nextStep: t('Assign Container Registry Repository Reader before the switch to ABAC mode'),
  prefersNextStep: true,
  confirm:
    'az role assignment list --scope <registryId> --include-inherited --query "[?roleDefinitionName==\'AcrPull\'].principalId" -o tsv',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
} as const satisfies Cause;
