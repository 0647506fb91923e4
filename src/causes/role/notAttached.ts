import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const notAttached = {
  id: 'not-attached',
  outcome: 'denied',
  step: 'role',
  title: t('not attached'),
  severity: 'error',
  meaning:
    "The kubelet of this AKS cluster pulls with its own managed identity, and that identity has no role that lets it pull from the registry: not on the registry, not on anything above it, not through a group. Azure doesn't connect them automatically: you attach the registry to the cluster.",
  nextStep: t('Attach the registry'),
  confirm:
    'az role assignment list --assignee <objectId> --scope <registryId> --include-inherited --include-groups -o table',
  link: 'https://learn.microsoft.com/azure/aks/cluster-container-registry-integration',
} as const satisfies Cause;
