import { lastSegment, sameId } from '../../access/ids.ts';
import type { AccessMap, Registry, Runtime } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Evidence } from '../../model/verdict.ts';
import { blockFrom, coverage } from './cidr.ts';
import type { Egress } from './egress.ts';
import { fact, type Path, path, type Traffic, unreadPath, type Vantage } from './vantage.ts';

/** Whether the registry's public endpoint lets the runtime in. */
export interface PublicPath extends Path {
  /** Public access is off, or nothing leaves for it: rules don't matter, and no pull arrives over it. */
  readonly closed?: true;
  /** Addresses that the rules leave out. */
  readonly missing?: readonly string[];
}

/**
 * Network rules and switching public access off are for Premium only; the others are open.
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

/** Rules for IPv6 let in clients that connect by IPv6; whether one does is not read. */
function orOverIpv6(known: PublicPath, { name, ipRules = [] }: Registry, { leaves }: Egress): PublicPath {
  if (known.answer !== 'no' || leaves === 'no' || !ipRules.some(rule => rule.includes(':'))) return known;
  return { ...known, answer: 'unknown', why: t('{0}, but `{1}` also has rules for IPv6', known.why, name) };
}

function byRules(traffic: Traffic, egress: Egress, vantage: Vantage): PublicPath {
  const { registry, runtime } = traffic;
  const { id, name, ipRules } = registry;
  // Blocked is blocked: a service endpoint leads out of the subnet as well.
  if (egress.leaves === 'no') return noWayOut(egress, runtime);
  const service = byServiceEndpoint(traffic, vantage);
  if (service.answer === 'yes') return path('yes', '', [fact(service.why, id, 'grants')]);
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
    return fromPossible(possible, shut, none, registry);
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
  if (service.answer === 'unknown') {
    evidence.push(fact(service.why, id, 'not-read'));
    const why = allowsNone
      ? t('the firewall of `{0}` allows no address, but {1}', name, service.why)
      : t("the firewall of `{0}` doesn't allow {1}, but {2}", name, listed(missing), service.why);
    return { ...path('unknown', why, evidence), missing };
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

/** Some of these addresses are in use: only where all of them get the same answer is it the runtime's. */
function fromPossible(
  possible: readonly string[],
  shut: readonly string[],
  none: boolean,
  { id, name }: Registry,
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

/**
 * Rules for virtual networks (service endpoints, in preview) don't show in current APIs. They can only let in nodes of a
 * cluster, from a subnet of the owner's own that has the service endpoint, in the public cloud, and on a registry that
 * has no private endpoint.
 * https://learn.microsoft.com/azure/container-registry/container-registry-vnet
 */
function byServiceEndpoint({ registry, runtime, map }: Traffic, vantage: Vantage): Pick<Path, 'answer' | 'why'> {
  const no = { answer: 'no', why: '' } as const;
  if (runtime !== undefined && runtime.kind !== 'aks') return no;
  if (map.cloud !== undefined && /government|china/i.test(map.cloud)) return no;
  if ((registry.privateEndpoints ?? []).length > 0) return no;
  const hidden = t("Azure's API doesn't show rules for virtual networks, and one of them may let it in");
  if (vantage.kind !== 'networks') return vantage.kind === 'outside' ? no : { answer: 'unknown', why: hidden };
  const subnets = vantage.places.flatMap(({ subnetId }) => subnetId ?? []);
  const rules = registry.subnetRules;
  if (rules) {
    const allowed = subnets.filter(subnet => rules.some(rule => sameId(rule, subnet)));
    if (subnets.length === 0 || allowed.length === 0) return no;
    if (allowed.length === vantage.places.length) {
      return { answer: 'yes', why: t('the firewall allows the subnet `{0}`', lastSegment(allowed[0] ?? '')) };
    }
    return { answer: 'unknown', why: t('the firewall allows some of its subnets only') };
  }
  return subnets.some(subnet => mayHaveServiceEndpoint(subnet, map)) ? { answer: 'unknown', why: hidden } : no;
}

function mayHaveServiceEndpoint(subnetId: string, map: AccessMap): boolean {
  const services = map.subnetById(subnetId)?.serviceEndpoints;
  return services === undefined || services.some(service => service.toLowerCase() === 'microsoft.containerregistry');
}

function listed(addresses: readonly string[]): string {
  if (addresses.length < 2) return addresses.join('');
  if (addresses.length > 4) return t('{0} and {1} more', addresses.slice(0, 3).join(', '), addresses.length - 3);
  return t('{0} and {1}', addresses.slice(0, -1).join(', '), addresses[addresses.length - 1] ?? '');
}
