import * as v from 'valibot';
import { folded } from '../../model/fold.ts';
import { largest } from '../../model/lists.ts';
import type { AccessMap, KnownImage } from '../map.ts';
import type { ListOf } from './lists.ts';
import { host, moment, oneOfWords, optional } from './words.ts';

/**
 * `os/architecture`, with a variant or without: https://github.com/opencontainers/image-spec/blob/main/image-index.md
 */
export function isPlatform(written: string): boolean {
  return /^\w+\/\w+(?:\/[\w.]+)?$/.test(written);
}

/** An entry of a snapshot's `images`. It has the one of `tag` and `digest` that was asked for. */
const imageStates = ['found', 'missing', 'quarantined'] as const satisfies readonly KnownImage['state'][];
const entry = v.looseObject({
  registry: host,
  repository: v.pipe(
    v.string('a repository'),
    // https://github.com/opencontainers/distribution-spec: no host, no tag
    v.regex(/^[a-z\d]+(?:[._/-]+[a-z\d]+)*$/i, 'a repository, without host and tag'),
  ),
  tag: optional(v.pipe(v.string('a tag'), v.regex(/^\w[\w.-]{0,127}$|^$/, 'a tag'))),
  digest: optional(
    v.pipe(
      v.string('a digest'),
      v.regex(/^sha(?:256:[\da-f]{64}|512:[\da-f]{128})$|^$/, 'a digest: sha256:<64 hexadecimal digits>'),
    ),
  ),
  platforms: optional(
    v.array(v.pipe(v.string('a platform'), v.check(isPlatform, 'a platform such as linux/amd64')), 'a list'),
  ),
  state: v.picklist(imageStates, ({ input }) => oneOfWords(imageStates, input)),
  readAt: moment,
});
export const imageKeys: readonly string[] = Object.keys(entry.entries);
const imageEntry = v.pipe(
  entry,
  v.check(({ tag, digest }) => Boolean(tag) !== Boolean(digest), 'either a tag or a digest'),
);

export const images: ListOf<typeof imageEntry, KnownImage> = {
  what: 'images',
  schema: imageEntry,
  keys: imageKeys,
  make: ({ registry, repository, tag, digest, state, platforms, readAt }) => ({
    registry: registry.toLowerCase(),
    repository: folded(repository),
    reference: digest || tag || '',
    state,
    platforms: platforms && platforms.length > 0 ? platforms : undefined,
    readAt,
  }),
  keyOf: () => undefined,
};

/** The look-up of a list of answers. */
export function imageIndex(images: readonly KnownImage[]): AccessMap['imageAt'] {
  const byName = Map.groupBy(images, image => nameOf(image.registry, image.repository, image.reference));
  return (loginServer, repository, reference) =>
    latestOf(byName.get(nameOf(loginServer.toLowerCase(), repository, reference)) ?? []);
}

/** Returns the latest answer about one image. Undefined: several are the latest, and contradict each other. */
function latestOf(answers: readonly KnownImage[]): KnownImage | undefined {
  const moments = answers.map(({ readAt = '' }) => Date.parse(readAt));
  const last = largest(moments);
  // An answer without a time may be the last, and makes this NaN.
  const latest = Number.isNaN(last) ? answers : answers.filter((_, i) => moments[i] === last);
  const [first, ...others] = latest;
  if (!first || others.some(({ state }) => state !== first.state)) return undefined;
  const isAgreed = others.every(({ platforms }) => String(platforms) === String(first.platforms));
  return isAgreed ? first : { ...first, platforms: undefined };
}

function nameOf(registry: string, repository: string, reference: string): string {
  return `${registry}/${repository} ${reference}`;
}

/** The same map with later answers, which win over its own answers about the same images. */
export function withImages(map: AccessMap, images: readonly KnownImage[]): AccessMap {
  const later = imageIndex(images);
  return {
    ...map,
    images: [...(map.images ?? []), ...images],
    imageAt: (...name) => later(...name) ?? map.imageAt(...name),
  };
}
