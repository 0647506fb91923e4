// A verdict may rest on facts that were not read, but only on those with a name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssumptionId } from '../../src/model/assumption.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { CredentialHint } from '../../src/model/workload.ts';
import { readManifest } from '../../src/read/index.ts';
import { assumedEvidence, assuming } from '../../src/verdict/assumptions.ts';
import { all, any, denied, either, type Result, resultOf, unreadResult } from '../../src/verdict/result.ts';
import {
  account,
  assign,
  cluster,
  guid,
  mapOf,
  pod,
  registry,
  registryId,
  roles,
  secret,
  span,
  target,
  verdict,
} from './facts.ts';

type Json = Readonly<Record<string, unknown>>;

const yes = resultOf('allowed');
const no = denied('role', 'no-pull-role', 'it has no role', null);
const open = unreadResult('role', 'roles were not read', null);

function resting(result: Result, ...ids: readonly AssumptionId[]): Result {
  return ids.reduce((each, id) => assuming(id, { strict: false }, each, 'not read'), result);
}

test('a verdict that makes an assumption names it, once', () => {
  const twice = resting(yes, 'no-deny-assignment', 'no-deny-assignment');
  assert.deepEqual([twice.outcome, twice.assumptions], ['allowed', ['no-deny-assignment']]);
});

test('without assumptions it is unknown, and says why', () => {
  const strict = assuming('no-deny-assignment', { strict: true }, yes, 'deny assignments were not read');
  assert.deepEqual([strict.outcome, strict.why, strict.assumptions], ['unknown', 'deny assignments were not read', []]);
});

test('what is unknown anyway assumes nothing', () => {
  assert.equal(resting(open, 'no-deny-assignment'), open);
});

test('all steps together: allowed rests on the assumptions of each, denied on those of the step that decides', () => {
  const first = resting(yes, 'no-pull-by-service-account');
  const second = resting(yes, 'no-deny-assignment');
  assert.deepEqual(all([first, second]).assumptions, ['no-pull-by-service-account', 'no-deny-assignment']);
  assert.deepEqual(all([first, no]).assumptions, []);
  assert.deepEqual(all([first, resting(no, 'no-other-pull-secret')]).assumptions, ['no-other-pull-secret']);
  assert.deepEqual(all([first, open]).assumptions, []);
});

test('one credential is enough: allowed rests on its own assumptions, denied on those of each that fails', () => {
  const works = resting(yes, 'no-deny-assignment');
  const fails = resting(no, 'no-other-pull-secret');
  assert.deepEqual(any([fails, works]).assumptions, ['no-deny-assignment']);
  assert.deepEqual(any([fails, resting(no, 'no-pull-by-service-account')]).assumptions, [
    'no-other-pull-secret',
    'no-pull-by-service-account',
  ]);
  assert.deepEqual(any([fails, open]).assumptions, []);
});

test('where either case may hold, the verdict rests on the assumptions of both', () => {
  assert.deepEqual(either([resting(yes, 'no-deny-assignment'), yes], 'it depends').assumptions, ['no-deny-assignment']);
  assert.deepEqual(either([resting(yes, 'no-deny-assignment'), no], 'it depends').assumptions, []);
});

test('the proof has a line for each', () => {
  assert.deepEqual(
    assumedEvidence(['no-deny-assignment']).map(({ step, effect }) => `${step} ${effect}`),
    ['role assumed'],
  );
});

// ─── Each assumption, and how it falls ──────────────────────────────────────────────────────────────────────────────

const kubelet = guid('aks kubelet');
const pulls = [assign(kubelet, roles.AcrPull)];

function worldOf(properties: Json = {}, more: Json = {}) {
  return mapOf({ resources: [registry('shop'), cluster('aks', properties)], roleAssignments: pulls, ...more });
}

function said({ outcome, assumptions }: Verdict): string {
  return [outcome, ...assumptions].join(' ');
}

const current = { kubernetesVersion: '1.34.1' };
const place = { file: 'accounts.yaml', span };
const annotated: CredentialHint = { of: 'serviceAccounts', name: 'service account `other`', ...place };
const operator: CredentialHint = { of: 'pullSecrets', name: 'ExternalSecret `pull`', ...place };

// N10
test('a current cluster, read by a version that is generally available, gets a plain verdict with its assumption named', () => {
  const found = verdict({ map: worldOf(current) });
  assert.equal(said(found), 'allowed no-pull-by-service-account');
  assert.ok(found.evidence.some(({ effect, fact }) => effect === 'assumed' && fact.includes('service accounts')));
  assert.equal(said(verdict({ map: worldOf(current), attempt: { strict: true } })), 'unknown');
});

test('another service account of the cluster names an identity to pull with: unknown', () => {
  const hinted = pod({ hints: [annotated] });
  assert.equal(said(verdict({ map: worldOf(current), workload: hinted })), 'unknown');
  // on a version that can't, too: someone took pains
  assert.equal(said(verdict({ map: worldOf(), workload: hinted })), 'unknown');
  // where the cluster was read, it decides
  const off = { ...current, securityProfile: { serviceAccountImagePullProfile: { enabled: false } } };
  assert.equal(said(verdict({ map: worldOf(off), workload: hinted })), 'allowed');
});

test("the pod's own service account names an identity to pull with: unknown", () => {
  const workload = pod({ serviceAccount: account('web', { pullClientId: { text: guid('id-app client'), span } }) });
  assert.equal(said(verdict({ map: worldOf(current), workload })), 'unknown');
});

// N24
test('deny assignments that nobody asked for are assumed to be none; asked for in vain, they leave it unknown', () => {
  assert.equal(said(verdict({ map: worldOf({}, { denyAssignments: undefined }) })), 'allowed no-deny-assignment');
  assert.equal(said(verdict({ map: worldOf() })), 'allowed');
  const gaps = [{ what: 'denyAssignments', scope: registryId('shop'), why: '403' }];
  assert.equal(said(verdict({ map: worldOf({}, { denyAssignments: undefined, gaps }) })), 'unknown');
  const strict = { map: worldOf({}, { denyAssignments: undefined }), attempt: { strict: true } };
  assert.equal(said(verdict(strict)), 'unknown');
});

test('a pull that fails for another reason assumes nothing of deny assignments', () => {
  const map = worldOf({}, { denyAssignments: undefined, roleAssignments: [] });
  assert.equal(said(verdict({ map })), 'denied no-other-pull-secret');
});

// N19
test('a denial on a cluster whose pull secrets can not be seen says so', () => {
  const map = worldOf({}, { roleAssignments: [] });
  assert.equal(said(verdict({ map })), 'denied no-other-pull-secret');
  assert.equal(said(verdict({ map, attempt: { strict: true } })), 'unknown');
  // a pod that lists its own secrets does not use those of its service account
  const own = pod({ pullSecrets: [secret('admin', 'shop')] });
  assert.equal(said(verdict({ map, workload: own, attempt: { strict: true } })), 'denied');
});

test('an operator or a policy that adds pull secrets makes a denial unknown, and no allowed pull', () => {
  const workload = pod({ hints: [operator] });
  assert.equal(said(verdict({ map: worldOf({}, { roleAssignments: [] }), workload })), 'unknown');
  assert.equal(said(verdict({ map: worldOf(), workload })), 'allowed');
});

test('on a cluster outside of Azure, its nodes may have a credential: a denial says so', () => {
  const to = target('kubernetes', 'edge', undefined);
  assert.equal(said(verdict({ map: worldOf(), target: to })), 'denied no-other-pull-secret');
  assert.equal(said(verdict({ map: worldOf(), target: to, workload: pod({ hints: [operator] }) })), 'unknown');
});

test('a registry that lets everybody pull needs no assumption', () => {
  const open = mapOf({ resources: [registry('shop', { anonymousPullEnabled: true }), cluster('aks', current)] });
  assert.equal(said(verdict({ map: open })), 'allowed');
  assert.equal(said(verdict({ map: open, attempt: { strict: true } })), 'allowed');
});

// https://helm.sh/docs/helm/helm_create/
test('values of a chart that is not here: what the chart makes of them is assumed', () => {
  const text = 'image:\n  registry: shop.azurecr.io\n  repository: checkout\n  tag: "2.4"\n';
  const [reference] = readManifest({ name: 'values.yaml', text }).references;
  assert.ok(reference);
  assert.equal(said(verdict({ map: worldOf(), attempt: { reference } })), 'allowed chart-joins-values');
  assert.equal(said(verdict({ map: worldOf(), attempt: { reference, strict: true } })), 'unknown');
});
