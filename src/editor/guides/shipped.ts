import { t } from '../../model/l10n.ts';

/** A file of the extension that a person can open. */
export interface ShippedFile {
  readonly title: string;
  /** Its path below the extension's folder. */
  readonly file: string;
}

export const guides: readonly ShippedFile[] = [
  { title: t('Where a manifest is deployed'), file: 'docs/targets.md' },
  { title: t('Keys of .acr-pull.yaml'), file: 'docs/config.md' },
  { title: t('Make an access snapshot'), file: 'docs/snapshot.md' },
  { title: t('Check infrastructure code before it is deployed'), file: 'docs/planned.md' },
  { title: t('Why a verdict is unknown'), file: 'docs/unknown.md' },
  { title: t('What pull errors mean'), file: 'docs/errors.md' },
  { title: t('Check in CI'), file: 'docs/ci.md' },
  { title: t('The command line: acr-pull'), file: 'docs/gate.md' },
  { title: t('In a browser: what is different'), file: 'docs/web.md' },
  { title: t('API for other extensions'), file: 'docs/api.md' },
];

export const pictures: readonly ShippedFile[] = [
  { title: t("An image that can't be pulled"), file: 'media/screenshots/squiggle-dark.png' },
  { title: t('Who pulls, and why: the hover'), file: 'media/screenshots/hover-light.png' },
  { title: t('Targets above each image'), file: 'media/screenshots/lens-light.png' },
  { title: t('Quick fixes'), file: 'media/screenshots/quick-fixes-dark.png' },
  { title: t('A role assignment as code'), file: 'media/screenshots/grant-light.png' },
  { title: t('Targets and registries in the side bar'), file: 'media/screenshots/tree-light.png' },
  { title: t('The audit of pull roles'), file: 'media/screenshots/audit-dark.png' },
  { title: t('A pull error, explained'), file: 'media/screenshots/explained-light.png' },
];
