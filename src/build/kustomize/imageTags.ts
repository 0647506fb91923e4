// The entries of `images`. https://github.com/kubernetes-sigs/kustomize/tree/master/api/filters/imagetag
import { t } from '../../model/l10n.ts';
import { remembered } from '../../model/memo.ts';
import { contributed, field, textAt, withField, withItems, withText } from '../../read/source/lift.ts';
import type { Content, Entry, List, Mapping, Scalar } from '../../read/source/tree.ts';
import { changedAt, type FieldSpec } from './changedAt.ts';
import { EntryNames, matchesName } from './imageNames.ts';
import { openImage } from './opened.ts';
import { isNullNode } from './strategicMerge.ts';

/** One entry of `images`, or the `imageTag` of a transformer. */
export interface ImageTag {
  readonly name: Scalar | undefined;
  readonly newName: Scalar | undefined;
  readonly newTag: Scalar | undefined;
  readonly digest: Scalar | undefined;
  readonly tagSuffix: Scalar | undefined;
}

export function imageTagIn(entry: Content): ImageTag {
  const scalar = (key: string) => {
    const value = field(entry, key);
    return value?.kind === 'scalar' && textAt(entry, key) !== undefined ? value : undefined;
  };
  return {
    name: scalar('name'),
    newName: scalar('newName'),
    newTag: scalar('newTag'),
    digest: scalar('digest'),
    tagSuffix: scalar('tagSuffix'),
  };
}

/** Fields in which kustomize looks for images, besides the lists of containers, which it finds at any depth. */
export const IMAGE_FIELDS: readonly FieldSpec[] = [
  'spec/containers[]/image',
  'spec/initContainers[]/image',
  'spec/volumes[]/image/reference',
  'spec/template/spec/containers[]/image',
  'spec/template/spec/initContainers[]/image',
  'spec/template/spec/volumes[]/image/reference',
].map(path => ({ group: '', version: '', kind: '', path, create: false }));

/** Entries of `images` with the fields that they change, found by the names that they match. */
export class ImageTags {
  readonly all: readonly ImageTag[];
  readonly #fields: readonly FieldSpec[];
  readonly #names: EntryNames;

  constructor(all: readonly ImageTag[], fields: readonly FieldSpec[]) {
    this.all = all;
    this.#fields = fields;
    this.#names = new EntryNames(all.map(({ name }) => name?.text ?? ''));
  }

  /**
   * An object with the entries applied, one after the other. `matched` gets the places of the entries that changed it.
   */
  apply(object: Mapping, from = 0, matched?: Set<number>): Mapping {
    let now = object;
    for (let at = this.#next(now, from); at !== undefined; at = this.#next(now, at + 1)) {
      const tag = this.all[at];
      const changed = tag === undefined ? now : withImageTag(now, tag, this.#fields);
      if (changed !== now) matched?.add(at);
      now = changed;
    }
    return now;
  }

  #next(object: Mapping, from: number): number | undefined {
    return this.#names.next(imagesHeld(object, this.#fields), from);
  }
}

/**
 * An object with an entry applied to its images. Like kustomize's, the two searches find the same containers: a
 * `tagSuffix` is appended twice.
 */
function withImageTag(object: Mapping, tag: ImageTag, fields: readonly FieldSpec[]): Mapping {
  const change = (image: Content) => (image.kind === 'scalar' && !isNullNode(image) ? taggedImage(image, tag) : image);
  const inContainers = inListsOfContainers(object, change);
  let changed = inContainers.kind === 'mapping' ? inContainers : object;
  for (const spec of fields) if (fits(spec, object)) changed = changedAt(changed, spec.path, change);
  return changed;
}

const held = new WeakMap<readonly FieldSpec[], WeakMap<Mapping, readonly string[]>>();

/** The texts that an entry may change. */
function imagesHeld(object: Mapping, fields: readonly FieldSpec[]): readonly string[] {
  const known = remembered(held, fields, () => new WeakMap<Mapping, readonly string[]>());
  return remembered(known, object, () => {
    if (textAt(object, 'kind') === 'CustomResourceDefinition') return [];
    const found: string[] = [];
    const note = (image: Content) => {
      if (image.kind === 'scalar' && !isNullNode(image)) found.push(image.text);
      return image;
    };
    inListsOfContainers(object, note);
    for (const spec of fields) if (fits(spec, object)) changedAt(object, spec.path, note);
    return found;
  });
}

export function fits(spec: FieldSpec, object: Mapping): boolean {
  const [first = '', second] = (textAt(object, 'apiVersion') ?? '').split('/');
  const [group, version] = second === undefined ? ['', first] : [first, second];
  return (
    (spec.kind === '' || spec.kind === textAt(object, 'kind')) &&
    (spec.group === '' || spec.group === group) &&
    (spec.version === '' || spec.version === version)
  );
}

/** kustomize's older search: any list named `containers` or `initContainers`, at any depth. */
function inListsOfContainers(node: Content, change: (image: Content) => Content): Content {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') {
    return mappedItems(node, item => inListsOfContainers(item, change));
  }
  let isChanged = false;
  const entries = node.entries.map((entry: Entry) => {
    const { key, value } = entry;
    if (value === undefined || value.kind === 'alias' || value.kind === 'scalar') return entry;
    let below = inListsOfContainers(value, change);
    if ((key.text === 'containers' || key.text === 'initContainers') && below.kind === 'list') {
      below = mappedItems(below, container => imageChanged(container, change));
    }
    if (below === value) return entry;
    isChanged = true;
    return { key, value: below };
  });
  return isChanged ? { ...node, entries } : node;
}

function imageChanged(container: Content, change: (image: Content) => Content): Content {
  const image = field(container, 'image');
  if (container.kind !== 'mapping' || image === undefined) return container;
  const changed = change(image);
  return changed === image ? container : withField(container, 'image', changed);
}

function mappedItems(list: List, change: (item: Content) => Content): List {
  let isChanged = false;
  const items = list.items.map(item => {
    if (item === undefined || item.kind === 'alias') return item;
    const changed = change(item);
    if (changed !== item) isChanged = true;
    return changed;
  });
  return isChanged ? withItems(list, items) : list;
}

/** An image after an entry: at the new name's place where it has one, at its own place otherwise. */
function taggedImage(image: Scalar, tag: ImageTag): Scalar {
  const matches = matchesName(image.text, tag.name?.text ?? '');
  if (matches === 'no') return image;
  if (matches === 'unknown') return openImage(image, t('an entry of images with an expression as its name'));
  const { name, version } = divided(image.text);
  const text = (tag.newName?.text ?? name) + taggedVersion(version, tag);
  const by = tag.newTag ?? tag.digest ?? tag.tagSuffix;
  const role = tag.digest !== undefined && by === tag.digest ? t('digest set by kustomize') : t('tag set by kustomize');
  if (tag.newName !== undefined) {
    const renamed = withText(image, text, tag.newName, t('renamed by kustomize'));
    return by === undefined ? renamed : contributed(renamed, text, by, role);
  }
  return by === undefined ? image : contributed(image, text, by, role);
}

interface Version {
  readonly tag: string;
  readonly digest: string;
}

function taggedVersion(before: Version, { newTag, digest, tagSuffix }: ImageTag): string {
  if (newTag !== undefined || digest !== undefined)
    return versionText({ tag: newTag?.text ?? '', digest: digest?.text ?? '' });
  return versionText(tagSuffix === undefined ? before : { tag: before.tag + tagSuffix.text, digest: '' });
}

function versionText({ tag, digest }: Version): string {
  return (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`);
}

/** The parts of an image, as kustomize divides it: a colon before the first slash is that of a port. */
export function divided(image: string): { readonly name: string; readonly version: Version } {
  const slash = Math.max(0, image.indexOf('/'));
  const rest = image.slice(slash);
  const at = rest.indexOf('@');
  const colon = rest.indexOf(':');
  if (at < 0 && colon < 0) return { name: image, version: { tag: '', digest: '' } };
  const digest = at < 0 ? '' : rest.slice(at + 1);
  if (at >= 0 && (colon < 0 || at < colon)) return { name: image.slice(0, slash + at), version: { tag: '', digest } };
  return {
    name: image.slice(0, slash + colon),
    version: { tag: rest.slice(colon + 1, at < 0 ? undefined : at), digest },
  };
}
