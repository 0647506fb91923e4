import { lastSegment } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import { allOf, inBackticks, t } from '../../model/l10n.ts';
import { everyOf, not, type Truth, truthOf } from '../../model/truth.ts';
import type { Evidence, Puller } from '../../model/verdict.ts';
import { assuming } from '../assumptions.ts';
import { allowAddresses, fillZone, linkZone } from '../fixes/networkFixes.ts';
import { type Result, resultOf } from '../result.ts';
import { egressOf } from './egress.ts';
import { endpointsOf } from './endpoints.ts';
import { type PrivatePath, privatePath } from './privatePath.ts';
import { type PublicPath, publicPath } from './publicPath.ts';
import { reaches } from './reach.ts';
import { forwardedBy, isLinked, privateZoneOf, resolve } from './resolution.ts';
import { fact, type Traffic, type Vantage, vantageOf } from './vantage.ts';

/**
 * Decides whether packets of the runtime reach the registry. `runtime` is undefined if only the manifest names it.
 * There are three paths: the public endpoint, a private endpoint, and the bypass for trusted services. One is enough.
 * If one can't be seen, the result is unknown. Only if all are seen and closed is the pull denied.
 */
export function networkResult(traffic: Traffic, puller: Puller | null): Result {
  const { registry, runtime, map } = traffic;
  const vantage = vantageOf(traffic);
  const egress = egressOf(runtime, vantage, map);
  const open = publicPath(traffic, egress, vantage);
  if (open.answer === 'yes') return overPublic(open, traffic, vantage);
  const inside = privatePath(registry, vantage, map);
  if (inside.answer === 'yes')
    return resultOf('allowed', { evidence: [...inside.evidence, dataEndpointsOf(registry)] });
  const evidence = [...open.evidence, ...inside.evidence];
  switch (bypassOf(traffic, puller)) {
    case 'yes': {
      const why = t('Container Instances with a managed identity count as a trusted service');
      return resultOf('allowed', { why, evidence: [...evidence, fact(why, registry.id, 'grants')] });
    }
    case 'unknown': {
      const why = t('whether the registry lets in trusted services was not read');
      return notVisible(why, [...evidence, fact(why, registry.id, 'not-read')]);
    }
    case 'no':
      if (open.answer === 'unknown') return notVisible(open.why, evidence);
      // The private path would be enough, although the public one is closed.
      if (inside.answer === 'unknown') return notVisible(t('{0}, and {1}', open.why, inside.why), evidence);
      return resultOf('denied', { ...denial(open, inside, registry, map), evidence });
  }
}

function notVisible(why: string, evidence: readonly Evidence[]): Result {
  return resultOf('unknown', { cause: 'network-not-visible', why, evidence });
}

/**
 * A private endpoint switches data endpoints on: manifests come from the login server, layers from these. Each has a
 * record of its own in the zone. Records are not read.
 * https://learn.microsoft.com/azure/container-registry/container-registry-private-link
 */
function dataEndpointsOf({ id, loginServer }: Registry): Evidence {
  const [name = '', ...suffix] = loginServer.split('.');
  const hosts = `\`${name}.<region>.data.${suffix.join('.')}\``;
  return fact(t('layers come from {0}, which needs a record in the zone as well', hosts), id, 'states');
}

function denial(
  open: PublicPath,
  inside: PrivatePath,
  registry: Registry,
  map: AccessMap,
): Pick<Result, 'cause' | 'why' | 'fixes'> {
  const { unlinked = [], unfilled = [] } = inside;
  if (unfilled.length > 0) {
    const fixes = fillZone(registry, unfilled, map);
    return { cause: 'private-dns-missing', why: t('its private endpoint is reachable, but {0}', inside.why), fixes };
  }
  if (unlinked.length > 0) {
    const networks = allOf(unlinked.map(id => inBackticks(lastSegment(id))));
    const why = t(
      'the private endpoint of `{0}` is reachable, but `{1}` is not linked to {2}',
      registry.name,
      privateZoneOf(registry),
      networks,
    );
    return { cause: 'private-dns-missing', why, fixes: linkZone(registry, unlinked, map) };
  }
  if (!open.closed) {
    return { cause: 'network-firewall', why: open.why, fixes: allowAddresses(registry, open.missing ?? []) };
  }
  // The owners of both networks have to plan a peering or another endpoint. Public access stays off.
  return { cause: 'network-private-only', why: t('{0}, and {1}', open.why, inside.why), fixes: [] };
}

/**
 * The name of a registry with public access leads to its public address, unless the network's DNS changes that: a
 * private zone, a forwarding ruleset, or custom DNS servers.
 */
function overPublic(open: PublicPath, traffic: Traffic, vantage: Vantage): Result {
  const { map } = traffic;
  const places = vantage.kind === 'networks' ? vantage.places : [];
  const networks = [...new Set(places.flatMap(({ networkId }) => networkId ?? []))];
  const allowed = resultOf('allowed', { evidence: open.evidence });
  for (const id of networks) {
    const why = ledAstray(traffic, id);
    if (why !== undefined) return notVisible(why, [...open.evidence, fact(why, id, 'not-read')]);
  }
  const custom = networks.find(id => (map.networkById(id)?.dnsServers.length ?? 0) > 0);
  if (custom === undefined) return allowed;
  const why = t('`{0}` uses DNS servers of its own, whose answers are not read', lastSegment(custom));
  return assuming('open-registry-behind-custom-dns', traffic, allowed, why);
}

/**
 * Why the registry's name may lead from a network to an address that packets don't reach. Undefined: it leads to an
 * open path.
 */
function ledAstray({ registry, map }: Traffic, networkId: string): string | undefined {
  const name = lastSegment(networkId);
  const endpoints = endpointsOf(registry, map);
  const hasNone = registry.privateEndpoints?.length === 0;
  const network = map.networkById(networkId);
  const linked = isLinked(registry, networkId, map);
  if (network && network.dnsServers.length > 0) {
    const isPlain = hasNone && linked === 'no' && forwardedBy(registry, networkId, map) === undefined;
    return isPlain ? undefined : t('`{0}` uses DNS servers of its own, whose answers are not read', name);
  }
  const getsTo = (to: string | undefined) => reaches(networkId, to, map) === 'yes';
  if (linked === 'yes' && network) {
    const resolution = resolve(registry, networkId, endpoints, map);
    if (resolution.to === 'public') return undefined;
    return resolution.to === 'endpoint' && getsTo(resolution.endpoint.networkId) ? undefined : resolution.why;
  }
  if (linked === 'no') return forwardedBy(registry, networkId, map);
  if (hasNone || endpoints.some(endpoint => getsTo(endpoint.networkId))) return undefined;
  const zone = privateZoneOf(registry);
  return linked === 'yes'
    ? t('`{0}` resolves it through `{1}`, and whether it reaches a private endpoint is unknown', name, zone)
    : t(
        'whether `{0}` resolves it through `{1}` was not read, and whether it reaches a private endpoint is unknown',
        name,
        zone,
      );
}

/**
 * Trusted services bypass the firewall. Among services that run images, only Container Instances is trusted, and only
 * with a managed identity. AKS, Container Apps and App Service are not. Registries that use service endpoints let no
 * service bypass it. https://learn.microsoft.com/azure/container-registry/allow-access-trusted-services
 */
function bypassOf({ registry, reference, runtime }: Traffic, puller: Puller | null): Truth {
  const isGroup = (runtime?.kind ?? reference.workload.platform) === 'containerGroup';
  if (!isGroup) return 'no';
  const letsIn = everyOf([truthOf(registry.trustedServices), not(usesServiceEndpoints(registry))]);
  switch (puller?.credential) {
    case 'managedIdentity':
      return letsIn;
    case 'unknown':
      return letsIn === 'no' ? 'no' : 'unknown';
    default:
      return 'no';
  }
}

/**
 * A registry has rules for subnets or private endpoints, not both.
 * https://learn.microsoft.com/azure/container-registry/container-registry-vnet
 */
function usesServiceEndpoints({ subnetRules, privateEndpoints, publicAccess }: Registry): Truth {
  if (publicAccess === 'disabled' || (privateEndpoints ?? []).length > 0)
    return truthOf((subnetRules ?? []).length > 0);
  return truthOf(subnetRules && subnetRules.length > 0);
}
