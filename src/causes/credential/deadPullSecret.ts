import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const deadPullSecret = {
  id: 'dead-pull-secret',
  outcome: 'allowed',
  step: 'credential',
  title: t('pull secret is refused'),
  severity: 'hint',
  meaning:
    'The workload names a pull secret that the registry refuses, but still pulls: a kubelet tries every credential it has, and its own identity is allowed. The secret does no harm today, but it hides which identity really pulls, and each pull makes one refused request first.',
  nextStep: t('Remove the secret'),
  confirm:
    'kubectl get pods -A -o jsonpath=\'{range .items[?(@.spec.imagePullSecrets)]}{.metadata.namespace}/{.metadata.name}{"\\n"}{end}\'',
  link: 'https://kubernetes.io/docs/concepts/containers/images/',
} as const satisfies Cause;
