// Roles of a registry in legacy mode: scopes, groups, custom roles, deny assignments, eligibility.
import {
  abroad,
  assignment,
  cluster,
  corp,
  customRole,
  type Json,
  principal,
  registry,
  registryId,
  resourceGroup,
  role,
  subscription,
} from './azure.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const { kubelet, group, outerGroup, stranger } = principal;
const sub = `/subscriptions/${subscription}`;
const held = (...roleAssignments: readonly Json[]): Json => ({ roleAssignments });
const pull = (scope?: string, more?: Json): Json => held(assignment(kubelet, role.AcrPull, scope, more));
const asGroup = { principalType: 'Group' };

const scopes: readonly Row[] = [
  ['allowed', 'AcrPull at the registry', pull()],
  ['allowed', 'AcrPull at the resource group', pull(resourceGroup)],
  ['allowed broad-grant', 'AcrPull at the subscription', pull(sub)],
  ['allowed broad-grant', 'AcrPull at the management group above', pull(corp)],
  ['allowed broad-grant', 'AcrPull at the root of the tenant', pull('/')],
  [
    'allowed broad-grant',
    'AcrPull at a management group further up',
    {
      ...pull(corp),
      managementGroups: { [subscription]: ['/providers/Microsoft.Management/managementGroups/shop', corp] },
    },
  ],
  [
    'denied not-attached',
    'AcrPull at a management group elsewhere',
    pull('/providers/Microsoft.Management/managementGroups/lab'),
  ],
  [
    'unknown not-readable',
    'AcrPull at a management group, and those above were not read',
    { ...pull(corp), managementGroups: {} },
  ],
  ['denied not-attached', 'AcrPull at another registry', pull(registryId.replace('contoso', 'contosodev'))],
  ['denied not-attached', 'AcrPull at a resource group whose name begins the same', pull(`${sub}/resourceGroups/rg`)],
  ['denied not-attached', 'AcrPull at something below the registry', pull(`${registryId}/webhooks/hook`)],
  ['denied not-attached', 'AcrPull of another principal', held(assignment(stranger, role.AcrPull))],
  ['denied not-attached', 'nothing', held()],
  ['allowed', 'the scope in capitals', pull(registryId.toUpperCase())],
  ['allowed', 'the scope in small letters', pull(registryId.toLowerCase())],
  ['allowed', 'the principal in capitals', held(assignment(kubelet.toUpperCase(), role.AcrPull))],
  ['allowed', 'the role in capitals', held(assignment(kubelet, role.AcrPull.toUpperCase()))],
  [
    'allowed',
    'a role id without a subscription',
    pull(undefined, { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role.AcrPull}` }),
  ],
  ['allowed', 'the same assignment twice', held(assignment(kubelet, role.AcrPull), assignment(kubelet, role.AcrPull))],
  ['allowed', 'no scope but in the id', pull(registryId, { scope: null })],
];

const builtIn: readonly Row[] = (
  [
    ['allowed broad-grant', 'AcrPush'],
    ['allowed', 'Reader'],
    ['allowed broad-grant', 'Contributor'],
    ['allowed broad-grant', 'Owner'],
    ['allowed broad-grant', 'UserAccessAdministrator'],
    ['allowed broad-grant', 'DataImporter'],
    ['denied not-attached', 'AcrDelete'],
    ['denied not-attached', 'AcrImageSigner'],
    ['denied not-attached', 'AcrQuarantineReader'],
    ['denied not-attached', 'RepositoryReader'],
    ['denied not-attached', 'RepositoryWriter'],
    ['denied not-attached', 'CatalogLister'],
    ['denied not-attached', 'ConfigurationAdministrator'],
  ] as const
).map(([expected, name]) => [expected, `${name} in legacy mode`, held(assignment(kubelet, role[name]))]);

const CR = 'Microsoft.ContainerRegistry/registries';
const custom = (...permissions: readonly Json[]): Json => ({
  ...held(assignment(kubelet, role.custom)),
  roleDefinitions: [customRole(...permissions)],
});

const customRoles: readonly Row[] = [
  ['allowed', 'the action by its name', custom({ actions: [`${CR}/pull/read`] })],
  [
    'allowed',
    'the action in other capitals',
    custom({ actions: ['microsoft.containerregistry/REGISTRIES/Pull/Read'] }),
  ],
  ['allowed broad-grant', 'the action by a wildcard', custom({ actions: [`${CR}/*/read`] })],
  ['denied not-attached', 'a wildcard that stops short of it', custom({ actions: [`${CR}/push/*`, `${CR}/pull`] })],
  ['denied not-attached', 'everything but it', custom({ actions: ['*'], notActions: [`${CR}/pull/read`] })],
  [
    'denied not-attached',
    'everything but the registries',
    custom({ actions: ['*'], notActions: ['Microsoft.ContainerRegistry/*'] }),
  ],
  [
    'allowed broad-grant',
    'taken away in one permission and given in another',
    custom({ actions: ['*/read'], notActions: [`${CR}/pull/read`] }, { actions: [`${CR}/pull/read`] }),
  ],
  [
    'denied not-attached',
    'a data action is none of legacy mode',
    custom({ dataActions: [`${CR}/repositories/content/read`, `${CR}/pull/read`] }),
  ],
  [
    'allowed',
    'what one role leaves out, another may give',
    {
      ...custom({ actions: ['*'], notActions: [`${CR}/pull/read`] }),
      roleAssignments: [assignment(kubelet, role.custom), assignment(kubelet, role.AcrPull)],
    },
  ],
  ['unknown not-readable', 'a role that was not read', { ...custom(), roleDefinitions: [] }],
  [
    'unknown not-readable',
    'a role whose permissions were not read',
    {
      ...custom(),
      roleDefinitions: [
        { id: customRole()['id'], properties: { roleName: 'Shop puller', type: 'CustomRole', permissions: null } },
      ],
    },
  ],
  ['denied not-attached', 'a role that permits nothing', custom()],
  [
    'unknown not-readable',
    'a role at the resource group that was not read',
    { roleAssignments: [assignment(kubelet, role.custom, resourceGroup)] },
  ],
];

const groupHeld = held(assignment(group, role.AcrPull, registryId, asGroup));

const groups: readonly Row[] = [
  ['allowed', 'its group', { ...groupHeld, groups: { [kubelet]: [group] } }],
  [
    'allowed',
    'a group around its group',
    { ...held(assignment(outerGroup, role.AcrPull, registryId, asGroup)), groups: { [kubelet]: [group, outerGroup] } },
  ],
  [
    'allowed',
    'ids of groups in capitals',
    { ...groupHeld, groups: { [kubelet.toUpperCase()]: [group.toUpperCase()] } },
  ],
  ['denied not-attached', 'in no group', { ...groupHeld, groups: { [kubelet]: [] } }],
  ['denied not-attached', 'in another group', { ...groupHeld, groups: { [kubelet]: [outerGroup] } }],
  ['unknown not-readable', 'memberships were not read', { ...groupHeld, groups: {} }],
  [
    'unknown not-readable',
    'memberships could not be read',
    { ...groupHeld, groups: null, gaps: [{ what: 'groups', scope: '/', why: '403' }] },
  ],
  [
    'denied not-attached',
    'memberships were not read, and no group holds a role that pulls',
    { ...held(assignment(group, role.AcrDelete, registryId, asGroup)), groups: {} },
  ],
  [
    'unknown not-readable',
    'memberships were not read, and nobody says whether the other is a group',
    { ...held(assignment(stranger, role.AcrPull, registryId, { principalType: null })), groups: {} },
  ],
  ['allowed', 'memberships were not read, and its own role is enough', { ...pull(), groups: {} }],
];

const eligibility = assignment(kubelet, role.AcrPull);
const eligible: readonly Row[] = [
  ['unknown eligible-only', 'eligible alone', { roleEligibilityScheduleInstances: [eligibility] }],
  [
    'unknown eligible-only',
    'among the assignments, told by its type',
    held({
      ...eligibility,
      id: String(eligibility['id']).replace('roleAssignments', 'roleEligibilityScheduleInstances'),
      type: 'Microsoft.Authorization/roleEligibilityScheduleInstances',
    }),
  ],
  ['allowed', 'eligible and active', { ...pull(), roleEligibilityScheduleInstances: [eligibility] }],
  [
    'denied not-attached',
    'eligible for what does not pull',
    { roleEligibilityScheduleInstances: [assignment(kubelet, role.AcrDelete)] },
  ],
  ['unknown propagating', 'assigned five minutes ago', pull(registryId, { createdOn: '2026-11-24T11:55:00Z' })],
  ['allowed', 'assigned an hour ago', pull(registryId, { createdOn: '2026-11-24T11:00:00Z' })],
];

const mistaken: readonly Row[] = [
  ['denied role-on-wrong-identity', 'on the control plane', held(assignment(principal.controlPlane, role.AcrPull))],
  ['denied role-on-wrong-identity', 'on the client id', held(assignment(principal.kubeletClient, role.AcrPull))],
  [
    'denied role-on-wrong-identity',
    'on an add-on',
    {
      ...held(assignment(principal.addon, role.AcrPull)),
      resources: [
        registry(),
        cluster({ addonProfiles: { omsagent: { enabled: true, identity: { objectId: principal.addon } } } }),
      ],
    },
  ],
  ['allowed', 'on both', held(assignment(principal.controlPlane, role.AcrPull), assignment(kubelet, role.AcrPull))],
];

const foreign = registry({}, { id: registryId.replace(subscription, abroad.subscription) });
const tenants: readonly Row[] = [
  [
    'denied cross-tenant',
    'a registry of another tenant',
    {
      resources: [foreign, cluster()],
      tenants: { [subscription]: '99999999-0000-4000-8000-000000000001', [abroad.subscription]: abroad.tenant },
    },
  ],
  [
    'allowed',
    'another subscription of the same tenant',
    {
      ...pull(registryId.replace(subscription, abroad.subscription)),
      resources: [foreign, cluster()],
      tenants: {
        [subscription]: '99999999-0000-4000-8000-000000000001',
        [abroad.subscription]: '99999999-0000-4000-8000-000000000001',
      },
    },
  ],
];

export const roleVectors: readonly Vector[] = [
  ...vectors('facts 2.1: RBAC overview, scopes are inherited downwards', scopes),
  ...vectors('facts 1.1: ACR roles directory reference', builtIn),
  ...vectors('facts 2.1: RBAC role definitions, notActions and wildcards', customRoles),
  ...vectors('facts 2.1: RBAC overview, the token carries transitive groups; docs/snapshot.md, groups', groups),
  ...vectors('facts 2.1: PIM eligible is not active; troubleshooting, ten minutes', eligible),
  ...vectors('facts 0 and 3.3: the kubelet identity pulls', mistaken),
  ...vectors('facts 3.4: a managed identity can not cross tenants', tenants),
];
