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
  const meant = aliasFor(reference.file, alias, readings);
  if (meant === undefined) return [reference];
  if (!namesAzureHost(meant.text)) return [];
  const origin = { file: meant.file, span: meant.span, role: t('value of {0}', alias) };
  return [{ ...reference, image: readImage(`${meant.text}/${rest}`), origins: [...reference.origins, origin] }];
}

/**
 * Returns `br/alias:path` of a Bicep file as `br:registry/path`. Returns the source as it is if no file defines the
 * alias.
 */
export function withoutAlias(source: string, file: string, readings: ReadonlyMap<string, ManifestReading>): string {
  const [, alias, rest] = ALIAS.exec(source) ?? [];
  const meant = alias === undefined ? undefined : aliasFor(file, alias, readings);
  return meant === undefined ? source : `br:${meant.text}/${rest}`;
}

/** An alias in the nearest configuration. */
function aliasFor(file: string, alias: string, readings: ReadonlyMap<string, ManifestReading>) {
  const configs = foldersAbove(file).map(folder => (folder === '' ? CONFIG : `${folder}/${CONFIG}`));
  const nearest = configs.find(config => readings.has(config)) ?? '';
  const declared = readings.get(nearest)?.declarations ?? [];
  const aliases = declared.flatMap(each => (each.kind === 'moduleAliases' ? each.aliases : []));
  const found = aliases.find(({ name }) => name === alias);
  return found && { ...found, file: nearest };
}

const CONFIG = 'bicepconfig.json';

export function isAliasConfig(file: string): boolean {
  return file === CONFIG || file.endsWith(`/${CONFIG}`);
}
