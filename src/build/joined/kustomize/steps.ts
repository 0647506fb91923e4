import { t } from '../../../model/l10n.ts';
import type { Origin, Span } from '../../../model/place.ts';
import type { KustomizationImage, ObjectSelector, Replacement, TextPart } from '../../../model/reading.ts';
import { type Image, type ImageReference, type ReadImage, versionOf } from '../../../model/reference.ts';
import type { Workload } from '../../../model/workload.ts';
import { nameOf, readImage } from '../../../read/image.ts';
import { composed } from '../../../read/renames.ts';
import { type PatchedPulls, patchedPod } from '../pods.ts';
import { anyOf, isConfigured, isSameField, leadsTo, selects } from './fields.ts';

/** One thing that a kustomization does to images. */
export type Step =
  | {
      /** An entry of its `images`, or of a transformer. */
      readonly kind: 'rename';
      /** What replaces it, for people, if not the kustomization: `GitHub workflow job deploy`. */
      readonly by?: string;
      readonly rule: KustomizationImage;
      readonly file: string;
      /** Fields beside containers that it looks at. */
      readonly fields: ImageFields;
    }
  /** `namePrefix` and `nameSuffix`. */
  | { readonly kind: 'affix'; readonly prefix: string; readonly suffix: string }
  /** An image of a patch; `target` undefined: of the object that the patch names. */
  | { readonly kind: 'patch'; readonly patch: ImageReference; readonly target: ObjectSelector | undefined }
  /** `$patch: delete` of an object, or of one container of it. */
  | { readonly kind: 'deletion'; readonly object: ObjectSelector; readonly container: string | undefined }
  /** What a patch says of who pulls; with the target of the patch, if it has one. */
  | { readonly kind: 'pulls'; readonly pulls: PatchedPulls }
  | {
      readonly kind: 'replacement';
      readonly replacement: Replacement;
      readonly file: string;
      /** What is copied; undefined where no file here has it. */
      readonly value: SourceValue | undefined;
    };

export interface SourceValue {
  readonly text: string;
  readonly file: string;
  readonly span: Span;
}

/** `all` where a file that names them was not read. */
export type ImageFields = 'all' | readonly { readonly kind: string; readonly path: string }[];

/**
 * What kustomize makes of one image, step by step. It compares the name as it is written, without tag and digest:
 * `nginx` is another than `docker.io/library/nginx`. It looks at containers and init containers, and at other fields
 * only where a configuration says so.
 * https://github.com/kubernetes-sigs/kustomize/tree/master/api/filters/imagetag
 */
export class ImageSteps {
  image: ReadImage;
  /** Whether a patch takes it out. */
  isDeleted = false;
  readonly origins: Origin[] = [];
  workload: Workload;
  readonly #reference: ImageReference;
  #names: readonly string[];
  readonly #affixes: Extract<Step, { kind: 'affix' }>[] = [];
  readonly #isContainer: boolean;

  constructor(reference: ImageReference) {
    this.#reference = reference;
    this.image = reference.image;
    this.workload = reference.workload;
    this.#names = namesOf(reference);
    this.#isContainer =
      isOfChart(reference) || /(?:^|[. ])(?:initContainers|containers)\[(?:\d+|-)\]\.image$/.test(reference.where);
  }

  apply(step: Step): void {
    if (step.kind === 'rename') this.#rename(step);
    else if (step.kind === 'patch') this.#patch(step);
    else if (step.kind === 'replacement') this.#replace(step);
    else if (step.kind === 'pulls') this.#changePull(step.pulls);
    else if (step.kind === 'affix') this.#affixes.push(step);
    else {
      const isOne = step.container === undefined || step.container === this.#reference.container;
      if (isOne && this.#selects(step.object) === true) this.isDeleted = true;
    }
  }

  #rename({ rule, file, fields, by }: Extract<Step, { kind: 'rename' }>): void {
    if (!this.#isContainer && !this.#isOneOf(fields)) return;
    if (this.image.kind !== 'image') return;
    // kustomize takes a name with a tag as well: `image/image.go` matches `^NAME(:[\w.{}-]*)?(@…)?$`
    const tag = this.image.tag === undefined ? '' : `:${this.image.tag}`;
    if (!this.#names.some(name => rule.name === name || rule.name === name + tag)) return;
    if (rule.newName) this.#names = [rule.newName.text];
    this.image = renamed(this.image, this.#names[0] ?? '', rule);
    this.#from(file, rule.span, by);
  }

  #isOneOf(fields: ImageFields): boolean {
    const { workload } = this.#reference;
    const own = workload.platform === 'kubernetes' ? workload.kind : undefined;
    return (
      fields === 'all' ||
      fields.some(({ kind, path }) => (kind === '' || kind === own) && isConfigured(path, this.#reference))
    );
  }

  #patch({ patch, target }: Extract<Step, { kind: 'patch' }>): void {
    if (patch.file === this.#reference.file && patch.span.start === this.#reference.span.start) {
      // what earlier patches put there, this one replaces
      this.image = this.#reference.image;
      this.origins.length = 0;
      return;
    }
    const names = this.#objectNames();
    // https://github.com/kubernetes-sigs/kustomize/blob/master/api/resmap/reswrangler.go (Select)
    const compared = target === undefined ? names : names.filter((_, i) => i === 0 || i === names.length - 1);
    const isSelected = selects(target ?? ownObject(patch), this.#reference, compared);
    if (isSelected === false || !isSameField(patch, this.#reference)) return;
    if (isSelected === undefined) this.#open(this.#text(), undefined, 'patch');
    else {
      this.image = patch.image;
      this.#names = namesOf(patch);
    }
    this.#from(patch.file, patch.span);
  }

  #changePull(pulls: PatchedPulls): void {
    const { workload } = this;
    if (workload.platform !== 'kubernetes') return;
    const isAccount = pulls.object.kind === 'ServiceAccount';
    const account = { kind: 'ServiceAccount', name: workload.serviceAccount?.text ?? 'default' };
    const isSelected = isAccount
      ? selects(pulls.object, { workload: { ...workload, ...account } }, this.#objectNames(account.name))
      : this.#selects(pulls.object);
    if (isSelected === false) return;
    this.workload = patchedPod(workload, pulls, isSelected === true, this.#reference.span);
  }

  /** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/ */
  #replace({ replacement, value, file }: Extract<Step, { kind: 'replacement' }>): void {
    let isChanged = false;
    for (const { select, reject, fields, part } of replacement.targets) {
      const isField = anyOf(fields.map(field => leadsTo(field, this.#reference)));
      const isRejected = anyOf(reject.map(each => this.#selects(each)));
      const isSelected = isRejected === true ? false : this.#selects(select);
      if (isField === false || isSelected === false) continue;
      isChanged = true;
      const isSure = isField && isSelected && isRejected === false;
      if (isSure && value !== undefined) this.#set(put(this.#text(), value.text, part));
      else this.#open(this.#text(), part, replacement.source?.field ?? 'replacement');
    }
    if (isChanged) this.#from(value?.file ?? file, value?.span ?? replacement.span);
  }

  #selects(selector: ObjectSelector): boolean | undefined {
    return selects(selector, this.#reference, this.#objectNames());
  }

  /** The first name of an object and those that it was given, by each of which it is found; Kubernetes' longest has 253 letters. */
  #objectNames(first = this.workload.name): readonly (string | undefined)[] {
    const names = [first];
    for (const { prefix, suffix } of first === undefined ? [] : this.#affixes) {
      const name: string = prefix + names.at(-1) + suffix;
      if (name.length > 253) break;
      names.push(name);
    }
    return names;
  }

  #from(file: string, span: Span, by = t('this kustomization')): void {
    this.origins.push({ file, span, role: t('replaced by {0}', by) });
  }

  #set(text: string): void {
    this.image = readImage(text);
    this.#names = [nameOf(text)];
  }

  #open(text: string, part: TextPart | undefined, what: string): void {
    this.#set(put(text, `\${${what.replace(/[{}]/g, '')}}`, part));
  }

  /** The image as the field holds it now. */
  #text(): string {
    const { image } = this;
    const [name = ''] = this.#names;
    if (image.kind !== 'image') return name;
    return image.name ?? name + versionOf(image);
  }
}

/** A text with a value in the place of one of its parts, of before the first, or of behind the last. */
function put(text: string, value: string, part: TextPart | undefined): string {
  if (part === undefined) return value;
  const parts = text.split(part.delimiter);
  if (part.index < 0) parts.unshift(value);
  else if (part.index >= parts.length) parts.push(value);
  else parts[part.index] = value;
  return parts.join(part.delimiter);
}

/** The part of a source's value that is copied; undefined where it has none. */
export function partOf(text: string, part: TextPart | undefined): string | undefined {
  return part === undefined ? text : text.split(part.delimiter)[part.index];
}

function ownObject({ workload }: ImageReference): ObjectSelector {
  const pod = workload.platform === 'kubernetes' ? workload : undefined;
  return { kind: pod?.kind, name: pod?.name, namespace: pod?.namespace, isOpen: pod?.name === undefined };
}

/** What a chart makes of its values is a manifest with containers. */
function isOfChart({ format }: ImageReference): boolean {
  return format === 'helm-values' || format === 'helm-template';
}

function namesOf(reference: ImageReference): readonly string[] {
  const { text, image } = reference;
  if (!text.startsWith('*') && !isOfChart(reference)) return [nameOf(text)];
  // of an alias or a chart, only the image is known, not the text
  if (image.kind !== 'image' || image.registry === undefined || image.repository === undefined) return [];
  const full = `${image.registry}/${image.repository}`;
  return [full, full.replace(/^docker\.io\//, ''), full.replace(/^docker\.io\/library\//, '')];
}

/** The image with a name, the tag and the digest of a rule, or else its own; also where placeholders are in them. */
function renamed(image: Image, name: string, { newTag, digest }: KustomizationImage): ReadImage {
  if (newTag !== undefined || digest !== undefined) return composed(name, newTag?.text, digest?.text);
  if (image.name === undefined) return composed(name, image.tag, image.digest);
  return readImage(name + image.name.slice(nameOf(image.name).length));
}
