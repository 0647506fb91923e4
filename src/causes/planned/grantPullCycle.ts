import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const grantPullCycle = {
  id: 'grant-pull-cycle',
  outcome: 'denied',
  step: 'role',
  title: t('app pulls before its identity exists'),
  severity: 'error',
  meaning:
    'A system-assigned identity exists once its app does, and the app is created with a private image. So the app pulls before anything can assign a role to its identity.',
  nextStep: t('Pull with a user-assigned identity, and assign the role before the app is created'),
  confirm: 'az containerapp show -g shop-apps -n checkout --query identity',
  link: 'https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull',
} as const satisfies Cause;
