import { distance } from 'fastest-levenshtein';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import { folded } from '../../model/fold.ts';
import { azureSuffixes, hostFault, isAzureHost, isRegional, retiredSuffix, withoutPort } from '../../model/host.ts';
import { t } from '../../model/l10n.ts';
import type { Image, ImageReference } from '../../model/reference.ts';
import { editFix } from '../fixes/fix.ts';
import { differBySystem } from './names.ts';

/** Finds the registry that a host means. */
export type RegistryAnswer =
  | { readonly kind: 'found'; readonly registry: Registry }
  /** Its domain is not Azure's, and close to it. `suggestion`: the intended registry, if it is known. */
  | { readonly kind: 'wrongDomain'; readonly suggestion: string | undefined; readonly why: string }
  /** It leads to a registry, in a form that no pull can use. */
  | { readonly kind: 'unusable'; readonly suggestion: string; readonly what: string }
  /** No registry that was read has it. `similar`: the login server of one that may be meant. */
  | { readonly kind: 'notVisible'; readonly similar: string | undefined; readonly why: string }
  /** The host of another registry, which is no concern of ours. */
  | { readonly kind: 'foreign' };

export function registryOf(host: string, map: AccessMap | undefined): RegistryAnswer {
  const name = withoutPort(host);
  const twice = withoutSecondSuffix(name);
  if (twice) {
    const suggestion = map ? knownHost(twice, map) : twice;
    return { kind: 'wrongDomain', suggestion, why: t("`{0}` has a registry's domain twice", name) };
  }
  const fault = hostFault(host);
  if (fault) return { kind: 'unusable', suggestion: fault.meant, what: fault.what };
  const found = map?.registryByHost(name);
  if (found) return { kind: 'found', registry: found };
  if (!isAzureHost(name)) return nearlyAzure(name, map);
  const why = isRegional(name)
    ? t('no registry that was read has the login server `{0}`, and regional endpoints may not have been read', name)
    : t('no registry that was read has the login server `{0}`', name);
  return { kind: 'notVisible', similar: map && similarHost(name, map), why };
}

/**
 * `shop.azurecr.us.azurecr.io`: the Azure CLI and scripts append the domain to a text that they take for a name
 * (https://github.com/Azure/AKS/issues/3201).
 */
function withoutSecondSuffix(host: string): string | undefined {
  const suffix = azureSuffixes.find(each => host.endsWith(`.${each}`));
  const rest = suffix === undefined ? '' : host.slice(0, -suffix.length - 1);
  return isAzureHost(rest) ? rest : undefined;
}

/**
 * `shopprod.azureacr.io`: a host that can't be Azure's, and is close enough to one to mean it. No other product has its
 * registries at two letters' distance from `azurecr.io`, except Azure itself at `mirror.azure.cn`:
 * https://github.com/Azure/container-service-for-azure-china/pull/20
 */
function nearlyAzure(host: string, map: AccessMap | undefined): RegistryAnswer {
  const [name = '', ...rest] = host.split('.');
  const suffix = rest.join('.');
  if (suffix === retiredSuffix) {
    const why = t('Azure Germany, whose registries were at `{0}`, was closed in 2021', retiredSuffix);
    return { kind: 'wrongDomain', suggestion: knownHost(`${name}.azurecr.io`, map), why };
  }
  const far = (known: string): number => distance(known, suffix);
  if (/^azure\.(?:cn|io|us)$/.test(suffix)) return { kind: 'foreign' };
  const meant = suffix === 'azurecr' ? 'azurecr.io' : azureSuffixes.find(known => far(known) <= 2);
  if (!meant || (rest.length !== 2 && suffix !== 'azurecr')) return { kind: 'foreign' };
  const suggestion = `${name}.${meant}`;
  const why = t('`{0}` is not a domain of Azure Container Registry', suffix);
  return { kind: 'wrongDomain', suggestion: map ? knownHost(suggestion, map) : suggestion, why };
}

function knownHost(host: string, map: AccessMap | undefined): string | undefined {
  return map?.registryByHost(host) ? host : undefined;
}

/**
 * Returns the login server that a typing error, or an error of a script, may have turned into this host. This is a hint
 * and no proof. Registry names are unique in all of Azure, so a registry of the written name may exist without having
 * been read: https://learn.microsoft.com/rest/api/containerregistry/registries/check-name-availability
 *
 * It is one of these:
 * - The login server of a registry of this very name, with a hash where another hash or none is written. Tools that
 *   append `.azurecr.io` to a name make that mistake:
 *   https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli
 * - A login server that differs in a letter or two. A difference only in digits, an environment or a region (`shop1`
 *   and `shop2`, `shopweu` and `shopneu`) is no typing error: the other one may exist without having been read.
 */
function similarHost(host: string, map: AccessMap): string | undefined {
  const label = labelOf(host);
  const most = label.length < 8 ? 1 : 2;
  const name = label.split('-')[0];
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const registry of map.registries) {
    const { loginServer } = registry;
    // Registry names hold no dash, so a dash in the first label begins the hash of a domain name label.
    if (
      labelOf(loginServer).includes('-') &&
      folded(registry.name) === name &&
      loginServer.endsWith(host.slice(label.length))
    ) {
      return loginServer;
    }
    if (Math.abs(loginServer.length - host.length) > most) continue;
    const far = distance(loginServer, host);
    if (far < bestDistance && !differBySystem(labelOf(loginServer), label)) {
      best = loginServer;
      bestDistance = far;
    }
  }
  return best;
}

function labelOf(host: string): string {
  return host.slice(0, host.indexOf('.'));
}

/** The reference with another host, and nothing else changed. */
export function withHost(text: string, image: Image, host: string): string | undefined {
  const own = image.registry;
  return own !== undefined && text.toLowerCase().startsWith(`${own}/`) ? host + text.slice(own.length) : undefined;
}

/** Replaces the written host by the intended one. */
export function correctHost(reference: ImageReference, image: Image, host: string): readonly Fix[] {
  const newText = withHost(reference.text, image, host);
  if (newText === undefined) return [];
  const { file, span } = reference;
  return [editFix(t('Change the registry to `{0}`', host), 'correctHost', { file, span, newText })];
}
