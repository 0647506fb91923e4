// A pipeline has a principal and no resource. Its target's id is the principal's object id (design.md).
// [1] azure-facts 4.4: roles belong to the service principal's object id. Federated connections have no secret
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../../src/read/index.ts';
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

test('a service principal that is switched off pulls nothing, whatever its role', () => {
  const map = mapOf({
    resources: [registry('shop')],
    roleAssignments: [assign(guid('ci'), roles.AcrPull, registryId('shop'))],
    credentials: [{ ...servicePrincipal(app, guid('ci')), accountEnabled: false }, application(app, [])],
  });
  const found = verdict({ map, target: target('pipeline', 'ci', guid('ci')), workload });
  assert.equal(inShort(found), 'denied no-pull-identity');
});

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

// N15: the images of a job's containers are pulled before its steps run.
const privateShop = mapOf({
  resources: [registry('shop')],
  roleAssignments: [assign(guid('ci'), roles.AcrPull)],
  credentials: [],
});
const ci = target('pipeline', 'ci', guid('ci'));

function jobContainer(file: string, text: string): string {
  const reading = readManifest({ name: file, text });
  const found = reading.references.find(({ image }) => image.kind === 'image' && image.repository === 'web');
  assert.ok(found, JSON.stringify(reading.references));
  return inShort(verdict({ map: privateShop, target: ci, workload: found.workload }));
}

const workflow = (job: string) => jobContainer('.github/workflows/ci.yml', `on: push\njobs:\n  test:\n${job}`);
const pipeline = (text: string) => jobContainer('azure-pipelines.yml', text);

test('the container of a job without credentials is pulled anonymously, whatever the pipeline may pull', () => {
  const hosted = '    runs-on: ubuntu-latest\n';
  assert.equal(workflow(`${hosted}    container: shop.azurecr.io/web:1\n    steps: []\n`), 'denied no-pull-identity');
  const service = `${hosted}    services: { db: { image: 'shop.azurecr.io/web:1' } }\n    steps: []\n`;
  assert.equal(workflow(service), 'denied no-pull-identity');
  const credentials = 'credentials: { username: u, password: p }';
  const own = `${hosted}    container: { image: 'shop.azurecr.io/web:1', ${credentials} }\n    steps: []\n`;
  assert.equal(workflow(own), 'unknown not-readable');
});

test('a runner of one’s own may be signed in from before: unknown', () => {
  const own = '    runs-on: [self-hosted, linux]\n    container: shop.azurecr.io/web:1\n    steps: []\n';
  assert.equal(workflow(own), 'unknown not-readable');
  const matrix = '    runs-on: ${{ matrix.os }}\n    container: shop.azurecr.io/web:1\n    steps: []\n';
  assert.equal(workflow(matrix), 'unknown not-readable');
});

test('what a step pulls, it pulls as the pipeline has signed in', () => {
  const step = '    runs-on: ubuntu-latest\n    steps: [{ run: docker pull shop.azurecr.io/web:1 }]\n';
  assert.equal(workflow(step), 'allowed');
});

test('a container of Azure Pipelines pulls by its service connection, and anonymously without one', () => {
  const resource = (more: string) =>
    `pool: { vmImage: ubuntu-latest }\nresources:\n  containers:\n    - container: web\n      image: shop.azurecr.io/web:1\n${more}steps:\n  - script: echo\n`;
  assert.equal(pipeline(resource('')), 'denied no-pull-identity');
  assert.equal(pipeline(resource('      endpoint: shop-connection\n')), 'allowed');
  const inline = 'container: shop.azurecr.io/web:1\nsteps:\n  - script: echo\n';
  assert.equal(pipeline(`pool: { vmImage: ubuntu-latest }\n${inline}`), 'denied no-pull-identity');
  assert.equal(pipeline(`pool: our-agents\n${inline}`), 'unknown not-readable');
  assert.equal(pipeline(inline), 'unknown not-readable');
});
