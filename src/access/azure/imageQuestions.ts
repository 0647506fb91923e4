import type { Finding } from '../../model/verdict.ts';
import type { AccessMap } from '../map.ts';
import { type ArmObject, text } from './armObject.ts';

/** An image of a registry in the map, as a runtime would ask for it. */
export interface ImageQuestion {
  readonly loginServer: string;
  readonly repository: string;
  /** A tag, or a digest with its algorithm. */
  readonly reference: string;
}

/**
 * The images that it makes sense to ask for: those of registries that Azure told of, whose names are known to the end,
 * and whose pull is not refused before the image matters.
 */
export function imageQuestionsOf(findings: readonly Finding[], map: AccessMap): readonly ImageQuestion[] {
  const questions = new Map<string, ImageQuestion>();
  for (const { reference, verdict } of findings) {
    const { image } = reference;
    if (image.kind !== 'image' || image.registry === undefined || image.repository === undefined) continue;
    if (verdict.outcome === 'denied' && !isAboutTheImage(verdict.cause)) continue;
    const registry = map.registryByHost(image.registry);
    // With a tag and a digest, a runtime asks for the digest; with neither, for `latest`.
    const asked = image.digest ?? image.tag ?? (image.unresolved === undefined ? 'latest' : undefined);
    if (!registry || asked === undefined) continue;
    const question = { loginServer: registry.loginServer, repository: image.repository, reference: asked };
    questions.set(imageKey(question), question);
  }
  return [...questions.values()];
}

export function imageKey({ loginServer, repository, reference }: ImageQuestion): string {
  return `${loginServer}/${repository} ${reference}`;
}

/** In quarantine or missing: an answer that may have changed since. */
function isAboutTheImage(cause: Finding['verdict']['cause']): boolean {
  return cause === 'image-not-found' || cause === 'image-quarantined';
}

/** The question that an entry of a snapshot's `images` answers, to ask it again. */
export function questionOf(entry: ArmObject): ImageQuestion {
  return {
    loginServer: text(entry, 'registry'),
    repository: text(entry, 'repository'),
    reference: text(entry, 'digest') || text(entry, 'tag'),
  };
}
