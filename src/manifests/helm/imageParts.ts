import type { ReadImage } from '../../model.ts';
import type { Part } from '../harvest.ts';
import { composed } from '../renames.ts';
import { textOf, type View } from '../source/view.ts';
import { hasHost, isImageKey, isMeantForAzure, isName, namesImage } from './lookAlikes.ts';

/** The values of one mapping, by key. */
export type Values = ReadonlyMap<string, View>;

/** A registry that a chart puts before all its images. */
export interface SharedRegistry {
  readonly value: View;
  readonly text: string;
  readonly path: string;
  /** By the habit of Bitnami's charts it goes before a mapping's own registry; others only fill the gap. */
  readonly overrides: boolean;
}

/** An image that a mapping names: at its name, with the parts that stand in other values. */
export interface FoundImage {
  readonly key: string;
  readonly name: View;
  readonly image: ReadImage;
  readonly parts: readonly Part[];
}

/** The image that a mapping is, as `image: {registry, repository, tag}`; undefined for any other mapping. */
export function imageOf(
  values: Values,
  isUnderImage: boolean,
  path: string,
  shared: SharedRegistry | undefined,
): FoundImage | undefined {
  // beside a `version`, a repository of unknown kind is more likely one of charts or code
  const tags = isUnderImage ? [...TAG_KEYS, 'version'] : TAG_KEYS;
  const isLikely = [...tags, ...DIGEST_KEYS, ...POLICY_KEYS].some(key => values.has(key));
  for (const key of isUnderImage ? NAME_KEYS : ['repository']) {
    const name = values.get(key);
    const text = textOf(name);
    if (name === undefined || text === undefined) continue;
    const isSure = isUnderImage && (key === 'repository' || values.has('registry'));
    const isFit = isUnderImage && namesImage(text);
    if (!isFit && !((isSure || isLikely) && isName(text))) continue;
    const parts = new PartsOf(values, path);
    const registry = parts.registry(text, REGISTRY_KEYS, shared);
    return { key, name, image: parts.compose(registry, text, tags, DIGEST_KEYS), parts: parts.found };
  }
  return undefined;
}

export const NAME_KEYS: readonly string[] = [
  'repository',
  'repo',
  'image',
  'name',
  'imageName',
  'ref',
  'reference',
  'uri',
  'url',
  'path',
];
const REGISTRY_KEYS = ['registry', 'hub', 'host', 'server'];
const TAG_KEYS = ['tag', 'imageTag'];
const DIGEST_KEYS = ['digest', 'sha'];
const POLICY_KEYS = ['pullPolicy', 'imagePullPolicy', 'pullSecrets'];

/** The image that a text in a mapping names: `image: shop.azurecr.io/app`, with an `imageTag` beside it or without. */
export function imageInText(key: string, values: Values, isUnderImages: boolean, path: string): FoundImage | undefined {
  const name = values.get(key);
  const text = textOf(name);
  if (name === undefined || text === undefined) return undefined;
  const stem = /^(.*image)[_-]?(?:repository|repo|name)$/i.exec(key)?.[1];
  const base = stem ?? key;
  const isPlain = PLAIN_KEY.test(base);
  if (stem !== undefined) {
    if (!isName(text) || (!hasHost(text) && !keysAfter(stem, 'tag').some(each => values.has(each)))) return undefined;
  } else if (isUnderImages ? REGISTRY_KEYS.includes(key) : !isImageKey(key)) {
    return undefined;
  } else if (!namesImage(text) && !(isPlain && isName(text) && hasContainerSigns(values))) {
    return undefined;
  }
  const parts = new PartsOf(values, path);
  const keys = (part: string) => [...keysAfter(base, part), ...(isPlain ? [part] : [])];
  const registry =
    hasHost(text) || isMeantForAzure(text) ? undefined : parts.registry(text, keys('registry'), undefined);
  const isTagged = /[:@]/.test(text.slice(text.lastIndexOf('/') + 1));
  const image = parts.compose(registry, text, isTagged ? [] : keys('tag'), isTagged ? [] : keys('digest'));
  return { key, name, image, parts: parts.found };
}

/** A key for the only image of a mapping, whose parts may stand beside it without its name: `tag`. */
const PLAIN_KEY = /^(?:container|docker)?_?image$/i;

/** The names of a part beside a key: `imageTag`, `image_tag` and, for `webImage`, `webTag`. */
function keysAfter(stem: string, part: string): readonly string[] {
  const capital = part.charAt(0).toUpperCase() + part.slice(1);
  const short = stem.replace(/[_-]?image$/i, '');
  return [
    `${stem}${capital}`,
    `${stem}_${part}`,
    `${stem}-${part}`,
    ...(short === '' ? [] : [`${short}${capital}`, `${short}_${part}`]),
  ];
}

/** Keys that stand beside the image of a container and of nothing else. */
const CONTAINER_KEYS = [
  'tag',
  'imageTag',
  'image_tag',
  'pullPolicy',
  'imagePullPolicy',
  'command',
  'args',
  'ports',
  'env',
  'resources',
  'containerPort',
  'securityContext',
  'volumeMounts',
  'imagePullSecrets',
];

function hasContainerSigns(values: Values): boolean {
  return CONTAINER_KEYS.some(key => values.has(key));
}

/** Puts a name together, and remembers which values it was made of. */
class PartsOf {
  readonly found: Part[] = [];
  readonly #values: Values;
  readonly #path: string;

  constructor(values: Values, path: string) {
    this.#values = values;
    this.#path = path;
  }

  /** The registry that goes before a name: the shared one, or the mapping's own. */
  registry(name: string, keys: readonly string[], shared: SharedRegistry | undefined): string | undefined {
    const hasOwnKey = keys.some(key => this.#values.has(key));
    if (shared?.overrides ? hasOwnKey || !hasHost(name) : false) return this.#shared(shared);
    const own = this.#take(keys);
    if (own !== undefined) return own;
    return shared === undefined || hasHost(name) ? undefined : this.#shared(shared);
  }

  compose(registry: string | undefined, name: string, tags: readonly string[], digests: readonly string[]): ReadImage {
    const full = registry === undefined ? name : `${registry.replace(/\/+$/, '')}/${name}`;
    const tag = this.#take(tags);
    const digest = this.#take(digests);
    const isBare = digest !== undefined && /^[0-9a-f]{64}$/.test(digest);
    return composed(full, tag, isBare ? `sha256:${digest}` : digest);
  }

  #take(keys: readonly string[]): string | undefined {
    for (const key of keys) {
      const value = this.#values.get(key);
      const text = textOf(value);
      if (value === undefined || text === undefined || text.length > 1000) continue;
      this.found.push({ value, role: `value of ${this.#path === '' ? key : `${this.#path}.${key}`}` });
      return text;
    }
    return undefined;
  }

  #shared(shared: SharedRegistry | undefined): string | undefined {
    if (shared === undefined) return undefined;
    this.found.push({ value: shared.value, role: `value of ${shared.path}` });
    return shared.text;
  }
}
