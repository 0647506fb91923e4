// Argo CD Applications and ApplicationSets, from the repository to the pulls: what they deploy, and to which cluster.
// Each declaration alone is tested in delivery/argo.test.ts and delivery/applicationSet.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BuiltFiles } from './builtFiles.ts';
import {
  application,
  applicationSet,
  chart,
  cluster,
  mapOf,
  overlay,
  pod,
  secretsOf,
  sent,
  sentAll,
  templatePod,
} from './gitops.ts';

const inCluster = 'server: "https://kubernetes.default.svc"';

test('an Application sends its path to the cluster of its destination, by name or by the address of its API server', () => {
  const byName = { 'argocd/shop.yaml': application('path: apps/shop', 'name: aks-eu'), 'apps/shop/pod.yaml': pod() };
  assert.deepEqual(sentAll(byName), ['apps/shop/pod.yaml: shopprod/till:1 → aks-eu']);
  const server = 'server: "https://AKS-us-1a2b.hcp.westeurope.azmk8s.io:443"';
  const byServer = { 'argocd/shop.yaml': application('path: apps/shop', server), 'apps/shop/pod.yaml': pod() };
  assert.deepEqual(sentAll(byServer), ['apps/shop/pod.yaml: shopprod/till:1 → aks-us']);
});

test('a cluster that Azure does not know stays that cluster, also where it knows only one other', () => {
  const files = { 'argocd/shop.yaml': application('path: apps/shop', 'name: prod'), 'apps/shop/pod.yaml': pod() };
  assert.deepEqual(sent(files, 'apps/shop/pod.yaml', { map: mapOf(cluster('aks-eu')) }), ['shopprod/till:1 → prod?']);
  // the config can name the cluster that Argo CD calls so
  const yaml = `targets: [{ name: prod, kind: aks, id: ${cluster('aks-eu').id}, manifests: [] }]`;
  assert.deepEqual(sent(files, 'apps/shop/pod.yaml', { yaml }), ['shopprod/till:1 → prod']);
});

// An on-premises or Arc cluster that Argo CD knows by the name that the config has for it.
test('a destination that is called like a plain Kubernetes cluster of the config is that one', () => {
  const files = { 'argocd/shop.yaml': application('path: apps/shop', 'name: onprem'), 'apps/shop/pod.yaml': pod() };
  const yaml = 'targets: [{ name: onprem, kind: kubernetes, id: /subscriptions/s/x, manifests: [] }]';
  assert.deepEqual(sent(files, 'apps/shop/pod.yaml', { yaml }), ['shopprod/till:1 → onprem']);
});

test('a folder is not searched deeper than Argo CD does', () => {
  const pods = { 'apps/shop/pod.yaml': pod(), 'apps/shop/jobs/pod.yaml': pod('job') };
  const flat = { ...pods, 'argocd/shop.yaml': application('path: apps/shop', 'name: aks-eu') };
  assert.deepEqual(sentAll(flat), [
    // nothing sends this one
    'apps/shop/jobs/pod.yaml: shopprod/job:1 →',
    'apps/shop/pod.yaml: shopprod/till:1 → aks-eu',
  ]);
  const source = 'path: apps/shop, directory: { recurse: true }';
  const deep = { ...pods, 'argocd/shop.yaml': application(source, 'name: aks-eu') };
  assert.deepEqual(sentAll(deep), [
    'apps/shop/jobs/pod.yaml: shopprod/job:1 → aks-eu',
    'apps/shop/pod.yaml: shopprod/till:1 → aks-eu',
  ]);
});

test('in-cluster is where the declaring file goes: by the config, or by the Application that deploys it', () => {
  const files = {
    'argocd/root.yaml': application('path: argocd/apps', 'name: aks-us', 'root'),
    'argocd/apps/shop.yaml': application('path: apps/shop', inCluster),
    'apps/shop/pod.yaml': pod(),
  };
  assert.deepEqual(sentAll(files), ['apps/shop/pod.yaml: shopprod/till:1 → aks-us']);
  const yaml = `targets: [{ name: hub, kind: aks, id: ${cluster('aks-dev').id}, manifests: 'argocd/**' }]`;
  assert.deepEqual(sentAll(files, { yaml }), ['apps/shop/pod.yaml: shopprod/till:1 → hub']);
  // no file states where Argo CD runs, and the only cluster there is proves nothing
  const alone = { 'shop.yaml': application('path: apps', 'name: in-cluster'), 'apps/pod.yaml': pod() };
  assert.deepEqual(sentAll(alone), ['apps/pod.yaml: shopprod/till:1 →']);
  assert.deepEqual(sentAll(alone, { map: mapOf(cluster('aks-eu')) }), ['apps/pod.yaml: shopprod/till:1 →']);
});

test('two Applications of one folder deploy it twice; where one of them goes is not passed over', () => {
  const files = {
    'argocd/eu.yaml': application('path: apps', 'name: aks-eu', 'eu'),
    'argocd/hub.yaml': application('path: apps', 'name: in-cluster', 'hub'),
    'apps/pod.yaml': pod(),
  };
  assert.deepEqual(sentAll(files), ['apps/pod.yaml: shopprod/till:1 → aks-eu', 'apps/pod.yaml: shopprod/till:1 →']);
});

test('Applications that send themselves round end', () => {
  const files = {
    'a/a.yaml': application('path: b', 'name: in-cluster', 'a'),
    'b/b.yaml': application('path: a', 'name: in-cluster', 'b'),
    'b/pod.yaml': pod(),
  };
  assert.deepEqual(sentAll(files), ['b/pod.yaml: shopprod/till:1 →']);
});

test('an image is deployed as each overlay makes it, and goes there and nowhere else', () => {
  const files = {
    'base/kustomization.yaml': overlay('pod.yaml', 'api.yaml'),
    'base/pod.yaml': pod(),
    'base/api.yaml': pod('api'),
    'base/leftover.yaml': pod('leftover'),
    'eu/kustomization.yaml': overlay('../base'),
    'dev/kustomization.yaml': `${overlay('../base')}images: [{ name: shopprod.azurecr.io/till, newName: shopdev.azurecr.io/till }]\n`,
    'argocd/eu.yaml': application('path: eu', 'name: aks-eu', 'eu'),
    'argocd/dev.yaml': application('path: dev', 'name: aks-dev', 'dev'),
  };
  const all = [
    'base/api.yaml: shopprod/api:1 → aks-dev',
    'base/api.yaml: shopprod/api:1 → aks-eu',
    // no kustomization lists it
    'base/leftover.yaml: shopprod/leftover:1 →',
    'base/pod.yaml: shopprod/till:1 → aks-eu',
    // shown where its name is written
    'dev/kustomization.yaml: shopdev/till:1 → aks-dev',
  ];
  assert.deepEqual(sentAll(files), all);
  // a base that is sent somewhere itself is so as it is written
  const both = { ...files, 'argocd/base.yaml': application('path: base', 'name: aks-us', 'base') };
  assert.deepEqual(sent(both, 'base/pod.yaml'), ['shopprod/till:1 → aks-us', 'shopprod/till:1 → aks-eu']);
});

test("the config's folders of overlays count for what they are built of, and come before what the repository says", () => {
  const files = {
    'base/kustomization.yaml': overlay('pod.yaml'),
    'base/pod.yaml': pod(),
    'overlays/eu/kustomization.yaml': overlay('../../base'),
    'argocd/eu.yaml': application('path: overlays/eu', 'name: aks-dev'),
  };
  const yaml = `targets: [{ name: eu, kind: aks, id: ${cluster('aks-eu').id}, manifests: 'overlays/eu/**' }]`;
  assert.deepEqual(sentAll(files, { yaml }), ['base/pod.yaml: shopprod/till:1 → eu']);
  assert.deepEqual(sentAll(files), ['base/pod.yaml: shopprod/till:1 → aks-dev']);
  // a pick in the editor fills gaps, and sends nothing elsewhere
  assert.deepEqual(sentAll(files, { chosen: ['aks-eu'] }), ['base/pod.yaml: shopprod/till:1 → aks-dev']);
});

const values = (tag: string, registry = 'shopprod') =>
  `image:\n  repository: ${registry}.azurecr.io/till\n  tag: '${tag}'\n`;
const till = chart({ 'pod.yaml': templatePod }, values('1'));

test('an Application deploys a chart with the values that it names, and with no others', () => {
  const files = {
    ...till,
    'charts/till/values-dev.yaml': values('dev', 'shopdev'),
    'charts/till/values-eu.yaml': values('eu'),
    'argocd/eu.yaml': application('path: charts/till, helm: { valueFiles: [values-eu.yaml] }', 'name: aks-eu'),
  };
  // other values fit the chart, too: they are built with it, and no file states where that goes
  assert.deepEqual(sentAll(files), [
    'charts/till/values-dev.yaml: shopdev/till:dev →',
    'charts/till/values-eu.yaml: shopprod/till:eu → aks-eu',
  ]);
  const { 'argocd/eu.yaml': _, ...unsent } = files;
  assert.deepEqual(sentAll(unsent), [
    'charts/till/values-dev.yaml: shopdev/till:dev →',
    'charts/till/values-eu.yaml: shopprod/till:eu →',
    'charts/till/values.yaml: shopprod/till:1 →',
  ]);
});

test('an image that values put together is shown at the last value that names it', () => {
  const all = (helm: string, given?: string) =>
    sentAll({
      ...till,
      ...(given === undefined ? {} : { 'charts/till/values-eu.yaml': given }),
      'argocd/eu.yaml': application(`path: charts/till, helm: { ${helm} }`, 'name: aks-eu'),
    });
  // the tag alone leaves the repository where it is
  assert.deepEqual(all('valueFiles: [values-eu.yaml]', 'image: { tag: "2" }\n'), [
    'charts/till/values.yaml: shopprod/till:2 → aks-eu',
  ]);
  assert.deepEqual(all('valueFiles: [values-eu.yaml]', 'image: { repository: shopdev.azurecr.io/till }\n'), [
    'charts/till/values-eu.yaml: shopdev/till:1 → aks-eu',
  ]);
  const own = ['argocd/eu.yaml: shopdev/till:1 → aks-eu'];
  assert.deepEqual(all('parameters: [{ name: image.repository, value: shopdev.azurecr.io/till }]'), own);
  assert.deepEqual(all('valuesObject: { image: { repository: shopdev.azurecr.io/till } }'), own);
  assert.deepEqual(all('values: "image: { repository: shopdev.azurecr.io/till }"'), own);
});

test('images and patches of an Application change what it deploys', () => {
  const pods = { 'apps/kustomization.yaml': overlay('pod.yaml'), 'apps/pod.yaml': pod() };
  const byArgo = (options: string) => ({
    ...pods,
    'x.yaml': application(`path: apps, kustomize: { ${options} }`, 'name: aks-eu'),
  });
  assert.deepEqual(sentAll(byArgo('images: ["shopprod.azurecr.io/till=shopdev.azurecr.io/till:2"]')), [
    'x.yaml: shopdev/till:2 → aks-eu',
  ]);
  const secret = `[{ target: { kind: Pod }, patch: '[{ "op": "add", "path": "/spec/imagePullSecrets", "value": [{ "name": "acr" }] }]' }]`;
  assert.deepEqual(secretsOf(byArgo(`patches: ${secret}`), 'apps/pod.yaml'), ['acr']);
});

// https://github.com/argoproj/argo-cd/blob/master/util/app/discovery/discovery.go: kustomize needs a kustomization
test('options of kustomize for a folder without a kustomization deploy nothing of it', () => {
  const source = 'path: apps, kustomize: { images: ["shopprod.azurecr.io/till=shopdev.azurecr.io/till:2"] }';
  const files = { 'apps/pod.yaml': pod(), 'x.yaml': application(source, 'name: aks-eu') };
  assert.deepEqual(sentAll(files), ['apps/pod.yaml: shopprod/till:1 →']);
});

test('values of this repository for a chart from elsewhere, and values in the Application itself', () => {
  const files = {
    'envs/eu/values.yaml': values('1'),
    'argocd/till.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: till }
spec:
  destination: { name: aks-eu }
  sources:
    - repoURL: https://charts.contoso.com
      chart: till
      helm:
        valueFiles: [$repo/envs/eu/values.yaml]
        valuesObject: { proxy: { image: { repository: shopprod.azurecr.io/proxy, tag: '2' } } }
    - repoURL: https://github.com/contoso/gitops
      ref: repo
`,
  };
  assert.deepEqual(sentAll(files), [
    'argocd/till.yaml: shopprod/proxy:2 → aks-eu',
    'envs/eu/values.yaml: shopprod/till:1 → aks-eu',
  ]);
});

test('a pull secret that a parameter sets beside an image is that of its pod', () => {
  const parameters =
    '[{ name: image.repository, value: shopprod.azurecr.io/till }, { name: "imagePullSecrets[0].name", value: acr }]';
  const source = `chart: till, helm: { parameters: ${parameters} }`;
  const argo = application(source, 'name: aks-eu');
  // the chart is in a registry: its templates may do anything with these values
  assert.deepEqual(secretsOf({ 'argocd/till.yaml': argo }, 'argocd/till.yaml'), ['acr']);
});

test('an ApplicationSet by a list, by folders of git, and by both', () => {
  const pods = { 'clusters/aks-eu/till/pod.yaml': pod('eu'), 'clusters/aks-us/till/pod.yaml': pod('us') };
  const all = (...set: Parameters<typeof applicationSet>) =>
    sentAll({ ...pods, 'argocd/set.yaml': applicationSet(...set) });
  const [eu, us] = [
    'clusters/aks-eu/till/pod.yaml: shopprod/eu:1 → aks-eu',
    'clusters/aks-us/till/pod.yaml: shopprod/us:1 → aks-us',
  ] as const;
  const list = '[{ list: { elements: [{ env: aks-eu, at: { region: x } }, { env: aks-us }] } }]';
  assert.deepEqual(all(list, 'clusters/{{env}}/till', 'name: "{{ env }}"'), [eu, us]);
  assert.deepEqual(all(list, 'clusters/{{.env}}/till', 'name: "{{ .env }}"', 'goTemplate: true'), [eu, us]);
  const folders = '[{ git: { directories: [{ path: clusters/*/till }, { path: clusters/aks-us/*, exclude: true }] } }]';
  assert.deepEqual(all(folders, '{{path}}', 'name: "{{path[1]}}"'), [
    eu,
    'clusters/aks-us/till/pod.yaml: shopprod/us:1 →',
  ]);
  const go = '[{ git: { directories: [{ path: clusters/* }] } }]';
  assert.deepEqual(all(go, '{{ .path.path }}/till', 'name: "{{ index .path.segments 1 }}"', 'goTemplate: true'), [
    eu,
    us,
  ]);
  const matrix = `[{ matrix: { generators: [{ list: { elements: [{ env: aks-eu }, { env: aks-us }] } }, { git: { directories: [{ path: 'clusters/{{env}}/*' }] } }] } }]`;
  assert.deepEqual(all(matrix, '{{path}}', 'name: "{{env}}"'), [eu, us]);
});

// Only the clusters' Secrets state which Applications a generator makes. A folder that is called like a cluster is a
// guess.
test('clusters whose Secrets are not here leave open what is deployed', () => {
  const pods = { 'clusters/aks-eu/till/pod.yaml': pod('eu') };
  const all = (path: string) =>
    sentAll({ ...pods, 'argocd/set.yaml': applicationSet('[{ clusters: {} }]', path, 'server: "{{server}}"') });
  const row = 'clusters/aks-eu/till/pod.yaml: shopprod/eu:1 →';
  assert.deepEqual(all('clusters/{{name}}/till'), [row]);
  // Argo CD's own cluster, and those that only it knows
  assert.deepEqual(all('clusters/aks-eu/till'), [row, row]);
});

// https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/#generator-templates
test('a patch or a template of a generator may send it elsewhere: then nothing is known', () => {
  const pods = { 'clusters/aks-eu/till/pod.yaml': pod() };
  const list = '[{ list: { elements: [{ env: aks-eu }] } }]';
  const where = (generators: string, patch = '') =>
    sent(
      {
        ...pods,
        'argocd/set.yaml': applicationSet(
          generators,
          'clusters/{{env}}/till',
          'name: "{{env}}"',
          patch && `templatePatch: |\n    spec:\n      ${patch}`,
        ),
      },
      'clusters/aks-eu/till/pod.yaml',
    );
  assert.deepEqual(where(list), ['shopprod/till:1 → aks-eu']);
  assert.deepEqual(where(list, 'syncPolicy: { automated: { prune: true } }'), ['shopprod/till:1 → aks-eu']);
  assert.deepEqual(where(list, 'destination: { name: aks-us }'), ['shopprod/till:1 →']);
  const own = '[{ list: { elements: [{ env: aks-eu }], template: { spec: { destination: { name: aks-us } } } } }]';
  assert.deepEqual(where(own), ['shopprod/till:1 →']);
});

test('values of an Application that are no YAML are a problem, and comments alone are none', () => {
  const values = (text: string) =>
    BuiltFiles.of({
      'argocd/till.yaml': application(`chart: till, helm: { values: ${JSON.stringify(text)} }`, 'name: aks-eu'),
    }).problems('argocd/till.yaml');
  assert.deepEqual(
    values('image:\n  repository: shopprod.azurecr.io/till\n  tag: "1.2\n').map(({ message }) => message),
    ["these values were not read: they aren't YAML"],
  );
  assert.deepEqual(values('# none yet\n'), []);
});
