// Corners: facts that come together, and forms that are rarer.
import {
  abac,
  application,
  assignment,
  closed,
  cluster,
  customRole,
  deny,
  type Json,
  oldCluster,
  principal,
  registry,
  registryId,
  role,
  servicePrincipal,
} from './azure.ts';
import type * as manifest from './manifests.ts';
import { deployment, dockerSecret, withSecret } from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const { kubelet, group, sp, spClient } = principal;
const pull = assignment(kubelet, role.AcrPull);
const attached = { roleAssignments: [pull] };
const CR = 'Microsoft.ContainerRegistry/registries';
const name = `${CR}/repositories:name`;
const files = deployment('contoso.azurecr.io/team/web:1');
const reader = (condition: string): Json => ({
  resources: [registry(abac), cluster()],
  roleAssignments: [assignment(kubelet, role.RepositoryReader, undefined, { condition, conditionVersion: '2.0' })],
});

const conditions: readonly Row[] = [
  [
    'allowed',
    'an action that is read by a star',
    reader(`(!(ActionMatches{'*'}) OR @Request[${name}] StringStartsWith 'team/')`),
  ],
  [
    'denied condition-excludes-repository',
    'NOT around a group',
    reader(`NOT (@Request[${name}] StringStartsWith 'team/')`),
  ],
  ['allowed', 'NOT twice', reader(`NOT (NOT (@Request[${name}] StringStartsWith 'team/'))`)],
  [
    'allowed',
    'groups in groups',
    reader(`((((@Request[${name}] StringEquals 'a')) OR ((@Request[${name}] StringLike '*/web'))))`),
  ],
  [
    'denied condition-excludes-repository',
    'all of a set',
    reader(`@Request[${name}] ForAllOfAllValues:StringNotEquals {'team/web', 'b'}`),
  ],
  ['allowed', 'none of a set', reader(`@Request[${name}] ForAllOfAllValues:StringNotEquals {'a', 'b'}`)],
  [
    'allowed',
    'what is not known on one side, and true on the other',
    reader(`@Environment[utcNow] DateTimeGreaterThan 'never' OR @Request[${name}] StringLike 'team/*'`),
  ],
  [
    'denied condition-excludes-repository',
    'what is not known on one side, and false on the other',
    reader(`@Principal[x:y] StringEquals 'z' AND @Request[${name}] StringEquals 'api'`),
  ],
  [
    'allowed',
    'a deny assignment whose condition names another repository',
    {
      ...reader(`@Request[${name}] StringLike 'team/*'`),
      denyAssignments: [
        deny({}, { dataActions: ['*'], condition: `@Request[${name}] StringEquals 'api'`, conditionVersion: '2.0' }),
      ],
    },
  ],
  [
    'denied deny-assignment',
    'a deny assignment whose condition names this repository',
    {
      ...reader(`@Request[${name}] StringLike 'team/*'`),
      denyAssignments: [
        deny(
          {},
          { dataActions: ['*'], condition: `@Request[${name}] StringEquals 'team/web'`, conditionVersion: '2.0' },
        ),
      ],
    },
  ],
];

const roles: readonly Row[] = [
  [
    'unknown eligible-only',
    'its group is eligible',
    {
      roleEligibilityScheduleInstances: [assignment(group, role.AcrPull, registryId, { principalType: 'Group' })],
      groups: { [kubelet]: [group] },
    },
  ],
  [
    'denied not-attached',
    'another group is eligible',
    { roleEligibilityScheduleInstances: [assignment(group, role.AcrPull, registryId, { principalType: 'Group' })] },
  ],
  [
    // First written as plain: what is granted there reaches far.
    'allowed broad-grant',
    'a management group by its name alone',
    {
      roleAssignments: [assignment(kubelet, role.AcrPull, '/providers/microsoft.management/managementgroups/CORP')],
      managementGroups: { 'aaaaaaaa-0000-4000-8000-000000000001': ['corp'] },
    },
  ],
  [
    'allowed',
    'a deny assignment on the group, with an exception for the identity',
    {
      ...attached,
      groups: { [kubelet]: [group] },
      denyAssignments: [
        deny({
          principals: [{ id: group, type: 'Group' }],
          excludePrincipals: [{ id: kubelet, type: 'ServicePrincipal' }],
        }),
      ],
    },
  ],
  [
    'denied not-attached',
    'a definition read for a well-known role comes before ours',
    {
      ...attached,
      roleDefinitions: [
        {
          id: `/providers/Microsoft.Authorization/roleDefinitions/${role.AcrPull}`,
          properties: {
            roleName: 'AcrPull',
            type: 'BuiltInRole',
            permissions: [{ actions: [`${CR}/read`], notActions: [], dataActions: [], notDataActions: [] }],
          },
        },
      ],
    },
  ],
  [
    'allowed',
    'a custom role by its name in a role definition of the resource group',
    {
      roleAssignments: [assignment(kubelet, role.custom)],
      roleDefinitions: {
        value: [customRole({ actions: [`${CR}/read`, `${CR}/pull/read`], notActions: [], dataActions: [] })],
      },
    },
  ],
];

const secretIn = (text: string, from: string, to: string): manifest.Files => ({
  'secret.yaml': (dockerSecret('contoso')['secret.yaml'] ?? '').replace(from, to),
  'web.yaml': text,
});
const listing = deployment(undefined, ['imagePullSecrets: [{ name: login }]'])['web.yaml'] ?? '';
const cronJob = `apiVersion: batch/v1
kind: CronJob
metadata: { name: night, namespace: shop }
spec:
  schedule: '0 3 * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - { name: night, image: 'contoso.azurecr.io/night:1' }
`;
const stringData = `apiVersion: v1
kind: Secret
metadata: { name: login, namespace: shop }
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths":{"https://contoso.azurecr.io/v1/":{"auth":"${Buffer.from('contoso:x').toString('base64')}"}}}'
`;
const far = '2028-01-01T00:00:00Z';
const credentials: readonly Row[] = [
  [
    'denied admin-disabled',
    'a secret as plain text, by URL, with nothing but `auth`',
    {},
    { files: { 'web.yaml': listing, 'secret.yaml': stringData } },
  ],
  [
    'unknown not-readable',
    'a secret of another namespace',
    {},
    { files: secretIn(listing, 'namespace: shop', 'namespace: other') },
  ],
  [
    'unknown not-readable',
    'a secret of another type',
    {},
    { files: secretIn(listing, 'kubernetes.io/dockerconfigjson', 'Opaque') },
  ],
  ['denied not-attached', 'a job on a schedule', {}, { files: { 'night.yaml': cronJob } }],
  // [3.4]: it signs in with its client id and a secret
  [
    'denied expired-credential',
    'a service principal with a certificate and no secret, whose client id is a user name',
    {
      credentials: [servicePrincipal(), { ...application(), keyCredentials: [{ endDateTime: far }] }],
      roleAssignments: [assignment(sp, role.AcrPull)],
    },
    { files: withSecret(spClient) },
  ],
  [
    'denied expired-credential',
    'a service principal whose secrets were all removed',
    { credentials: [servicePrincipal(), application()], roleAssignments: [assignment(sp, role.AcrPull)] },
    { files: withSecret(spClient) },
  ],
  [
    // N17, expected to be allowed at first: which of the two the pull secret holds is not shown
    'unknown not-readable',
    'a secret that has ended beside one that has not',
    {
      credentials: [servicePrincipal(), application('2026-01-01T00:00:00Z', far)],
      roleAssignments: [assignment(sp, role.AcrPull)],
    },
    { files: withSecret(spClient) },
  ],
  [
    'allowed',
    'a cluster’s service principal, by a group',
    {
      resources: [registry(), oldCluster(spClient)],
      credentials: [servicePrincipal(), application(far)],
      roleAssignments: [assignment(group, role.AcrPull, registryId, { principalType: 'Group' })],
      groups: { [sp]: [group] },
    },
  ],
  [
    'allowed',
    'ids of a service principal in capitals',
    {
      resources: [registry(), oldCluster(spClient.toUpperCase())],
      credentials: [servicePrincipal(), application(far)],
      roleAssignments: [assignment(sp.toUpperCase(), role.AcrPull)],
    },
  ],
  [
    'unknown not-readable',
    'a cluster with an empty profile of identities',
    { ...attached, resources: [registry(), cluster({ identityProfile: {} })] },
  ],
  [
    'allowed',
    'the word MSI in capitals',
    { ...attached, resources: [registry(), cluster({ servicePrincipalProfile: { clientId: 'MSI' } })] },
  ],
  [
    'denied network-private-only',
    'everybody may pull, and nobody comes near',
    { resources: [registry({ ...closed, anonymousPullEnabled: true }), cluster()] },
  ],
];

const share = (rows: readonly Row[]): readonly Row[] =>
  rows.map(([expected, what, facts]) => [expected, what, facts, { files }]);

export const cornerVectors: readonly Vector[] = [
  ...vectors('facts 2.3: conditions format', share(conditions)),
  ...vectors('facts 2.1', roles),
  ...vectors('facts 2.4 and 3.4; Kubernetes', credentials),
];
