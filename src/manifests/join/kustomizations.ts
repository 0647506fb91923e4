import type { KustomizationImage } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { DeclarationOf } from './declared.ts';
import { Renaming, type Step } from './renames.ts';

type Kustomization = DeclarationOf<'kustomization'>;
type Transformer = DeclarationOf<'imageTransformer'>;

/** A kustomization through which a file is deployed, and what it makes of the images, in this order. */
export interface Stage {
  readonly kustomization: Kustomization;
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
  readonly #transformers = new Map<string, Transformer[]>();
  /** What was worked out since the last change. */
  readonly #steps = new Map<string, readonly Step[]>();

  set(kustomization: Kustomization): void {
    this.remove(kustomization);
    this.#byFolder.set(folderOf(kustomization.place.file), kustomization);
    for (const name of partsOf(kustomization)) {
      const including = this.#byPart.get(name);
      if (including) including.add(kustomization);
      else this.#byPart.set(name, new Set([kustomization]));
    }
  }

  remove({ place }: Kustomization): void {
    this.#steps.clear();
    const known = this.#byFolder.get(folderOf(place.file));
    if (!known) return;
    this.#byFolder.delete(folderOf(place.file));
    for (const name of partsOf(known)) {
      const including = this.#byPart.get(name);
      including?.delete(known);
      if (including?.size === 0) this.#byPart.delete(name);
    }
  }

  /** The image transformers of a file; none: it has no more of them. */
  setTransformers(file: string, transformers: readonly Transformer[]): void {
    this.#steps.clear();
    if (transformers.length > 0) this.#transformers.set(file, [...transformers]);
    else this.#transformers.delete(file);
  }

  get isEmpty(): boolean {
    return this.#byFolder.size === 0;
  }

  /** Each way from the file up to a kustomization that no other includes; empty: no kustomization names the file. */
  waysFrom(file: string): readonly (readonly Stage[])[] {
    const ways: Stage[][] = [];
    const climb = (name: string, way: readonly Stage[]): void => {
      const above = [...(this.#byPart.get(name) ?? [])].filter(
        kustomization => !way.some(stage => stage.kustomization === kustomization),
      );
      if (above.length === 0 && way.length > 0) ways.push([...way]);
      // A graph with many ways up is cut off; no real workspace has so many overlays of one base.
      for (const kustomization of above) {
        if (ways.length < maxWays && way.length < maxDepth) {
          const stage = { kustomization, steps: this.#stepsOf(kustomization, name) };
          climb(folderOf(kustomization.place.file), [...way, stage]);
        }
      }
    };
    climb(file, []);
    return ways;
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
    const folder = folderOf(file);
    return [...this.#byFolder.values()].filter(kustomization =>
      [...kustomization.components, ...kustomization.transformers].some(({ text }) => {
        const name = resolve(folderOf(kustomization.place.file), text);
        return name === file || name === folder;
      }),
    );
  }

  /** What a kustomization makes of the images in one of its parts: of a component's, no component before it does. */
  #stepsOf(kustomization: Kustomization, part: string, depth = 0): readonly Step[] {
    const folder = folderOf(kustomization.place.file);
    const names = kustomization.components.map(({ text }) => resolve(folder, text));
    const later = names.slice(names.indexOf(part) + 1);
    const key = `${kustomization.place.file} ${later.length}`;
    const steps = this.#steps.get(key) ?? this.#makeSteps(kustomization, later, depth);
    this.#steps.set(key, steps);
    return steps;
  }

  #makeSteps(
    { place, transformers, images, hasConfigurations }: Kustomization,
    components: readonly string[],
    depth: number,
  ): readonly Step[] {
    const folder = folderOf(place.file);
    return [
      ...components.flatMap(name => {
        const component = this.#byFolder.get(name);
        return component === undefined || depth > maxDepth ? [] : this.#stepsOf(component, '', depth + 1);
      }),
      ...images.map(rule => ({ rule, file: place.file, hasConfigurations })),
      ...transformers.flatMap(({ text }) => this.#transformersAt(resolve(folder, text), depth)),
    ];
  }

  /** A transformer's file, or a folder whose kustomization names such files. */
  #transformersAt(name: string, depth: number): readonly Step[] {
    const own = (this.#transformers.get(name) ?? []).flatMap(({ images, place }) =>
      images.map(rule => ({ rule, file: place.file, hasConfigurations: false })),
    );
    const folder = this.#byFolder.get(name);
    if (folder === undefined || depth > maxDepth) return own;
    const below = folder.resources.flatMap(({ text }) => this.#transformersAt(resolve(name, text), depth + 1));
    return [...own, ...below];
  }
}

const maxWays = 100;
const maxDepth = 20;

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

/** All that it is made of, but for itself. */
function partsOf({ place, resources, components }: Kustomization): readonly string[] {
  const folder = folderOf(place.file);
  return [...resources, ...components].map(({ text }) => resolve(folder, text)).filter(name => name !== folder);
}

function folderOf(file: string): string {
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
