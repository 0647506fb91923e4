import { distance } from 'fastest-levenshtein';
import type { AccessMap, Registry } from '../access/map.ts';
import type { Image } from '../model.ts';

/** Which registry a host means. */
export type RegistryAnswer =
  | { readonly kind: 'found'; readonly registry: Registry }
  | { readonly kind: 'nearMiss'; readonly suggestion: string | undefined; readonly why: string }
  | { readonly kind: 'notVisible'; readonly why: string }
  | { readonly kind: 'foreign' };

const azureSuffixes = ['azurecr.io', 'azurecr.cn', 'azurecr.us'];

export function registryOf(host: string, map: AccessMap | undefined): RegistryAnswer {
  const found = map?.registryByHost(host);
  if (found) return { kind: 'found', registry: found };
  const suffix = host.split('.').slice(-2).join('.');
  if (!azureSuffixes.includes(suffix)) return nearlyAzure(host, suffix, map);
  const near = map && wasFullyRead(map) ? nearestHost(host, map) : undefined;
  if (near) return { kind: 'nearMiss', suggestion: near, why: `no registry has this login server; \`${near}\` does` };
  return { kind: 'notVisible', why: `no registry that was read has the login server \`${host}\`` };
}

/** `shopprod.azureacr.io`: a host that can't be Azure's, and is so close to one that it must be meant. */
function nearlyAzure(host: string, suffix: string, map: AccessMap | undefined): RegistryAnswer {
  const meant = host.split('.').length === 3 ? azureSuffixes.find(known => distance(known, suffix) <= 2) : undefined;
  if (!meant) return { kind: 'foreign' };
  const suggestion = `${host.slice(0, -suffix.length)}${meant}`;
  const known = map?.registryByHost(suggestion);
  return {
    kind: 'nearMiss',
    suggestion: known || !map ? suggestion : undefined,
    why: `\`${suffix}\` is not a domain of Azure Container Registry; \`${meant}\` is`,
  };
}

function wasFullyRead(map: AccessMap): boolean {
  return map.subscriptionsRead.length > 0 && !map.gapFor('registries', '/');
}

/**
 * The closest login server, if it is so close that a slip of the hand explains it. Names that differ in their digits
 * alone (`shop1`, `shop2`) are no slip: teams number their registries, and the other one may exist out of sight.
 */
function nearestHost(host: string, map: AccessMap): string | undefined {
  const most = host.indexOf('.') < 8 ? 1 : 2;
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const { loginServer } of map.registries) {
    if (Math.abs(loginServer.length - host.length) > most) continue;
    const far = distance(loginServer, host);
    if (far < bestDistance && withoutDigits(loginServer) !== withoutDigits(host)) {
      best = loginServer;
      bestDistance = far;
    }
  }
  return best;
}

function withoutDigits(text: string): string {
  return text.replaceAll(/\d/g, '');
}

/** The reference with another host, and nothing else changed. */
export function withHost(text: string, image: Image, host: string): string | undefined {
  const own = image.registry;
  return own !== undefined && text.toLowerCase().startsWith(`${own}/`) ? host + text.slice(own.length) : undefined;
}
