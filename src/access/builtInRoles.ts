import others from './builtInRoles.json' with { type: 'json' };
import type { Permission, RoleDefinition } from './map.ts';

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
  ['c2f4ef07-c644-48eb-af81-4b1b4947fb11', 'AcrDelete', { actions: [`${registry}/artifacts/delete`] }],
  [
    '6cef56e8-d556-48e5-a04f-b8e64114680f',
    'AcrImageSigner',
    { actions: [`${registry}/sign/write`], dataActions: [`${registry}/trustedCollections/write`] },
  ],
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
    'bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7',
    'Container Registry Repository Catalog Lister',
    { dataActions: [`${registry}/catalog/read`] },
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
  // The next ones are control plane only; what matters here is that none of their actions is a pull.
  [
    '3bc748fc-213d-45c1-8d91-9da5725539b9',
    'Container Registry Contributor and Data Access Configuration Administrator',
    { actions: [`${registry}/read`, `${registry}/write`, `${registry}/listCredentials/action`] },
  ],
  [
    '69b07be0-09bf-439a-b9a6-e73de851bd59',
    'Container Registry Configuration Reader and Data Access Configuration Reader',
    { actions: [`${registry}/read`] },
  ],
  [
    'fb382eab-e894-4461-af04-94435c366c3f',
    'Container Registry Tasks Contributor',
    { actions: [`${registry}/tasks/*`, `${registry}/runs/*`] },
  ],
  [
    'bf94e731-3a51-4a7c-8c54-a1ab9971dfc1',
    'Container Registry Transfer Pipeline Contributor',
    { actions: [`${registry}/exportPipelines/*`, `${registry}/importPipelines/*`, `${registry}/pipelineRuns/*`] },
  ],
  [
    'df87f177-bb12-4db1-9793-a413691eff94',
    'Container Registry Cache Rule Administrator',
    { actions: [`${registry}/cacheRules/*`] },
  ],
  [
    'c357b964-0002-4b64-a50d-7a28f02edc52',
    'Container Registry Cache Rule Reader',
    { actions: [`${registry}/cacheRules/read`] },
  ],
  [
    'f094fb07-0703-4400-ad6a-e16dd8000e14',
    'Container Registry Credential Set Administrator',
    { actions: [`${registry}/credentialSets/*`] },
  ],
  [
    '29093635-9924-4f2c-913b-650a12949526',
    'Container Registry Credential Set Reader',
    { actions: [`${registry}/credentialSets/read`] },
  ],
  ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner', { actions: ['*'] }],
  ['b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor', { actions: ['*'], notActions: noAuthorizationWrites }],
  ['acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader', { actions: ['*/read'] }],
  [
    '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    'User Access Administrator',
    { actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'] },
  ],
  [
    'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
    'Role Based Access Control Administrator',
    {
      actions: [
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignments/delete',
        '*/read',
        'Microsoft.Support/*',
      ],
    },
  ],
];

function definition(guid: string, name: string, permissions: readonly Permission[]): RoleDefinition {
  return { id: `/providers/Microsoft.Authorization/roleDefinitions/${guid}`, guid, name, builtIn: true, permissions };
}

const empty: Permission = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

/**
 * By GUID, in lower case. `builtInRoles.json` names all others, from recorded lists of role definitions (536 roles, the
 * last of 2024-04) and Microsoft's pages up to 2026-07. None of the actions and data actions of `withoutPull` matches a
 * pull in either access mode: no pattern starts with a wildcard or names a registry. Those of `readEverything` begin with
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
