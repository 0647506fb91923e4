import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const anonymousPull = {
  id: 'anonymous-pull',
  outcome: 'allowed',
  step: 'credential',
  title: t('pulls anonymously'),
  severity: 'hint',
  meaning:
    'The registry allows anonymous pulls of all its repositories. The pull works for that reason alone: the identity has no role on the registry.',
  nextStep: t('If that is not intended, assign the pull role and turn off anonymous pulls'),
  confirm: 'az acr show -n shopopen --query anonymousPullEnabled -o tsv',
  link: 'https://learn.microsoft.com/azure/container-registry/anonymous-pull-access',
} as const satisfies Cause;
