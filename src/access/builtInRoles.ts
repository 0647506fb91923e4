import others from './builtInRoles.json' with { type: 'json' };
import type { Permission, RoleDefinition } from './roles.ts';

/**
 * Built-in roles that bear on a pull, so that a well-known GUID needs no reading. The GUIDs are the same in every cloud.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers (2025-06-30), …/general, …/privileged
 */
const registry = 'Microsoft.ContainerRegistry/registries';

const noAuthorizationWrites = [
  'Microsoft.Authorization/*/Delete',
  'Microsoft.Authorization/*/Write',
  'Microsoft.Authorization/elevateAccess/Action',
  'Microsoft.Blueprint/blueprintAssignments/write',
  'Microsoft.Blueprint/blueprintAssignments/delete',
  'Microsoft.Compute/galleries/share/action',
];

export const acrPullGuid = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
export const repositoryReaderGuid = 'b93aa761-3e63-49ed-ac28-beffa264f7ac';

const rows: readonly (readonly [guid: string, name: string, permission: Partial<Permission>])[] = [
  [acrPullGuid, 'AcrPull', { actions: [`${registry}/pull/read`] }],
  ['8311e382-0749-4cb8-b61a-304f252e45ec', 'AcrPush', { actions: [`${registry}/pull/read`, `${registry}/push/write`] }],
  [
    'cdda3590-29a3-44f6-95f2-9f980659eb04',
    'AcrQuarantineReader',
    { actions: [`${registry}/quarantine/read`], dataActions: [`${registry}/quarantinedArtifacts/read`] },
  ],
  [
    'c8d4ff99-41c3-41a8-9f60-21dfdad59608',
    'AcrQuarantineWriter',
    {
      actions: [`${registry}/quarantine/read`, `${registry}/quarantine/write`],
      dataActions: [`${registry}/quarantinedArtifacts/read`, `${registry}/quarantinedArtifacts/write`],
    },
  ],
  [
    repositoryReaderGuid,
    'Container Registry Repository Reader',
    { dataActions: [`${registry}/repositories/metadata/read`, `${registry}/repositories/content/read`] },
  ],
  [
    '2a1e307c-b015-4ebd-883e-5b7698a07328',
    'Container Registry Repository Writer',
    {
      dataActions: [
        `${registry}/repositories/metadata/read`,
        `${registry}/repositories/metadata/write`,
        `${registry}/repositories/content/read`,
        `${registry}/repositories/content/write`,
      ],
    },
  ],
  [
    '2efddaa5-3f1f-4df3-97df-af3f13818f4c',
    'Container Registry Repository Contributor',
    {
      dataActions: [
        `${registry}/repositories/metadata/read`,
        `${registry}/repositories/metadata/write`,
        `${registry}/repositories/metadata/delete`,
        `${registry}/repositories/content/read`,
        `${registry}/repositories/content/write`,
        `${registry}/repositories/content/delete`,
      ],
    },
  ],
  [
    '577a9874-89fd-4f24-9dbd-b5034d0ad23a',
    'Container Registry Data Importer and Data Reader',
    {
      actions: [`${registry}/importImage/action`, `${registry}/read`, `${registry}/pull/read`],
      dataActions: [
        `${registry}/repositories/content/read`,
        `${registry}/repositories/metadata/read`,
        `${registry}/catalog/read`,
      ],
    },
  ],
  ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner', { actions: ['*'] }],
  ['b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor', { actions: ['*'], notActions: noAuthorizationWrites }],
  ['acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader', { actions: ['*/read'] }],
];

function definition(guid: string, name: string, permissions: readonly Permission[]): RoleDefinition {
  return { id: `/providers/Microsoft.Authorization/roleDefinitions/${guid}`, guid, name, builtIn: true, permissions };
}

const empty: Permission = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

/**
 * By GUID, in lower case. `builtInRoles.json` names all others, from recorded lists of role definitions (536 roles, the
 * last of 2024-04) and Microsoft's pages up to 2026-07. None of the actions and data actions of `withoutPull` matches a
 * pull in either access mode. Those of `readEverything` begin with
 * a read of everything, which takes in the legacy pull action; what they allow beyond it is left out.
 */
export const builtInRoles: ReadonlyMap<string, RoleDefinition> = new Map(
  [
    ...rows.map(([guid, name, permission]) => definition(guid, name, [{ ...empty, ...permission }])),
    ...Object.entries(others.readEverything).map(([guid, name]) =>
      definition(guid, name, [{ ...empty, actions: ['*/read'] }]),
    ),
    ...Object.entries(others.withoutPull).map(([guid, name]) => definition(guid, name, [])),
  ].map(role => [role.guid, role]),
);
