import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const roleOnWrongScope = {
  id: 'role-on-wrong-scope',
  outcome: 'unknown',
  step: 'role',
  title: t('role is at another scope'),
  severity: 'information',
  meaning:
    'The identity that pulls has a pull role in this code, but not at the registry or a scope above it. Roles count at their scope and below it, and a registry is not below an app or a cluster.',
  nextStep: t('Set the scope of the role assignment to the registry'),
  confirm: 'az role assignment list --assignee <objectId> --all -o table',
  link: 'https://learn.microsoft.com/azure/role-based-access-control/scope-overview',
} as const satisfies Cause;
