import { lastSegment } from '../../access/ids.ts';
import type { CacheRule, Registry } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Pull } from '../pull.ts';
import type { Result } from '../result.ts';
import { roleResult } from '../roles/principals.ts';

/** The registry from which a cache rule fetches an image, if it is one of Azure's and was read. */
interface Upstream {
  readonly registry: Registry;
  readonly repository: string;
}

/**
 * Decides whether the identity of a cache rule may pull from the upstream registry. Undefined: one of both was not
 * read. The network between registries is Azure's own.
 * https://learn.microsoft.com/azure/container-registry/artifact-cache-acr-to-acr-cli
 */
export function upstreamResult({ source, identity }: CacheRule, rest: string, pull: Pull): Result | undefined {
  const upstream =
    source === undefined
      ? undefined
      : upstreamOf(
          source.replace(/\*$/, () => rest),
          pull,
        );
  const objectId = identity ? (identity.principalId ?? pull.map.identityById(identity.id)?.principalId) : undefined;
  if (!upstream || !identity || objectId === undefined) return undefined;
  const whose = t('identity `{0}` of the cache rule', lastSegment(identity.id));
  return roleResult({ objectId, whose }, { ...pull, ...upstream, host: upstream.registry.loginServer });
}

function upstreamOf(source: string, { map }: Pull): Upstream | undefined {
  const [host = '', ...path] = source.split('/');
  const registry = map.registryByHost(host);
  return registry && { registry, repository: path.join('/') };
}
