import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const unresolvedReference = {
  id: 'unresolved-reference',
  outcome: 'unknown',
  step: 'registry',
  title: t('depends on a template'),
  severity: 'hint',
  meaning:
    "A pipeline, Helm or a parameter fills in the registry or the repository later, so we can't know which registry the image comes from. A placeholder in the tag alone does no harm: tag and digest don't decide who may pull.",
  nextStep: '',
  confirm: 'acr-pull scan path/to/manifest.yaml',
  link: 'https://pkg.go.dev/github.com/distribution/reference',
} as const satisfies Cause;
