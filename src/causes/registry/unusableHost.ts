import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const unusableHost = {
  id: 'unusable-host',
  outcome: 'denied',
  step: 'registry',
  title: t('not a pull address'),
  severity: 'error',
  meaning: "The host belongs to an Azure registry, in a form that a runtime can't pull from.",
  // Some hosts fail for every pull, some only with a certain credential.
  refusal: ({ host, puller }) => (puller ? undefined : t('Nothing can be pulled from `{0}`', host)),
  nextStep: t("Use the registry's login server"),
  confirm: 'az acr show -n shopprod --query loginServer -o tsv',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-private-link',
} as const satisfies Cause;
