import type { Written } from '../../model/place.ts';
import type { KustomizationImage, ReadingProblem } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { DeclarationOf } from './pods.ts';
import { Renaming, type Step } from './renames.ts';

type Kustomization = DeclarationOf<'kustomization'>;
type Transformer = DeclarationOf<'imageTransformer'>;

/** A kustomization through which a file is deployed, and what it makes of the images, in this order. */
export interface Stage {
  readonly kustomization: Pick<Kustomization, 'place'>;
  readonly steps: readonly Step[];
}

/**
 * Which kustomizations deploy a file, and what they make of its images. A base is deployed through every overlay that
 * includes it; the images of each kustomization on the way are replaced in turn, the base's own first. In each, its
 * components come before its own images, and its transformers after them.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/target/kusttarget.go (accumulateTarget)
 */
export class Kustomizations {
  /** By folder, since a kustomization includes another by its folder. */
  readonly #byFolder = new Map<string, Kustomization>();
  /** By what they include: files and folders, be they there or not. */
  readonly #byPart = new Map<string, Set<Kustomization>>();
  /** By the files and folders that they transform by. */
  readonly #byTransformer = new Map<string, Set<Kustomization>>();
  readonly #transformers = new Map<string, Transformer[]>();
  /** Found since the last change. */
  readonly #steps = new Map<string, Steps>();
  readonly #ways = new Map<string, Ways>();
  readonly #above = new Map<string, ReadonlySet<string>>();

  set(kustomization: Kustomization): void {
    this.remove(kustomization);
    this.#byFolder.set(folderOf(kustomization.place.file), kustomization);
    for (const [index, names] of this.#namesIn(kustomization)) {
      for (const name of names) {
        const including = index.get(name);
        if (including) including.add(kustomization);
        else index.set(name, new Set([kustomization]));
      }
    }
  }

  remove({ place }: Kustomization): void {
    this.#forget();
    const known = this.#byFolder.get(folderOf(place.file));
    if (!known) return;
    this.#byFolder.delete(folderOf(place.file));
    for (const [index, names] of this.#namesIn(known)) {
      for (const name of names) {
        const including = index.get(name);
        including?.delete(known);
        if (including?.size === 0) index.delete(name);
      }
    }
  }

  #namesIn({ place, resources, components, transformers }: Kustomization) {
    const folder = folderOf(place.file);
    const resolved = (paths: readonly Written[]) =>
      paths.map(({ text }) => resolve(folder, text)).filter(name => name !== folder);
    return [
      [this.#byPart, resolved([...resources, ...components])],
      [this.#byTransformer, resolved(transformers)],
    ] as const;
  }

  /** The image transformers of a file; none: it has no more of them. */
  setTransformers(file: string, transformers: readonly Transformer[]): void {
    this.#forget();
    if (transformers.length > 0) this.#transformers.set(file, [...transformers]);
    else this.#transformers.delete(file);
  }

  #forget(): void {
    for (const memo of [this.#steps, this.#ways, this.#above]) memo.clear();
  }

  /**
   * Each way from the file up to a kustomization that no other includes, `maxWays` of them at most; empty: no
   * kustomization names the file. Where kustomizations include each other, which kustomize refuses, no way leads round.
   */
  waysFrom(file: string): readonly (readonly Stage[])[] {
    return this.#waysFrom(file).ways;
  }

  /** Why not all that a kustomization's file includes can be followed, with the path in it that shows so. */
  problems(file: string): readonly ReadingProblem[] {
    const folder = folderOf(file);
    const own = this.#byFolder.get(folder);
    if (own?.place.file !== file) return [];
    const round = [...own.resources, ...own.components, ...own.transformers].find(({ text }) => {
      const name = resolve(folder, text);
      return name === folder || this.#aboveOf(folder).has(name);
    });
    const problems: ReadingProblem[] = [];
    if (round !== undefined) {
      const message = `kustomizations include each other in a circle through ${round.text}: kustomize refuses this`;
      problems.push({ message, span: round.span, isUnread: true });
    }
    const cut = [...own.resources, ...own.components].find(({ text }) => this.#waysFrom(resolve(folder, text)).isCut);
    if (cut !== undefined) {
      const message = `not every overlay of ${cut.text} was followed: it has more than ${maxAbove}, or more than ${maxWays} ways through them`;
      problems.push({ message, span: cut.span, isUnread: true });
    }
    const [part = own.place] = [...own.components, ...own.transformers];
    if (this.#stepsOf(own).isCut) {
      const message = `not every component and transformer was followed: there are more than ${maxParts}`;
      problems.push({ message, span: part.span, isUnread: true });
    }
    return problems;
  }

  #waysFrom(name: string): Ways {
    const known = this.#ways.get(name);
    if (known !== undefined) return known;
    const ways: (readonly Stage[])[] = [];
    const isTooMuch = this.#aboveOf(name).size > maxAbove;
    let isCut = isTooMuch;
    for (const kustomization of this.#byPart.get(name) ?? []) {
      const folder = folderOf(kustomization.place.file);
      if (isTooMuch || this.#aboveOf(folder).has(name)) continue;
      const above = this.#waysFrom(folder);
      isCut ||= above.isCut;
      const stage = { kustomization, steps: this.#stepsOf(kustomization, name).steps };
      for (const way of above.ways.length === 0 ? [[]] : above.ways) ways.push([stage, ...way]);
    }
    isCut ||= ways.length > maxWays;
    const found = { ways: ways.slice(0, maxWays), isCut };
    this.#ways.set(name, found);
    return found;
  }

  /** The folders of all kustomizations that include a folder's, directly or through others; itself only in a circle. */
  #aboveOf(folder: string): ReadonlySet<string> {
    const known = this.#above.get(folder);
    if (known !== undefined) return known;
    const found = new Set<string>();
    const waiting = [folder];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const { place } of [...(this.#byPart.get(name) ?? []), ...(this.#byTransformer.get(name) ?? [])]) {
        const above = folderOf(place.file);
        if (found.has(above)) continue;
        found.add(above);
        waiting.push(above);
      }
    }
    this.#above.set(folder, found);
    return found;
  }

  /**
   * What a kustomization's or transformer's file may replace the images of: files, of those given by name, and
   * folders and addresses as written that lead to nothing that was read.
   */
  below(
    file: string,
    exists: (file: string) => boolean,
  ): { readonly files: Set<string>; readonly unread: Set<string> } {
    const own = this.#byFolder.get(folderOf(file));
    const found = { files: new Set<string>(), unread: new Set<string>() };
    const descend = (current: Kustomization, seen: Set<Kustomization>): void => {
      if (seen.has(current)) return;
      seen.add(current);
      const folder = folderOf(current.place.file);
      for (const { text } of [...current.resources, ...current.components]) {
        const name = resolve(folder, text);
        const below = this.#byFolder.get(name);
        if (below) descend(below, seen);
        else if (exists(name)) found.files.add(name);
        // a file that says nothing of images is not kept, so it can't be told from a missing one
        else if (!/\.(?:ya?ml|json)$/i.test(name)) found.unread.add(text);
      }
    };
    if (own?.place.file === file) descend(own, new Set());
    // a component works on what includes it, and a transformer on what uses it
    for (const kustomization of this.#usersOf(file)) descend(kustomization, new Set());
    return found;
  }

  /** The rules that replace an image of a file, on any way up. */
  replacing(reference: ImageReference): ReadonlySet<KustomizationImage> {
    const ways = this.waysFrom(reference.file);
    return new Set(ways.flatMap(way => renamed(reference, way).map(({ rule }) => rule)));
  }

  #usersOf(file: string): readonly Kustomization[] {
    return [file, folderOf(file)].flatMap(name => {
      const isComponent = ({ place, components }: Kustomization) =>
        components.some(({ text }) => resolve(folderOf(place.file), text) === name);
      return [...[...(this.#byPart.get(name) ?? [])].filter(isComponent), ...(this.#byTransformer.get(name) ?? [])];
    });
  }

  /** What a kustomization makes of the images in one of its parts: of a component's, no component before it does. */
  #stepsOf(kustomization: Kustomization, part?: string): Steps {
    const folder = folderOf(kustomization.place.file);
    const names = kustomization.components.map(({ text }) => resolve(folder, text));
    const later = part === undefined ? names : names.slice(names.indexOf(part) + 1);
    const key = `${kustomization.place.file} ${later.length}`;
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const found: Steps = { steps: [], seen: new Set(), isCut: false };
    this.#addSteps(kustomization, later, found);
    this.#steps.set(key, found);
    return found;
  }

  #addSteps(
    { place, transformers, images, hasConfigurations }: Kustomization,
    components: readonly string[],
    found: Steps,
  ): void {
    const folder = folderOf(place.file);
    for (const name of components) {
      const component = this.#byFolder.get(name);
      if (component === undefined || !isNext(name, found)) continue;
      const below = component.components.map(({ text }) => resolve(name, text));
      this.#addSteps(component, below, found);
    }
    for (const rule of images) found.steps.push({ rule, file: place.file, hasConfigurations });
    for (const { text } of transformers) this.#addTransformers(resolve(folder, text), found);
  }

  /** A transformer's file, or a folder whose kustomization names such files. */
  #addTransformers(name: string, found: Steps): void {
    if (!isNext(name, found)) return;
    for (const { images, place } of this.#transformers.get(name) ?? []) {
      for (const rule of images) found.steps.push({ rule, file: place.file, hasConfigurations: false });
    }
    for (const { text } of this.#byFolder.get(name)?.resources ?? []) {
      this.#addTransformers(resolve(name, text), found);
    }
  }
}

interface Steps {
  readonly steps: Step[];
  /** Components and transformers that were followed. */
  readonly seen: Set<string>;
  /** Whether there are more. */
  isCut: boolean;
}

/** Each component and transformer is followed once: what it replaces the second time is replaced already. */
function isNext(name: string, found: Steps): boolean {
  if (found.seen.has(name)) return false;
  found.isCut ||= found.seen.size >= maxParts;
  if (!found.isCut) found.seen.add(name);
  return !found.isCut;
}

interface Ways {
  readonly ways: readonly (readonly Stage[])[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

const maxWays = 500;
const maxAbove = 1000;
/** Components and transformers of one kustomization. */
const maxParts = 1000;

/** The reference as each of the ways deploys it; the reference itself where none renames it. */
export function throughKustomizations(
  reference: ImageReference,
  ways: readonly (readonly Stage[])[],
): readonly ImageReference[] {
  const variants = new Map<string, ImageReference>();
  for (const way of ways) {
    const variant = throughWay(reference, way);
    variants.set(`${variant.through ?? ''} ${JSON.stringify(variant.image)}`, variant);
  }
  return variants.size === 0 ? [reference] : [...variants.values()];
}

function throughWay(reference: ImageReference, way: readonly Stage[]): ImageReference {
  const renaming = new Renaming(reference);
  const origins = renamed(reference, way, renaming).map(({ rule, file }) => ({
    file,
    span: rule.newName?.span ?? rule.span,
    role: 'replaced by this kustomization',
  }));
  if (origins.length === 0) return reference;
  const through = way.at(-1)?.kustomization.place.file;
  return { ...reference, image: renaming.image, through, origins: [...reference.origins, ...origins] };
}

/** The steps that replace the reference's image on a way. */
function renamed(
  reference: ImageReference,
  way: readonly Stage[],
  renaming = new Renaming(reference),
): readonly Step[] {
  return way.flatMap(({ steps }) => steps.filter(step => renaming.apply(step)));
}

export function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** A path as written in a kustomization, seen from the workspace; a URL stays what it is and meets no file. */
function resolve(folder: string, written: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
