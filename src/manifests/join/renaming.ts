import type { ReadImage } from '../../model/image.ts';
import type { KustomizationImage } from '../../model/reading.ts';
import type { ImageReference } from '../../model/reference.ts';
import { nameSpan, readImage } from '../image.ts';

/** An entry of a kustomization's images, or of a transformer, with the file in which it stands. */
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
  // of an alias, only what the text it stands for has been read as is known
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
