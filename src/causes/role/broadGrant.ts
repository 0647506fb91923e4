import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const broadGrant = {
  id: 'broad-grant',
  outcome: 'allowed',
  step: 'role',
  title: t('broader grant than needed'),
  severity: 'hint',
  meaning:
    'The identity can pull only because of a grant that reaches much further than reading images of this registry: a role such as Owner, Contributor or one that pushes, or a pull role on a whole subscription or above. Nothing fails. But an attacker who takes over the workload can do everything that the grant allows.',
  nextStep: t('Assign a pull role on the registry, then remove the broad one if nothing else needs it'),
  prefersNextStep: true,
  confirm:
    'az role assignment list --assignee <objectId> --scope <registryId> --include-inherited --include-groups -o table',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-built-in-roles-directory-reference',
} as const satisfies Cause;
