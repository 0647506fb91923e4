import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const networkDns = {
  id: 'network-dns',
  outcome: null,
  step: 'network',
  title: t('name does not resolve'),
  severity: 'information',
  meaning:
    "`dial tcp: lookup … no such host`: DNS has no such name. Either the name is wrong, or it is a private name and its zone isn't linked to this network.",
  confirm: 'az acr check-health -n shopprod --yes',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-health-error-reference',
} as const satisfies Cause;
