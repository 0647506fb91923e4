import { isObject } from '../../model/objects.ts';
/**
 * `az … show` and `az … list` print the fields of `properties` beside `id` and `type`, and give some the names of their
 * Python models. Both are reversed here: https://learn.microsoft.com/cli/azure/format-output-azure-cli
 */

export type ArmObject = Readonly<Record<string, unknown>>;

/** The keys beside `properties` in an answer of ARM, and those that az and the generic list of resources add. */
const envelope: ReadonlySet<string> = new Set(
  'id name type location tags sku identity kind managedBy plan zones etag extendedLocation systemData createdTime changedTime provisioningState resourceGroup properties'.split(
    ' ',
  ),
);

/** The names of az's models where they differ from those of the API. */
const apiNames: Readonly<Record<string, string>> = {
  vnetSubnetId: 'vnetSubnetID',
  enableNodePublicIp: 'enableNodePublicIP',
  privateFqdn: 'privateFQDN',
  effectiveOutboundIps: 'effectiveOutboundIPs',
  azureAdAuthenticationAsArmPolicy: 'azureADAuthenticationAsArmPolicy',
  acrUserManagedIdentityId: 'acrUserManagedIdentityID',
  ipAddressOrRange: 'value',
  virtualNetworkResourceId: 'id',
};

/** Lists whose items have `properties` of their own. */
const nested: readonly string[] = ['privateEndpointConnections', 'subnets', 'virtualNetworkPeerings'];

/**
 * The item as the API returns it. An item with `properties`, or without any field that could belong there, stays as it
 * is.
 */
export function unflattened(item: ArmObject): ArmObject {
  if (isObject(item['properties'])) return item;
  const own = Object.entries(item).filter(([key, value]) => !envelope.has(key) && value !== null);
  if (own.length === 0) return item;
  const { roleType, ...rest } = Object.fromEntries(Object.entries(item).filter(([key]) => !envelope.has(key)));
  const properties = { ...renamed(rest), ...(roleType === undefined ? {} : { type: roleType }) };
  const outer = Object.fromEntries(Object.entries(item).filter(([key]) => envelope.has(key)));
  return { ...outer, properties };
}

function renamed(value: ArmObject): ArmObject {
  const entries = Object.entries(value).map(([key, inner]) => [
    Object.hasOwn(apiNames, key) ? (apiNames[key] ?? key) : key,
    Array.isArray(inner) ? inner.map(each => element(key, each)) : isObject(inner) ? renamed(inner) : inner,
  ]);
  return Object.fromEntries(entries);
}

function element(list: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  const own = renamed(value);
  return nested.includes(list) && !isObject(own['properties']) ? { ...own, properties: own } : own;
}
