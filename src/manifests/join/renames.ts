import type { KustomizationImage } from '../../model/reading.ts';
import type { ImageReference, ReadImage } from '../../model/reference.ts';
import type { Workload } from '../../model/workload.ts';
import { nameSpan, readImage } from '../image.ts';
import type { Harvest } from '../source/harvest.ts';
import { at, items, textOf, type View } from '../source/view.ts';

/**
 * Reads the `images` of a kustomization: each entry replaces a name, a tag or a digest in the manifests below it.
 * The reference points at the part that names the pulled image: the new name, or the old one where only its tag changes.
 */
export function readRenames(
  list: View | undefined,
  where: string,
  workload: Workload,
  harvest: Harvest,
): readonly KustomizationImage[] {
  return items(list).flatMap((entry, index) => {
    const name = at(entry, 'name');
    const named = at(entry, 'newName') ?? name;
    const text = textOf(name);
    if (entry === undefined || named === undefined || text === undefined) return [];
    const newTag = harvest.written(at(entry, 'newTag'));
    const digest = harvest.written(at(entry, 'digest'));
    const key = named === name ? 'name' : 'newName';
    const image = composed(textOf(named) ?? '', newTag?.text, digest?.text);
    harvest.split(named, `${where}[${index}].${key}`, image, workload);
    const newName = named === name ? undefined : harvest.written(named);
    const parts = [harvest.spanOf(name ?? entry), newName?.span, newTag?.span, digest?.span].filter(
      span => span !== undefined,
    );
    const span = {
      start: Math.min(...parts.map(part => part.start)),
      end: Math.max(...parts.map(part => part.end)),
    };
    return [{ name: text, newName, newTag, digest, span }];
  });
}

/** Reads images as `kustomize edit set image` takes them: `name=newName:tag`, or `name:tag`. */
export function readRenameTexts(list: View | undefined, where: string, workload: Workload, harvest: Harvest): void {
  for (const [index, item] of items(list).entries()) {
    const text = textOf(item);
    if (item === undefined || text === undefined) continue;
    const { start, end } = item.node.span;
    // only an unescaped text can be cut into parts
    if (item.alias !== undefined || end - start !== text.length) harvest.image(item, `${where}[${index}]`, workload);
    else harvest.part({ start: start + text.indexOf('=') + 1, end }, `${where}[${index}]`, workload);
  }
}

/** An image of a name, a tag and a digest that are written apart. */
export function composed(name: string, tag: string | undefined, digest: string | undefined): ReadImage {
  const { end } = nameSpan(name);
  const own = name.slice(end);
  const suffix = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  return readImage(
    suffix === '' ? name : name.slice(0, end) + (own === '' || tag !== undefined ? suffix : own + suffix),
  );
}

/** An entry of a kustomization's images, or of a transformer, with its file. */
export interface Step {
  readonly rule: KustomizationImage;
  readonly file: string;
  readonly hasConfigurations: boolean;
}

/**
 * What kustomize makes of one image, step by step. It compares the name as it is written, without tag and digest:
 * `nginx` is another than `docker.io/library/nginx`. It looks at containers and init containers, and at other fields
 * only where a configuration says so.
 * https://github.com/kubernetes-sigs/kustomize/tree/master/api/filters/imagetag
 */
export class Renaming {
  image: ReadImage;
  #names: readonly string[];
  readonly #isContainer: boolean;

  constructor(reference: ImageReference) {
    this.image = reference.image;
    this.#names = namesOf(reference);
    this.#isContainer = /(?:^|[. ])(?:initContainers|containers)\[\d+\]\.image$/.test(reference.where);
  }

  /** Whether the step replaces the image; if so, it is the other from now on. */
  apply({ rule, hasConfigurations }: Step): boolean {
    if (!this.#isContainer && !hasConfigurations) return false;
    if (this.image.kind !== 'image' || !this.#names.includes(rule.name)) return false;
    this.image = renamed(this.image, rule);
    if (rule.newName) this.#names = [rule.newName.text];
    return true;
  }
}

function namesOf({ text, image }: ImageReference): readonly string[] {
  if (!text.startsWith('*')) return [text.slice(0, nameSpan(text).end)];
  // of an alias, only the image is known, not the text
  if (image.kind !== 'image' || image.registry === undefined || image.repository === undefined) return [];
  const full = `${image.registry}/${image.repository}`;
  return [full, full.replace(/^docker\.io\//, ''), full.replace(/^docker\.io\/library\//, '')];
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
