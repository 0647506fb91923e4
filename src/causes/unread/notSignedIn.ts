import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const notSignedIn = {
  id: 'not-signed-in',
  outcome: 'unknown',
  step: null,
  title: t('not signed in to Azure'),
  severity: 'information',
  meaning: 'There is neither a snapshot nor a sign-in to Azure, so no pull can be checked.',
  nextStep: t('Sign in to Azure or use a snapshot'),
  confirm: 'az account show',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-authentication',
} as const satisfies Cause;
