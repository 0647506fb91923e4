import { ContainerRegistryContentClient } from '@azure/container-registry';
import type { Registry } from '../map.ts';
import type { Connection } from './connection.ts';
import { forTenant } from './connection.ts';
import { failureOf, Unusable } from './failure.ts';

export type ImageAnswer =
  | { readonly kind: 'there'; readonly digest: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Whether a registry has an image, as whoever is signed in may see it. A token goes to the host: so only to the login
 * server of a registry that Azure told of, and only in the domain of its cloud; never to a host that a manifest names.
 */
export async function findImage(
  connection: Connection,
  registry: Pick<Registry, 'loginServer'>,
  tenant: string | undefined,
  { repository, reference }: { readonly repository: string; readonly reference: string },
  abortSignal?: AbortSignal,
): Promise<ImageAnswer> {
  const { cloud, http } = connection;
  const { loginServer } = registry;
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(loginServer) || !loginServer.endsWith(cloud.registrySuffix)) {
    throw new Unusable('its host is none of this cloud’s');
  }
  const options = { httpClient: http, retryOptions: { maxRetries: 0 } };
  const credential = forTenant(connection.credential, tenant);
  try {
    const client = new ContainerRegistryContentClient(`https://${loginServer}`, repository, credential, options);
    const { digest } = await client.getManifest(reference, abortSignal ? { abortSignal } : {});
    return { kind: 'there', digest };
  } catch (error) {
    abortSignal?.throwIfAborted();
    const { kind, why } = failureOf(error);
    // A missing image is a 404 for those who may read, and a 401 for those who may not: only the first tells anything.
    return kind === 'notFound' ? { kind: 'missing' } : { kind: 'unknown', why };
  }
}
