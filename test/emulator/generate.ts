import * as azure from '../azure/resources.ts';
import { guid } from '../azure/resources.ts';
import type { ArmObject, WorldData } from './world.ts';

export interface Size {
  readonly clusters: number;
  readonly registries: number;
  readonly subscriptions: number;
  readonly assignments: number;
}

const tenant = guid('7e4a4700', 1);

/** An estate of any size. The same size yields the same one. */
export function generate({ clusters, registries, subscriptions, assignments }: Size): WorldData {
  const sub = (i: number) => guid('50b50000', i % subscriptions);
  const group = (i: number, name: string) => `/subscriptions/${sub(i)}/resourceGroups/${name}`;
  const registryId = (i: number) =>
    `${group(i, `registry-${i}`)}/providers/Microsoft.ContainerRegistry/registries/shop${i}`;
  const list = <T>(length: number, make: (i: number) => T): readonly T[] => Array.from({ length }, (_, i) => make(i));
  const top = '/providers/Microsoft.Management/managementGroups/corp';
  return {
    tenants: Object.fromEntries(list(subscriptions, i => [sub(i), tenant])),
    managementGroups: Object.fromEntries(list(subscriptions, i => [sub(i), [top]])),
    resources: [
      ...list(registries, i => azure.registry(registryId(i))),
      ...list(clusters, i => cluster(group(i, `aks-${i}`), i)),
    ],
    roleAssignments: list(assignments, i => {
      // A few are held by groups, above all subscriptions.
      if (i % 1000 === 0) return assignment(top, azure.roles.Reader, guid('6a000000', i / 1000), i, 'Group');
      const atRegistry = i % 4 !== 3;
      const scope = atRegistry ? registryId(i % registries) : group(i, `registry-${i % registries}`);
      const role = atRegistry ? azure.roles.AcrPull : azure.roles.Reader;
      return assignment(scope, role, guid('0b1ec700', Math.floor(i / 3) % (clusters * 3)), i);
    }),
    groups: Object.fromEntries(list(clusters, i => [guid('0b1ec700', i), i % 10 === 0 ? [guid('6a000000', 0)] : []])),
  };
}

function assignment(scope: string, role: string, principalId: string, i: number, principalType?: string): ArmObject {
  return azure.roleAssignment(
    scope,
    `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId,
    guid('a5519000', i),
    {
      ...(principalType === undefined ? {} : { principalType }),
      createdBy: guid('0b1ec7ff', 990),
      updatedBy: guid('0b1ec7ff', 990),
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
  );
}

function cluster(resourceGroup: string, i: number): ArmObject {
  return azure.cluster(
    `${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/aks-${i}`,
    { clientId: guid('c11e4700', i), objectId: guid('0b1ec700', i) },
    {
      kubernetesVersion: '1.34.2',
      networkProfile: { outboundType: 'loadBalancer', loadBalancerProfile: { effectiveOutboundIPs: [] } },
    },
    { identity: azure.identityBlock(tenant, guid('0b1ec7c0', i)) },
  );
}
