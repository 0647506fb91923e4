import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const notReadable = {
  id: 'not-readable',
  outcome: 'unknown',
  step: null,
  title: t('not enough information'),
  severity: 'information',
  meaning:
    "Something that decides the pull could not be read: role assignments of the registry's subscription, a group's members, the cluster's identity. The evidence names it and the reason. Evidence that wasn't read never counts as absent.",
  nextStep: '',
  confirm: 'az role assignment list --scope <registryId> --include-inherited -o table',
  link: 'https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-cli',
} as const satisfies Cause;
