import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const grantRemovedInCode = {
  id: 'grant-removed-in-code',
  outcome: 'unknown',
  step: 'role',
  title: t('grant is not in this code'),
  severity: 'information',
  meaning:
    'A role assignment in Azure allows the pull. This Terraform code makes the registry and the identity, and does not have that role assignment, so the next apply may remove it.',
  nextStep: t('Add the role assignment to the code'),
  confirm: 'terraform plan',
  link: 'https://developer.hashicorp.com/terraform/cli/commands/plan',
} as const satisfies Cause;
