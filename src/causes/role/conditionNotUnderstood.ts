import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const conditionNotUnderstood = {
  id: 'condition-not-understood',
  outcome: 'unknown',
  step: 'role',
  title: t('condition not understood'),
  severity: 'information',
  meaning:
    "The identity has a role that would let it pull, under a condition that can't be evaluated here: it uses an attribute of the principal or of the environment, or a form that isn't documented for registries. So whether it applies is unknown.",
  nextStep: '',
  confirm:
    'az role assignment list --assignee <objectId> --scope <registryId> --include-inherited --include-groups --query "[].condition" -o tsv',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
} as const satisfies Cause;
