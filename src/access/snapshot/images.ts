import * as v from 'valibot';
import type { ImageState, KnownImage } from '../knownImage.ts';
import type { AccessMap } from '../map.ts';

/** An entry of a snapshot's `images`: of `tag` and `digest` it names the one that was asked for. */
export const imageEntry = v.pipe(
  v.looseObject({
    registry: v.string(),
    repository: v.string(),
    tag: v.nullish(v.string()),
    digest: v.nullish(v.string()),
    state: v.picklist(['found', 'missing', 'quarantined'] satisfies readonly ImageState[]),
    readAt: v.nullish(v.pipe(v.string(), v.isoTimestamp('a moment such as 2026-11-24T12:00:00Z'))),
  }),
  v.check(({ tag, digest }) => Boolean(tag) !== Boolean(digest), 'either a tag or a digest'),
);

export function imageFrom(entry: v.InferOutput<typeof imageEntry>): KnownImage {
  return {
    registry: entry.registry.toLowerCase(),
    repository: entry.repository.toLowerCase(),
    reference: entry.digest || entry.tag || '',
    state: entry.state,
    readAt: entry.readAt ?? undefined,
  };
}

/** The look-up of a list of answers. Of several about one image the latest holds; where none is, nothing is known. */
export function imageIndex(images: readonly KnownImage[]): AccessMap['imageAt'] {
  const byName = new Map<string, KnownImage | null>();
  for (const image of images) {
    const key = nameOf(image.registry, image.repository, image.reference);
    const known = byName.get(key);
    byName.set(key, known === undefined ? image : laterOf(known, image));
  }
  return (loginServer, repository, reference) =>
    byName.get(nameOf(loginServer.toLowerCase(), repository, reference)) ?? undefined;
}

/** Null: they contradict each other, and nothing says which came last. */
function laterOf(one: KnownImage | null, other: KnownImage): KnownImage | null {
  if (one === null || one.state === other.state) return one;
  const [before, after] = [Date.parse(one.readAt ?? ''), Date.parse(other.readAt ?? '')];
  if (Number.isNaN(before) || Number.isNaN(after) || before === after) return null;
  return before < after ? other : one;
}

function nameOf(registry: string, repository: string, reference: string): string {
  return `${registry}/${repository} ${reference}`;
}

/** The same map with answers that came later, which hold before what it knew of these images. */
export function withImages(map: AccessMap, images: readonly KnownImage[]): AccessMap {
  const later = imageIndex(images);
  return {
    ...map,
    images: [...(map.images ?? []), ...images],
    imageAt: (...name) => later(...name) ?? map.imageAt(...name),
  };
}
