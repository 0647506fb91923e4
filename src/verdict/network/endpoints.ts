import { lastSegment } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Truth } from '../../model/truth.ts';
import { blockFrom, coverage } from './cidr.ts';
import { networkOf } from './vantage.ts';

/** A private endpoint of a registry. */
export interface Endpoint {
  /** Undefined: the connection does not state its endpoint. */
  readonly id: string | undefined;
  readonly networkId: string | undefined;
  readonly subnetId: string | undefined;
  /** Undefined: it was not stated whether the connection is approved. */
  readonly approved: boolean | undefined;
}

/** Only an approved connection carries traffic. A pending or rejected one has no effect. */
export function endpointsOf(registry: Registry, map: AccessMap): readonly Endpoint[] {
  return (registry.privateEndpoints ?? []).flatMap(({ id, status }) => {
    if (status !== undefined && status.toLowerCase() !== 'approved') return [];
    const subnetId = id === undefined ? undefined : map.privateEndpointById(id)?.subnetId;
    const networkId = subnetId === undefined ? undefined : networkOf(subnetId);
    return [{ id, networkId, subnetId, approved: status === undefined ? undefined : true }];
  });
}

/** Returns whether an address is an endpoint's, by its own addresses or else by the range of its subnet. */
export function hasAddress({ id, subnetId }: Endpoint, address: string, map: AccessMap): Truth {
  const own = id === undefined ? [] : (map.privateEndpointById(id)?.addresses ?? []);
  if (own.length > 0) return own.includes(address) ? 'yes' : 'no';
  const prefixes = (subnetId === undefined ? [] : (map.subnetById(subnetId)?.prefixes ?? [])).flatMap(
    prefix => blockFrom(prefix) ?? [],
  );
  const block = blockFrom(address);
  if (prefixes.length === 0 || block === undefined) return 'unknown';
  return coverage(block, prefixes) === 'all' ? 'yes' : 'no';
}

export function endpointInWords({ id }: Endpoint): string {
  return id === undefined
    ? t('the private endpoint of a connection')
    : t('the private endpoint `{0}`', lastSegment(id));
}
