import type { Span } from '../../model/place.ts';
import type { Workload } from '../../model/workload.ts';
import { hostSpan, readImage } from '../image.ts';
import type { Harvest, Part } from '../source/harvest.ts';
import { MAX_DEPTH } from '../source/tree.ts';
import { fields, items, textOf, type View, view } from '../source/view.ts';
import type { Evaluator } from './evaluator.ts';
import { asView } from './shape.ts';

/** Gathers the images of evaluated expressions: each branch of a condition is one, with what settled it. */
export class Images {
  readonly harvest: Harvest;
  readonly #evaluator: Evaluator | undefined;

  /** The evaluator is the one that made the values; undefined for values as they are written. */
  constructor(harvest: Harvest, evaluator: Evaluator | undefined) {
    this.harvest = harvest;
    this.#evaluator = evaluator;
  }

  /** Says of the document what the evaluator could not put together. */
  finish(): void {
    const unread = this.#evaluator?.unread;
    if (unread !== undefined) this.harvest.unread('values from here on were not read: they grow too large', unread);
  }

  add(value: View | undefined, where: string, workload: Workload): void {
    if (this.#evaluator === undefined) this.harvest.image(value, where, workload);
    else this.addPart(value, where, workload, name => ({ name, skip: 0 }));
  }

  /** A mapping or a list as it is, or the expression of one of which only a deployment knows whether it is there. */
  sure(value: View | undefined): View | undefined {
    if (value === undefined) return undefined;
    const doubt = this.#evaluator?.doubtOf(value.node);
    return doubt === undefined ? value : asView(doubt);
  }

  /**
   * Adds the image that a function makes of a text, such as one behind `DOCKER|`. It gives the image's name, and how
   * many characters of the value as written stand before it; undefined where the value names no image. `beside` are values
   * that had a part in it.
   */
  addPart(
    value: View | undefined,
    where: string,
    workload: Workload,
    part: (text: string) => { readonly name: string; readonly skip: number } | undefined,
    beside: readonly Part[] = [],
  ): void {
    for (const { node } of this.#choices(value)) {
      if (node.kind !== 'scalar') continue;
      const found = part(node.text);
      if (found === undefined) continue;
      // what an expression makes is not what is written
      const isWritten = this.harvest.text.startsWith(node.text.slice(0, found.skip), node.span.start);
      const start = isWritten ? Math.min(node.span.start + found.skip, node.span.end) : node.span.start;
      const named = view({ ...node, span: { start, end: node.span.end } });
      if (named === undefined) continue;
      const origins = (this.#evaluator?.originsOf(node) ?? []).map(
        ({ span, role }): Part => ({ value: placeAt(span), role }),
      );
      this.harvest.split(named, where, readImage(found.name), workload, [...beside, ...origins]);
    }
  }

  #choices(value: View | undefined): readonly View[] {
    if (value === undefined) return [];
    const choices = (this.#evaluator?.choices(value.node) ?? [value.node]).flatMap(node => view(node) ?? []);
    return choices.filter(choice => textOf(choice) !== undefined && choice.node.span.start < choice.node.span.end);
  }
}

function placeAt(span: Span): View {
  return asView({ kind: 'scalar', text: '', span, plain: false });
}

/** A look at a text before it is parsed: whether it may hold a value that is evidently an image. */
export function isEvidentImage(text: string): boolean {
  return /image/i.test(text);
}

/** Another template says where these values run; the config knows where they go. */
const workload: Workload = { platform: 'build', name: undefined };

type IsImage = (text: string) => boolean;

/**
 * Reads values that are given to a template under names of its own choice: an image is a text with a host and a path
 * under a name that speaks of an image. Without a host it may be any registry's: the template may put one before it.
 */
export function readEvidentImages(value: View, key: string, where: string, images: Images): void {
  search(value, key, where, images, looksLikeImage, 0);
}

/**
 * The same for what is handed to a module, but for names whose registry is not told: of these the module itself speaks.
 * A registry of Azure whose name only a deployment knows shows by its domain, or by its login server.
 */
export function readHandedImages(value: View, where: string, images: Images): void {
  search(value, '', where, images, isImageOfRegistry, 0);
}

function search(value: View, key: string, where: string, images: Images, isImage: IsImage, depth: number): void {
  if (depth > MAX_DEPTH) return;
  switch (value.node.kind) {
    case 'scalar':
      if (NAMES_IMAGE.test(key) && isImage(textOf(value) ?? '')) images.add(value, where, workload);
      return;
    case 'list':
      for (const [index, item] of items(value).entries()) {
        if (item !== undefined) search(item, key, `${where}[${index}]`, images, isImage, depth + 1);
      }
      return;
    case 'mapping':
      for (const { key: name, value: below } of fields(value)) {
        if (below !== undefined) search(below, name.text, `${where}.${name.text}`, images, isImage, depth + 1);
      }
  }
}

/** `image`, `containerImage`, `image_name`, `imageUri`; not `imagePullPolicy`, `imageReference` (of a machine) or `imageTag`. */
const NAMES_IMAGE = /images?(?:_?(?:name|uri|url|path|full_?name))?$/i;

function looksLikeImage(text: string): boolean {
  return !/\s|^[a-z]+:\/\/|^[/.]|^[a-z]:\\/i.test(text) && hostSpan(text) !== undefined;
}

function isImageOfRegistry(text: string): boolean {
  if (!looksLikeImage(text)) return false;
  const image = readImage(text);
  if (image.kind !== 'image') return false;
  const host = hostSpan(text);
  return image.registry !== undefined || (host !== undefined && ofAzure.test(text.slice(host.start, host.end)));
}

const ofAzure = /\}\.azurecr\.(?:io|cn|us)$|\.login_?server\}?$/i;
