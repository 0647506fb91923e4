import { t } from '../../../model/l10n.ts';
import type { Span } from '../../../model/place.ts';
import type { Image, ImageReference } from '../../../model/reference.ts';
import type { Workload } from '../../../model/workload.ts';
import { hostOf, nameOf, readImage } from '../../image.ts';
import { hasAtAGlance } from '../../source/glanceable.ts';
import type { NamePart, ReadingBuilder } from '../../source/readingBuilder.ts';
import { asView, blocks } from '../../source/shape.ts';
import { type Content, MAX_DEPTH, type Scalar } from '../../source/tree.ts';
import { at, fields, items, textOf, type View, view } from '../../source/view.ts';
import type { Evaluator } from './evaluator.ts';
import type { ProgramPlace } from './provenance.ts';

/** Files that are read together. */
export interface ModuleFiles {
  /** The file of a place. Its owner is the module, or a file that gives values to it from outside. */
  fileAt(place: Span): { readonly owner: object } | undefined;
  readonly module: object;
  /** True if it is used with several sets of values. */
  readonly isShared: boolean;
}

/** Gathers the images of evaluated expressions: each branch of a condition is one, with what settled it. */
export class Images {
  readonly builder: ReadingBuilder;
  readonly #evaluator: Evaluator;
  readonly #files: ModuleFiles | undefined;

  /** The evaluator is the one that made the values. Without `files`, all is in one. */
  constructor(builder: ReadingBuilder, evaluator: Evaluator, files?: ModuleFiles) {
    this.builder = builder;
    this.#evaluator = evaluator;
    this.#files = files;
    builder.settleBy(this);
  }

  /** Reports the parts of the document that the evaluator could not compute. */
  finish(): void {
    const { unread } = this.#evaluator;
    if (unread !== undefined) this.builder.unread('values from here on were not read: they grow too large', unread);
  }

  add(value: View | undefined, where: string, workload: Workload): void {
    this.builder.image(value, where, workload);
  }

  /** Adds the images of lists of containers, be a list only one. `path` leads to the image in each. */
  addContainers(
    from: View | undefined,
    lists: readonly string[],
    where: string,
    workload: Workload,
    path: readonly string[] = ['image'],
  ): void {
    for (const list of lists) {
      for (const [index, container] of blocks(at(from, list)).entries()) {
        this.add(at(container, ...path), `${where}${list}[${index}].${path.join('.')}`, workload);
      }
    }
  }

  /**
   * Returns the value at a path as it is. If only a deployment knows whether it exists, and with which content, returns
   * the expression on the way to it.
   */
  sure(from: View | undefined, ...path: readonly string[]): View | undefined {
    const doubt = from && this.#evaluator.provenance.doubtOf(from.node);
    if (from === undefined || doubt !== undefined) return doubt && asView(doubt);
    const [key, ...rest] = path;
    return key === undefined ? from : this.sure(at(from, key), ...rest);
  }

  /**
   * Adds the image that a function makes of a text, such as one behind `DOCKER|`. It gives the image's name, and how
   * many characters of the value as written come before it. Undefined where the value names no image. `beside` are
   * values that had a part in it.
   */
  addPart(
    value: View | undefined,
    where: string,
    workload: Workload,
    part: (text: string) => { readonly name: string; readonly skip: number } | undefined,
    beside: readonly NamePart[] = [],
  ): void {
    for (const { node } of this.choices(value)) {
      const found = node.kind === 'scalar' ? part(node.text) : undefined;
      if (node.kind !== 'scalar' || found === undefined) continue;
      const read = readImage(found.name);
      // nothing fills in what is open here, so names that are open alike are one image
      const image = read.kind === 'image' ? { ...read, name: openName(read) } : read;
      const origins = this.originsOf(node);
      const among = [...origins, ...beside.flatMap(each => this.originsOf(each.value.node))];
      const place = this.#placeOf(node, found.name, among);
      const named = this.#behind(node.text.slice(0, found.skip), place);
      const parts = [...beside, ...partsOf(origins)];
      if (place === node.span) {
        this.builder.split(named, where, image, workload, parts);
        continue;
      }
      const used = this.#behind(node.text.slice(0, found.skip), node.span);
      const others = among.filter(({ span }) => span.start !== place.start);
      const uses = partsOf([...others, { span: used.node.span, role: t('used here') }]);
      this.builder.split(named, where, image, workload, uses);
      this.builder.split(used, where, image, workload, parts, named.node.span);
    }
  }

  /**
   * The place at which a person changes an image: where its name is handed in from outside, or where it is written in
   * another file. A value that is not known is shown where it is used, but in a module of several callers, whose values
   * differ.
   */
  #placeOf(value: Scalar, name: string, origins: readonly ProgramPlace[]): Span {
    const files = this.#files;
    if (files === undefined) return value.span;
    const ownerOf = (span: Span) => files.fileAt(span)?.owner;
    const { provenance } = this.#evaluator;
    const isOfCaller = files.isShared && ownerOf(value.span) === files.module;
    const source = provenance.isOpen(value) && !isOfCaller ? value.span : provenance.sourceOf(value).span;
    const written = nameOf(name);
    const known = isOfCaller ? origins : origins.filter(({ isOpen }) => isOpen !== true);
    const outside = [source, ...known.map(({ span }) => span)].filter(span => {
      const text = this.builder.text.slice(span.start, span.end);
      return text !== '' && ownerOf(span) !== files.module && (written.includes(text) || text.includes(written));
    });
    const [longest] = outside.toSorted((one, other) => other.end - other.start - (one.end - one.start));
    if (longest !== undefined && ownerOf(longest) !== ownerOf(source)) return longest;
    return files.fileAt(source) === files.fileAt(value.span) ? value.span : source;
  }

  /** A place without a prefix that is written there. What an expression makes is not. */
  #behind(prefix: string, { start, end }: Span): View {
    const skip = this.builder.text.startsWith(prefix, start) ? prefix.length : 0;
    return placeAt({ start: Math.min(start + skip, end), end });
  }

  image(value: View, where: string, workload: Workload): boolean {
    if (value.alias !== undefined || !this.#evaluator.provenance.isKnown(value.node)) return false;
    this.addPart(value, where, workload, name => ({ name, skip: 0 }));
    return true;
  }

  originsOf(value: Content): readonly ProgramPlace[] {
    return this.#evaluator.provenance.originsOf(value);
  }

  /** All that a value can be. */
  choices(value: View | undefined): readonly View[] {
    if (value === undefined) return [];
    const choices = this.#evaluator.provenance.choices(value.node).flatMap(node => view(node) ?? []);
    return choices.filter(choice => textOf(choice) !== undefined && choice.node.span.start < choice.node.span.end);
  }
}

/** The part of a name that identifies an image with an open registry or repository. */
function openName({ registry, repository, tag, digest, name }: Image): string | undefined {
  if (name === undefined || (registry !== undefined && repository !== undefined)) return undefined;
  return (tag ?? digest) === undefined ? nameOf(name) : name;
}

function partsOf(origins: readonly ProgramPlace[]): readonly NamePart[] {
  return origins.map(({ span, role }) => ({ value: placeAt(span), role }));
}

function placeAt(span: Span): View {
  return asView({ kind: 'scalar', text: '', span, plain: false });
}

/**
 * A look at a text: one without any of these names neither an image nor a chart or a module of a registry, and is not
 * parsed.
 */
export function mayHoldImage(text: string): boolean {
  return hasAtAGlance(text, each => /image|fx_?version|oci:\/\/|'br[:/]/i.test(each));
}

/** Another template runs these values. The config has their destination. */
const workload: Workload = { platform: 'build', name: undefined };

type IsImage = (text: string) => boolean;

/**
 * Reads values for a template whose parameter names are free: an image is a text with a host and a path under a name
 * for an image. Without a host it may be any registry's: the template may prepend one.
 */
export function readEvidentImages(value: View, key: string, where: string, images: Images): void {
  search(value, key, where, images, looksLikeImage, 0);
}

/**
 * The same for what is handed to a module, but for names whose registry is not known: the module itself shows these.
 * A registry of Azure whose name only a deployment knows shows by its domain, or by its login server.
 */
export function readHandedImages(value: View, where: string, images: Images): void {
  search(value, '', where, images, isImageOfRegistry, 0);
}

function search(value: View, key: string, where: string, images: Images, isImage: IsImage, depth: number): void {
  if (depth > MAX_DEPTH) return;
  switch (value.node.kind) {
    case 'scalar':
      for (const choice of NAMES_IMAGE.test(key) ? images.choices(value) : []) {
        if (isImage(textOf(choice) ?? '')) images.add(choice, where, workload);
      }
      return;
    case 'list':
      for (const [index, item] of items(value).entries()) {
        if (item !== undefined) search(item, key, `${where}[${index}]`, images, isImage, depth + 1);
      }
      return;
    case 'mapping':
      for (const { key: name, value: below } of fields(value)) {
        if (below === undefined) continue;
        const isSure = name.text === 'image' && isImage === isImageOfRegistry && isContainer(value);
        search(below, name.text, `${where}.${name.text}`, images, isSure ? isName : isImage, depth + 1);
      }
  }
}

/** A container as Azure's and Kubernetes' modules take it. Its image needs no host to be one. */
function isContainer(value: View): boolean {
  return ['cpu', 'memory', 'resources', 'command', 'args'].some(key => at(value, key) !== undefined);
}

function isName(text: string): boolean {
  return readImage(text).kind === 'image';
}

/**
 * `image`, `containerImage`, `image_name`, `imageUri`, not `imagePullPolicy`, `imageReference` (of a machine) or
 * `imageTag`.
 */
const NAMES_IMAGE = /images?(?:_?(?:name|uri|url|path|full_?name))?$/i;

function looksLikeImage(text: string): boolean {
  return !/\s|^[a-z]+:\/\/|^[/.]|^[a-z]:\\/i.test(text) && hostOf(text) !== undefined;
}

function isImageOfRegistry(text: string): boolean {
  if (!looksLikeImage(text)) return false;
  const image = readImage(text);
  if (image.kind !== 'image') return false;
  return image.registry !== undefined || ofAzure.test(hostOf(text) ?? '');
}

const ofAzure = /\}\.azurecr\.(?:io|cn|us)$|\.\w{0,60}login_?server\}?$/i;

// ─── Choosing among the references of several uses of a module ──────────────────────────────────────────────────────

/**
 * Keeps one of the references that are equal at a place, since each use of a module finds its images again.
 * - A use that knows a value leaves out one that doesn't: the same image of a workload without a name, and a name that
 *   is open where another use settles it.
 * - A reference that is shown elsewhere counts only where no other is left, so that its place is still found.
 */
export function deduplicate(references: readonly ImageReference[]): readonly ImageReference[] {
  return [...Map.groupBy(references, ({ span }) => span.start).values()].flatMap(atPlace => {
    const elsewhere = atPlace.filter(({ settledAt }) => settledAt !== undefined);
    const here = atPlace.filter(({ settledAt }) => settledAt === undefined);
    const namesRegistryElsewhere = elsewhere.some(
      ({ image }) => image.kind === 'image' && image.registry !== undefined,
    );
    const kept = withoutUnknown(distinct(here), namesRegistryElsewhere);
    return kept.length > 0 ? kept : elsewhere.slice(0, 1);
  });
}

/** The first of those that are equal, in the place of the last. */
function distinct(references: readonly ImageReference[]): readonly ImageReference[] {
  const lastFirst = references.toReversed();
  return [...new Map(lastFirst.map(each => [keyOf(each), each])).values()].toReversed();
}

/** Leaves out what another reference at the same place knows better. */
function withoutUnknown(
  references: readonly ImageReference[],
  namesRegistryElsewhere: boolean,
): readonly ImageReference[] {
  const settledRepositories = new Set<string>();
  const pulledByNamed = new Set<string>();
  for (const { image, workload } of references) {
    if (image.kind !== 'image') continue;
    if (image.unresolved === undefined) settledRepositories.add(repositoryOf(image));
    if (!isOpen(workload.name)) pulledByNamed.add(keyWithoutName(image, workload));
  }
  return references.filter(({ image, workload }) => {
    if (image.kind !== 'image') return true;
    if (image.registry === undefined) return !namesRegistryElsewhere;
    if (image.unresolved !== undefined && settledRepositories.has(repositoryOf(image))) return false;
    return !isOpen(workload.name) || !pulledByNamed.has(keyWithoutName(image, workload));
  });
}

function keyWithoutName(image: ImageReference['image'], workload: Workload): string {
  return keyOf({ image, workload: { ...workload, name: undefined } });
}

function keyOf({ image, workload }: Pick<ImageReference, 'image' | 'workload'>): string {
  if (image.kind !== 'image') return JSON.stringify([image, workload]);
  // what would fill in a tag is no difference
  const { registry, repository, tag, digest, unresolved, name = '' } = image;
  const open = repository === undefined ? [unresolved, nameOf(name)] : [];
  return JSON.stringify([registry, repository, tag, digest, unresolved !== undefined, open, workload]);
}

function repositoryOf({ registry, repository }: Image): string {
  return `${registry}/${repository}`;
}

function isOpen(name: string | undefined): boolean {
  return name?.includes('${') === true;
}
