import * as azure from '../../test/azure/resources.ts';
import { roles } from '../../test/azure/resources.ts';
import { Random } from './random.ts';

/**
 * A snapshot of a large company, made up from a seed: clusters, registries, identities, networks and role assignments
 * in the shape of Azure's REST answers. The same seed makes the same snapshot, so that figures can be compared.
 */
export interface Size {
  readonly clusters: number;
  readonly registries: number;
  readonly assignments: number;
  readonly seed: number;
}

export const large: Size = { clusters: 1000, registries: 500, assignments: 100_000, seed: 20261124 };

const otherRoles = [
  '4d97b98b-1d4f-4787-a291-c67834d212e7',
  'f1a07417-d97a-45cb-824c-7a7467783830',
  '3913510d-42f4-4e42-8a64-420c390055eb',
  '4633458b-17de-408a-b874-0445c86b69e6',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
] as const;

const tenant = '7e4a4700-0000-4000-8000-000000000001';

function guid(kind: number, number: number): string {
  return `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

const kubelet = (i: number): string => guid(2, i);
const group = (i: number): string => guid(3, i);
const person = (i: number): string => guid(4, i);
const isAbac = (i: number): boolean => i % 10 < 3;
const address = (i: number): string => `20.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

const subscriptionsOf = ({ clusters }: Size): number => Math.max(2, Math.ceil(clusters / 25));
const groupsOf = ({ clusters }: Size): number => Math.max(3, Math.ceil(clusters / 5));

/** The ids of what is spread over the subscriptions. */
function placesOf(size: Size) {
  const subscription = (i: number): string => guid(1, i % subscriptionsOf(size));
  const groupOfRegistry = (i: number): string =>
    `/subscriptions/${subscription(i)}/resourceGroups/rg-registry-${i % 40}`;
  const scopeOfRegistry = (i: number): string =>
    `${groupOfRegistry(i)}/providers/Microsoft.ContainerRegistry/registries/registry${i}`;
  const network = (i: number): string =>
    `/subscriptions/${subscription(i)}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-${i}`;
  return { subscription, groupOfRegistry, scopeOfRegistry, network };
}

function resourcesOf(size: Size): readonly unknown[] {
  const { clusters, registries } = size;
  const { subscription, scopeOfRegistry, network } = placesOf(size);
  const resources: unknown[] = [];
  for (let i = 0; i < registries; i++) resources.push(registryOf(i));
  for (let i = 0; i < clusters; i++) resources.push(...clusterOf(i));
  return resources;

  function registryOf(i: number): unknown {
    const style = i % 10;
    const endpoint = `${network(i)}/x`.replace('virtualNetworks', 'privateEndpoints').replace('/x', `-${i}`);
    const isPrivate = style === 8;
    if (isPrivate) {
      resources.push(azure.resource(endpoint, { subnet: { id: `${network(i)}/subnets/snet-endpoints` } }));
    }
    return azure.registry(scopeOfRegistry(i), {
      adminUserEnabled: i % 17 === 0,
      publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled',
      networkRuleSet: {
        defaultAction: style === 7 ? 'Deny' : 'Allow',
        ipRules:
          style === 7
            ? Array.from({ length: 60 }, (_, n) => ({ action: 'Allow', value: `${address(n * 256)}/26` }))
            : [],
      },
      privateEndpointConnections: isPrivate
        ? [
            {
              properties: {
                privateEndpoint: { id: endpoint },
                privateLinkServiceConnectionState: { status: 'Approved' },
              },
            },
          ]
        : [],
      ...(isAbac(i) ? azure.abac : {}),
    });
  }

  function clusterOf(i: number): unknown[] {
    const group = `/subscriptions/${subscription(i)}/resourceGroups/rg-aks-${i}`;
    const nodes = `/subscriptions/${subscription(i)}/resourceGroups/MC_rg-aks-${i}`;
    const ip = `${nodes}/providers/Microsoft.Network/publicIPAddresses/out-${i}`;
    return [
      azure.cluster(
        `${group}/providers/Microsoft.ContainerService/managedClusters/aks-${i}`,
        { objectId: kubelet(i), clientId: guid(6, i) },
        {
          kubernetesVersion: '1.34.1',
          securityProfile: { serviceAccountImagePullProfile: { enabled: false } },
          agentPoolProfiles: [azure.pool({ vnetSubnetID: `${network(i)}/subnets/snet-nodes` })],
          networkProfile: { outboundType: 'loadBalancer', loadBalancerProfile: { effectiveOutboundIPs: [{ id: ip }] } },
        },
        { identity: azure.identityBlock(tenant, guid(5, i)) },
      ),
      azure.resource(ip, { ipAddress: address(i * 16) }),
      azure.resource(network(i), {
        dhcpOptions: { dnsServers: [] },
        subnets: [
          { id: `${network(i)}/subnets/snet-nodes`, properties: { serviceEndpoints: [] } },
          { id: `${network(i)}/subnets/snet-endpoints`, properties: { serviceEndpoints: [] } },
        ],
        virtualNetworkPeerings: i % 3 === 0 ? [peering(i + 1), peering(i + 2)] : [peering(i - (i % 3))],
      }),
      azure.resource(
        `${nodes}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io/virtualNetworkLinks/link-${i}`,
        { virtualNetwork: { id: network(i) } },
      ),
    ];
  }

  function peering(to: number): unknown {
    return { properties: { peeringState: 'Connected', remoteVirtualNetwork: { id: network(to) } } };
  }
}

interface Grant {
  readonly principalId: string;
  readonly principalType: string;
  readonly role: string;
  readonly scope: string;
  readonly condition: string | undefined;
}

function assignmentOf(name: string, subscription: string, grant: Grant): unknown {
  const { principalId, principalType, role, scope, condition } = grant;
  return azure.roleAssignment(scope, azure.roleDefinitionId(subscription, role), principalId, name, {
    principalType,
    ...(condition === undefined ? {} : { condition, conditionVersion: '2.0' }),
    updatedOn: '2025-03-01T10:00:00.0000000Z',
    createdBy: guid(9, 1),
    updatedBy: guid(9, 1),
    delegatedManagedIdentityResourceId: null,
    description: null,
  });
}

/** The condition of a grant for one team's repositories. */
const only = (team: number): string =>
  `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND !(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringStartsWithIgnoreCase 'team-${team}/'))`;

function assignmentsOf(size: Size, random: Random): readonly unknown[] {
  const { clusters, registries, assignments } = size;
  const { subscription, groupOfRegistry, scopeOfRegistry } = placesOf(size);
  const people = Math.max(10, Math.ceil(assignments / 25));
  const roleAssignments: unknown[] = [];
  const assign = (
    principalId: string,
    principalType: string,
    role: string,
    scope: string,
    condition?: string,
  ): void => {
    const name = guid(7, roleAssignments.length);
    roleAssignments.push(assignmentOf(name, subscription(0), { principalId, principalType, role, scope, condition }));
  };

  // A company's management group lets its auditors read. Each team's group pulls from a resource group.
  assign(group(0), 'Group', roles.Reader, '/providers/Microsoft.Management/managementGroups/auditors-only');
  for (let i = 1; i < groupsOf(size); i++) {
    const registry = random.below(registries);
    const scope = random.chance(0.3) ? groupOfRegistry(registry) : scopeOfRegistry(registry);
    assign(group(i), 'Group', isAbac(registry) ? roles.RepositoryReader : roles.AcrPull, scope);
  }
  for (let i = 0; i < clusters; i++) {
    for (let n = 0; n < 8; n++) {
      const registry = random.below(registries);
      const role = isAbac(registry) && random.chance(0.8) ? roles.RepositoryReader : roles.AcrPull;
      assign(
        kubelet(i),
        'ServicePrincipal',
        role,
        scopeOfRegistry(registry),
        role === roles.RepositoryReader && random.chance(0.5) ? only(random.below(20)) : undefined,
      );
    }
    if (random.chance(0.02))
      assign(
        kubelet(i),
        'ServicePrincipal',
        roles.Contributor,
        `/subscriptions/${subscription(random.below(subscriptionsOf(size)))}`,
      );
    for (let n = 0; n < 6; n++) {
      const scope = `/subscriptions/${subscription(i)}/resourceGroups/rg-aks-${i}`;
      assign(kubelet(i), 'ServicePrincipal', random.pick(...otherRoles), scope);
    }
  }
  while (roleAssignments.length < assignments) {
    const where = random.below(registries);
    const scope = random.chance(0.2) ? `/subscriptions/${subscription(where)}` : scopeOfRegistry(where);
    const role = random.pick(roles.AcrPush, roles.Contributor, roles.Owner, roles.Reader, ...otherRoles);
    assign(person(random.below(people)), random.chance(0.5) ? 'User' : 'ServicePrincipal', role, scope);
  }
  return roleAssignments;
}

export function makeSnapshot(size: Size): Record<string, unknown> {
  const random = new Random(size.seed);
  const { clusters } = size;
  const { subscription, scopeOfRegistry } = placesOf(size);
  const roleAssignments = assignmentsOf(size, random);
  const groups: Record<string, readonly string[]> = {};
  for (let i = 0; i < clusters; i++) {
    // The groups of a tenth of the identities could not be read.
    if (i % 10 !== 9)
      groups[kubelet(i)] = random.chance(0.5)
        ? []
        : [group(random.below(groupsOf(size))), group(random.below(groupsOf(size)))];
  }
  const known = Array.from({ length: subscriptionsOf(size) }, (_, i) => subscription(i));
  const everything = { actions: ['*'], dataActions: ['*'] };
  return azure.snapshot({
    resources: resourcesOf(size),
    tenants: Object.fromEntries(known.map(id => [id, tenant])),
    managementGroups: Object.fromEntries(
      known.map(id => [id, ['/providers/Microsoft.Management/managementGroups/company']]),
    ),
    roleAssignments,
    denyAssignments: [
      azure.denyAssignment(scopeOfRegistry(1), guid(8, 1), everything, {
        excludePrincipals: [{ id: group(1), type: 'Group' }],
      }),
    ],
    groups,
  });
}
