import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const adminCredentials = {
  id: 'admin-credentials',
  outcome: 'allowed',
  step: 'credential',
  title: t('uses the admin account'),
  severity: 'warning',
  meaning:
    "The pull secret holds the registry's admin account. It works today, with one password that everyone shares: it can push and overwrite images, it can't be limited to a repository, and no log shows who used it. When the account is disabled, every workload that uses it stops.",
  nextStep: t('Pull with a managed identity instead'),
  prefersNextStep: true,
  confirm:
    "kubectl get secret shoppopup-admin -n shop -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d | jq -r '.auths[].username'",
  link: 'https://learn.microsoft.com/azure/container-registry/container-registry-authentication',
} as const satisfies Cause;
