import { isGuid, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { encoded } from './markdown.ts';

/** https://learn.microsoft.com/azure/china/resources-developer-guide, …/azure-government/compare-azure-government-global-azure */
const portals: Readonly<Record<string, string>> = {
  AzureCloud: 'https://portal.azure.com',
  AzureChinaCloud: 'https://portal.azure.cn',
  AzureUSGovernment: 'https://portal.azure.us',
};

/**
 * The page of a resource in the portal of its cloud; undefined where it has none. An assignment has no page of its own:
 * it is listed at its scope, under access control.
 */
export function portalLink(id: string, map: Pick<AccessMap, 'cloud' | 'tenantOf'>): string | undefined {
  const portal = portals[map.cloud ?? 'AzureCloud'];
  if (portal === undefined || !/^\/subscriptions\/[^/]/i.test(id)) return undefined;
  const access = /\/providers\/Microsoft\.Authorization\/.*$/i.exec(id);
  const resource = access ? id.slice(0, access.index) : id;
  const path = resource.split('/').map(encoded).join('/');
  const subscription = subscriptionOf(id);
  const tenant = subscription === undefined ? undefined : map.tenantOf(subscription);
  return `${portal}/#@${tenant !== undefined && isGuid(tenant) ? tenant : ''}/resource${path}${access ? '/users' : ''}`;
}
