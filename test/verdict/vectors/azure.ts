// The vectors' world: a registry, a cluster that pulls from it, and other runtimes. A vector states what differs.
import * as azure from '../../azure/resources.ts';
import { abac, type Json, pool } from '../../azure/resources.ts';
import {
  appId,
  clusterId,
  corp,
  environmentId,
  groupId,
  principal,
  provider,
  registryId,
  resourceGroup,
  role,
  siteId,
  subscription,
  tenant,
  uamiId,
} from './ids.ts';

export * from './ids.ts';
export * from './networkResources.ts';

export { abac, type Json, pool };

export const registry = (properties: Json = {}, more: Json = {}): Json => azure.registry(registryId, properties, more);

export const publicIpId = (name: string): string => provider('Microsoft.Network/publicIPAddresses', name);

export const armOff = { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } };
export const closed = { publicNetworkAccess: 'Disabled' };
export const fenced = (...values: readonly string[]): Json => ({
  networkRuleSet: { defaultAction: 'Deny', ipRules: values.map(value => ({ action: 'Allow', value })) },
});

export function cluster(properties: Json = {}, more: Json = {}): Json {
  const kubelet = {
    resourceId: provider('Microsoft.ManagedIdentity/userAssignedIdentities', 'aks-agentpool'),
    clientId: principal.kubeletClient,
    objectId: principal.kubelet,
  };
  const own = {
    kubernetesVersion: '1.34.1',
    // read by a preview version: without it, who pulls on 1.34 and later is not known
    securityProfile: { serviceAccountImagePullProfile: { enabled: false } },
    networkProfile: {
      networkPlugin: 'azure',
      outboundType: 'loadBalancer',
      loadBalancerProfile: { effectiveOutboundIPs: [{ id: publicIpId('egress') }] },
    },
  };
  const identity = azure.identityBlock(tenant, principal.controlPlane);
  return azure.cluster(clusterId, kubelet, { ...own, ...properties }, { identity, ...more });
}

export const oldCluster = (clientId: string): Json =>
  cluster({ identityProfile: null, servicePrincipalProfile: { clientId } }, { identity: null });

export const publicIp = (name: string, ipAddress: string): Json =>
  azure.resource(publicIpId(name), {
    ipAddress,
    publicIPAllocationMethod: 'Static',
    provisioningState: 'Succeeded',
  });

let next = 0;

export function assignment(principalId: string, roleGuid: string, scope = registryId, more: Json = {}): Json {
  const role = azure.roleDefinitionId(subscription, roleGuid);
  return azure.roleAssignment(scope, role, principalId, azure.guid('dddddddd', next++), more);
}

export function customRole(...stated: readonly Json[]): Json {
  const permissions = stated.map(each => ({
    actions: [],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    ...each,
  }));
  return {
    id: azure.roleDefinitionId(subscription, role.custom),
    name: role.custom,
    type: 'Microsoft.Authorization/roleDefinitions',
    properties: { roleName: 'Shop puller', type: 'CustomRole', assignableScopes: [resourceGroup], permissions },
  };
}

/** At the registry, unless its parts name another scope. */
export function deny(parts: Json & { readonly scope?: string }, permission: Json = { actions: ['*'] }): Json {
  return azure.denyAssignment(parts.scope ?? registryId, 'dddddddd-1111-4000-8000-000000000001', permission, parts);
}

export function identityBlock(parts: { readonly system?: string; readonly user?: readonly string[] }): Json {
  const held = { principalId: principal.uami, clientId: principal.uamiClient };
  return azure.identityBlock(tenant, parts.system, Object.fromEntries((parts.user ?? []).map(id => [id, held])));
}

export const uami: Json = azure.resource(uamiId, {
  principalId: principal.uami,
  clientId: principal.uamiClient,
  tenantId: tenant,
});

export function app(registries: readonly Json[] | null, identity: Json, more: Json = {}): Json {
  const properties = {
    outboundIpAddresses: ['20.1.2.3'],
    configuration: { activeRevisionsMode: 'Single', registries },
    template: { containers: [{ name: 'web', image: 'contoso.azurecr.io/web:1' }] },
  };
  return { ...azure.containerApp(appId, environmentId, identity, properties), ...more };
}

export const environment = (identity?: Json): Json => azure.environment(environmentId, identity);

export const containerGroup = (credentials: readonly Json[] | null, identity: Json): Json =>
  azure.containerGroup(groupId, credentials, identity);

export const site = (siteConfig: Json, identity: Json, more: Json = {}): Json =>
  azure.site(siteId, siteConfig, identity, { outboundIpAddresses: '20.1.2.3,20.1.2.4', ...more });

export const servicePrincipal = (): Json => azure.servicePrincipal(principal.sp, principal.spClient, tenant);

export const application = (...ends: readonly string[]): Json =>
  azure.application('bbbbbbbb-0000-4000-8000-0000000000ff', principal.spClient, ends);

/** Everything was read, and of these resources is all there is. What a vector states comes instead. */
export function snapshot(parts: Json = {}): Json {
  return azure.snapshot({
    resources: [registry(), cluster(), publicIp('egress', '20.61.4.7')],
    tenants: { [subscription]: tenant },
    managementGroups: { [subscription]: [corp] },
    groups: Object.fromEntries(Object.values(principal).map(id => [id, []])),
    ...parts,
  });
}
