import { ContainerRegistryContentClient } from '@azure/container-registry';
import { isRestError } from '@azure/core-rest-pipeline';
import { type Estate, objectList, part, textField } from '../estate/estate.ts';
import type { AccessMap, KnownImage, Registry } from '../map.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { isPlatform } from '../snapshot/images.ts';
import { type Connection, forTenant } from './clouds.ts';
import { type ImageQuestion, imageQuestionKey, questionOf } from './questions.ts';
import type { ReadOptions } from './readEstate.ts';
import { failureOf, Unusable } from './wire/failure.ts';

export interface AskedImages {
  readonly estate: Estate;
  /** Images without an answer from the registry, with the reason. */
  readonly open: readonly { readonly question: ImageQuestion; readonly why: string }[];
}

/**
 * Asks registries for images, and replaces their earlier answers in the estate. An image without an answer counts as
 * never asked for. Rejects only if it is cancelled.
 */
export async function askImages(
  connection: Connection,
  { estate, map }: { readonly estate: Estate; readonly map: AccessMap },
  questions: readonly ImageQuestion[],
  { signal = new AbortController().signal, onProgress, now = () => new Date() }: ReadOptions = {},
): Promise<AskedImages> {
  let done = 0;
  const ask = async (question: ImageQuestion) => {
    const registry = map.registryByHost(question.loginServer);
    try {
      if (!registry) throw new Unusable('its registry was not found in Azure');
      const told = await findImage(connection, registry, estate.listedIn[registry.subscription], question, signal);
      return { told: [entryOf(question, told, now().toISOString())], open: [] };
    } catch (error) {
      signal.throwIfAborted();
      return { told: [], open: [{ question, why: failureOf(error).why }] };
    } finally {
      onProgress?.({ what: 'images', done: ++done, of: questions.length });
    }
  };
  const asked = await Promise.all(questions.map(ask));
  const keys = new Set(questions.map(imageQuestionKey));
  const stays = estate.images.filter(entry => !keys.has(imageQuestionKey(questionOf(entry))));
  const images = [...stays, ...asked.flatMap(({ told }) => told)];
  return { estate: { ...estate, images }, open: asked.flatMap(({ open }) => open) };
}

/** As docs/snapshot.md describes it. */
function entryOf({ loginServer, repository, reference }: ImageQuestion, told: ToldImage, readAt: string): ArmObject {
  const name = reference.includes(':') ? { digest: reference } : { tag: reference };
  const platforms = told.platforms ? { platforms: told.platforms } : {};
  return { registry: loginServer, repository, ...name, state: told.state, ...platforms, readAt };
}

type ToldImage = Pick<KnownImage, 'state' | 'platforms'>;

/**
 * Asks a registry for an image, as the signed-in identity sees it. Rejects without a clear answer. The host gets a
 * token. So it is never a host from a manifest. It must be the login server of a registry that Azure named, in the
 * domain of its cloud.
 */
export async function findImage(
  connection: Connection,
  registry: Pick<Registry, 'loginServer' | 'quarantine'>,
  tenant: string | undefined,
  { repository, reference }: { readonly repository: string; readonly reference: string },
  abortSignal?: AbortSignal,
): Promise<ToldImage> {
  const { cloud, http } = connection;
  const { loginServer } = registry;
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(loginServer) || !loginServer.endsWith(cloud.registrySuffix)) {
    throw new Unusable('its host is in another cloud');
  }
  const options = { httpClient: http, retryOptions: { maxRetries: 0 } };
  const credential = forTenant(connection.credential, tenant);
  try {
    const client = new ContainerRegistryContentClient(`https://${loginServer}`, repository, credential, options);
    const { manifest } = await client.getManifest(reference, abortSignal ? { abortSignal } : {});
    return { state: 'found', platforms: platformsOf(manifest) };
  } catch (error) {
    const state = stateFrom(error, registry.quarantine, reference.includes(':'));
    if (state === undefined) throw error;
    return { state, platforms: undefined };
  }
}

/**
 * Returns the platforms of an index, without the attestations that BuildKit adds to it (`unknown/unknown`). An entry
 * without a platform has it in its own configuration, which is not asked for.
 * https://github.com/opencontainers/image-spec/blob/main/image-index.md
 */
function platformsOf(manifest: unknown): readonly string[] | undefined {
  const platforms = (objectList(manifest, 'manifests') ?? []).map(entry => {
    const platform = part(entry, 'platform');
    return [textField(platform, 'os'), textField(platform, 'architecture'), textField(platform, 'variant')]
      .filter(Boolean)
      .join('/');
  });
  const known = [...new Set(platforms)].filter(platform => platform !== 'unknown/unknown');
  return known.length > 0 && known.every(isPlatform) ? known : undefined;
}

/**
 * A missing image is a 404 for callers with access, and a 401 for others. Only the 404 proves anything, and only if the
 * registry itself sends it, and nothing on the way does. A tag in quarantine is not found either. By its digest, the
 * registry answers "the operation is disallowed". https://github.com/Azure/acr/tree/main/docs/preview/quarantine
 */
function stateFrom(
  error: unknown,
  quarantine: boolean | undefined,
  byDigest: boolean,
): KnownImage['state'] | undefined {
  if (!isRestError(error)) return undefined;
  // https://distribution.github.io/distribution/spec/api/#errors
  const first = objectList(error.details, 'errors')?.[0];
  if (quarantine && byDigest && /operation is disallowed/i.test(textField(first, 'message'))) return 'quarantined';
  const isUnknown = /^(MANIFEST|NAME)_UNKNOWN$/.test(textField(first, 'code'));
  return error.statusCode === 404 && isUnknown ? 'missing' : undefined;
}
