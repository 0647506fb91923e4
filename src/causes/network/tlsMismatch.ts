import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const tlsMismatch = {
  id: 'tls-mismatch',
  outcome: null,
  step: 'network',
  title: t('certificate does not match'),
  severity: 'information',
  meaning:
    "`x509: certificate is valid for …, not …`, or `signed by unknown authority`: either the registry's certificate doesn't cover the host, such as `*.privatelink.azurecr.io`, or a proxy in between sends a certificate of its own.",
  confirm:
    'openssl s_client -connect shopprod.azurecr.io:443 -servername shopprod.azurecr.io </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer',
  link: 'https://github.com/Azure/acr/issues/425',
} as const satisfies Cause;
