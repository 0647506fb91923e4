// A Kubernetes cluster that is not AKS: pull secrets and nothing else, or a principal that the config names.
// [1] ACR docs, authenticate-kubernetes-options: "Kubernetes cluster other than AKS: Pod imagePullSecrets"
// [2] kubelet, PullImage: without any credential it asks anonymously
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PodWorkload } from '../../../src/model/workload.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { targetsOf } from '../../../src/workspace/targets/targets.ts';
import {
  account,
  application,
  assign,
  guid,
  inShort,
  mapOf,
  pod,
  reference,
  registry,
  roles,
  secret,
  servicePrincipal,
  target,
  verdict,
} from '../facts.ts';

const app = guid('sp app');
const edge = target('kubernetes', 'edge', undefined);
const bySecret = { pullSecrets: [secret('acr', app)] };

const rows: readonly {
  readonly name: string;
  readonly workload?: Partial<PodWorkload>;
  readonly identity?: string;
  readonly registry?: Readonly<Record<string, unknown>>;
  readonly held?: boolean;
  readonly expected: string;
}[] = [
  { name: 'no pull secret [1]', expected: 'denied no-pull-identity' },
  { name: 'a pull secret of a principal with the role [1]', workload: bySecret, held: true, expected: 'allowed' },
  { name: 'a pull secret of a principal without it [1]', workload: bySecret, expected: 'denied no-pull-role' },
  {
    name: 'the admin account, switched off',
    workload: { pullSecrets: [secret('acr', 'shop')] },
    expected: 'denied admin-disabled',
  },
  {
    name: 'a pull secret whose content was not found',
    workload: { pullSecrets: [secret('acr')] },
    expected: 'unknown not-readable',
  },
  {
    name: 'a pull secret for another host',
    workload: { pullSecrets: [secret('acr', app, { server: 'other.azurecr.io' })] },
    expected: 'denied no-pull-identity',
  },
  {
    name: 'a service account that no manifest shows',
    workload: { serviceAccount: account('web', { definedAt: undefined, pullSecrets: undefined }) },
    expected: 'unknown not-readable',
  },
  {
    name: 'a registry that allows anonymous pulls [2]',
    registry: { anonymousPullEnabled: true },
    expected: 'allowed anonymous-pull',
  },
  { name: 'the principal that the config names', identity: guid('sp'), held: true, expected: 'allowed' },
  {
    name: 'the principal that the config names, without a role',
    identity: guid('sp'),
    expected: 'denied no-pull-role',
  },
];

for (const row of rows) {
  test(`a plain Kubernetes cluster: ${row.name} → ${row.expected}`, () => {
    const map = mapOf({
      resources: [registry('shop', row.registry)],
      roleAssignments: row.held ? [assign(guid('sp'), roles.AcrPull)] : [],
      credentials: [servicePrincipal(app, guid('sp')), application(app, ['2027-06-01T00:00:00Z'])],
    });
    const found = verdict({ map, target: { ...edge, identity: row.identity }, workload: pod(row.workload) });
    assert.equal(inShort(found), row.expected);
  });
}

test('the config sends manifests of Kubernetes there, and names who its nodes pull as', () => {
  const text = `version: 1\ntargets:\n  - { name: edge, kind: kubernetes, identity: ${guid('sp')}, manifests: 'edge/**' }\n`;
  const { config, problems } = readConfig(text, '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  const found = targetsOf({ ...reference('shop.azurecr.io/web:1'), file: 'edge/web.yaml' }, { config, map: undefined });
  assert.deepEqual(found, [{ ...edge, identity: guid('sp'), why: '.acr-pull.yaml' }]);
});
