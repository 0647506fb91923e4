// The credentials of a cluster: pull secrets, service accounts, bindings, a service principal.
import {
  abac,
  application,
  armOff,
  assignment,
  cluster,
  type Json,
  oldCluster,
  pool,
  principal,
  registry,
  registryId,
  role,
  servicePrincipal,
} from './azure.ts';
import { deployment, tokenEnding, withSecret } from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const { kubelet, sp, spClient } = principal;
const attached = [assignment(kubelet, role.AcrPull)];
const [past, soon, far] = ['2026-10-01T00:00:00Z', '2026-12-04T00:00:00Z', '2028-01-01T00:00:00Z'];
const withAdmin = { resources: [registry({ adminUserEnabled: true }), cluster()] };
const admin = { files: withSecret('contoso') };

const account: readonly Row[] = [
  ['allowed admin-credentials', 'the admin account, on', withAdmin, admin],
  ['allowed admin-credentials', 'the admin account in capitals, on', withAdmin, { files: withSecret('Contoso') }],
  ['denied admin-disabled', 'the admin account, off', {}, admin],
  ['allowed dead-pull-secret', 'the admin account, off, and an attached cluster', { roleAssignments: attached }, admin],
  [
    'unknown not-readable',
    'the admin account, and whether it is on was not read',
    { resources: [registry({ adminUserEnabled: null }), cluster()] },
    admin,
  ],
  ['unknown not-readable', 'a token of the registry', {}, { files: withSecret('ci-token') }],
  [
    'allowed',
    'a token of the registry, and an attached cluster',
    { roleAssignments: attached },
    { files: withSecret('ci-token') },
  ],
  [
    'denied not-attached',
    'a secret for another host',
    {},
    { files: withSecret('contoso', 'x', 'fabrikam.azurecr.io') },
  ],
  [
    'allowed',
    'a secret for another host, and an attached cluster',
    { roleAssignments: attached },
    { files: withSecret('contoso', 'x', 'fabrikam.azurecr.io') },
  ],
  [
    'unknown not-readable',
    'a secret that no manifest shows',
    {},
    { files: deployment(undefined, ['imagePullSecrets: [{ name: login }]']) },
  ],
  [
    'allowed',
    'a secret that no manifest shows, and an attached cluster',
    { roleAssignments: attached },
    { files: deployment(undefined, ['imagePullSecrets: [{ name: login }]']) },
  ],
];

const nobody = '00000000-0000-0000-0000-000000000000';
const tokens: readonly Row[] = [
  [
    'denied expired-credential',
    'a short-lived token that has ended',
    {},
    { files: withSecret(nobody, tokenEnding(past)) },
  ],
  [
    'allowed dead-pull-secret',
    'a short-lived token that has ended, and an attached cluster',
    { roleAssignments: attached },
    { files: withSecret(nobody, tokenEnding(past)) },
  ],
  ['unknown not-readable', 'a short-lived token of which no end shows', {}, { files: withSecret(nobody) }],
];

const app = (...ends: readonly string[]): Json => ({ credentials: [servicePrincipal(), application(...ends)] });
const spHeld = [assignment(sp, role.AcrPull)];
const login = { files: withSecret(spClient) };
const principals: readonly Row[] = [
  ['allowed', 'a service principal with a role', { ...app(far), roleAssignments: spHeld }, login],
  ['allowed expiring-credential', 'its secret ends in ten days', { ...app(soon), roleAssignments: spHeld }, login],
  ['denied expired-credential', 'its secret has ended', { ...app(past), roleAssignments: spHeld }, login],
  [
    'allowed dead-pull-secret',
    'its secret has ended, and the cluster is attached',
    { ...app(past), roleAssignments: [...spHeld, ...attached] },
    login,
  ],
  ['denied no-pull-role', 'it holds no role', app(far), login],
  [
    'denied role-on-wrong-identity',
    'the role is on its client id',
    { ...app(far), roleAssignments: [assignment(spClient, role.AcrPull)] },
    login,
  ],
  ['unknown not-readable', 'it was not read', { credentials: null, roleAssignments: spHeld }, login],
  [
    'unknown not-readable',
    'its secret on the application object was not read',
    { credentials: [servicePrincipal()], roleAssignments: spHeld },
    login,
  ],
  [
    'denied wrong-role-for-mode',
    'AcrPull on a registry in ABAC mode',
    { ...app(far), resources: [registry(abac), cluster()], roleAssignments: spHeld },
    login,
  ],
];

const old = { resources: [registry(), oldCluster(spClient)] };
const ofCluster: readonly Row[] = [
  ['allowed', 'attached', { ...old, ...app(far), roleAssignments: spHeld }],
  ['denied not-attached', 'not attached', { ...old, ...app(far) }],
  ['denied expired-credential', 'its secret has ended', { ...old, ...app(past), roleAssignments: spHeld }],
  [
    'denied role-on-wrong-identity',
    'the role is on the application object',
    { ...old, ...app(far), roleAssignments: [assignment('bbbbbbbb-0000-4000-8000-0000000000ff', role.AcrPull)] },
  ],
  ['unknown not-readable', 'it was not read', { ...old, credentials: null, roleAssignments: spHeld }],
  [
    'unknown not-readable',
    'neither identity nor service principal was read',
    { resources: [registry(), cluster({ identityProfile: null })] },
  ],
  [
    'allowed',
    'tokens of Resource Manager are refused, and it needs none',
    { ...app(far), roleAssignments: spHeld, resources: [registry(armOff), oldCluster(spClient)] },
  ],
];

const open = { resources: [registry({ anonymousPullEnabled: true }), cluster()] };
const anonymous: readonly Row[] = [
  ['allowed anonymous-pull', 'no role, and everybody may pull', open],
  ['allowed', 'a role, and everybody may pull', { ...open, roleAssignments: attached }],
  [
    'denied not-attached',
    'no role, and nobody else may pull',
    { resources: [registry({ anonymousPullEnabled: false }), cluster()] },
  ],
  [
    'allowed anonymous-pull',
    'of another tenant, and everybody may pull',
    {
      resources: [
        registry(
          { anonymousPullEnabled: true },
          { id: registryId.replace('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002') },
        ),
        cluster(),
      ],
      tenants: {
        'aaaaaaaa-0000-4000-8000-000000000001': 'cccccccc-0000-4000-8000-000000000001',
        'aaaaaaaa-0000-4000-8000-000000000002': 'cccccccc-0000-4000-8000-000000000002',
      },
    },
  ],
];

const audience: readonly Row[] = [
  [
    'allowed',
    'nodes ask for the registry’s own tokens',
    { resources: [registry(armOff), cluster()], roleAssignments: attached },
  ],
  [
    'unknown not-readable',
    'nodes so old that they may not',
    {
      resources: [
        registry(armOff),
        cluster({ agentPoolProfiles: [pool({ nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202412.10.0' })] }),
      ],
      roleAssignments: attached,
    },
  ],
];

export const credentialVectors: readonly Vector[] = [
  ...vectors('facts 2.4 and 3.4: admin account and tokens; Kubernetes, all credentials are tried', account),
  ...vectors('facts 2.2: refresh tokens', tokens),
  ...vectors('facts 3.4 and 6.3: service principals, secrets on the application object', principals),
  ...vectors('facts 3.3: servicePrincipalProfile', ofCluster),
  ...vectors('facts 2.4: anonymous pull, the kubelet also asks as nobody', anonymous),
  ...vectors('facts 2.4: authentication-as-arm', audience),
];
