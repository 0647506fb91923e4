import { isAzureHost } from '../../model/host.ts';
import { t } from '../../model/l10n.ts';
import type { ReadImage } from '../../model/reference.ts';
import { composed, hostOf, readImage } from '../image.ts';
import { findPlaceholders, placeholder, type Settle, settleText } from '../source/placeholders.ts';
import type { NamePart } from '../source/readingBuilder.ts';
import { textOf, type View } from '../source/view.ts';

/** An image that a mapping names: at its name, with the parts that are in other values. */
export interface FoundImage {
  readonly key: string;
  readonly name: View;
  readonly image: ReadImage;
  readonly parts: readonly NamePart[];
}

/** The image that a mapping is, as `image: {registry, repository, tag}`. Undefined for any other mapping. */
export function imageOf(
  values: ViewsByKey,
  isUnderImage: boolean,
  path: string,
  shared: SharedRegistry | undefined,
): FoundImage | undefined {
  // beside a `version`, a repository of unknown kind is more likely one of charts or code
  const tags = isUnderImage ? [...TAG_KEYS, 'version'] : TAG_KEYS;
  const divided = dividedName(values);
  if (divided !== undefined) {
    const parts = new PartsOf(values, path, divided.name);
    const registry = parts.registry(divided.text, REGISTRY_KEYS, shared);
    parts.take(['image']);
    const image = parts.compose(registry, divided.text, [...TAG_KEYS, 'version'], DIGEST_KEYS);
    return { key: 'repository', name: divided.name, image, parts: parts.found };
  }
  for (const key of isUnderImage ? NAME_KEYS : ['repository']) {
    const name = values.get(key);
    const written = partText(name);
    if (name === undefined || written === undefined) continue;
    // `repository: /oss/csi-attacher` goes behind the registry for all
    const text = shared !== undefined && key === 'repository' ? written.replace(/^\//, '') : written;
    const isSure = isUnderImage && (key === 'repository' || values.has('registry'));
    const isFit = isUnderImage && isImageName(text);
    const isLikely = isSure || hasKeyOf([...tags, 'digest'], values) || hasPolicy(text, isUnderImage, values);
    if (!isFit && !(isLikely && isName(text))) continue;
    const parts = new PartsOf(values, path, name);
    const registry = parts.registry(text, REGISTRY_KEYS, shared);
    const rest = key === 'repository' && isHost(text) ? parts.take(['name', 'image']) : undefined;
    const full = rest === undefined ? text : `${text}/${rest}`;
    return { key, name, image: parts.compose(registry, full, tags, DIGEST_KEYS), parts: parts.found };
  }
  return undefined;
}

/**
 * `global: {repository: org/code, imagePullPolicy: Always}` names a repository of code, and the policy of all images.
 */
function hasPolicy(name: string, isUnderImage: boolean, values: ViewsByKey): boolean {
  return (isUnderImage || hasHost(name)) && hasKeyOf(POLICY_KEYS, values);
}

function hasKeyOf(keys: readonly string[], values: ViewsByKey): boolean {
  return keys.some(key => values.has(key));
}

/** Some charts divide the name: `repository: nvcr.io/nvidia`, `image: driver`, `version: "550"`. */
function dividedName(values: ViewsByKey): { readonly name: View; readonly text: string } | undefined {
  const name = values.get('repository');
  const [above, image] = [partText(name), partText(values.get('image'))];
  if (name === undefined || above === undefined || image === undefined || hasHost(image) || /[:@]/.test(image)) {
    return undefined;
  }
  const text = `${above}/${image}`;
  return [...TAG_KEYS, 'version'].some(key => values.has(key)) && isName(text) ? { name, text } : undefined;
}

/** Some charts call the registry `repository`, and the repository `name`. */
function isHost(text: string): boolean {
  return isAzureHost(text) || /^[\w-]+(?:\.[\w-]+)*\.(?:io|com|net|org|dev|cn)(?::\d+)?$/.test(text);
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
export function imageInText(
  key: string,
  values: ViewsByKey,
  isUnderImages: boolean,
  path: string,
): FoundImage | undefined {
  const name = values.get(key);
  const text = partText(name);
  if (name === undefined || text === undefined) return undefined;
  const stem = /^(.*image)[_-]?(?:repository|repo|name|fullname|ref|reference|ur[il]|path)$/i.exec(key)?.[1];
  const base = stem ?? key;
  const isPlain = PLAIN_KEY.test(base);
  if (stem !== undefined) {
    if (!isName(text) || (!hasHost(text) && !keysAfter(stem, 'tag').some(each => values.has(each)))) return undefined;
  } else if (isUnderImages ? [...REGISTRY_KEYS, ...TAG_KEYS].includes(key) : !isImageKey(key)) {
    return undefined;
  } else if (!isImageName(text) && !(isPlain && isName(text) && CONTAINER_KEYS.some(each => values.has(each)))) {
    return undefined;
  }
  const parts = new PartsOf(values, path, name);
  const keys = (part: string) => [...keysAfter(base, part), ...(isPlain ? [part] : [])];
  const registry =
    hasHost(text) || isMeantForAzure(text) ? undefined : parts.registry(text, keys('registry'), undefined);
  const isTagged = /[:@]/.test(text.slice(text.lastIndexOf('/') + 1));
  const image = parts.compose(registry, text, isTagged ? [] : keys('tag'), isTagged ? [] : keys('digest'));
  return { key, name, image, parts: parts.found };
}

/**
 * The image that a value names which something else takes. Whether the white space in it gets into the name, that
 * decides: a template without quotes leaves out the line end that a block keeps.
 */
export function imageOfValue(value: View): ReadImage {
  const text = partText(value) ?? '';
  return readImage(hasWhiteSpace(value) ? WHITE_SPACE + text : text);
}

/** A value as a part of a name. */
export function partText(value: View | undefined): string | undefined {
  const text = textOf(value)?.trimEnd();
  if (text === undefined || text === '') return undefined;
  const isWritten = beginsWithAzureHost(text) && findPlaceholders(text).length === 0;
  return isWritten ? text.replace(/\s+/g, WHITE_SPACE) : text;
}

/** Returns whether a part of a name has white space that is open. */
export function hasWhiteSpace(value: View): boolean {
  return partText(value) !== textOf(value);
}

const WHITE_SPACE = placeholder('white space');

/** A key for the only image of a mapping, whose parts may be beside it without its name: `tag`. */
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

/** Keys beside the image of a container and of nothing else. */
const CONTAINER_KEYS = [
  'tag',
  'imageTag',
  'image_tag',
  'pullPolicy',
  'imagePullPolicy',
  'command',
  'args',
  'port',
  'ports',
  'targetPort',
  'livenessProbe',
  'readinessProbe',
  'env',
  'resources',
  'containerPort',
  'securityContext',
  'volumeMounts',
  'imagePullSecrets',
];

/** The values of one mapping, by key. */
export type ViewsByKey = ReadonlyMap<string, View>;

/** A registry that a chart puts before all its images. */
export interface SharedRegistry {
  readonly value: View;
  readonly text: string;
  readonly path: string;
  /** By the habit of Bitnami's charts it goes before a mapping's own registry. Others only fill the gap. */
  readonly overrides: boolean;
}

/** Puts a name together, and remembers which values it was made of. */
class PartsOf {
  readonly found: NamePart[] = [];
  readonly #values: ViewsByKey;
  readonly #path: string;
  /** True if a part has white space. */
  #isOpen: boolean;

  constructor(values: ViewsByKey, path: string, name: View) {
    this.#values = values;
    this.#path = path;
    this.#isOpen = hasWhiteSpace(name);
  }

  /** The registry that goes before a name: the shared one, or the mapping's own. */
  registry(name: string, keys: readonly string[], shared: SharedRegistry | undefined): string | undefined {
    const hasOwnKey = keys.some(key => this.#values.has(key));
    if (shared?.overrides && (hasOwnKey || !hasHost(name))) return this.#shared(shared);
    const fills = shared !== undefined && !hasHost(name);
    return this.take(keys) ?? (fills ? this.#shared(shared) : undefined);
  }

  compose(registry: string | undefined, name: string, tags: readonly string[], digests: readonly string[]): ReadImage {
    const joined = registry === undefined ? name : `${registry.replace(/(?<!\/)\/+$/, '')}/${name}`;
    const tag = this.take(tags);
    const digest = this.take(digests);
    const full = this.#isOpen ? WHITE_SPACE + joined : joined;
    // some charts take a digest as a tag, and some take it without its algorithm
    if (tag !== undefined && /^sha(?:256|512):/.test(tag)) return composed(full, undefined, tag);
    const isBare = digest !== undefined && /^[0-9a-f]{64}$/.test(digest);
    return composed(full, tag, isBare ? `sha256:${digest}` : digest);
  }

  /** The text of the first of these keys that has one. It counts as a part. */
  take(keys: readonly string[]): string | undefined {
    for (const key of keys) {
      const value = this.#values.get(key);
      const text = partText(value);
      if (value === undefined || text === undefined || text.length > 1000) continue;
      this.#isOpen ||= hasWhiteSpace(value);
      this.found.push({ value, role: t('value of {0}', this.#path === '' ? key : `${this.#path}.${key}`) });
      return text;
    }
    return undefined;
  }

  #shared({ value, path, text }: SharedRegistry): string {
    this.#isOpen ||= hasWhiteSpace(value);
    this.found.push({ value, role: t('value of {0}', path) });
    return text;
  }
}

// Values may be called whatever a chart's author likes: much under a key with `image` in it is a picture,
// the image of a virtual machine or a setting.

/**
 * Returns whether a key names an image: `image`, `sidecarImage`, `init_image`, not the image of a machine or a picture.
 */
export function isImageKey(key: string): boolean {
  return /image$/i.test(key) && !OTHER_IMAGE.test(key);
}

const OTHER_IMAGE =
  /(?:vm|os|machine|disk|boot|ami|iso|qcow|logo|background|hero|icon|banner|avatar|cover|thumbnail|favicon|splash|preview|placeholder)[_-]?image$/i;

/**
 * Returns whether a text under an image's key names one. A bare word may be anything, so it needs a sign of a
 * container.
 */
export function isImageName(text: string): boolean {
  return isName(text) ? /[/:@]/.test(text) || findPlaceholders(text).length > 0 : isMeantForAzure(text);
}

/** Returns whether a text could be an image's name at all. */
function isName(text: string): boolean {
  if (text.length > MAX_LENGTH || /\s/.test(settleText(text, 0, asNothing).text)) return false;
  return ![OTHER_TEXT, FILE, CODE].some(other => other.test(text)) && readImage(text).kind === 'image';
}

/** A name that is plainly meant for Azure is reported even where it is no reference, such as a URL. */
function isMeantForAzure(text: string): boolean {
  if (!text.includes('.azurecr.') || text.length > MAX_LENGTH || /\s|^oci:/.test(text)) return false;
  return (text.match(/[\w.-]+/g) ?? []).some(isAzureHost);
}

function beginsWithAzureHost(text: string): boolean {
  return isAzureHost(/^[\w.-]+/.exec(text)?.[0] ?? '');
}

/** Returns whether a name begins with a host, so that no registry is put before it. */
export function hasHost(name: string): boolean {
  return hostOf(name) !== undefined;
}

const asNothing: Settle = () => ({ text: '', span: undefined, role: '' });
const MAX_LENGTH = 1000;
/** Paths, URLs, data, ids of machine images (AWS, Google Cloud, Azure). */
const OTHER_TEXT =
  /^[/.~]|^[a-z][a-z0-9+.-]*:\/\/|^data:|^ami-|(?:^|\/)(?:projects|global|family|galleries)\/|^(?:[^/:]*:){3}/i;
/** Hosts of code that have no images. A `repository` is often one of these. */
const CODE = /^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com|ssh\.dev\.azure\.com)[/:]/i;
const FILE = /\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|tiff?|iso|img|raw|qcow2?|vhdx?|vmdk|ova|tar|t?gz|zip|git)$/i;
