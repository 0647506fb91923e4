import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const transient = {
  id: 'transient',
  outcome: null,
  step: null,
  title: t('temporary failure'),
  severity: 'information',
  meaning:
    'A 5xx response, a reset connection, or a first attempt that failed and a second one that succeeded. No fix is needed as long as it is rare.',
  confirm: 'kubectl get events -A --field-selector reason=Failed --sort-by=.lastTimestamp',
  link: 'https://github.com/Azure/AKS/issues/4052',
} as const satisfies Cause;
