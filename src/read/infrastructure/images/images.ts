import { t } from '../../../model/l10n.ts';
import type { Span } from '../../../model/place.ts';
import type { Image } from '../../../model/reference.ts';
import type { Workload } from '../../../model/workload.ts';
import { nameOf, readImage } from '../../image.ts';
import type { NamePart, ReadingBuilder } from '../../source/readingBuilder.ts';
import { asView, blocks } from '../../source/shape.ts';
import type { Content } from '../../source/tree.ts';
import { at, textOf, type View, view } from '../../source/view.ts';
import { editedPlace, type ModuleFiles, type PlacedImage } from './editedPlace.ts';
import type { Evaluator } from './evaluator.ts';
import type { ProgramPlace } from './provenance.ts';

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
      const place = this.#placeOf({ value: node, name: found.name, origins: among });
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

  #placeOf(image: PlacedImage): Span {
    const { provenance } = this.#evaluator;
    if (this.#files === undefined) return image.value.span;
    return editedPlace(image, this.#files, provenance, this.builder.text);
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
