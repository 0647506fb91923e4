import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const rateLimited = {
  id: 'rate-limited',
  outcome: null,
  step: null,
  title: t('rate limited'),
  severity: 'information',
  meaning:
    '`toomanyrequests` or 429: the registry, or Docker Hub, asks the client to slow down. Azure Container Registry counts requests per registry and per identity; all pulls by the admin account, or without any account, share one count.',
  confirm: 'az acr show -n shopprod --query sku.name -o tsv',
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-skus',
} as const satisfies Cause;
