import { accountNamed, type PullSecret, type ServiceAccount, type Workload } from '../../model/workload.ts';
import { glanceable } from '../source/glanceable.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { asView, list, mapping } from '../source/shape.ts';
import { type Content, MAX_DEPTH } from '../source/tree.ts';
import { at, findValues, items, joinPath, textOf, type View } from '../source/view.ts';
import {
  type FoundImage,
  hasWhiteSpace,
  imageInText,
  imageOf,
  isImageKey,
  NAME_KEYS,
  partText,
  type SharedRegistry,
  type ViewsByKey,
} from './valueImages.ts';

/**
 * Reads the images of a chart's values: of a values file, or where a resource carries them in itself, also in a block.
 * A chart may call its values as it likes. Habits cover nearly all: a mapping of `repository` (or the like) with
 * `registry`, `tag` or `digest`, and a text under a key that ends in `image`. What a chart does with them is an
 * assumption with a name.
 */
export function readChartValues(
  values: View,
  where: string,
  workload: Workload,
  builder: ReadingBuilder,
  counts: (found: FoundImage) => boolean = () => true,
): void {
  const own = builder.embedded(values) ?? values;
  const start = { key: '', above: '', path: where, depth: 0, shared: undefined, workload };
  builder.assuming('chart-joins-values', () => walk(own, { ...start, builder, counts, seen: new Set() }));
}

/** The position of the reader, and the facts that apply there. */
interface Step {
  readonly key: string;
  /** The key of the mapping or list around. */
  readonly above: string;
  readonly path: string;
  readonly depth: number;
  readonly shared: SharedRegistry | undefined;
  readonly workload: Workload;
  readonly builder: ReadingBuilder;
  readonly counts: (found: FoundImage) => boolean;
  /** Places already listed, by file: merge keys lead to the same value again. */
  readonly seen: Set<string>;
}

function walk(here: View, step: Step): void {
  // the value of an alias is read where it is written
  if (here.alias !== undefined && here.node.kind !== 'scalar') return;
  if (step.depth > MAX_DEPTH) {
    step.builder.unread(`values were not read: nested deeper than ${MAX_DEPTH} levels`, here.node.span);
    return;
  }
  if (here.node.kind === 'list') walkList(here, step);
  else if (here.node.kind === 'mapping') walkMapping(here, step);
}

function walkList(here: View, step: Step): void {
  const { path, key } = step;
  for (const { value: item, where } of findValues(here, '[]')) {
    const at = path + where;
    if (item.node.kind !== 'scalar') walk(item, { ...step, above: key, key: '', path: at, depth: step.depth + 1 });
    else if (hasImage(item.node.text)) readBlock(item, { ...step, path: at });
    else if (isImagesKey(key)) add(imageInText('', new Map([['', item]]), true, path), at, step);
  }
}

function walkMapping(here: View, step: Step): void {
  const values = valuesOf(here);
  const { key, path, depth } = step;
  const isBelowImage = isImagesKey(step.above) || (isImageKey(step.above) && values.has('repository'));
  const isUnderImage = isImageKey(key) || isImagesKey(key) || isBelowImage;
  const found = sharedRegistryOf(values, step);
  const shared = step.shared?.overrides && !found?.overrides ? step.shared : (found ?? step.shared);
  const inside = { ...step, shared, workload: workloadBelow(values, step.workload, step.builder) };
  const own = !isUnderImage && OTHER_SOURCES.test(key) ? undefined : imageOf(values, isUnderImage, path, shared);
  add(own, own === undefined ? path : joinPath(path, own.key), inside);
  for (const [name, value] of values) {
    const below = joinPath(path, name);
    if (value.node.kind !== 'scalar') {
      walk(value, { ...inside, key: name, above: key, path: below, depth: depth + 1 });
    } else if (CONTAINERS.test(name) || hasImage(value.node.text)) {
      readBlock(value, { ...inside, key: name, above: key, path: below });
    } else if (own === undefined || !NAME_KEYS.includes(name)) {
      add(imageInText(name, values, isImagesKey(key), path), below, inside);
    }
  }
}

/** YAML in a block of text: containers of the chart's own pods, or what it hands on, whose pods may pull otherwise. */
function readBlock(value: View, step: Step): void {
  const isOwn = CONTAINERS.test(step.key);
  const embedded = glanceable(textOf(value) ?? '').includes('image') ? step.builder.embedded(value, isOwn) : undefined;
  const around = isOwn ? step : { ...step, shared: undefined, workload: inDoubt(step.workload) };
  if (embedded !== undefined) walk(embedded, { ...around, depth: step.depth + EMBEDDED });
}

function add(found: FoundImage | undefined, where: string, { builder, counts, seen, workload }: Step): void {
  if (found === undefined || !counts(found)) return;
  const { name, image, parts } = found;
  const place = `${name.node.source?.file ?? ''} ${(name.alias?.span ?? name.node.span).start}`;
  if (seen.has(place)) return;
  seen.add(place);
  if (parts.length === 0 && found.key !== 'repository' && !hasWhiteSpace(name)) builder.image(name, where, workload);
  else builder.split(name, where, image, workload, parts);
}

/** A block in a block is parsed again and again, so it counts as so many levels. */
const EMBEDDED = 20;

/** Keys of code and charts, which come from a repository and have a tag too. */
const OTHER_SOURCES = /^(?:git|gitRepo|charts?|helm|source|sources)$/i;

/** Many charts take containers as YAML in a block: `extraContainers: |`. */
const CONTAINERS = /(?:containers|sidecars)$/i;

/** A configuration that a chart hands on, such as that of Jenkins' agents, in which there is an image of Azure. */
function hasImage(text: string): boolean {
  return text.includes('\n') && BLOCK_IMAGE.test(glanceable(text));
}

const BLOCK_IMAGE = /(?<![\w.-])image["']?[ \t]*:[ \t]*["']?[\w.-]+\.azurecr\.(?:io|cn|us)\//;

function isImagesKey(key: string): boolean {
  return /images$/i.test(key);
}

/**
 * `global.imageRegistry`, `global.image.registry` and the like, for all in the mapping of `global`. A
 * registry in a mapping of images, for those below.
 */
function sharedRegistryOf(values: ViewsByKey, { key, path }: Step): SharedRegistry | undefined {
  const global = valuesOf(values.get('global'));
  const image = valuesOf(global.get('image'));
  const own = isImagesKey(key) || isImageKey(key) ? values : undefined;
  const candidates: readonly (readonly [View | undefined, string, boolean])[] = [
    [global.get('imageRegistry'), 'global.imageRegistry', true],
    [image.get('registry'), 'global.image.registry', true],
    [global.get('registry'), 'global.registry', false],
    [global.get('hub'), 'global.hub', false],
    [own?.get('registry'), 'registry', false],
    [own?.get('baseRepo'), 'baseRepo', false],
  ];
  for (const [value, name, overrides] of candidates) {
    const text = partText(value);
    if (value !== undefined && text !== undefined) return { value, text, path: joinPath(path, name), overrides };
  }
  return undefined;
}

export function valuesOf(mapping: View | undefined): ViewsByKey {
  return new Map(mapping && findValues(mapping, '*').map(({ value, where }) => [where, value]));
}

/**
 * Reads the puller of the images in a chart's values. Pull secrets and a service account count for the mapping around
 * them and all below it, by the convention of charts. A mapping without any shares the workload of the one above.
 */
function workloadBelow(values: ViewsByKey, above: Workload, builder: ReadingBuilder): Workload {
  if (above.platform !== 'kubernetes') return above;
  const secrets = [
    ...secretsOf(at(values.get('global'), 'imagePullSecrets'), builder),
    ...SECRET_KEYS.flatMap(key => secretsOf(values.get(key), builder)),
  ];
  const account = accountOf(values, builder);
  if (secrets.length === 0 && account === undefined) return above;
  const all = [...above.pullSecrets, ...secrets];
  const pullSecrets = [...new Map(all.map(secret => [secret.text, secret])).values()];
  return { ...above, pullSecrets, serviceAccount: account ?? above.serviceAccount };
}

/** A workload that may have these secrets. */
function inDoubt(workload: Workload): Workload {
  if (workload.platform !== 'kubernetes') return workload;
  const { pullSecrets, morePullSecrets } = workload;
  return { ...workload, pullSecrets: [], morePullSecrets: [...morePullSecrets, ...pullSecrets] };
}

const SECRET_KEYS = ['imagePullSecrets', 'imagePullSecret', 'pullSecrets', 'pullSecret'];

/** A list of names, or of objects with a name. Some charts take one name. */
function secretsOf(value: View | undefined, builder: ReadingBuilder): readonly PullSecret[] {
  return [value, ...items(value)].flatMap(entry => {
    const name = builder.written(at(entry, 'name')) ?? builder.written(entry);
    const isName = name !== undefined && !['true', 'false'].includes(name.text);
    return isName ? [{ ...name, entries: undefined, definedAt: undefined }] : [];
  });
}

function accountOf(values: ViewsByKey, builder: ReadingBuilder): ServiceAccount | undefined {
  const name =
    builder.written(at(values.get('serviceAccount'), 'name')) ?? builder.written(values.get('serviceAccountName'));
  return name && accountNamed(name);
}

/** Values by the first key of their names. What has no further keys is a value itself. */
type Tree = Map<string, Tree | Content>;

const MAX_KEYS = 20;

/** The values of a list of names and values, as `helm --set` takes them: `image.tag` with `2.4`. */
export function valuesOfList(pairs: View): View {
  return valuesOfPairs(
    items(pairs).flatMap(item => {
      const [name, value] = [textOf(at(item, 'name')), at(item, 'value')];
      return name === undefined || value === undefined ? [] : [[name, value.node]];
    }),
  );
}

/** An escaped dot is part of a key, and `[0]` an element of a list: `imagePullSecrets[0].name`. */
export function valuesOfPairs(pairs: readonly (readonly [name: string, value: Content])[]): View {
  const tree: Tree = new Map();
  for (const [name, value] of pairs) put(tree, name.split(/(?<!\\)\.|(?=\[\d+\])/, MAX_KEYS), value);
  return asView(contentOf(tree));
}

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: Content): void {
  const below = tree.get(key);
  if (rest.length === 0) {
    tree.set(key, value);
    return;
  }
  const inner: Tree = below instanceof Map ? below : new Map();
  tree.set(key, inner);
  put(inner, rest, value);
}

function contentOf(tree: Tree): Content {
  const entries = [...tree].map(([key, below]) => [key, below instanceof Map ? contentOf(below) : below] as const);
  const isList = entries.every(([key]) => /^\[\d+\]$/.test(key));
  return isList ? list(entries.map(([, value]) => value)) : mapping(Object.fromEntries(entries));
}
