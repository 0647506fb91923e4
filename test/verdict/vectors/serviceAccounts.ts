// The credentials of a service account: pull secrets, an identity, a binding.
import { armOff, assignment, cluster, type Json, pool, principal, registry, role, uami, uamiId } from './azure.ts';
import { deployment, dockerSecret, serviceAccount } from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const attached = [assignment(principal.kubelet, role.AcrPull)];
const withAdmin = { resources: [registry({ adminUserEnabled: true }), cluster()] };

const robot = ['serviceAccountName: robot'];
const secrets = ['imagePullSecrets: [{ name: login }]'];
const accounts: readonly Row[] = [
  [
    'allowed admin-credentials',
    'a secret of the service account',
    withAdmin,
    { files: { ...deployment(undefined, robot), ...serviceAccount(secrets), ...dockerSecret('contoso') } },
  ],
  [
    'denied not-attached',
    'the pod lists its own, so that of the account does not count',
    withAdmin,
    {
      files: {
        ...deployment(undefined, [...robot, 'imagePullSecrets: [{ name: other }]']),
        ...serviceAccount(secrets),
        ...dockerSecret('contoso'),
        'other.yaml': (dockerSecret('x', 'y', 'ghcr.io')['secret.yaml'] ?? '').replace('name: login', 'name: other'),
      },
    },
  ],
  ['unknown not-readable', 'an account that no manifest shows', {}, { files: deployment(undefined, robot) }],
  [
    'denied not-attached',
    'an account without secrets',
    {},
    { files: { ...deployment(undefined, robot), ...serviceAccount() } },
  ],
];

const profile = (more: Json | null, properties: Json = {}): Json =>
  cluster({ securityProfile: { serviceAccountImagePullProfile: more }, ...properties });
const named = {
  ...deployment(undefined, robot),
  ...serviceAccount([], { 'kubernetes.azure.com/acr-client-id': principal.uamiClient }),
};
const uamiHeld = [assignment(principal.uami, role.AcrPull)];
const enabled = { enabled: true };
const pullIdentity: readonly Row[] = [
  [
    // N11: with an identity binding, and a role in the cluster, and a snapshot has neither
    'unknown not-readable',
    'the identity that the account names',
    { resources: [registry(), profile(enabled), uami], roleAssignments: uamiHeld },
    { files: named },
  ],
  [
    'denied no-pull-role',
    'that one holds no role, and the kubelet does not step in',
    { resources: [registry(), profile(enabled), uami], roleAssignments: [] },
    { files: named },
  ],
  [
    'denied no-pull-identity',
    'the account names none, and there is no default',
    { resources: [registry(), profile(enabled), uami], roleAssignments: attached },
    { files: { ...deployment(undefined, robot), ...serviceAccount() } },
  ],
  [
    'unknown not-readable', // N11
    'the default',
    {
      resources: [registry(), profile({ enabled: true, defaultManagedIdentityId: uamiId }), uami],
      roleAssignments: uamiHeld,
    },
    { files: { ...deployment(undefined, robot), ...serviceAccount() } },
  ],
  [
    'allowed',
    'switched off, so the kubelet pulls',
    { resources: [registry(), profile({ enabled: false }), uami], roleAssignments: attached },
    { files: named },
  ],
  [
    'unknown not-readable',
    'named, and whether that counts was not read',
    { resources: [registry(), profile(null), uami], roleAssignments: attached },
    { files: named },
  ],
  [
    'unknown not-readable',
    'on nodes of both systems, with different answers',
    {
      resources: [
        registry(),
        profile(enabled, { agentPoolProfiles: [pool(), pool({ name: 'win', osType: 'Windows' })] }),
        uami,
      ],
      roleAssignments: attached,
    },
    { files: named },
  ],
];

const binding = {
  'binding.yaml': `apiVersion: acrpull.microsoft.com/v1beta2\nkind: AcrPullBinding\nmetadata: { name: web, namespace: shop }\nspec:\n  serviceAccountName: robot\n  acr: { server: contoso.azurecr.io }\n  auth: { managedIdentity: { clientID: ${principal.uamiClient} } }\n`,
};
const bound = { files: { ...deployment(undefined, robot), ...serviceAccount(), ...binding } };
const bindings: readonly Row[] = [
  [
    'allowed',
    'a binding whose identity holds a role',
    { resources: [registry(), cluster(), uami], roleAssignments: uamiHeld },
    bound,
  ],
  ['denied no-pull-role', 'a binding whose identity holds none', { resources: [registry(), cluster(), uami] }, bound],
  [
    'denied arm-token-refused',
    'a binding on a registry that refuses its tokens',
    { resources: [registry(armOff), cluster(), uami], roleAssignments: uamiHeld },
    bound,
  ],
];

export const serviceAccountVectors: readonly Vector[] = [
  ...vectors('Kubernetes: a pod’s own pull secrets come instead of its service account’s', accounts),
  ...vectors('facts 3.5: serviceAccountImagePullProfile', pullIdentity),
  ...vectors('facts 3.5: msi-acrpull', bindings),
];
