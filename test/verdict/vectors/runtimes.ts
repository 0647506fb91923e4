// Container Apps and jobs, Container Instances, App Service.
import {
  abac,
  app,
  appId,
  armOff,
  assignment,
  closed,
  containerGroup,
  environment,
  identityBlock,
  type Json,
  jobId,
  principal,
  registry,
  registryId,
  role,
  uami,
  uamiId,
} from './azure.ts';
import * as manifest from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const system = identityBlock({ system: principal.app });
const user = identityBlock({ user: [uamiId] });
const none = identityBlock({});
const appHeld = { roleAssignments: [assignment(principal.app, role.AcrPull)] };
const uamiHeld = { roleAssignments: [assignment(principal.uami, role.AcrPull)] };
const envHeld = { roleAssignments: [assignment(principal.environment, role.AcrPull)] };
const envSystem = environment(identityBlock({ system: principal.environment }));
const entry = (more: Json): Json => ({
  server: 'contoso.azurecr.io',
  identity: '',
  username: '',
  passwordSecretRef: '',
  ...more,
});
const world = (registries: readonly Json[] | null, identity: Json, env = environment(), shop: Json = {}): Json => ({
  resources: [registry(shop), app(registries, identity), env, uami],
});
const files = manifest.containerApp();

const apps: readonly Row[] = [
  ['allowed', 'its own identity', { ...world([entry({ identity: 'system' })], system), ...appHeld }],
  ['allowed', 'its own identity, in capitals', { ...world([entry({ identity: 'System' })], system), ...appHeld }],
  ['denied no-pull-role', 'its own identity without a role', world([entry({ identity: 'system' })], system)],
  [
    'denied identity-not-assigned',
    '`system`, and it has no identity of its own',
    world([entry({ identity: 'system' })], none),
  ],
  ['allowed', 'a user-assigned identity', { ...world([entry({ identity: uamiId })], user), ...uamiHeld }],
  [
    'allowed',
    'a user-assigned identity, its id in capitals',
    { ...world([entry({ identity: uamiId.toUpperCase() })], user), ...uamiHeld },
  ],
  [
    'denied identity-not-assigned',
    'a user-assigned identity that it does not have',
    { ...world([entry({ identity: uamiId })], system), ...uamiHeld },
  ],
  [
    'allowed',
    'a user-assigned identity of its environment',
    { ...world([entry({ identity: uamiId })], none, environment(user)), ...uamiHeld },
  ],
  [
    'allowed',
    'its environment’s own identity',
    { ...world([entry({ identity: 'system-environment' })], none, envSystem), ...envHeld },
  ],
  [
    'denied identity-not-assigned',
    '`system-environment`, and that has none',
    world([entry({ identity: 'system-environment' })], none),
  ],
  ['denied registry-not-configured', 'no entry for the registry', { ...world([], system), ...appHeld }],
  ['denied registry-not-configured', 'no registries at all', { ...world(null, system), ...appHeld }],
  [
    'denied registry-not-configured',
    'an entry for another registry',
    { ...world([entry({ server: 'fabrikam.azurecr.io', identity: 'system' })], system), ...appHeld },
  ],
  [
    'unknown not-readable',
    'an entry of Azure that names nobody: it always names one of both',
    { ...world([entry({})], system), ...appHeld },
  ],
  [
    'denied admin-disabled',
    'the admin account, off',
    world([entry({ username: 'contoso', passwordSecretRef: 'pw' })], none),
  ],
  [
    'allowed admin-credentials',
    'the admin account, on',
    world([entry({ username: 'contoso', passwordSecretRef: 'pw' })], none, environment(), { adminUserEnabled: true }),
  ],
  [
    'unknown not-readable',
    'a token of the registry',
    world([entry({ username: 'ci', passwordSecretRef: 'pw' })], none),
  ],
  [
    'denied arm-token-refused',
    'a registry that refuses tokens of Resource Manager',
    { ...world([entry({ identity: 'system' })], system, environment(), armOff), ...appHeld },
  ],
  [
    'denied wrong-role-for-mode',
    'AcrPull in ABAC mode',
    { ...world([entry({ identity: 'system' })], system, environment(), abac), ...appHeld },
  ],
  [
    'denied role-on-wrong-identity',
    'the role is on its other identity',
    { ...world([entry({ identity: uamiId })], identityBlock({ system: principal.app, user: [uamiId] })), ...appHeld },
  ],
  [
    'denied role-on-wrong-identity',
    'the role is on the client id',
    {
      ...world([entry({ identity: uamiId })], user),
      roleAssignments: [assignment(principal.uamiClient, role.AcrPull)],
    },
  ],
  [
    'allowed',
    'the server in capitals',
    { ...world([entry({ server: 'Contoso.azurecr.io', identity: 'system' })], system), ...appHeld },
  ],
  [
    'unknown not-readable',
    'its environment was not read',
    {
      resources: [registry(), app([entry({ identity: 'system-environment' })], none)],
      gaps: [{ what: 'managedEnvironments', scope: '/', why: '403' }],
    },
  ],
  [
    'denied network-private-only',
    'public access is off',
    { ...world([entry({ identity: 'system' })], system, environment(), closed), ...appHeld },
  ],
];

const stated = (...lines: readonly string[]) => ({ files: manifest.containerApp(undefined, lines) });
const inManifest: readonly Row[] = [
  [
    'denied identity-not-assigned',
    'the manifest takes the identity away',
    { ...world([entry({ identity: uamiId })], user), ...uamiHeld },
    stated('identity: { type: None }'),
  ],
];

const job = { ...app([entry({ identity: 'system' })], system), id: jobId, name: 'night', type: 'Microsoft.App/jobs' };
const jobs: readonly Row[] = [
  ['allowed', 'a job with its own identity', { resources: [registry(), job, environment()], ...appHeld }],
  ['denied no-pull-role', 'a job without a role', { resources: [registry(), job, environment()] }],
];

const userBlock = ['identity:', '  type: UserAssigned', '  userAssignedIdentities:', `    ${uamiId}: {}`];
const credentials = (more: string): readonly string[] => [
  'imageRegistryCredentials:',
  `  - { server: contoso.azurecr.io, ${more} }`,
];
const group = (cred: readonly Json[] | null, identity: Json, shop: Json = {}): Json => ({
  resources: [registry(shop), containerGroup(cred, identity), uami],
});
const asUser = { files: manifest.containerGroup(credentials(`identity: ${uamiId}`), userBlock) };
const groups: readonly Row[] = [
  ['allowed', 'a user-assigned identity', { ...group(null, user), ...uamiHeld }, asUser],
  ['denied no-pull-role', 'a user-assigned identity without a role', group(null, user), asUser],
  [
    'denied identity-not-assigned',
    'a user-assigned identity that it does not have',
    { ...group(null, none), ...uamiHeld },
    { files: manifest.containerGroup(credentials(`identity: ${uamiId}`)) },
  ],
  [
    'denied system-identity-unsupported',
    'its own identity',
    { ...group(null, system), ...appHeld },
    { files: manifest.containerGroup(credentials('identity: system'), ['identity: { type: SystemAssigned }']) },
  ],
  [
    'denied no-pull-identity',
    'no credential at all',
    { ...group(null, user), ...uamiHeld },
    { files: manifest.containerGroup([], userBlock) },
  ],
  [
    'denied admin-disabled',
    'the admin account, off',
    group(null, none),
    { files: manifest.containerGroup(credentials('username: contoso, password: x')) },
  ],
  [
    'allowed admin-credentials',
    'the admin account, on',
    group(null, none, { adminUserEnabled: true }),
    { files: manifest.containerGroup(credentials('username: contoso, password: x')) },
  ],
  [
    'allowed',
    'public access is off, and it passes as a trusted service',
    { ...group(null, user, closed), ...uamiHeld },
    asUser,
  ],
  [
    'denied network-private-only',
    'public access is off, and trusted services do not pass',
    { ...group(null, user, { ...closed, networkRuleBypassOptions: 'None' }), ...uamiHeld },
    asUser,
  ],
  [
    'denied network-private-only',
    'public access is off, and a password is no managed identity',
    group(null, none, { ...closed, adminUserEnabled: true }),
    { files: manifest.containerGroup(credentials('username: contoso, password: x')) },
  ],
];

const open = { anonymousPullEnabled: true };
const anonymous: readonly Row[] = [
  [
    'allowed anonymous-pull',
    'no credential, and everybody may pull',
    { ...group(null, none, open) },
    { files: manifest.containerGroup([]) },
  ],
  [
    'unknown not-readable',
    'an identity without a role, and everybody may pull',
    world([entry({ identity: 'system' })], system, environment(), open),
    { files },
  ],
];

const several: readonly Row[] = [
  [
    'allowed',
    'by the resource id of the target',
    { ...world([entry({ identity: 'system' })], system), ...appHeld },
    { target: appId, files },
  ],
  [
    'allowed',
    'by the name of the target',
    { ...world([entry({ identity: 'system' })], system), ...appHeld },
    { target: 'web', files },
  ],
  [
    'allowed',
    'Reader of the resource group',
    {
      ...world([entry({ identity: 'system' })], system),
      roleAssignments: [assignment(principal.app, role.Reader, registryId.split('/providers/')[0])],
    },
    { files },
  ],
];

const share = (rows: readonly Row[], shared: manifest.Files): readonly Row[] =>
  rows.map(([expected, name, facts]) => [expected, name, facts, { files: shared }]);

export const runtimeVectors: readonly Vector[] = [
  ...vectors('facts 4.1: Container Apps, managed-identity-image-pull', share(apps, files)),
  ...vectors('facts 4.1: the manifest is what will be deployed', inManifest),
  ...vectors('facts 4.1: jobs have the same shape', share(jobs, manifest.job())),
  ...vectors('facts 4.2: Container Instances', groups),
  ...vectors('facts 2.4: anonymous pull', anonymous),
  ...vectors('docs/gate.md, --target', several),
];
