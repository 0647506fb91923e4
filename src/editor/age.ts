import type { AccessMap } from '../access/map.ts';
import { t } from '../model/l10n.ts';
import { smallest } from '../model/lists.ts';
import { imageCount } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';

/**
 * The age of the oldest map: what is shown is as old as the oldest of what it was made of. Empty where one has no date.
 */
export function ageOf(maps: readonly Pick<AccessMap, 'readAt'>[], now: Date): string {
  if (maps.length === 0) return '';
  const oldest = smallest(maps.map(({ readAt = '' }) => Date.parse(readAt)));
  return Number.isNaN(oldest) ? '' : t('read {0}', ageInWords(new Date(oldest).toISOString(), now));
}

/** Returns the time since a moment in ISO 8601, in words. */
export function ageInWords(readAt: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(readAt)) / 60_000);
  if (Number.isNaN(minutes)) return t('at an unknown time');
  if (minutes < 1) return t('just now');
  if (minutes < 60) return t('{0} min ago', minutes);
  if (minutes < 48 * 60) return t('{0} h ago', Math.floor(minutes / 60));
  return t('{0} days ago', Math.floor(minutes / 60 / 24));
}

/** For the log, in English: `read 214 manifests, 61 Azure images, map from access.snapshot.json, 2 min ago`. */
export function readInWords(
  folder: { manifests(): readonly string[]; allFindings(): readonly Finding[] },
  map: Pick<AccessMap, 'origin' | 'readAt'> | undefined,
  now: Date,
): string {
  const images = imageCount(folder.allFindings());
  const age = map?.readAt === undefined ? '' : `, ${ageInWords(map.readAt, now)}`;
  const from = map ? `map from ${map.origin}${age}` : 'no map';
  return `read ${folder.manifests().length} manifests, ${images} Azure images, ${from}`;
}
