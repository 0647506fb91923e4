// An image as written in a manifest.

import type { AssumptionId } from './assumption.ts';
import { memoized } from './memo.ts';
import type { Origin, Place, Span } from './place.ts';
import type { Placement } from './target.ts';
import type { Workload } from './workload.ts';

/** Platforms that a manifest's own text names. The platform decides which kinds of target can be meant. */
export const platforms = [
  'kubernetes',
  'containerApp',
  'containerAppJob',
  'sessionPool',
  'containerGroup',
  'site',
  'pipeline',
  'compose',
  'build',
] as const;
export type Platform = (typeof platforms)[number];

export type FormatId =
  | 'kubernetes'
  | 'container-apps'
  | 'container-instances'
  | 'helm-values'
  | 'helm-template'
  | 'kustomization'
  | 'compose'
  | 'bicep'
  | 'arm'
  | 'terraform'
  | 'azure-yaml'
  | 'github-workflow'
  | 'azure-pipelines'
  | 'dockerfile'
  | 'devcontainer'
  | 'azure-ml'
  | 'gitlab-ci'
  | 'skaffold'
  | 'dapr'
  | 'aspire';

/** One image as written in a manifest. */
export interface ImageReference extends Placement {
  readonly format: FormatId;
  /** Path inside the document, e.g. `Deployment checkout · spec.template.spec.containers[0].image`. */
  readonly where: string;
  readonly span: Span;
  /** The text at the span. A split reference's text is the part that names the registry or the repository. */
  readonly text: string;
  readonly image: ReadImage;
  /** The puller's setup, as the manifest states it. */
  readonly workload: Workload;
  /** Other places that had a part in the name: alias and anchor, values key, kustomization, default of a variable. */
  readonly origins: readonly Origin[];
  /**
   * The reference that has the findings of this one. A chart's template takes its image from the chart's values, and
   * the findings are shown there, once. Undefined for one that has its own.
   */
  readonly settledAt: Place | undefined;
  /** Comments that put findings of it aside. Absent where there are none. */
  readonly suppressedBy?: readonly Suppression[];
  /** The deployment that it is a part of, by its key. Pods and accounts of one deployment are sent together. */
  readonly deployment?: string;
  /** Why it is listed and not judged: its sender is suspended, or it is never pulled. Absent: it is judged. */
  readonly unjudged?: string;
  /** The assumption about a tool that is not here, under which the text is this image. Absent: none. */
  readonly assumes?: AssumptionId;
  /** Variables that the config states for the judged target. Absent: none that the image needs. */
  readonly stated?: Stated;
}

/** Variables that the config states for a target, put into an image that the build left open. */
export interface Stated {
  /** The image as it was built. */
  readonly built: ReadImage;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  /** The file that states them. */
  readonly by: string;
}

/** A comment that ignores one cause on its own line or the line below. */
export interface Suppression extends Place {
  /** The line that it applies to. */
  readonly covers: Span;
  /** Both as written: a comment without a cause and a reason ignores nothing. */
  readonly cause: string;
  readonly reason: string;
}

/**
 * An image's name by the grammar of distribution/reference.
 * A part that a template leaves open is undefined, and `unresolved` holds the first placeholder as written.
 * The parts beside it are still known: `shop.azurecr.io/app:${TAG}` has a registry and a repository.
 */
export interface Image {
  /** Host with its port if it has one, in lower case. Docker Hub's `docker.io` where the text names none. */
  readonly registry: string | undefined;
  /** Path between host and tag, in lower case. Docker Hub's official images get their `library/`. */
  readonly repository: string | undefined;
  readonly tag: string | undefined;
  /** With its algorithm: `sha256:…`. */
  readonly digest: string | undefined;
  /** The first placeholder that no plain value settles, such as `${TAG}` or `{{ .Values.tag }}`. */
  readonly unresolved: string | undefined;
  /**
   * All of the name, also of one put together from several values, for what fills its placeholders. Absent without any.
   */
  readonly name?: string | undefined;
}

/** Tag and digest as they are written behind a name. Empty for an image without either. */
export function versionOf({ tag, digest }: Pick<Image, 'tag' | 'digest'>): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** The image as it is judged: a chart's values and a kustomization write the parts of one in several places. */
export function wholeImage({ text, image, stated }: ImageReference): string {
  if (image.kind !== 'image') return text.startsWith(image.name) ? text : image.name;
  const { registry, repository, unresolved, name: open = text } = image;
  // Nothing is parsed: the longer of the two texts shows more of the image.
  if (registry === undefined || repository === undefined) return text.startsWith(open) ? text : open;
  // The text shows the variable, not the value that the config states.
  if (stated !== undefined && unresolved !== undefined) return open;
  const name = `${registry}/${repository}`;
  // The text shows the placeholder. And Docker Hub is not spelled out where it is not written.
  if (unresolved !== undefined && text.toLowerCase().startsWith(name.toLowerCase())) return text;
  const own = text.startsWith('docker.io/') ? name : name.replace(/^docker\.io\/(?:library\/)?/, '');
  return own + versionOf(image);
}

/**
 * The files that have a part in a pull: where it is shown, by which its deployment is known, and where its name comes
 * from.
 */
export function filesWithPart({ file, entry = file, origins }: ImageReference): readonly string[] {
  return [file, entry, ...origins.map(origin => origin.file)];
}

/**
 * Returns a key for an image at its place, whatever deploys it. Memoized: the views count by it after each keystroke.
 */
export const imageKey = memoized(({ file, span, image }: Pick<ImageReference, 'file' | 'span' | 'image'>): string =>
  JSON.stringify([file, span.start, image]),
);

/** The same key for the image as it was built, without the variables that a config states for a target. */
export function builtImageKey(reference: ImageReference): string {
  const { file, span, stated } = reference;
  return stated === undefined ? imageKey(reference) : imageKey({ file, span, image: stated.built });
}

/** One reference of each image at its place, however many deployments make it. */
export function distinctImages(references: readonly ImageReference[]): readonly ImageReference[] {
  return [...new Map(references.map(reference => [imageKey(reference), reference])).values()];
}

/** Counts the distinct images of findings, regardless of targets and deployments. */
export function imageCount(findings: readonly { readonly reference: ImageReference }[]): number {
  return distinctImages(findings.map(({ reference }) => reference)).length;
}

/** Findings by the image at its place, in their order. */
export function byImage<T extends { readonly reference: ImageReference }>(
  findings: readonly T[],
): readonly (readonly [ImageReference, readonly T[]])[] {
  const groups = [...Map.groupBy(findings, ({ reference }) => imageKey(reference)).values()];
  return groups.flatMap(group => (group[0] === undefined ? [] : [[group[0].reference, group] as const]));
}

/** Returns whether a reference is listed and not judged. */
export function isUnjudged({ unjudged }: ImageReference): boolean {
  return unjudged !== undefined;
}

export type ReadImage = ({ readonly kind: 'image' } & Image) | Malformed;

interface Malformed {
  readonly kind: 'malformed';
  readonly why: string;
  /** All of the text that is no name, which several values may make. */
  readonly name: string;
}
