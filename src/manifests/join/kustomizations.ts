import type { ReadImage } from '../../model/image.ts';
import type { Origin } from '../../model/place.ts';
import type { KustomizationImage } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import { readImage } from '../image.ts';
import type { DeclarationOf } from './declared.ts';

type Kustomization = DeclarationOf<'kustomization'>;

/**
 * Which kustomizations deploy a file, and what they make of its images. A base is deployed through every overlay that
 * includes it; the images of each kustomization on the way are replaced in turn, the base's own first.
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/
 */
export class Kustomizations {
  /** By folder, since a kustomization includes another by its folder. */
  readonly #byFolder = new Map<string, Kustomization>();

  /** By what they include: files and folders, be they there or not. */
  readonly #byResource = new Map<string, Set<Kustomization>>();

  set(kustomization: Kustomization): void {
    this.remove(kustomization);
    const folder = folderOf(kustomization.place.file);
    this.#byFolder.set(folder, kustomization);
    for (const name of resourcesOf(kustomization)) {
      const including = this.#byResource.get(name);
      if (including) including.add(kustomization);
      else this.#byResource.set(name, new Set([kustomization]));
    }
  }

  remove({ place }: Kustomization): void {
    const known = this.#byFolder.get(folderOf(place.file));
    if (!known) return;
    this.#byFolder.delete(folderOf(place.file));
    for (const name of resourcesOf(known)) {
      const including = this.#byResource.get(name);
      including?.delete(known);
      if (including?.size === 0) this.#byResource.delete(name);
    }
  }

  get isEmpty(): boolean {
    return this.#byFolder.size === 0;
  }

  /** Each way from the file up to a kustomization that no other includes; empty: no kustomization names the file. */
  waysFrom(file: string): readonly (readonly Kustomization[])[] {
    const ways: Kustomization[][] = [];
    const climb = (name: string, way: readonly Kustomization[]): void => {
      const above = this.#including(name).filter(kustomization => !way.includes(kustomization));
      if (above.length === 0 && way.length > 0) ways.push([...way]);
      // A graph with many ways up is cut off; no real workspace has so many overlays of one base.
      for (const kustomization of above) {
        if (ways.length < maxWays && way.length < maxDepth) {
          climb(folderOf(kustomization.place.file), [...way, kustomization]);
        }
      }
    };
    climb(file, []);
    return ways;
  }

  /** Every file that a kustomization deploys, of those given by name, through its resources and theirs. */
  filesUnder(kustomization: Kustomization, exists: (file: string) => boolean): readonly string[] {
    const seen = new Set<Kustomization>();
    const files = new Set<string>();
    const descend = (current: Kustomization): void => {
      if (seen.has(current)) return;
      seen.add(current);
      for (const name of resourcesOf(current)) {
        const below = this.#byFolder.get(name);
        if (below) descend(below);
        else if (exists(name)) files.add(name);
      }
    };
    descend(kustomization);
    return [...files];
  }

  #including(name: string): readonly Kustomization[] {
    return [...(this.#byResource.get(name) ?? [])];
  }
}

const maxWays = 100;
const maxDepth = 20;

/** The reference as each of the ways deploys it; the reference itself where none renames it. */
export function throughKustomizations(
  reference: ImageReference,
  ways: readonly (readonly Kustomization[])[],
): readonly ImageReference[] {
  const variants = new Map<string, ImageReference>();
  for (const way of ways) {
    const variant = throughWay(reference, way);
    variants.set(`${variant.through ?? ''} ${JSON.stringify(variant.image)}`, variant);
  }
  return variants.size === 0 ? [reference] : [...variants.values()];
}

function throughWay(reference: ImageReference, way: readonly Kustomization[]): ImageReference {
  let image = reference.image;
  const origins: Origin[] = [];
  for (const { images, place } of way) {
    const rule = images.find(candidate => renames(candidate, image));
    if (!rule) continue;
    image = renamed(image, rule);
    origins.push({ file: place.file, span: rule.newName?.span ?? rule.span, role: 'replaced by this kustomization' });
  }
  if (origins.length === 0) return reference;
  return { ...reference, image, through: way.at(-1)?.place.file, origins: [...reference.origins, ...origins] };
}

/** Whether the reference is one that this entry of a kustomization's `images` replaces. */
export function isReplacedBy(reference: ImageReference, rule: KustomizationImage): boolean {
  return renames(rule, reference.image);
}

/** Kustomize compares the whole name without tag and digest. */
function renames(rule: KustomizationImage, image: ReadImage): boolean {
  const named = readImage(rule.name);
  return (
    named.kind === 'image' &&
    image.kind === 'image' &&
    named.registry !== undefined &&
    named.registry === image.registry &&
    named.repository !== undefined &&
    named.repository === image.repository
  );
}

function renamed(image: ReadImage, rule: KustomizationImage): ReadImage {
  if (image.kind !== 'image') return image;
  const name = rule.newName ? readImage(rule.newName.text) : image;
  if (name.kind !== 'image') return name;
  const moved = rule.newTag !== undefined || rule.digest !== undefined;
  return {
    kind: 'image',
    registry: name.registry,
    repository: name.repository,
    tag: moved ? rule.newTag?.text : image.tag,
    digest: moved ? rule.digest?.text : image.digest,
    unresolved: name.unresolved ?? (moved ? undefined : image.unresolved),
  };
}

/** What it includes, but for itself. */
function resourcesOf({ place, resources }: Kustomization): readonly string[] {
  const folder = folderOf(place.file);
  return resources.map(({ text }) => resolve(folder, text)).filter(name => name !== folder);
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
