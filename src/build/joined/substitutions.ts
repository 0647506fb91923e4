import { t } from '../../model/l10n.ts';
import type { Written } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import { readImage } from '../../read/image.ts';
import { settleText, shellDefault } from '../../read/source/placeholders.ts';
import type { Placed } from './placed.ts';
import type { Declared } from './pods.ts';

/**
 * The images that a reference becomes by what Flux puts in for each destination.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function substituted(
  reference: ImageReference,
  placed: readonly Placed[],
  declared: Declared,
): readonly (readonly [ImageReference, readonly Placed[]])[] {
  const { image } = reference;
  const name = image.kind === 'image' ? image.name : undefined;
  if (name === undefined || placed.every(({ substitutes }) => substitutes === undefined)) return [[reference, placed]];
  return placed.map(each => [withValues(reference, name, each, declared), [each]] as const);
}

function withValues(
  reference: ImageReference,
  text: string,
  { substitutes, place }: Placed,
  declared: Declared,
): ImageReference {
  if (substitutes === undefined) return reference;
  const values = new Map<string, Written & { readonly file: string }>();
  let isWhole = true;
  for (const name of substitutes.configMaps) {
    const map = name === null ? undefined : declared.find('fields', `ConfigMap ${name}`, undefined, place.file);
    // a source that is not known may have any value, also one that an earlier source has
    if (map === undefined || map.values.length === 0) {
      isWhole = false;
      values.clear();
    }
    for (const value of map?.values ?? []) {
      const [, key] = /^data\.(.*)$/.exec(value.name) ?? [];
      if (key !== undefined) values.set(key, { ...value, file: map?.place.file ?? '' });
    }
  }
  for (const value of substitutes.values) values.set(value.name, { ...value, file: place.file });
  const used: ImageReference['origins'][number][] = [];
  const settled = settleText(text, reference.span.start, hole => {
    const name = /^\$\{(\w+)(?::?[-=][\s\S]*)?\}$/.exec(hole)?.[1];
    const value = name === undefined ? undefined : values.get(name);
    if (name === undefined || value === undefined) return isWhole ? shellDefault(hole) : undefined;
    const isOwn = value.file === place.file;
    const role = isOwn ? t('value of {0} in postBuild', name) : t('value of {0} in a ConfigMap', name);
    used.push({ file: value.file, span: value.span, role });
    return { text: value.text, span: undefined, role };
  });
  if (settled.text === text) return reference;
  return { ...reference, image: readImage(settled.text), origins: [...reference.origins, ...used] };
}
