import { ContainerRegistryContentClient } from '@azure/container-registry';
import { isRestError } from '@azure/core-rest-pipeline';
import type { AccessMap, KnownImage, Registry } from '../map.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { type Connection, forTenant } from './clouds.ts';
import { type Estate, list, text } from './estate.ts';
import { type ImageQuestion, imageKey, questionOf } from './questions.ts';
import type { ReadOptions } from './readEstate.ts';
import { failureOf, Unusable } from './wire/failure.ts';

export interface AskedImages {
  readonly estate: Estate;
  /** Images of which the registry told nothing, and why. */
  readonly open: readonly { readonly question: ImageQuestion; readonly why: string }[];
}

/**
 * Asks registries for images, and puts what they answer into the estate, in the place of what they answered before. An
 * image of which nothing was learned is as one that was never asked for. Rejects only if it is cancelled.
 */
export async function askImages(
  connection: Connection,
  { estate, map }: { readonly estate: Estate; readonly map: AccessMap },
  questions: readonly ImageQuestion[],
  { signal = new AbortController().signal, onProgress, now = () => new Date() }: ReadOptions = {},
): Promise<AskedImages> {
  let done = 0;
  const asked = await Promise.all(
    questions.map(async question => {
      const registry = map.registryByHost(question.loginServer);
      const answer = registry
        ? await findImage(connection, registry, estate.listedIn[registry.subscription], question, signal).catch(
            (error: unknown) => {
              signal.throwIfAborted();
              return { kind: 'unknown', why: failureOf(error).why } as const;
            },
          )
        : ({ kind: 'unknown', why: 'its registry is not in the map' } as const);
      onProgress?.({ what: 'images', done: ++done, of: questions.length });
      return { question, answer, readAt: now().toISOString() };
    }),
  );
  const keys = new Set(questions.map(imageKey));
  const told = asked.flatMap(({ question, answer, readAt }) =>
    answer.kind === 'told' ? [entryOf(question, answer.state, readAt)] : [],
  );
  const open = asked.flatMap(({ question, answer }) =>
    answer.kind === 'unknown' ? [{ question, why: answer.why }] : [],
  );
  const stays = estate.images.filter(entry => !keys.has(imageKey(questionOf(entry))));
  return { estate: { ...estate, images: [...stays, ...told] }, open };
}

/** As docs/snapshot.md describes it. */
function entryOf({ loginServer, repository, reference }: ImageQuestion, state: string, readAt: string): ArmObject {
  const name = reference.includes(':') ? { digest: reference } : { tag: reference };
  return { registry: loginServer, repository, ...name, state, readAt };
}

export type ImageAnswer =
  | { readonly kind: 'told'; readonly state: KnownImage['state'] }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Whether a registry has an image, as the signed-in identity may see it. A token goes to the host: so only to the login
 * server of a registry that Azure told of, and only in the domain of its cloud; never to a host that a manifest names.
 */
export async function findImage(
  connection: Connection,
  registry: Pick<Registry, 'loginServer' | 'quarantine'>,
  tenant: string | undefined,
  { repository, reference }: { readonly repository: string; readonly reference: string },
  abortSignal?: AbortSignal,
): Promise<ImageAnswer> {
  const { cloud, http } = connection;
  const { loginServer } = registry;
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(loginServer) || !loginServer.endsWith(cloud.registrySuffix)) {
    throw new Unusable('its host is in another cloud');
  }
  const options = { httpClient: http, retryOptions: { maxRetries: 0 } };
  const credential = forTenant(connection.credential, tenant);
  try {
    const client = new ContainerRegistryContentClient(`https://${loginServer}`, repository, credential, options);
    await client.getManifest(reference, abortSignal ? { abortSignal } : {});
    return { kind: 'told', state: 'found' };
  } catch (error) {
    abortSignal?.throwIfAborted();
    return answerOf(error, registry.quarantine, reference.includes(':'));
  }
}

/**
 * A missing image is a 404 for those who may read, and a 401 for those who may not: only the first tells anything, and
 * only if it is the registry that says so, not something on the way. In quarantine, an image is not found by its tag
 * either, and by its digest "the operation is disallowed".
 * https://github.com/Azure/acr/tree/main/docs/preview/quarantine
 */
function answerOf(error: unknown, quarantine: boolean | undefined, byDigest: boolean): ImageAnswer {
  // https://distribution.github.io/distribution/spec/api/#errors
  const first = isRestError(error) ? list(error.details, 'errors')?.[0] : undefined;
  const isHeld = quarantine && byDigest && /operation is disallowed/i.test(text(first, 'message'));
  if (isHeld) return { kind: 'told', state: 'quarantined' };
  const isUnknown = /^(MANIFEST|NAME)_UNKNOWN$/.test(text(first, 'code'));
  const isMissing = isRestError(error) && error.statusCode === 404 && isUnknown;
  return isMissing ? { kind: 'told', state: 'missing' } : { kind: 'unknown', why: failureOf(error).why };
}
