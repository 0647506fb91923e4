import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const roleOnWrongIdentity = {
  id: 'role-on-wrong-identity',
  outcome: 'denied',
  step: 'role',
  title: t('role is on another identity'),
  severity: 'error',
  meaning: "A pull role was assigned, but to an ID that doesn't pull.",
  nextStep: t('Assign the role to the identity that pulls'),
  confirm:
    'az aks show -g shop-dev -n aks-qa --query "{kubelet:identityProfile.kubeletidentity, controlPlane:identity.principalId}"',
  link: 'https://learn.microsoft.com/azure/aks/managed-identity-overview',
} as const satisfies Cause;
