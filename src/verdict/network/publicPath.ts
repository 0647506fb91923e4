import { lastSegment, sameId } from '../../access/ids.ts';
import type { AccessMap, Registry, Runtime } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { everyOf, type Truth, truthOf } from '../../model/truth.ts';
import type { Evidence } from '../../model/verdict.ts';
import { blockFrom, coverage } from './cidr.ts';
import type { Egress } from './egress.ts';
import { fact, type NetworkPath, path, type Traffic, unreadPath, type Vantage } from './vantage.ts';

/** The result for the registry's public endpoint. */
export interface PublicPath extends NetworkPath {
  /**
   * True if public access is off, or no traffic leaves for it. Then rules don't matter, and no pull arrives over it.
   */
  readonly closed?: true;
  /** Addresses that the rules leave out. */
  readonly missing?: readonly string[];
}

/**
 * Only Premium has network rules and can switch public access off. The other tiers are open.
 * https://learn.microsoft.com/azure/container-registry/container-registry-skus
 */
export function publicPath(traffic: Traffic, egress: Egress, vantage: Vantage): PublicPath {
  const { registry, runtime } = traffic;
  const { id, name, sku = 'premium', publicAccess, defaultAction } = registry;
  // Switching public access off overrides the rules.
  if (publicAccess === 'disabled') {
    const why = t('public access to `{0}` is off', name);
    return { ...path('no', why, [fact(why, id, 'denies')]), closed: true };
  }
  if (!/^(basic|standard|classic)$/i.test(sku)) {
    if (publicAccess === undefined || defaultAction === undefined) {
      return unreadPath(t('the network settings of `{0}` were not read', name), id);
    }
    if (defaultAction === 'deny') return orOverIpv6(byRules(traffic, egress, vantage), registry, egress);
  }
  const grants = fact(t('public access is on and not restricted'), id, 'grants');
  return egress.leaves === 'yes' ? path('yes', '', [grants]) : noWayOut(egress, runtime, grants);
}

/**
 * Rules for IPv6 let in clients that connect by IPv6. It is not read whether one does. A registry may answer over IPv4
 * alone. https://learn.microsoft.com/azure/container-registry/container-registry-ipv6-dual-stack
 */
function orOverIpv6(known: PublicPath, registry: Registry, { leaves }: Egress): PublicPath {
  const { name, ipRules = [], endpointProtocol } = registry;
  if (
    known.answer !== 'no' ||
    leaves === 'no' ||
    endpointProtocol === 'ipv4' ||
    !ipRules.some(rule => rule.includes(':'))
  )
    return known;
  return { ...known, answer: 'unknown', why: t('{0}, but `{1}` also has rules for IPv6', known.why, name) };
}

/** Traffic gets in by the rules for its addresses, or by those for its subnets if these have the service endpoint. */
function byRules(traffic: Traffic, egress: Egress, vantage: Vantage): PublicPath {
  const { registry, runtime } = traffic;
  // Blocked traffic stays blocked: a service endpoint leads out of the subnet as well.
  if (egress.leaves === 'no') return noWayOut(egress, runtime);
  const service = byServiceEndpoint(traffic, vantage);
  switch (service.used) {
    case 'yes':
      // Layers, and tokens, come from hosts other than the registry's own.
      return service.path.answer === 'yes' && egress.leaves === 'unknown' ? noWayOut(egress, runtime) : service.path;
    case 'no':
      return byAddress(registry, egress, runtime);
    case 'unknown': {
      const addressed = byAddress(registry, egress, runtime);
      if (addressed.answer === service.path.answer || addressed.answer === 'unknown') return addressed;
      const why =
        service.path.why ||
        t('whether its subnet has a service endpoint, so that rules for subnets count, was not read');
      const evidence = [...addressed.evidence, fact(why, registry.id, 'not-read')];
      const both = addressed.answer === 'yes' ? why : t('{0}, but {1}', addressed.why, why);
      return { ...path('unknown', both, evidence), missing: addressed.missing ?? [] };
    }
  }
}

function byAddress({ id, name, ipRules }: Registry, egress: Egress, runtime: Runtime | undefined): PublicPath {
  if (ipRules === undefined) return unreadPath(t('the network rules of `{0}` were not read', name), id);
  const blocks = ipRules.flatMap(rule => blockFrom(rule) ?? []);
  const allowed = (address: string): ReturnType<typeof coverage> => {
    const block = blockFrom(address);
    return block ? coverage(block, blocks) : 'none';
  };
  const { none: missing = [], some: partly = [] } = Object.groupBy(egress.addresses, allowed);
  const evidence = egress.addresses.map(address => addressFact(address, allowed(address), id));
  const possible = egress.possible ?? [];
  const shut = possible.filter(address => allowed(address) !== 'all');
  if (egress.addresses.length === 0 && possible.length > 0) {
    const none = possible.every(address => allowed(address) === 'none');
    return fromPossible(possible, shut, none, { id, name });
  }
  if (egress.leaves === 'yes' && egress.unseen === undefined && missing.length + partly.length === 0) {
    if (shut.length === 0) return path('yes', '', evidence);
    const later = t('when it scales, its traffic may leave from {0}, which the firewall does not allow', listed(shut));
    return path('yes', '', [...evidence, fact(later, id, 'states')]);
  }
  // With no rule at all, the address makes no difference.
  const allowsNone = ipRules.length === 0;
  if (egress.unseen !== undefined) evidence.push(fact(egress.unseen, runtime?.id ?? null, 'not-read'));
  const closed = t('the firewall of `{0}` allows no address', name);
  if (allowsNone) evidence.push(fact(closed, id, 'denies'));
  if (!allowsNone && egress.unseen !== undefined) {
    return path('unknown', t('`{0}` has a firewall, and {1}', name, egress.unseen), evidence);
  }
  if (missing.length === 0 && partly.length > 0) {
    return path('unknown', t('the firewall of `{0}` allows only part of {1}', name, listed(partly)), evidence);
  }
  if (allowsNone) return { ...path('no', closed, evidence), missing };
  const why =
    missing.length < egress.addresses.length
      ? t("the firewall of `{0}` doesn't allow {1}, from which part of its traffic leaves", name, listed(missing))
      : t("the firewall of `{0}` doesn't allow {1}", name, listed(missing));
  return { ...path('no', why, evidence), missing };
}

function addressFact(address: string, allowed: ReturnType<typeof coverage>, id: string): Evidence {
  if (allowed === 'all') return fact(t('the firewall allows {0}', address), id, 'grants');
  return allowed === 'some'
    ? fact(t('traffic leaves from {0}, and the firewall allows only part of it', address), id, 'not-read')
    : fact(t("traffic leaves from {0}, and the firewall doesn't allow it", address), id, 'denies');
}

/** Some of these addresses are in use. Only if all of them get the same answer is it the runtime's. */
function fromPossible(
  possible: readonly string[],
  shut: readonly string[],
  none: boolean,
  { id, name }: Pick<Registry, 'id' | 'name'>,
): PublicPath {
  if (shut.length === 0) return path('yes', '', [fact(t('the firewall allows {0}', listed(possible)), id, 'grants')]);
  if (none) {
    const why = t("the firewall of `{0}` doesn't allow {1}", name, listed(shut));
    return { ...path('no', why, [fact(why, id, 'denies')]), missing: shut };
  }
  const why = t('the firewall of `{0}` allows some of the addresses that its traffic may leave from', name);
  return path('unknown', why, [fact(t('{0}, but not {1}', why, listed(shut)), id, 'not-read')]);
}

function noWayOut(egress: Egress, runtime: Runtime | undefined, ...seen: readonly Evidence[]): PublicPath {
  const id = runtime?.id ?? null;
  if (egress.leaves === 'no') {
    const why = t('its network blocks all outbound traffic (outbound type block)');
    return { ...path('no', why, [...seen, fact(why, id, 'denies')]), closed: true };
  }
  const why = egress.unseen ?? t('it is not known whether its outbound traffic leaves its network');
  return path('unknown', why, [...seen, fact(why, id, 'not-read')]);
}

/** The use of a service endpoint, and the result of the rules for subnets in that case. */
interface ServicePath {
  readonly used: Truth;
  readonly path: NetworkPath;
}

/**
 * Traffic from a subnet with the service endpoint has private addresses: "firewall rules using Azure public IP
 * addresses will stop working". Rules for subnets let in only nodes of clusters, and only in the public cloud.
 * https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview,
 * https://learn.microsoft.com/azure/container-registry/container-registry-vnet
 */
function byServiceEndpoint({ registry, runtime, map }: Traffic, vantage: Vantage): ServicePath {
  const unread = (used: Truth, why: string): ServicePath => ({ used, path: unreadPath(why, registry.id) });
  if (vantage.kind === 'outside' || (map.cloud !== undefined && /government|china/i.test(map.cloud))) return unused;
  const mayBeCluster = runtime === undefined || runtime.kind === 'aks';
  if (vantage.kind === 'unknown') {
    return mayBeCluster && hasRuleFor(undefined, registry) !== 'no'
      ? unread('unknown', t('a rule for its virtual network may let it in'))
      : unused;
  }
  const places = vantage.places.map(({ subnetId }) => ({ subnetId, used: hasServiceEndpoint(subnetId, map) }));
  const served = places.filter(({ used }) => used !== 'no');
  const subnets = served.flatMap(({ subnetId }) => subnetId ?? []);
  if (served.length === 0) return unused;
  const used = everyOf(places, each => (each.used === 'no' ? 'unknown' : each.used));
  const name = lastSegment(subnets[0] ?? '');
  if (!mayBeCluster) {
    return unread(
      used,
      t('its subnet `{0}` has a service endpoint for registries, which is for nodes of AKS only', name),
    );
  }
  const rules = new Set(subnets.map(subnetId => hasRuleFor(subnetId, registry)));
  if (rules.size > 1) return unread(used, t('the firewall allows some of its subnets only'));
  if (rules.has('unknown')) {
    const why = t('rules of `{0}` for virtual networks were not read, and one may let it in', registry.name);
    return unread(used, why);
  }
  if (rules.has('no')) {
    const why = t(
      'its subnet `{0}` has a service endpoint for registries, so that rules for addresses do not count, and `{1}` has no rule for the subnet',
      name,
      registry.name,
    );
    return { used, path: path('no', why, [fact(why, registry.id, 'denies')]) };
  }
  const grants = fact(t('the firewall allows the subnet `{0}`', name), registry.id, 'grants');
  return { used, path: path('yes', '', [grants]) };
}

const unused: ServicePath = { used: 'no', path: path('no', '') };

/** Undefined: AKS's own subnet, which has none. */
function hasServiceEndpoint(subnetId: string | undefined, map: AccessMap): Truth {
  if (subnetId === undefined) return 'no';
  const services = map.subnetById(subnetId)?.serviceEndpoints;
  return truthOf(services?.some(service => service.toLowerCase() === 'microsoft.containerregistry'));
}

/** Returns whether a rule lets in this subnet, or any. A registry with a private endpoint can't have such rules. */
function hasRuleFor(subnetId: string | undefined, { subnetRules, privateEndpoints }: Registry): Truth {
  const rules = subnetRules ?? ((privateEndpoints ?? []).length > 0 ? [] : undefined);
  return truthOf(rules?.some(rule => subnetId === undefined || sameId(rule, subnetId)));
}

function listed(addresses: readonly string[]): string {
  if (addresses.length < 2) return addresses.join('');
  if (addresses.length > 4) return t('{0} and {1} more', addresses.slice(0, 3).join(', '), addresses.length - 3);
  return t('{0} and {1}', addresses.slice(0, -1).join(', '), addresses[addresses.length - 1] ?? '');
}
