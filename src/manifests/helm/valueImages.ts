import { isAzureHost } from '../../model/host.ts';
import type { ReadImage } from '../../model/image.ts';
import type { Part } from '../harvest.ts';
import { textOf, type View } from '../source/view.ts';
import { PartsOf, type SharedRegistry, type Values } from './imageParts.ts';
import { hasHost, isImageKey, isMeantForAzure, isName, namesImage } from './lookAlikes.ts';

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
  const isLikely = [...tags, 'digest', ...POLICY_KEYS].some(key => values.has(key));
  const divided = dividedName(values);
  if (divided !== undefined) {
    const parts = new PartsOf(values, path);
    const registry = parts.registry(divided.text, REGISTRY_KEYS, shared);
    parts.take(['image']);
    const image = parts.compose(registry, divided.text, [...TAG_KEYS, 'version'], DIGEST_KEYS);
    return { key: 'repository', name: divided.name, image, parts: parts.found };
  }
  for (const key of isUnderImage ? NAME_KEYS : ['repository']) {
    const name = values.get(key);
    const written = textOf(name);
    if (name === undefined || written === undefined) continue;
    // `repository: /oss/csi-attacher` goes behind the registry for all
    const text = shared !== undefined && key === 'repository' ? written.replace(/^\//, '') : written;
    const isSure = isUnderImage && (key === 'repository' || values.has('registry'));
    const isFit = isUnderImage && namesImage(text);
    if (!isFit && !((isSure || isLikely) && isName(text))) continue;
    const parts = new PartsOf(values, path);
    const registry = parts.registry(text, REGISTRY_KEYS, shared);
    const rest = key === 'repository' && isHost(text) ? parts.take(['name', 'image']) : undefined;
    const full = rest === undefined ? text : `${text}/${rest}`;
    return { key, name, image: parts.compose(registry, full, tags, DIGEST_KEYS), parts: parts.found };
  }
  return undefined;
}

/** Some charts divide the name: `repository: nvcr.io/nvidia`, `image: driver`, `version: "550"`. */
function dividedName(values: Values): { readonly name: View; readonly text: string } | undefined {
  const name = values.get('repository');
  const [above, image] = [textOf(name), textOf(values.get('image'))];
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
export function imageInText(key: string, values: Values, isUnderImages: boolean, path: string): FoundImage | undefined {
  const name = values.get(key);
  const text = textOf(name);
  if (name === undefined || text === undefined) return undefined;
  const stem = /^(.*image)[_-]?(?:repository|repo|name)$/i.exec(key)?.[1];
  const base = stem ?? key;
  const isPlain = PLAIN_KEY.test(base);
  if (stem !== undefined) {
    if (!isName(text) || (!hasHost(text) && !keysAfter(stem, 'tag').some(each => values.has(each)))) return undefined;
  } else if (isUnderImages ? [...REGISTRY_KEYS, ...TAG_KEYS].includes(key) : !isImageKey(key)) {
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

function hasContainerSigns(values: Values): boolean {
  return CONTAINER_KEYS.some(key => values.has(key));
}
