import type { ReadImage } from '../../model/image.ts';
import type { Span } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { PodWorkload } from '../../model/workload.ts';
import { readImage } from '../image.ts';

/** The first of the values' references that a template uses. */
export function referenceIn(
  references: readonly ImageReference[],
  used: ReadonlySet<string>,
): ImageReference | undefined {
  return references.find(({ where }) => isUsedBy(where, used));
}

/** Whether a value is among those that a template uses: by itself, or in a mapping that is handed on. */
export function isUsedBy(path: string, used: ReadonlySet<string>): boolean {
  const segments = segmentsOf(path);
  // nearly every template hands `global` on, whatever it takes of it
  return [...used].some(each => each !== 'global' && leadsTo(segmentsOf(each), segments));
}

/** What is rendered, unless it is nothing or no name, as where the values leave a part for others to fill. */
export function imageFrom(rendered: string, unfilled: ReadImage): ReadImage {
  const name = rendered.trim().replace(/^(["'])(.*)\1$/s, '$2');
  if (name === '') return unfilled;
  const image = readImage(name);
  return image.kind === 'malformed' && /^[/:@]|:(?:@|$)|\/(?:[/:@]|$)/.test(name) ? unfilled : image;
}

/** Whether two are of the same repository, as far as the template's is known. */
export function isSameName(image: ReadImage, other: ReadImage): boolean {
  if (image.kind !== 'image' || other.kind !== 'image') return image.kind === other.kind;
  return image.registry === undefined || (image.registry === other.registry && image.repository === other.repository);
}

/** `apps[0].image` and `apps.web.image` alike. */
function segmentsOf(path: string): readonly string[] {
  return path.split(/[.[]/);
}

/** Whether a value is at a path or below it. */
function leadsTo(path: readonly string[], value: readonly string[]): boolean {
  return path.length <= value.length && path.every((segment, index) => segment === '*' || segment === value[index]);
}

/** The places of a pod lie in the template; those of a reference must lie in its own file. */
export function movedTo(pod: PodWorkload, span: Span): PodWorkload {
  return {
    ...pod,
    pullSecrets: pod.pullSecrets.map(secret => ({ ...secret, span })),
    morePullSecrets: pod.morePullSecrets.map(written => ({ ...written, span })),
    serviceAccount: pod.serviceAccount && { ...pod.serviceAccount, span },
  };
}
