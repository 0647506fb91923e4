// A pipeline has a principal and no resource; its target's id is the principal's object id (design.md).
// [1] azure-facts 4.4: roles belong to the service principal's object id; federated connections have no secret
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  application,
  assign,
  guid,
  identityId,
  inShort,
  mapOf,
  registry,
  registryId,
  roles,
  servicePrincipal,
  target,
  userIdentity,
  verdict,
} from '../facts.ts';

const workload = { platform: 'pipeline', name: 'release' } as const;
const app = guid('ci app');
const late = '2027-06-01T00:00:00Z';
const past = '2026-09-30T00:00:00Z';
const soon = '2026-12-09T00:00:00Z';

const rows: readonly {
  readonly name: string;
  readonly id: string | undefined;
  readonly holder?: string;
  readonly role?: string;
  readonly credentials?: unknown;
  readonly open?: boolean;
  readonly expected: string;
}[] = [
  { name: 'a service principal', id: guid('ci'), holder: guid('ci'), credentials: null, expected: 'allowed' },
  { name: 'a service principal without a role', id: guid('ci'), expected: 'denied no-pull-role' },
  {
    name: 'a pipeline pushes, so AcrPush is no more than it needs',
    id: guid('ci'),
    holder: guid('ci'),
    role: roles.AcrPush,
    expected: 'allowed',
  },
  {
    name: 'Contributor is',
    id: guid('ci'),
    holder: guid('ci'),
    role: roles.Contributor,
    expected: 'allowed broad-grant',
  },
  { name: 'a managed identity', id: guid('id-app'), holder: guid('id-app'), expected: 'allowed' },
  {
    name: 'a managed identity by its client id',
    id: guid('id-app client'),
    holder: guid('id-app'),
    expected: 'allowed',
  },
  {
    name: 'a service principal by its client id',
    id: app,
    holder: guid('ci'),
    credentials: [servicePrincipal(app, guid('ci')), application(app, [late])],
    expected: 'allowed',
  },
  {
    name: 'the object id of the application instead of the service principal',
    id: guid(`${app} application`),
    holder: guid('ci'),
    credentials: [servicePrincipal(app, guid('ci')), application(app, [late])],
    expected: 'allowed',
  },
  {
    name: 'the role was given to the application object',
    id: guid('ci'),
    holder: guid(`${app} application`),
    credentials: [servicePrincipal(app, guid('ci')), application(app, [late])],
    expected: 'denied role-on-wrong-identity',
  },
  {
    name: 'its secret has ended: it may log in by federation by now',
    id: guid('ci'),
    holder: guid('ci'),
    credentials: [servicePrincipal(app, guid('ci')), application(app, [past])],
    expected: 'unknown not-readable',
  },
  {
    name: 'its secret ends soon',
    id: guid('ci'),
    holder: guid('ci'),
    credentials: [servicePrincipal(app, guid('ci')), application(app, [soon])],
    expected: 'allowed expiring-credential',
  },
  {
    name: 'without any secret it logs in by federation',
    id: guid('ci'),
    holder: guid('ci'),
    credentials: [servicePrincipal(app, guid('ci')), application(app, [])],
    expected: 'allowed',
  },
  {
    name: 'a registry that allows anonymous pulls, and a managed identity',
    id: guid('id-app'),
    open: true,
    expected: 'unknown not-readable',
  },
  { name: 'nobody said who it is', id: undefined, expected: 'unknown not-readable' },
  {
    name: 'a registry that allows anonymous pulls: whether it logs in first is not known',
    id: guid('ci'),
    open: true,
    expected: 'unknown not-readable',
  },
];

for (const row of rows) {
  test(`pipelines: ${row.name} → ${row.expected} ([1])`, () => {
    const map = mapOf({
      resources: [registry('shop', { anonymousPullEnabled: row.open === true }), userIdentity('id-app')],
      roleAssignments: row.holder ? [assign(row.holder, row.role ?? roles.AcrPull, registryId('shop'))] : [],
      credentials: row.credentials === undefined ? [] : row.credentials,
    });
    assert.equal(inShort(verdict({ map, target: target('pipeline', 'ci', row.id), workload })), row.expected);
  });
}

test('with which token a pipeline logs in is its own affair, and matters where the registry is choosy', () => {
  const map = mapOf({
    resources: [
      registry('shop', { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } }),
      userIdentity('id-app'),
    ],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  const to = target('pipeline', 'ci', guid('id-app'));
  assert.equal(inShort(verdict({ map, target: to, workload })), 'unknown not-readable');
});

test('a managed identity is named as such', () => {
  const map = mapOf({
    resources: [registry('shop'), userIdentity('id-app')],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  const { puller, evidence } = verdict({ map, target: target('pipeline', 'ci', guid('id-app')), workload });
  assert.equal(puller?.name, 'user-assigned identity `id-app`');
  assert.ok(evidence.some(({ id }) => id === identityId('id-app')));
});

// https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container
test('a job that signs in with credentials of its own does not pull as the pipeline', () => {
  const own = { ...workload, username: '${{ secrets.ACR_USERNAME }}' };
  const map = mapOf({ resources: [registry('shop')], roleAssignments: [], credentials: [] });
  const to = target('pipeline', 'ci', guid('ci'));
  assert.equal(inShort(verdict({ map, target: to, workload })), 'denied no-pull-role');
  assert.equal(inShort(verdict({ map, target: to, workload: own })), 'unknown not-readable');
});
