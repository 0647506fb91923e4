import { t } from '../../model/l10n.ts';
import type { Cause } from '../cause.ts';

export const malformedReference = {
  id: 'malformed-reference',
  outcome: 'denied',
  step: 'registry',
  title: t('not an image reference'),
  severity: 'error',
  meaning:
    "The text doesn't follow the grammar of image references, so no runtime asks any registry for it. Common mistakes: capital letters in the repository, a space, `https://` in front, a tag that starts with a dot or a dash, a digest of the wrong length.",
  refusal: () => t('This is not an image reference'),
  nextStep: t('Correct the name'),
  confirm: 'kubectl get pods -A | grep InvalidImageName',
  link: 'https://pkg.go.dev/github.com/distribution/reference',
} as const satisfies Cause;
