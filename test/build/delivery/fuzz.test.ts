// Senders come of any objects without a throw, and the same ones each time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendersIn } from '../../../src/build/delivery/senders.ts';
import { contextOf, type Files, inWords, OWN, objectsIn } from './workspace.ts';

const MANIFESTS = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: gitops, namespace: flux }
spec: { url: '${OWN}', ref: { branch: main } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: vars, namespace: flux }
data: { registry: shop.azurecr.io, values.yaml: 'image: { repository: a, tag: "1" }' }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux }
spec:
  path: ./apps
  sourceRef: { kind: GitRepository, name: gitops }
  images: [{ name: shop, newName: shop.azurecr.io/shop, newTag: '2' }]
  patches: [{ patch: p, target: { kind: Deployment } }]
  commonMetadata: { labels: { a: b } }
  kubeConfig: { configMapRef: { name: vars } }
  postBuild: { substitute: { tag: '2' }, substituteFrom: [{ kind: ConfigMap, name: vars }] }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop, namespace: flux }
spec:
  chart: { spec: { chart: ./apps, sourceRef: { kind: GitRepository, name: gitops }, valuesFiles: [a.yaml] } }
  values: { image: { repository: '\${registry}/shop' } }
  valuesFrom: [{ kind: ConfigMap, name: vars, valuesKey: values.yaml }, { kind: Secret, name: s, targetPath: image.tag }]
  postRenderers: [{ kustomize: { images: [{ name: a, newName: b }] } }]
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec:
  destination: { name: prod, namespace: shop }
  sources:
    - { repoURL: '${OWN}', path: apps, kustomize: { images: ['shop=b:1'], patches: [{ patch: a }] } }
    - { repoURL: '${OWN}', path: apps, directory: { include: '{a,b}*', recurse: true } }
    - { repoURL: '${OWN}', path: apps, helm: { valueFiles: ['$v/apps/a.yaml'], values: 'a: b', parameters: [{ name: a, value: b }] } }
    - { repoURL: '${OWN}', ref: v }
---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all }
spec:
  goTemplate: false
  generators:
    - list: { elements: [{ env: dev, cluster: aks, values: { x: '1' } }] }
    - git: { repoURL: '${OWN}', directories: [{ path: 'apps/*' }, { path: '*', exclude: false }] }
    - matrix: { generators: [{ clusters: { values: { a: '{{name}}' } } }, { list: { elements: [{ env: '{{name}}' }] } }] }
    - merge: { mergeKeys: [env], generators: [{ list: { elements: [{ env: a }] } }, { list: { elements: [{ env: a, cluster: b }] } }] }
  template:
    metadata: { name: '{{env}}' }
    spec: { source: { repoURL: '${OWN}', path: 'apps/{{env}}', helm: { values: 'image: {{cluster}}/a' } }, destination: { server: '{{server}}' } }
---
apiVersion: v1
kind: Secret
metadata: { name: c, labels: { argocd.argoproj.io/secret-type: cluster, env: dev } }
stringData: { name: prod, server: 'https://prod.example.com' }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec: { template: { spec: { containers: [{ image: '\${registry}/shop:\${tag:=\${x}}' }] } } }
`;

const WORDS = MANIFESTS.match(/[\w./{}$*:-]+|[^\w]/g) ?? [];
const OTHERS = [
  '',
  'null',
  '[]',
  '{}',
  '"',
  '{{',
  '}}',
  '${',
  '$$',
  '..',
  '*',
  'true',
  '{ a: b }',
  '[a, b]',
  '\n',
  'v1.2.3',
];

/** Numbers of a fixed sequence: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** The manifests with a few words that are others: of the same manifests, or such that end up in wrong places. */
function mutated(seed: number): Files {
  const next = sequence(seed);
  const words = [...WORDS];
  for (let count = next(12); count >= 0; count--) {
    const from = next(3) === 0 ? OTHERS : WORDS;
    words[next(words.length)] = from[next(from.length)] ?? '';
  }
  return { 'apps/a.yaml': words.join(''), 'apps/dev/b.yaml': '' };
}

test('150 workspaces of mutated manifests', () => {
  let count = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const files = mutated(seed);
    const objects = objectsIn(files);
    const context = contextOf(files);
    const senders = sendersIn(objects, context);
    count += senders.length;
    for (const { sends } of senders) {
      if (sends.kind !== 'folder') continue;
      for (const object of objects) sends.edit?.(object);
      sends.after?.(objects);
      sends.selects?.('a/b.yaml');
    }
    assert.deepEqual(sendersIn(objects, context).map(inWords), senders.map(inWords), `seed ${seed}`);
  }
  assert.ok(count > 700, `${count} senders`);
});
