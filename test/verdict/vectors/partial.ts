// Facts that were not read, and answers in every form in which Azure gives them.
import {
  assignment,
  cluster,
  clusterId,
  type Json,
  principal,
  publicIp,
  registry,
  registryId,
  role,
  subscription,
  tenant,
} from './azure.ts';
import { deployment } from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const pull = assignment(principal.kubelet, role.AcrPull);
const all = [registry(), cluster(), publicIp('egress', '20.61.4.7')];

const absent: readonly Row[] = [
  ['unknown not-readable', 'role assignments: null', { roleAssignments: null }],
  [
    'unknown not-readable',
    'a gap in the role assignments',
    { gaps: [{ what: 'roleAssignments', scope: `/subscriptions/${subscription}`, why: '403' }] },
  ],
  [
    'unknown not-readable',
    'a gap in the role assignments of the management group',
    { gaps: [{ what: 'roleAssignments', scope: '/providers/Microsoft.Management/managementGroups/corp', why: '403' }] },
  ],
  [
    'denied not-attached',
    'a gap in the role assignments of another subscription',
    { gaps: [{ what: 'roleAssignments', scope: '/subscriptions/aaaaaaaa-0000-4000-8000-00000000000f', why: '403' }] },
  ],
  [
    'allowed',
    'a gap in the role assignments, and one that was read is enough',
    { roleAssignments: [pull], gaps: [{ what: 'roleAssignments', scope: '/', why: '403' }] },
  ],
  ['unknown registry-not-visible', 'no resources, but the target', { resources: [cluster()], tenants: null }],
  [
    // First written as not-readable: without a cluster in the snapshot there is nothing that could be meant.
    'unknown no-target',
    'the cluster was not read',
    { resources: [registry()], roleAssignments: [pull], gaps: [{ what: 'managedClusters', scope: '/', why: '403' }] },
  ],
  [
    'allowed',
    'groups, deny assignments, credentials and tenants: null',
    {
      roleAssignments: [pull],
      groups: null,
      denyAssignments: null,
      credentials: null,
      tenants: null,
      managementGroups: null,
      roleDefinitions: null,
      roleEligibilityScheduleInstances: null,
      images: null,
      gaps: null,
    },
  ],
  [
    'unknown not-readable',
    'no role, and management groups were not read, at one of which somebody holds a role through a group',
    {
      roleAssignments: [
        assignment(principal.group, role.AcrPull, '/providers/Microsoft.Management/managementGroups/any', {
          principalType: 'Group',
        }),
      ],
      groups: {},
      managementGroups: null,
    },
  ],
  [
    'denied not-attached',
    'no role, and management groups were not read, at none of which anybody holds one',
    { managementGroups: null },
  ],
  [
    'unknown no-target',
    'nobody says where it goes',
    { roleAssignments: [pull], resources: [registry(), cluster(), cluster({}, { id: `${clusterId}2`, name: 'aks2' })] },
  ],
];

const graphRows = (rows: readonly Json[]): readonly Json[] =>
  rows.map(row => ({
    tenantId: '99999999-0000-4000-8000-000000000001',
    subscriptionId: subscription,
    resourceGroup: 'rg-shop',
    kind: '',
    plan: null,
    managedBy: '',
    zones: null,
    extendedLocation: null,
    ...row,
    type: String(row['type']).toLowerCase(),
    id: String(row['id']).replace('resourceGroups', 'resourcegroups'),
  }));
const query = (rows: readonly Json[], more: Json = {}): Json => ({
  totalRecords: rows.length,
  count: rows.length,
  data: graphRows(rows),
  facets: [],
  resultTruncated: 'false',
  ...more,
});
const other = registry({ loginServer: 'else.azurecr.io' }, { id: registryId.replace('contoso', 'else'), name: 'else' });

const forms: readonly Row[] = [
  [
    'allowed',
    'the answer of a list',
    { resources: { value: all }, roleAssignments: { value: [pull], nextLink: null } },
  ],
  [
    'allowed',
    'answers in a list',
    {
      resources: [{ value: [registry()] }, { value: [cluster()] }],
      roleAssignments: [{ value: [] }, { value: [pull] }],
    },
  ],
  ['allowed', 'items and answers', { resources: [registry(), { value: [cluster()] }], roleAssignments: [pull] }],
  ['allowed', 'rows of Resource Graph', { resources: graphRows(all), roleAssignments: graphRows([pull]) }],
  ['allowed', 'an answer of Resource Graph', { resources: query(all), roleAssignments: query([pull]) }],
  ['denied not-attached', 'an answer of Resource Graph without rows', { roleAssignments: query([]) }],
  [
    'allowed',
    'a table of Resource Graph',
    {
      roleAssignments: {
        count: 1,
        data: {
          columns: [
            { name: 'id', type: 'string' },
            { name: 'properties', type: 'object' },
          ],
          rows: [[pull['id'], pull['properties']]],
        },
      },
    },
  ],
  ['allowed', 'no type but in the id', { resources: all.map(({ type: _, ...rest }) => rest), roleAssignments: [pull] }],
  [
    'allowed',
    'types in capitals',
    { resources: all.map(each => ({ ...each, type: String(each['type']).toUpperCase() })), roleAssignments: [pull] },
  ],
  [
    'allowed',
    'every id in capitals',
    {
      resources: all.map(each => ({ ...each, id: String(each['id']).toUpperCase() })),
      roleAssignments: [pull],
      tenants: { [subscription.toUpperCase()]: tenant },
    },
  ],
  ['allowed', 'the same resources twice', { resources: [...all, ...all], roleAssignments: [pull, pull] }],
  ['allowed', 'a registry beside it', { resources: [other, ...all], roleAssignments: [pull] }],
  [
    'denied not-attached',
    'a registry beside it, which is the one that is attached',
    {
      resources: [other, ...all],
      roleAssignments: [assignment(principal.kubelet, role.AcrPull, registryId.replace('contoso', 'else'))],
    },
  ],
  [
    'allowed',
    'a date without a time zone’s letter',
    { readAt: '2026-11-24T12:00:00.1234567+00:00', roleAssignments: [pull] },
  ],
  [
    'allowed',
    'resources of other kinds',
    {
      resources: [
        ...all,
        {
          id: `/subscriptions/${subscription}/resourceGroups/rg-shop/providers/Microsoft.Compute/disks/d`,
          type: 'Microsoft.Compute/disks',
          properties: null,
        },
      ],
      roleAssignments: [pull],
    },
  ],
];

const withCondition = {
  ...pull,
  properties: {
    ...(pull['properties'] as Json),
    condition: "@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEquals 'api'",
    conditionVersion: '2.0',
  },
};
const odd: readonly Row[] = [
  // No document states that a condition on the repository counts where nothing decides by repository.
  ['unknown condition-not-understood', 'a condition on AcrPull in legacy mode', { roleAssignments: [withCondition] }],
  [
    'allowed',
    'two images of one file',
    { roleAssignments: [pull] },
    { files: deployment(`contoso.azurecr.io/web@sha256:${'a'.repeat(64)}`) },
  ],
];

export const partialVectors: readonly Vector[] = [
  ...vectors('docs/snapshot.md, absent is not empty', absent),
  ...vectors('docs/snapshot.md, lists may stay answers; facts 6.2', forms),
  ...vectors('facts 2.3', odd),
];
