// Controllers that read a registry themselves: never with the kubelet of the cluster that the file goes to.
// [1] fluxcd/image-reflector-controller, docs/spec: "No authentication is attempted when secret reference is not
//     provided for generic provider". `azure`: workload identity, kubelet managed identity or pod identity
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../src/verdict/decide.ts';
import { BuiltFiles } from '../../build/builtFiles.ts';
import {
  application,
  assign,
  cluster,
  guid,
  inShort,
  mapOf,
  now,
  pod,
  secret as pullSecret,
  registry,
  roles,
  servicePrincipal,
  targets,
  verdict,
} from '../facts.ts';

const app = guid('sp app');
const auth = Buffer.from(`${app}:x`).toString('base64');
const config = Buffer.from(JSON.stringify({ auths: { 'shop.azurecr.io': { auth } } })).toString('base64');
const secret = `apiVersion: v1
kind: Secret
metadata: { name: acr }
type: kubernetes.io/dockerconfigjson
data: { .dockerconfigjson: ${config} }
`;
const repository = (spec: string): string => `apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: { name: web }
spec: { image: shop.azurecr.io/web, interval: 1h${spec} }
`;

const rows: readonly (readonly [name: string, spec: string, open: boolean, expected: string])[] = [
  ['without a secret', '', false, 'denied no-pull-identity'],
  ['without a secret, and the registry allows anonymous pulls', '', true, 'allowed anonymous-pull'],
  ['with a secret of a principal that may pull', ', secretRef: { name: acr }', false, 'allowed'],
  ['with a secret that was not found', ', secretRef: { name: other }', false, 'unknown not-readable'],
  ['with a service account that was not found', ', serviceAccountName: flux', false, 'unknown not-readable'],
  ['as itself', ', provider: azure', false, 'unknown not-readable'],
];

for (const [name, spec, anonymousPullEnabled, expected] of rows) {
  test(`Flux reads an ImageRepository ${name} → ${expected} ([1])`, () => {
    const index = new BuiltFiles();
    index.take('web.yaml', `${repository(spec)}---\n${secret}`);
    const [reference] = index.references('web.yaml');
    assert.ok(reference);
    const map = mapOf({
      resources: [cluster('aks'), registry('shop', { anonymousPullEnabled })],
      // The kubelet may pull, which is no help to the controller.
      roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull), assign(guid('sp'), roles.AcrPull)],
      credentials: [servicePrincipal(app, guid('sp')), application(app, ['2027-06-01T00:00:00Z'])],
    });
    const finding = decide({ reference, target: targets.aks, map, now });
    assert.equal(finding && inShort(finding.verdict), expected);
  });
}

// [2] fluxcd/source-controller, docs/spec/v1/ocirepositories.md: the same fields, read by the source-controller
for (const [name, spec, , expected] of rows.filter(([, , open]) => !open)) {
  test(`Flux reads an OCIRepository ${name} → ${expected} ([2])`, () => {
    const text = `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: web }
spec: { url: "oci://shop.azurecr.io/manifests/web", ref: { tag: latest }, interval: 1h${spec} }
---
${secret}`;
    const index = new BuiltFiles();
    index.take('web.yaml', text);
    const [reference, ...more] = index.references('web.yaml');
    assert.ok(reference && more.length === 0);
    assert.equal(text.slice(reference.span.start, reference.span.end), 'shop.azurecr.io/manifests/web');
    const map = mapOf({
      resources: [cluster('aks'), registry('shop')],
      roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull), assign(guid('sp'), roles.AcrPull)],
      credentials: [servicePrincipal(app, guid('sp')), application(app, ['2027-06-01T00:00:00Z'])],
    });
    const finding = decide({ reference, target: targets.aks, map, now });
    assert.equal(finding && inShort(finding.verdict), expected);
  });
}

// [3] argo-cd, docs/user-guide/private-repositories.md: the secret whose URL fits best, which the CLI may have made
// [4] fluxcd/source-controller, docs/spec/v1/helmrepositories.md: `type: oci` with a secret, or a provider
const login = 'user' as const;
for (const [who, provider, has, expected] of [
  ['Argo CD reads a chart with a repository secret that is in no file', 'argocd', undefined, 'unknown not-readable'],
  ['Argo CD reads a chart with a repository secret', 'argocd', login, 'allowed'],
  ['Argo CD reads a chart by its workload identity', 'azure', undefined, 'unknown not-readable'],
  ['Flux reads a HelmRepository without a secret', 'generic', undefined, 'denied no-pull-identity'],
  ['Flux reads a HelmRepository with a secret', 'generic', login, 'allowed'],
] as const) {
  test(`${who} → ${expected} ([3], [4])`, () => {
    const controller = { name: provider === 'generic' ? 'source-controller' : 'argocd-repo-server', provider };
    const workload = pod({ controller, pullSecrets: has ? [pullSecret('repo', app)] : [] });
    const map = mapOf({
      resources: [cluster('aks'), registry('shop')],
      roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull), assign(guid('sp'), roles.AcrPull)],
      credentials: [servicePrincipal(app, guid('sp')), application(app, ['2027-06-01T00:00:00Z'])],
    });
    assert.equal(inShort(verdict({ map, image: 'shop.azurecr.io/charts/web:1.0.0', workload })), expected);
  });
}

test('no single image of a repository decides for a controller that lists its tags', () => {
  const workload = pod({
    controller: { name: 'image-reflector-controller', provider: 'generic' },
    pullSecrets: [pullSecret('acr', app)],
  });
  const map = mapOf({
    resources: [cluster('aks'), registry('shop')],
    roleAssignments: [assign(guid('sp'), roles.AcrPull)],
    credentials: [servicePrincipal(app, guid('sp')), application(app, ['2027-06-01T00:00:00Z'])],
    images: [{ registry: 'shop.azurecr.io', repository: 'web', tag: 'latest', state: 'missing' }],
  });
  assert.equal(inShort(verdict({ map, image: 'shop.azurecr.io/web', workload })), 'allowed');
  assert.equal(inShort(verdict({ map, image: 'shop.azurecr.io/web:latest', workload })), 'denied image-not-found');
});

// N16: https://github.com/fluxcd/source-controller/pull/1167
test('Flux with `provider: azure` pulls by its workload identity or as the kubelet, and the verdict names both', () => {
  const workload = pod({ controller: { name: 'source-controller', provider: 'azure' } });
  const map = mapOf({
    resources: [cluster('aks'), registry('shop')],
    roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull)],
  });
  const { outcome, message } = verdict({ map, image: 'shop.azurecr.io/charts/web:1.0.0', workload });
  assert.equal(outcome, 'unknown');
  assert.match(message, /workload identity.*kubelet identity/);
});
