import { namesAzureHost } from '../../model/host.ts';
import { t } from '../../model/l10n.ts';
import { memoized } from '../../model/memo.ts';
import { foldersAbove } from '../../model/place.ts';
import type { ManifestReading } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import { readImage } from '../../read/image.ts';

/**
 * The reading of a Bicep file with the aliases of its registry modules (`br/alias:path`) resolved by the nearest
 * bicepconfig.json. An alias of another kind of registry is no reference of ours.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-config-modules#aliases-for-modules
 */
export function withAlias(reading: ManifestReading, readings: ReadonlyMap<string, ManifestReading>): ManifestReading {
  if (!namesAlias(reading)) return reading;
  return { ...reading, references: reading.references.flatMap(each => resolved(each, readings)) };
}

/** Asked of each file many times in a build. */
const namesAlias = memoized(({ references }: ManifestReading) =>
  references.some(({ format, text }) => format === 'bicep' && ALIAS.test(text)),
);

const ALIAS = /^br\/([\w-]+):(.+)$/;

function resolved(
  reference: ImageReference,
  readings: ReadonlyMap<string, ManifestReading>,
): readonly ImageReference[] {
  const [, alias, rest] = (reference.format === 'bicep' && ALIAS.exec(reference.text)) || [];
  if (alias === undefined) return [reference];
  const configs = foldersAbove(reference.file).map(folder => (folder === '' ? CONFIG : `${folder}/${CONFIG}`));
  const nearest = configs.find(config => readings.has(config)) ?? '';
  const declared = readings.get(nearest)?.declarations ?? [];
  const aliases = declared.flatMap(each => (each.kind === 'moduleAliases' ? each.aliases : []));
  const meant = aliases.find(({ name }) => name === alias);
  if (meant === undefined) return [reference];
  if (!namesAzureHost(meant.text)) return [];
  const origin = { file: nearest, span: meant.span, role: t('value of {0}', alias) };
  return [{ ...reference, image: readImage(`${meant.text}/${rest}`), origins: [...reference.origins, origin] }];
}

const CONFIG = 'bicepconfig.json';

export function isAliasConfig(file: string): boolean {
  return file === CONFIG || file.endsWith(`/${CONFIG}`);
}
