import { lastSegment, sameId } from '../../access/ids.ts';
import type { AccessMap, Registry, Runtime } from '../../access/map.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Truth } from '../truth.ts';
import { blockFrom, coverage } from './cidr.ts';
import type { Egress } from './egress.ts';
import { fact, type Vantage } from './vantage.ts';

/** Whether the registry's public endpoint lets the runtime in. */
export interface PublicPath {
  readonly answer: Truth;
  readonly why: string;
  /** Public access is off, or nothing leaves for it: rules don't matter, and no pull arrives over it. */
  readonly closed: boolean;
  /** Addresses that the rules leave out. */
  readonly missing: readonly string[];
  readonly evidence: readonly Evidence[];
}

/**
 * Network rules and switching public access off are for Premium only; the others are open.
 * https://learn.microsoft.com/azure/container-registry/container-registry-skus
 */
export function publicPath(
  registry: Registry,
  runtime: Runtime | undefined,
  egress: Egress,
  vantage: Vantage,
  map: AccessMap,
): PublicPath {
  const { id, name, sku = 'premium', publicAccess, defaultAction } = registry;
  // Switching public access off overrides the rules.
  if (publicAccess === 'disabled') {
    const why = `public access to \`${name}\` is off`;
    return { ...path('no', why, [fact(why, id, 'denies')]), closed: true };
  }
  if (!/^(basic|standard|classic)$/i.test(sku)) {
    if (publicAccess === undefined || defaultAction === undefined) {
      return unread(`the network settings of \`${name}\` were not read`, id);
    }
    if (defaultAction === 'deny') return orOverIpv6(byRules(registry, runtime, egress, vantage, map), registry, egress);
  }
  const grants = fact('public access is on and not restricted', id, 'grants');
  return egress.leaves === 'yes' ? path('yes', '', [grants]) : noWayOut(egress, runtime, grants);
}

/** Rules for IPv6 let in clients that connect by IPv6; whether one does is not read. */
function orOverIpv6(known: PublicPath, { name, ipRules = [] }: Registry, { leaves }: Egress): PublicPath {
  if (known.answer !== 'no' || leaves === 'no' || !ipRules.some(rule => rule.includes(':'))) return known;
  return { ...known, answer: 'unknown', why: `${known.why}, but \`${name}\` also has rules for IPv6` };
}

function byRules(
  registry: Registry,
  runtime: Runtime | undefined,
  egress: Egress,
  vantage: Vantage,
  map: AccessMap,
): PublicPath {
  const { id, ipRules } = registry;
  const name = `\`${registry.name}\``;
  // Blocked is blocked: a service endpoint leads out of the subnet as well.
  if (egress.leaves === 'no') return noWayOut(egress, runtime);
  const service = byServiceEndpoint(registry, runtime, vantage, map);
  if (service.answer === 'yes') return path('yes', '', [fact(service.why, id, 'grants')]);
  if (ipRules === undefined) return unread(`the network rules of ${name} were not read`, id);
  const blocks = ipRules.flatMap(rule => blockFrom(rule) ?? []);
  const allowed = (address: string): ReturnType<typeof coverage> => {
    const block = blockFrom(address);
    return block ? coverage(block, blocks) : 'none';
  };
  const missing = egress.addresses.filter(address => allowed(address) === 'none');
  const partly = egress.addresses.filter(address => allowed(address) === 'some');
  const evidence = egress.addresses.map(address => addressFact(address, allowed(address), id));
  const possible = egress.possible ?? [];
  const shut = possible.filter(address => allowed(address) !== 'all');
  if (egress.addresses.length === 0 && possible.length > 0) {
    const none = possible.every(address => allowed(address) === 'none');
    return fromPossible(possible, shut, none, registry);
  }
  if (egress.leaves === 'yes' && egress.unseen === undefined && missing.length + partly.length === 0) {
    if (shut.length === 0) return path('yes', '', evidence);
    const later = `when it is scaled, its traffic may leave from ${listed(shut)}, which the firewall does not allow`;
    return path('yes', '', [...evidence, fact(later, id, 'states')]);
  }
  // With no rule at all, the address makes no difference.
  const allowsNone = ipRules.length === 0;
  if (egress.unseen !== undefined) evidence.push(fact(egress.unseen, runtime?.id ?? null, 'not-read'));
  if (allowsNone) evidence.push(fact(`the firewall of ${name} allows no address`, id, 'denies'));
  if (!allowsNone && egress.unseen !== undefined) {
    return path('unknown', `${name} has a firewall, and ${egress.unseen}`, evidence);
  }
  if (service.answer === 'unknown') {
    evidence.push(fact(service.why, id, 'not-read'));
    const refused = allowsNone ? 'allows no address' : `doesn't allow ${listed(missing)}`;
    return { ...path('unknown', `the firewall of ${name} ${refused}, but ${service.why}`, evidence), missing };
  }
  if (missing.length === 0 && partly.length > 0) {
    return path('unknown', `the firewall of ${name} allows a part of ${listed(partly)} only`, evidence);
  }
  if (allowsNone) return { ...path('no', `the firewall of ${name} allows no address`, evidence), missing };
  const some = missing.length < egress.addresses.length ? ', from which a part of its traffic leaves' : '';
  return { ...path('no', `the firewall of ${name} doesn't allow ${listed(missing)}${some}`, evidence), missing };
}

function addressFact(address: string, allowed: ReturnType<typeof coverage>, id: string): Evidence {
  if (allowed === 'all') return fact(`the firewall allows ${address}`, id, 'grants');
  return allowed === 'some'
    ? fact(`the firewall allows a part of ${address}, from which traffic leaves`, id, 'not-read')
    : fact(`the firewall does not allow ${address}, from which traffic leaves`, id, 'denies');
}

/** Some of these addresses are in use: only where all of them get the same answer is it the runtime's. */
function fromPossible(
  possible: readonly string[],
  shut: readonly string[],
  none: boolean,
  { id, name }: Registry,
): PublicPath {
  if (shut.length === 0) return path('yes', '', [fact(`the firewall allows ${listed(possible)}`, id, 'grants')]);
  if (none) {
    const why = `the firewall of \`${name}\` doesn't allow ${listed(shut)}`;
    return { ...path('no', why, [fact(why, id, 'denies')]), missing: shut };
  }
  const why = `the firewall of \`${name}\` allows some of the addresses that its traffic may leave from`;
  return path('unknown', why, [fact(`${why}, but not ${listed(shut)}`, id, 'not-read')]);
}

function noWayOut(egress: Egress, runtime: Runtime | undefined, ...seen: readonly Evidence[]): PublicPath {
  const id = runtime?.id ?? null;
  if (egress.leaves === 'no') {
    const why = 'nothing leaves its network to the internet (outbound type block)';
    return { ...path('no', why, [...seen, fact(why, id, 'denies')]), closed: true };
  }
  const why = egress.unseen ?? 'whether its traffic leaves at all is not known';
  return path('unknown', why, [...seen, fact(why, id, 'not-read')]);
}

/**
 * Rules for virtual networks (service endpoints, in preview) don't show in current APIs. They can only let in nodes of a
 * cluster, from a subnet of the owner's own that has the service endpoint, in the public cloud, and on a registry that
 * has no private endpoint.
 * https://learn.microsoft.com/azure/container-registry/container-registry-vnet
 */
function byServiceEndpoint(
  registry: Registry,
  runtime: Runtime | undefined,
  vantage: Vantage,
  map: AccessMap,
): { readonly answer: Truth; readonly why: string } {
  const no = { answer: 'no', why: '' } as const;
  if (runtime !== undefined && runtime.kind !== 'aks') return no;
  if (map.cloud !== undefined && /government|china/i.test(map.cloud)) return no;
  if ((registry.privateEndpoints ?? []).length > 0) return no;
  const hidden = 'rules for virtual networks don’t show in the API and may let it in';
  if (vantage.kind !== 'networks') return vantage.kind === 'outside' ? no : { answer: 'unknown', why: hidden };
  const subnets = vantage.places.flatMap(({ subnetId }) => subnetId ?? []);
  const rules = registry.subnetRules;
  if (rules) {
    const allowed = subnets.filter(subnet => rules.some(rule => sameId(rule, subnet)));
    if (subnets.length === 0 || allowed.length === 0) return no;
    if (allowed.length === vantage.places.length) {
      return { answer: 'yes', why: `the firewall allows the subnet \`${lastSegment(allowed[0] ?? '')}\`` };
    }
    return { answer: 'unknown', why: 'the firewall allows some of its subnets only' };
  }
  return subnets.some(subnet => mayHaveServiceEndpoint(subnet, map)) ? { answer: 'unknown', why: hidden } : no;
}

function mayHaveServiceEndpoint(subnetId: string, map: AccessMap): boolean {
  const services = map.subnetById(subnetId)?.serviceEndpoints;
  return services === undefined || services.some(service => service.toLowerCase() === 'microsoft.containerregistry');
}

function listed(addresses: readonly string[]): string {
  if (addresses.length < 2) return addresses.join('');
  const shown = addresses.length > 4 ? [...addresses.slice(0, 3), `${addresses.length - 3} more`] : addresses;
  return `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1] ?? ''}`;
}

function path(answer: Truth, why: string, evidence: readonly Evidence[]): PublicPath {
  return { answer, why, closed: false, missing: [], evidence };
}

function unread(why: string, id: string): PublicPath {
  return path('unknown', why, [fact(why, id, 'not-read')]);
}
