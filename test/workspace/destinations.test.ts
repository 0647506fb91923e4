// Where manifests go by what the repository itself says: Argo CD, Flux, kustomize, azd and pipelines, and groups of
// clusters in the config. Each test is a small repository, with the clusters that its files then have.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import { readManifest } from '../../src/read/index.ts';
import { decide } from '../../src/verdict/decide.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { type TargetSources, targetsOf } from '../../src/workspace/targets/targets.ts';
import { BuiltFiles } from '../build/builtFiles.ts';

const subscription = '/subscriptions/50b50000-0000-4000-8000-000000000001';
const cluster = (name: string, group = 'shop-aks', tags: Readonly<Record<string, string>> = {}) => ({
  id: `${subscription}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`,
  type: 'Microsoft.ContainerService/managedClusters',
  tags,
  properties: { fqdn: `${name}-1a2b.hcp.westeurope.azmk8s.io` },
});
const app = { id: `${subscription}/resourceGroups/g/providers/Microsoft.App/containerApps/shop-api`, properties: {} };

function mapOf(...resources: readonly object[]) {
  const result = readSnapshotData({ version: 1, resources }, 'shop.json');
  assert.ok('map' in result, JSON.stringify(result));
  return result.map;
}

const map = mapOf(cluster('aks-dev', 'shop-dev', { team: 'shop' }), cluster('aks-eu'), cluster('aks-us'), app);

type Files = Readonly<Record<string, string>>;

function indexOf(files: Files): BuiltFiles {
  const index = new BuiltFiles();
  for (const [name, text] of Object.entries(files)) index.take(name, text);
  return index;
}

interface Options extends Partial<TargetSources> {
  readonly yaml?: string;
}

/** `image → targets` of each reference of a file; a target whose cluster is not known has a question mark. */
function sent(files: Files, file: string, { yaml = '', ...sources }: Options = {}): readonly string[] {
  const { config, problems } = readConfig(`version: 1\n${yaml}`, '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  return indexOf(files)
    .references(file)
    .map(reference => {
      const targets = targetsOf(reference, { config, map, ...sources });
      const { image } = reference;
      const name = image.kind === 'image' ? `${image.registry?.split('.')[0]}/${image.repository}` : reference.text;
      return `${name} → ${targets.map(target => target.name + (target.id === undefined ? '?' : '')).join(' ')}`.trim();
    });
}

const pod = (name = 'till', image = `shopprod.azurecr.io/${name}:1`) => `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  containers: [{ name: app, image: '${image}' }]
`;
const overlay = (...resources: readonly string[]) =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${resources.join(', ')}]\n`;
const application = (source: string, destination: string, name = 'shop') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name} }
spec:
  source: { repoURL: https://github.com/contoso/gitops.git, ${source} }
  destination: { ${destination} }
`;
const applicationSet = (generators: string, path: string, destination: string) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: shop }
spec:
  generators: ${generators}
  template:
    spec:
      source: { repoURL: https://github.com/contoso/gitops, path: '${path}' }
      destination: { ${destination} }
`;
const flux = (name: string, spec: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  sourceRef: { kind: GitRepository, name: flux-system }
${spec}
`;

test('an Application sends its path to the cluster of its destination, by name or by the address of its API server', () => {
  const byName = { 'argocd/shop.yaml': application('path: apps/shop', 'name: aks-eu'), 'apps/shop/pod.yaml': pod() };
  assert.deepEqual(sent(byName, 'apps/shop/pod.yaml'), ['shopprod/till → aks-eu']);
  const server = 'server: "https://AKS-us-1a2b.hcp.westeurope.azmk8s.io:443"';
  const byServer = { 'argocd/shop.yaml': application('path: apps/shop', server), 'apps/shop/pod.yaml': pod() };
  assert.deepEqual(sent(byServer, 'apps/shop/pod.yaml'), ['shopprod/till → aks-us']);
});

test('a cluster that is not in the map stays that cluster, also where the map has only one other', () => {
  const files = { 'argocd/shop.yaml': application('path: apps/shop', 'name: prod'), 'apps/shop/pod.yaml': pod() };
  assert.deepEqual(sent(files, 'apps/shop/pod.yaml', { map: mapOf(cluster('aks-eu')) }), ['shopprod/till → prod?']);
  // the config can say which cluster Argo CD calls so
  const yaml = `targets: [{ name: prod, kind: aks, id: ${cluster('aks-eu').id}, manifests: [] }]`;
  assert.deepEqual(sent(files, 'apps/shop/pod.yaml', { yaml }), ['shopprod/till → prod']);
});

test('a folder is not searched deeper than Argo CD does', () => {
  const pods = { 'apps/shop/pod.yaml': pod(), 'apps/shop/jobs/pod.yaml': pod() };
  const flat = { ...pods, 'argocd/shop.yaml': application('path: apps/shop', 'name: aks-eu') };
  assert.deepEqual(sent(flat, 'apps/shop/jobs/pod.yaml'), ['shopprod/till →']);
  const deep = {
    ...pods,
    'argocd/shop.yaml': application('path: apps/shop, directory: { recurse: true }', 'name: aks-eu'),
  };
  assert.deepEqual(sent(deep, 'apps/shop/jobs/pod.yaml'), ['shopprod/till → aks-eu']);
});

test('in-cluster is where the declaring file goes: by the config, or by the Application that deploys it', () => {
  const files = {
    'argocd/root.yaml': application('path: argocd/apps', 'name: aks-us', 'root'),
    'argocd/apps/shop.yaml': application('path: apps/shop', 'server: "https://kubernetes.default.svc"'),
    'apps/shop/pod.yaml': pod(),
  };
  assert.deepEqual(sent(files, 'apps/shop/pod.yaml'), ['shopprod/till → aks-us']);
  const yaml = `targets: [{ name: hub, kind: aks, id: ${cluster('aks-dev').id}, manifests: 'argocd/**' }]`;
  assert.deepEqual(sent(files, 'apps/shop/pod.yaml', { yaml }), ['shopprod/till → hub']);
  const alone = { 'shop.yaml': application('path: apps', 'name: in-cluster'), 'apps/pod.yaml': pod() };
  assert.deepEqual(sent(alone, 'apps/pod.yaml'), ['shopprod/till →']);
  assert.deepEqual(sent(alone, 'apps/pod.yaml', { map: mapOf(cluster('aks-eu')) }), ['shopprod/till → aks-eu']);
});

test('beside a cluster that is known, one that is not is not passed over', () => {
  const files = {
    'argocd/eu.yaml': application('path: apps', 'name: aks-eu', 'eu'),
    'argocd/hub.yaml': application('path: apps', 'name: in-cluster', 'hub'),
    'apps/pod.yaml': pod(),
  };
  assert.deepEqual(sent(files, 'apps/pod.yaml'), ['shopprod/till → aks-eu where argocd/hub.yaml is deployed?']);
});

test('Applications that send themselves round end', () => {
  const files = {
    'a/a.yaml': application('path: b', 'name: in-cluster', 'a'),
    'b/b.yaml': application('path: a', 'name: in-cluster', 'b'),
    'b/pod.yaml': pod(),
  };
  assert.deepEqual(sent(files, 'b/pod.yaml'), ['shopprod/till →']);
});

test('what an overlay is sent to, its bases are sent to; what it renames goes there and nowhere else', () => {
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
  assert.deepEqual(sent(files, 'base/pod.yaml'), ['shopdev/till → aks-dev', 'shopprod/till → aks-eu']);
  assert.deepEqual(sent(files, 'base/api.yaml'), ['shopprod/api → aks-dev aks-eu']);
  assert.deepEqual(sent(files, 'dev/kustomization.yaml'), ['shopdev/till → aks-dev']);
  assert.deepEqual(sent(files, 'base/leftover.yaml'), ['shopprod/leftover →']);
  // a base that is sent somewhere itself is so as it is written
  const both = { ...files, 'argocd/base.yaml': application('path: base', 'name: aks-us', 'base') };
  assert.deepEqual(sent(both, 'base/pod.yaml'), ['shopprod/till → aks-us aks-eu', 'shopdev/till → aks-dev']);
});

test("the config's folders of overlays count for their bases, and come before what the repository says", () => {
  const files = {
    'base/kustomization.yaml': overlay('pod.yaml'),
    'base/pod.yaml': pod(),
    'overlays/eu/kustomization.yaml': overlay('../../base'),
    'argocd/eu.yaml': application('path: overlays/eu', 'name: aks-dev'),
  };
  const yaml = `targets: [{ name: eu, kind: aks, id: ${cluster('aks-eu').id}, manifests: 'overlays/eu/**' }]`;
  assert.deepEqual(sent(files, 'base/pod.yaml', { yaml }), ['shopprod/till → eu']);
  assert.deepEqual(sent(files, 'base/pod.yaml'), ['shopprod/till → aks-dev']);
  // what is picked in the editor fills gaps, and sends nothing elsewhere
  assert.deepEqual(sent(files, 'base/pod.yaml', { chosen: ['aks-eu'] }), ['shopprod/till → aks-dev']);
});

test('of a chart, only the values that an Application names go to its cluster', () => {
  const values = (tag: string) => `image:\n  repository: shopprod.azurecr.io/till\n  tag: '${tag}'\n`;
  const files = {
    'charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'charts/till/values-dev.yaml': values('dev'),
    'charts/till/values-eu.yaml': values('eu'),
    'argocd/eu.yaml': application('path: charts/till, helm: { valueFiles: [values-eu.yaml] }', 'name: aks-eu'),
  };
  assert.deepEqual(sent(files, 'charts/till/values-eu.yaml'), ['shopprod/till → aks-eu']);
  assert.deepEqual(sent(files, 'charts/till/values-dev.yaml'), ['shopprod/till →']);
});

test('a value of the chart that a destination gives otherwise is not said to go there', () => {
  const values = "image:\n  repository: shopprod.azurecr.io/till\n  tag: '1'\n";
  const files = (helm: string, given = 'image: { tag: "2" }\n') => ({
    'charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'charts/till/values.yaml': values,
    'charts/till/values-eu.yaml': given,
    'argocd/eu.yaml': application(`path: charts/till, helm: { ${helm} }`, 'name: aks-eu'),
  });
  const sentValues = (helm: string, given?: string) => sent(files(helm, given), 'charts/till/values.yaml');
  assert.deepEqual(sentValues('valueFiles: [values-eu.yaml]'), ['shopprod/till → aks-eu']);
  const moved = 'image: { repository: shopdev.azurecr.io/till }\n';
  assert.deepEqual(sentValues('valueFiles: [values-eu.yaml]', moved), ['shopprod/till →']);
  const parameter = 'parameters: [{ name: image.repository, value: shopdev.azurecr.io/till }]';
  assert.deepEqual(sentValues(parameter), ['shopprod/till →']);
  assert.deepEqual(sentValues('valuesObject: { image: { registry: shopdev.azurecr.io } }'), ['shopprod/till →']);
});

test('what Flux or Argo CD replaces in the images that it deploys, goes there in its place', () => {
  const base = { 'apps/kustomization.yaml': overlay('pod.yaml'), 'apps/pod.yaml': pod() };
  const flat = { 'apps/pod.yaml': pod() };
  const images = '  images: [{ name: shopprod.azurecr.io/till, newName: shopdev.azurecr.io/till }]';
  const byFlux = flux('x', `  path: ./apps\n  kubeConfig: { secretRef: { name: aks-eu } }\n${images}`);
  const byArgo = application(
    'path: apps, kustomize: { images: ["shopprod.azurecr.io/till=shopdev.azurecr.io/till:2"] }',
    'name: aks-eu',
  );
  for (const files of [base, flat]) {
    assert.deepEqual(sent({ ...files, 'x.yaml': byFlux }, 'apps/pod.yaml'), ['shopdev/till → aks-eu']);
    assert.deepEqual(sent({ ...files, 'x.yaml': byArgo }, 'apps/pod.yaml'), ['shopdev/till → aks-eu']);
  }
});

test('values of this repository for a chart from elsewhere, and values in the Application itself', () => {
  const files = {
    'envs/eu/values.yaml': "image:\n  repository: shopprod.azurecr.io/till\n  tag: '1'\n",
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
  assert.deepEqual(sent(files, 'envs/eu/values.yaml'), ['shopprod/till → aks-eu']);
  assert.deepEqual(sent(files, 'argocd/till.yaml'), ['shopprod/proxy → aks-eu']);
});

test('the path of another repository says nothing of this one', () => {
  const other = application('path: charts/x', 'name: aks-us').replace('contoso/gitops', 'contoso/other');
  const files = {
    'argocd/other.yaml': other,
    'argocd/other2.yaml': other.replace('charts/x', 'charts/y'),
    'argocd/other3.yaml': other.replace('charts/x', 'apps'),
    'argocd/root.yaml': other.replace('charts/x', '.'),
    'apps/pod.yaml': pod(),
    'pod.yaml': pod(),
  };
  assert.deepEqual(sent(files, 'apps/pod.yaml'), ['shopprod/till →']);
  assert.deepEqual(sent(files, 'pod.yaml'), ['shopprod/till →']);
});

test('an ApplicationSet by a list, by folders, by both, and by clusters whose name is in the path', () => {
  const pods = { 'clusters/aks-eu/till/pod.yaml': pod(), 'clusters/aks-us/till/pod.yaml': pod() };
  const all = (set: string) => Object.keys(pods).map(file => sent({ ...pods, 'argocd/set.yaml': set }, file)[0]);
  const each = ['shopprod/till → aks-eu', 'shopprod/till → aks-us'];
  const list = '[{ list: { elements: [{ env: aks-eu, at: { region: x } }, { env: aks-us }] } }]';
  assert.deepEqual(all(applicationSet(list, 'clusters/{{env}}/till', 'name: "{{ env }}"')), each);
  assert.deepEqual(all(applicationSet(list, 'clusters/{{.env}}/till', 'name: "{{ .env }}"')), each);
  const folders = '[{ git: { directories: [{ path: clusters/*/till }, { path: clusters/aks-us/*, exclude: true }] } }]';
  assert.deepEqual(all(applicationSet(folders, '{{path}}', 'name: "{{path[1]}}"')), [each[0], 'shopprod/till →']);
  const go = '[{ git: { directories: [{ path: clusters/* }] } }]';
  assert.deepEqual(all(applicationSet(go, '{{ .path.path }}/till', 'name: "{{ index .path.segments 1 }}"')), each);
  const matrix = `[{ matrix: { generators: [{ list: { elements: [{ env: aks-eu }, { env: aks-us }] } }, { git: { directories: [{ path: 'clusters/{{env}}/*' }] } }] } }]`;
  assert.deepEqual(all(applicationSet(matrix, '{{path}}', 'name: "{{env}}"')), each);
  assert.deepEqual(all(applicationSet('[{ clusters: {} }]', 'clusters/{{name}}/till', 'server: "{{server}}"')), each);
  // which cluster each of them is, no file tells
  assert.deepEqual(all(applicationSet('[{ clusters: {} }]', 'clusters/aks-eu/till', 'server: "{{server}}"')), [
    'shopprod/till →',
    'shopprod/till →',
  ]);
});

// https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Template/#generator-templates
test('what an ApplicationSet lays over its template may send it elsewhere', () => {
  const pods = { 'clusters/aks-eu/till/pod.yaml': pod() };
  const list = '[{ list: { elements: [{ env: aks-eu }] } }]';
  const set = applicationSet(list, 'clusters/{{env}}/till', 'name: "{{env}}"');
  const where = (text: string) => sent({ ...pods, 'argocd/set.yaml': text }, 'clusters/aks-eu/till/pod.yaml');
  const patched = (patch: string) => `${set}  templatePatch: |\n    spec:\n      ${patch}\n`;
  assert.deepEqual(where(set), ['shopprod/till → aks-eu']);
  assert.deepEqual(where(patched('syncPolicy: { automated: { prune: true } }')), ['shopprod/till → aks-eu']);
  assert.deepEqual(where(patched('destination: { name: aks-us }')), ['shopprod/till →']);
  assert.deepEqual(where(patched('{{- if .central }}\n      destination: { name: aks-us }\n      {{- end }}')), [
    'shopprod/till →',
  ]);
  const own = '[{ list: { elements: [{ env: aks-eu }], template: { spec: { destination: { name: aks-us } } } } }]';
  assert.deepEqual(where(applicationSet(own, 'clusters/{{env}}/till', 'name: "{{env}}"')), ['shopprod/till →']);
});

// https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
test('a cluster that Argo CD knows by a Secret of the repository is that of its address, whatever its name', () => {
  const secret = (name: string, server: string, env: string) => `apiVersion: v1
kind: Secret
metadata: { name: ${name}, labels: { argocd.argoproj.io/secret-type: cluster, env: ${env} } }
stringData: { name: ${name}, server: '${server}' }
`;
  const api = (name: string) => `https://${name}-1a2b.hcp.westeurope.azmk8s.io:443`;
  const files = {
    'clusters/a.yaml': secret('aks-us', api('aks-eu'), 'prod'),
    'clusters/b.yaml': secret('test', api('aks-test'), 'test'),
    'clusters/c.yaml': secret('dev', Buffer.from(api('aks-dev')).toString('base64'), 'dev').replace(
      'stringData: { name: dev',
      'data: { name: ZGV2',
    ),
    'apps/pod.yaml': pod(),
    'apps/test/pod.yaml': pod(),
  };
  const by = (name: string) =>
    sent({ ...files, 'x.yaml': application('path: apps', `name: ${name}`) }, 'apps/pod.yaml');
  assert.deepEqual(by('aks-us'), ['shopprod/till → aks-eu']);
  assert.deepEqual(by('dev'), ['shopprod/till → aks-dev']);
  // the config's name is another cluster's, whose address is known
  const yaml = `targets: [{ name: aks-us, kind: aks, id: ${cluster('aks-us').id}, manifests: [] }]`;
  const sentByName = { ...files, 'x.yaml': application('path: apps', 'name: aks-us') };
  assert.deepEqual(sent(sentByName, 'apps/pod.yaml', { yaml }), ['shopprod/till → aks-eu']);
  assert.deepEqual(by('test'), ['shopprod/till → test?']);
  // of two of one name, either may be meant
  const two = {
    ...files,
    'y.yaml': secret('dev', api('aks-eu'), 'dev'),
    'x.yaml': application('path: apps', 'name: dev'),
  };
  assert.deepEqual(sent(two, 'apps/pod.yaml'), ['shopprod/till → dev?']);
  // the clusters of a generator are those, by their labels
  const set = (generator: string, path = 'apps') =>
    sent({ ...files, 'x.yaml': applicationSet(generator, path, 'server: "{{server}}"') }, 'apps/pod.yaml');
  assert.deepEqual(set('[{ clusters: { selector: { matchLabels: { env: prod } } } }]'), ['shopprod/till → aks-eu']);
  assert.deepEqual(set('[{ clusters: { selector: { matchLabels: { env: none } } } }]'), ['shopprod/till →']);
  // one that is encrypted, sealed, kept elsewhere or made by a template is one of them too, whatever it is called
  // https://getsops.io, https://external-secrets.io/latest/guides/templating/
  const labels = 'metadata: { labels: { argocd.argoproj.io/secret-type: cluster, env: prod } }';
  const unread = [
    `kind: Secret\n${labels}\nstringData: { name: 'ENC[AES256_GCM,data:a=]', server: 'ENC[AES256_GCM,data:b=]' }\n`,
    `kind: Secret\n${labels}\ndata: { name: 'ENC[AES256_GCM,data:a=]', server: 'ENC[AES256_GCM,data:b=]' }\n`,
    `kind: SealedSecret\nspec: { encryptedData: { name: AgBy }, template: { ${labels} } }\n`,
    `kind: ExternalSecret\nspec: { target: { template: { ${labels}, data: { name: 'aks', server: '{{ .server }}' } } } }\n`,
    secret("'${name}'", 'https://${name}.example', "'${env}'"),
  ];
  for (const text of unread) {
    const generator = '[{ clusters: { selector: { matchLabels: { env: prod } } } }]';
    const x = applicationSet(generator, 'apps', 'name: "{{name}}"');
    const beside = { ...files, 'clusters/d.yaml': text.replace(/^kind/, 'apiVersion: v1\nkind'), 'x.yaml': x };
    assert.match(sent(beside, 'apps/pod.yaml').join(), /^shopprod.till → aks-eu \S*\{name\}\S*\?$/, text);
  }
  // without a selector, the one that Argo CD runs in is one of them
  assert.deepEqual(set('[{ clusters: {} }]'), ['shopprod/till → aks-eu aks-dev test? where x.yaml is deployed?']);
  const matrix =
    "[{ matrix: { generators: [{ git: { directories: [{ path: apps/* }] } }, { clusters: { selector: { matchLabels: { env: '{{path.basename}}' } } } }] } }]";
  const all = { ...files, 'x.yaml': applicationSet(matrix, '{{path}}', 'name: "{{name}}"') };
  assert.deepEqual(sent(all, 'apps/test/pod.yaml'), ['shopprod/till → test?']);
  const byLabel = applicationSet(
    '[{ clusters: { selector: { matchLabels: { env: prod } } } }]',
    'apps',
    'name: "{{metadata.labels.env}}"',
  );
  assert.deepEqual(sent({ ...files, 'x.yaml': byLabel }, 'apps/pod.yaml'), ['shopprod/till → prod?']);
});

// https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
const shopprod = {
  id: `${subscription}/resourceGroups/shop/providers/Microsoft.ContainerRegistry/registries/shopprod`,
  type: 'Microsoft.ContainerRegistry/registries',
  properties: { loginServer: 'shopprod.azurecr.io' },
};
test('an ApplicationSet by a generator that is not followed goes to a target that is not known, and says so', () => {
  const files = {
    'apps/aks-eu/pod.yaml': pod(),
    'fleet/aks-eu.json': '{ "cluster": "aks-eu", "path": "apps/aks-eu" }',
  };
  const git = 'repoURL: https://github.com/contoso/gitops';
  const list = '{ list: { elements: [{ cluster: aks-eu }] } }';
  const ofFiles = `{ git: { ${git}, files: [{ path: 'fleet/*.json' }] } }`;
  const all: readonly (readonly [generator: string, kind: string])[] = [
    [ofFiles, 'files of git'],
    ['{ scmProvider: { github: { organization: contoso } } }', 'scmProvider'],
    ['{ pullRequest: { github: { owner: contoso, repo: till } } }', 'pullRequest'],
    ['{ plugin: { configMapRef: { name: fleet } } }', 'plugin'],
    ['{ clusterDecisionResource: { configMapRef: fleet } }', 'clusterDecisionResource'],
    [`{ merge: { mergeKeys: [cluster], generators: [${list}, ${list}] } }`, 'merge'],
    [`{ matrix: { generators: [${ofFiles}, ${list}] } }`, 'files of git'],
    [`{ matrix: { generators: [${list}, { plugin: {} }] } }`, 'plugin'],
    ["{ list: { elements: [], elementsYaml: '{{ .clusters | toJson }}' } }", 'elementsYaml'],
    [list.replace(' } }', ' }, selector: { matchLabels: { cluster: aks-eu } } }'), 'selector'],
  ];
  for (const [generator, kind] of all) {
    for (const path of ['apps/{{cluster}}', 'apps/aks-eu']) {
      for (const to of ['name: "{{cluster}}"', 'name: aks-us']) {
        const set = { ...files, 'argocd/set.yaml': applicationSet(`[${generator}]`, path, to) };
        const [reference, ...others] = indexOf(set).references('apps/aks-eu/pod.yaml');
        assert.ok(reference !== undefined && others.length === 0);
        const { config } = readConfig('version: 1\n', '.acr-pull.yaml');
        assert.deepEqual(targetsOf(reference, { config, map }), [], `${generator} ${path} ${to}`);
        const finding = decide({ reference, target: null, map: mapOf(shopprod), now: new Date('2026-11-24') });
        assert.match(
          finding?.verdict.message ?? '',
          new RegExp(`ApplicationSet shop deploys this manifest, .*not followed \\(${kind}\\)`),
        );
      }
    }
  }
  // beside a cluster that is known, it is one that is not
  const beside = {
    ...files,
    'argocd/eu.yaml': application('path: apps/aks-eu', 'name: aks-eu', 'eu'),
    'argocd/set.yaml': applicationSet(`[${ofFiles}]`, 'apps/{{cluster}}', 'name: "{{cluster}}"'),
  };
  assert.deepEqual(sent(beside, 'apps/aks-eu/pod.yaml'), [
    'shopprod/till → aks-eu clusters by a generator that is not followed (files of git)?',
  ]);
});

test('Flux: a folder without a kustomization is deployed with all below it; a kubeconfig is called like its cluster', () => {
  const files = {
    'clusters/hub/eu.yaml': flux('eu', '  path: ./apps\n  kubeConfig: { secretRef: { name: aks-eu-kubeconfig } }'),
    'apps/shop/kustomization.yaml': overlay('pod.yaml'),
    'apps/shop/pod.yaml': pod(),
    'apps/api/pod.yaml': pod('api'),
  };
  assert.deepEqual(sent(files, 'apps/shop/pod.yaml'), ['shopprod/till → aks-eu']);
  assert.deepEqual(sent(files, 'apps/api/pod.yaml'), ['shopprod/api → aks-eu']);
  const other = {
    ...files,
    'clusters/hub/eu.yaml': flux('eu', '  path: ./apps\n  kubeConfig: { secretRef: { name: remote } }'),
  };
  assert.deepEqual(sent(other, 'apps/api/pod.yaml'), ['shopprod/api → remote?']);
});

test('a Kustomization of the GitRepository of another repository says nothing of this one', () => {
  const of = (source: string, ...paths: readonly string[]) =>
    Object.fromEntries(
      paths.map(path => [
        `clusters/${source}-${path}.yaml`,
        flux(path, `  path: ./${path}\n  kubeConfig: { secretRef: { name: aks-eu } }`).replace(
          'GitRepository, name: flux-system }',
          `GitRepository, name: ${source} }`,
        ),
      ]),
    );
  const pods = { 'apps/pod.yaml': pod(), 'infra/pod.yaml': pod() };
  const files = { ...pods, ...of('podinfo', 'apps', 'kustomize', 'charts'), ...of('flux-system', 'infra') };
  assert.deepEqual(sent(files, 'apps/pod.yaml'), ['shopprod/till →']);
  assert.deepEqual(sent(files, 'infra/pod.yaml'), ['shopprod/till → aks-eu']);
});

test('Flux puts in what it substitutes, defaults only where nothing unread may say otherwise', () => {
  const image = '${acr:=shopprod.azurecr.io}/till:1';
  const files = (spec: string) => ({
    'clusters/hub/x.yaml': flux('x', `  path: ./apps\n${spec}`),
    'apps/pod.yaml': pod('till', image),
  });
  assert.deepEqual(sent(files('  postBuild: { substitute: { acr: shopdev.azurecr.io } }'), 'apps/pod.yaml'), [
    'shopdev/till →',
  ]);
  assert.deepEqual(sent(files('  postBuild: { substitute: { x: y } }'), 'apps/pod.yaml'), ['shopprod/till →']);
  const secret = '  postBuild: { substituteFrom: [{ kind: Secret, name: vars }] }';
  assert.deepEqual(sent(files(secret), 'apps/pod.yaml'), ['undefined/undefined →']);
  assert.deepEqual(sent(files(''), 'apps/pod.yaml'), ['undefined/undefined →']);
});

// Values of a HelmRelease have names and tags apart, and a ConfigMap that a cluster brings is in no file.
test('Flux puts values into images that are put together, as far as they are known', () => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: till }
spec:
  values:
    image: { repository: shopprod.azurecr.io/till, tag: '\${TILL_TAG}' }
    sidecar: { image: { registry: '\${cacheRegistry}', repository: velero/velero, tag: '\${TILL_TAG}' } }
`;
  const spec = (tag: string) => `  path: ./apps
  postBuild:
    substituteFrom: [{ kind: ConfigMap, name: of-the-cluster }]
    substitute: { TILL_TAG: "${tag}", UNUSED_IMAGE: "shopprod.azurecr.io/bash:5" }`;
  const index = indexOf({
    'clusters/eu/till.yaml': flux('till', spec('1')),
    'clusters/us/till.yaml': flux('till', spec('2')),
    'apps/release.yaml': release,
  });
  const found = index.references('apps/release.yaml').map(({ image, destinations = [] }) => {
    assert.ok(image.kind === 'image');
    return [image.registry, image.tag, image.unresolved, destinations.map(({ place }) => place.file).join()];
  });
  assert.deepEqual(found, [
    ['shopprod.azurecr.io', '1', undefined, 'clusters/eu/till.yaml'],
    ['shopprod.azurecr.io', '2', undefined, 'clusters/us/till.yaml'],
    [undefined, '1', '${cacheRegistry}', 'clusters/eu/till.yaml'],
    [undefined, '2', '${cacheRegistry}', 'clusters/us/till.yaml'],
  ]);
  // after what kustomize makes of it
  const renamed = indexOf({
    'clusters/eu/till.yaml': flux('till', spec('1')),
    'apps/kustomization.yaml': `${overlay('pod.yaml')}images: [{ name: till, newName: shopprod.azurecr.io/till, newTag: '\${TILL_TAG}' }]\n`,
    'apps/pod.yaml': pod('till', 'till:0'),
  });
  assert.deepEqual(
    renamed.references('apps/pod.yaml').map(({ image }) => image.kind === 'image' && [image.registry, image.tag]),
    [['shopprod.azurecr.io', '1']],
  );
  // a value is an image where it is used as one
  assert.deepEqual(index.references('clusters/eu/till.yaml'), []);
});

test('a HelmRelease sends a chart of this repository where it goes itself', () => {
  const files = {
    'clusters/hub/apps.yaml': flux('apps', '  path: ./releases\n  kubeConfig: { secretRef: { name: aks-us } }'),
    'releases/till.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: till }
spec:
  chart: { spec: { chart: ./charts/till, sourceRef: { kind: GitRepository, name: flux-system } } }
  values: { image: { repository: shopprod.azurecr.io/proxy, tag: '1' } }
`,
    'charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'charts/till/templates/pod.yaml': pod(),
  };
  assert.deepEqual(sent(files, 'charts/till/templates/pod.yaml'), ['shopprod/till → aks-us']);
  assert.deepEqual(sent(files, 'releases/till.yaml'), ['shopprod/proxy → aks-us']);
});

test('a GitHub workflow that deploys names the cluster next to the manifests', () => {
  const workflow = (steps: string) => `on: push
env: { CLUSTER: aks-eu }
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
${steps}`;
  const name = '.github/workflows/deploy.yml';
  const action = `      - uses: Azure/aks-set-context@v4
        with: { resource-group: shop-aks, cluster-name: '\${{ env.CLUSTER }}' }
      - uses: Azure/k8s-deploy@v5
        with:
          manifests: |
            manifests/pod.yaml
            more/
`;
  const files = { 'manifests/pod.yaml': pod(), 'more/pod.yaml': pod('more'), 'manifests/other.yaml': pod('other') };
  assert.deepEqual(sent({ ...files, [name]: workflow(action) }, 'manifests/pod.yaml'), ['shopprod/till → aks-eu']);
  assert.deepEqual(sent({ ...files, [name]: workflow(action) }, 'more/pod.yaml'), ['shopprod/more → aks-eu']);
  assert.deepEqual(sent({ ...files, [name]: workflow(action) }, 'manifests/other.yaml'), ['shopprod/other →']);
  const script = `      - run: |
          az aks get-credentials --resource-group shop-aks \\
            --name aks-us --overwrite-existing
          kubectl apply -f manifests/pod.yaml
`;
  assert.deepEqual(sent({ ...files, [name]: workflow(script) }, 'manifests/pod.yaml'), ['shopprod/till → aks-us']);
  const set = `${script}          kubectl set image deploy/till till=shopprod.azurecr.io/till:2\n`;
  assert.deepEqual(sent({ [name]: workflow(set) }, name), ['shopprod/till → aks-us']);
  // https://helm.sh/docs/helm/helm_upgrade/: the context is another than the current one
  const helm = script.replace(
    /kubectl apply .*/,
    'az aks get-credentials -n aks-eu\n          az aks get-credentials -n aks-us\n          helm upgrade --install till ./chart --kube-context aks-eu',
  );
  const chart = { 'chart/Chart.yaml': 'name: chart\n', 'chart/values.yaml': 'image: shopprod.azurecr.io/till:1\n' };
  assert.deepEqual(sent({ ...chart, [name]: workflow(helm) }, 'chart/values.yaml'), ['shopprod/till → aks-eu']);
  // a secret tells nothing, and the only cluster there is is still that one
  const open = script.replace('aks-us', '${{ secrets.AKS }}');
  assert.deepEqual(sent({ ...files, [name]: workflow(open) }, 'manifests/pod.yaml'), ['shopprod/till →']);
});

const deployWorkflow = (steps: string) =>
  `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;

// Every environment has its `aks` and its `shop-api`, each in a resource group of its own; the snapshot may hold one of them.
test('a step that names the resource group means the runtime in that group, and no other of its name', () => {
  const name = '.github/workflows/deploy.yml';
  const script = (group: string) =>
    deployWorkflow(`      - run: |
          az aks get-credentials -g ${group} -n aks --overwrite-existing
          kubectl apply -f pod.yaml
          az containerapp update -g ${group} -n shop-api --image shopprod.azurecr.io/api:1
`);
  const files = (group: string) => ({ 'pod.yaml': pod(), [name]: script(group) });
  const dev = mapOf(cluster('aks', 'rg-dev'), app);
  assert.deepEqual(sent(files('rg-prod'), 'pod.yaml', { map: dev }), ['shopprod/till → aks?']);
  assert.deepEqual(sent(files('rg-prod'), name, { map: dev }), ['shopprod/api → shop-api?']);
  assert.deepEqual(sent(files('RG-dev'), 'pod.yaml', { map: dev }), ['shopprod/till → aks']);
  assert.deepEqual(sent(files('g'), name, { map: dev }), ['shopprod/api → shop-api']);
  // of two, the group tells which
  const both = mapOf(cluster('aks', 'rg-dev'), cluster('aks', 'rg-prod'));
  assert.deepEqual(sent(files('rg-prod'), 'pod.yaml', { map: both }), ['shopprod/till → aks']);
  // a group that only the run knows may be any
  assert.deepEqual(sent(files('${{ vars.RG }}'), name, { map: dev }), ['shopprod/api → shop-api?']);
  assert.deepEqual(sent(files('${{ vars.RG }}'), 'pod.yaml', { map: both }), ['shopprod/till →']);
});

// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsif
test('of clusters that are chosen under conditions, none is passed over', () => {
  const name = '.github/workflows/deploy.yml';
  const set = (cluster: string, condition: string) =>
    `      - uses: azure/aks-set-context@v4\n        if: ${condition}\n        with: { cluster-name: ${cluster} }\n`;
  const two = set('aks-eu', "github.ref == 'refs/heads/main'") + set('aks-dev', "github.ref != 'refs/heads/main'");
  const deploy = '      - uses: azure/k8s-deploy@v5\n        with: { manifests: pod.yaml }\n';
  const files = (steps: string) => ({ 'pod.yaml': pod(), [name]: deployWorkflow(steps) });
  assert.deepEqual(sent(files(two + deploy), 'pod.yaml'), ['shopprod/till → aks-dev aks-eu']);
  // a deployment under the condition of one goes to that one
  const main = deploy.replace('@v5', "@v5\n        if: github.ref == 'refs/heads/main'");
  assert.deepEqual(sent(files(two + main), 'pod.yaml'), ['shopprod/till → aks-eu']);
  // one that is chosen in any case replaces them, and so does one that asks for no more than that all went well
  assert.deepEqual(sent(files(two + set('aks-us', 'success()') + deploy), 'pod.yaml'), ['shopprod/till → aks-us']);
});

test('a step that may choose one of several clusters sends nothing to any of them', () => {
  const name = '.github/workflows/deploy.yml';
  const run = (script: string, more = '') => ({
    'pod.yaml': pod(),
    'later/pod.yaml': pod('later'),
    [name]: deployWorkflow(`      - run: |\n${script.replace(/^/gm, '          ')}\n${more}`),
  });
  const get = (cluster: string) => `az aks get-credentials --name ${cluster}`;
  const apply = 'kubectl apply -f pod.yaml';
  for (const script of [
    `if [ "$STAGE" = prod ]; then\n  ${get('aks-eu')}\nelse\n  ${get('aks-dev')}\nfi\n${apply}`,
    `case "$STAGE" in\n  prod) ${get('aks-eu')} ;;\n  *) ${get('aks-dev')} ;;\nesac\n${apply}`,
    `if ($env:STAGE -eq 'prod') {\n  ${get('aks-eu')}\n} else {\n  ${get('aks-dev')}\n}\n${apply}`,
    `${get('aks-dev')}\n[ "$STAGE" = prod ] && ${get('aks-eu')}\n${apply}`,
    `deploy() { ${apply}; }\n${get('aks-dev')}\ndeploy\n${get('aks-eu')}\ndeploy`,
    `if [ "$STAGE" ]; then ${get('$CLUSTER')}; else ${get('aks-dev')}; fi\n${apply}`,
  ]) {
    assert.deepEqual(sent(run(script), 'pod.yaml'), ['shopprod/till →'], script);
    // a step after it goes to one of those
    const later = '      - uses: azure/k8s-deploy@v5\n        with: { manifests: later/pod.yaml }\n';
    if (!script.includes('$CLUSTER')) {
      assert.deepEqual(sent(run(script, later), 'later/pod.yaml'), ['shopprod/later → aks-dev aks-eu'], script);
    }
  }
  // of one cluster, any branch leads there
  assert.deepEqual(sent(run(`[ x ] && ${get('aks-eu')}\n${apply}`), 'pod.yaml'), ['shopprod/till → aks-eu']);
});

test('a context is the cluster that a step has connected to by its name, and no other', () => {
  const name = '.github/workflows/deploy.yml';
  const run = (...lines: readonly string[]) => ({
    'pod.yaml': pod(),
    [name]: deployWorkflow(`      - run: |\n${lines.map(line => `          ${line}\n`).join('')}`),
  });
  const get = (cluster: string) => `az aks get-credentials --name ${cluster}`;
  const [apply, use] = ['kubectl apply -f pod.yaml', 'kubectl config use-context'];
  const all: readonly (readonly [readonly string[], string])[] = [
    [[get('aks-dev'), get('aks-eu'), `${use} aks-dev`, apply], 'shopprod/till → aks-dev'],
    [[get('aks-dev'), get('aks-eu'), `${apply} --context aks-dev`], 'shopprod/till → aks-dev'],
    [[`${get('aks-dev')} --admin`, get('aks-eu'), `${apply} --context aks-dev-admin`], 'shopprod/till → aks-dev'],
    [[`${get('aks-eu')} --context live`, `kubectl --context live apply -f pod.yaml`], 'shopprod/till → aks-eu'],
    // it may be called like a cluster, and lead to another
    [[`${use} aks-eu`, apply], 'shopprod/till →'],
    [[get('aks-eu'), `${use} kind`, apply], 'shopprod/till →'],
    [[get('aks-eu'), 'export KUBECONFIG=other', apply], 'shopprod/till →'],
    [[get('aks-eu'), `${apply} --kubeconfig other`], 'shopprod/till →'],
    [[`${get('aks-eu')} --file other`, apply], 'shopprod/till →'],
    // of a variable, nothing is known
    [[get('aks-eu'), `${apply} $ARGUMENTS`], 'shopprod/till →'],
    [[get('$CLUSTER'), apply], 'shopprod/till →'],
    [[get('aks-eu'), 'cd manifests', apply], 'shopprod/till →'],
  ];
  for (const [lines, expected] of all) assert.deepEqual(sent(run(...lines), 'pod.yaml'), [expected], lines.join('; '));
});

test('of a step with several commands, an image goes where its own command sends it', () => {
  const name = '.github/workflows/deploy.yml';
  const script = `      - run: |
          az aks get-credentials -n aks-eu
          az aks get-credentials -n aks-us
          az aks get-credentials -n aks-dev
          kubectl --context aks-eu set image deployment/till till=shopprod.azurecr.io/till:2
          kubectl --context aks-us set image deployment/web web=shopprod.azurecr.io/web:2
          helm upgrade shop ./chart --kube-context aks-dev --set image.repository=shopprod.azurecr.io/shop
          kubectl --context aks-eu apply -f pod.yaml
`;
  assert.deepEqual(sent({ 'pod.yaml': pod(), [name]: deployWorkflow(script) }, name), [
    'shopprod/till → aks-eu',
    'shopprod/web → aks-us',
    'shopprod/shop → aks-dev',
  ]);
});

test('an image that kubectl runs goes to the chosen cluster', () => {
  const name = '.github/workflows/deploy.yml';
  const workflow = (script: string) =>
    deployWorkflow(`      - run: |\n          az aks get-credentials --name aks-prod\n          ${script}\n`);
  const dev = { map: mapOf(cluster('aks-dev')) };
  for (const script of ['run smoke', 'create job smoke', 'create deployment till -n shop']) {
    const all = { [name]: workflow(`kubectl ${script} --image=shopprod.azurecr.io/smoke:1`) };
    assert.deepEqual(sent(all, name, dev), ['shopprod/smoke → aks-prod?'], script);
  }
});

// `kubectl -n shop …` is how scripts write it as often as not; https://kubernetes.io/docs/reference/kubectl/#syntax has the
// command first. Folders are as `defaults.run` has it.
test('options before the command, and the folder that a workflow runs in', () => {
  const name = '.github/workflows/deploy.yml';
  const workflow = `on: push
defaults: { run: { working-directory: deploy } }
jobs:
  deploy:
    steps:
      - run: |
          az aks get-credentials --name aks-us
          az aks get-credentials --name aks-eu
          kubectl --namespace shop --context=aks-us apply -f k8s/pod.yaml
          kubectl -n shop set image deployment/till till=shopprod.azurecr.io/till:2
`;
  const files = { 'k8s/pod.yaml': pod('other'), 'deploy/k8s/pod.yaml': pod(), [name]: workflow };
  assert.deepEqual(sent(files, 'deploy/k8s/pod.yaml'), ['shopprod/till → aks-us']);
  assert.deepEqual(sent(files, 'k8s/pod.yaml'), ['shopprod/other →']);
  assert.equal(sent(files, name).length, 1, 'the image that is set is read');
});

test('a variable of the shell names no cluster, whatever the step gives it', () => {
  const name = '.github/workflows/deploy.yml';
  const steps = `      - env: { CLUSTER: aks-dev }
        run: |
          CLUSTER=aks-eu
          az aks get-credentials --name $CLUSTER
          kubectl apply -f pod.yaml
`;
  const files = (script: string) => ({ 'pod.yaml': pod(), [name]: deployWorkflow(script) });
  assert.deepEqual(sent(files(steps), 'pod.yaml'), ['shopprod/till →']);
  // an expression is put in before the shell runs
  const expression = steps.replace('$CLUSTER', '${{ env.CLUSTER }}');
  assert.deepEqual(sent(files(expression), 'pod.yaml'), ['shopprod/till → aks-dev']);
});

// Found wrong 6: only dev was judged, and the run was green over two denied clusters.
test('each allowed value of a parameter in the name of a cluster is a cluster that is deployed to', () => {
  const pipeline = (parameter: string, more = '') => `parameters:
  - name: stage
    default: dev
${parameter}
steps:
  - task: KubernetesManifest@1${more}
    inputs: { kubernetesCluster: 'aks-\${{ parameters.stage }}', manifests: pod.yaml }
`;
  const files = (text: string) => ({ 'azure-pipelines.yml': text, 'pod.yaml': pod() });
  const allowed = '    values: [dev, eu, asia]';
  assert.deepEqual(sent(files(pipeline(allowed)), 'pod.yaml'), ['shopprod/till → aks-asia? aks-dev aks-eu']);
  // anybody may give another value than a default
  assert.deepEqual(sent(files(pipeline('    type: string')), 'pod.yaml'), ['shopprod/till →']);
  // where a condition asks for the value, it is one of them, and which one is not followed
  const condition = "\n    condition: eq('${{ parameters.stage }}', 'dev')";
  assert.deepEqual(sent(files(pipeline(allowed, condition)), 'pod.yaml'), ['shopprod/till →']);
});

test('a template that is called for dev and for prod is not deployed to its default', () => {
  const template = `parameters:
  - { name: cluster, default: aks-dev }
  - { name: registry, default: shopdev }
steps:
  - task: KubernetesManifest@1
    inputs: { kubernetesCluster: '\${{ parameters.cluster }}', manifests: pod.yaml }
  - task: AzureContainerApps@1
    inputs: { containerAppName: shop-api, imageToDeploy: '\${{ parameters.registry }}.azurecr.io/api:1' }
`;
  const call = (cluster: string) => `  - template: steps.yml\n    parameters: { cluster: ${cluster} }\n`;
  const files = {
    'steps.yml': template,
    'azure-pipelines.yml': `trigger: [main]\nsteps:\n${call('aks-dev')}${call('aks-eu')}`,
    'pod.yaml': pod(),
  };
  assert.deepEqual(sent(files, 'pod.yaml'), ['shopprod/till →']);
  assert.deepEqual(sent(files, 'steps.yml'), ['undefined/api → shop-api']);
});

test('each option of a choice, and each job of a matrix, is a cluster that is deployed to', () => {
  const name = '.github/workflows/deploy.yml';
  const files = (on: string, job: string, cluster: string) => ({
    'pod.yaml': pod(),
    [name]: `on: ${on}
jobs:
  deploy:
${job}
    steps:
      - uses: azure/aks-set-context@v4
        with: { cluster-name: '${cluster}' }
      - uses: azure/k8s-deploy@v5
        with: { manifests: pod.yaml }
`,
  });
  const of = (...all: Parameters<typeof files>) => sent(files(...all), 'pod.yaml');
  const input = (more: string) => `{ workflow_dispatch: { inputs: { stage: { ${more} } } } }`;
  const choice = input('type: choice, options: [dev, eu]');
  assert.deepEqual(of(choice, '', 'aks-${{ inputs.stage }}'), ['shopprod/till → aks-dev aks-eu']);
  assert.deepEqual(of(choice, '', 'aks-${{ github.event.inputs.stage }}'), ['shopprod/till → aks-dev aks-eu']);
  assert.deepEqual(of(input('type: string, default: dev'), '', 'aks-${{ inputs.stage }}'), ['shopprod/till →']);
  assert.deepEqual(of(choice, "    if: inputs.stage == 'dev'", 'aks-${{ inputs.stage }}'), ['shopprod/till →']);
  const matrix = '    strategy: { matrix: { include: [{ env: a, cluster: aks-dev }, { env: b, cluster: aks-us }] } }';
  assert.deepEqual(of('push', matrix, '${{ matrix.cluster }}'), ['shopprod/till → aks-dev aks-us']);
  const made = "    strategy: { matrix: { cluster: '${{ fromJSON(vars.CLUSTERS) }}' } }";
  assert.deepEqual(of('push', made, '${{ matrix.cluster }}'), ['shopprod/till →']);
});

// Found wrong 11: the image was settled, and the app was called `${{ env.SERVICE_NAME }}`.
test('an expression of the workflow is settled in the name of an app as it is in its image', () => {
  const name = '.github/workflows/deploy.yml';
  const text = `on: push
env: { SERVICE_NAME: shop-api }
jobs:
  deploy:
    steps:
      - uses: azure/container-apps-deploy-action@v2
        with:
          containerAppName: \${{ env.SERVICE_NAME }}
          resourceGroup: g
          imageToDeploy: shopprod.azurecr.io/\${{ env.SERVICE_NAME }}:1
`;
  assert.deepEqual(sent({ [name]: text }, name), ['shopprod/shop-api → shop-api']);
});

test('values of this repository for a chart from elsewhere go where the step sends the chart', () => {
  const script = `      - run: |
          az aks get-credentials -n aks-eu
          helm upgrade --install till till --repo https://charts.contoso.com --values deploy/values.yaml
`;
  const files = {
    '.github/workflows/deploy.yml': deployWorkflow(script),
    'deploy/values.yaml': 'image: { repository: shopprod.azurecr.io/till, tag: 1 }\n',
  };
  assert.deepEqual(sent(files, 'deploy/values.yaml'), ['shopprod/till → aks-eu']);
});

// An on-premises or Arc cluster that Argo CD knows by the name that the config has for it.
test('a destination that is called like a plain Kubernetes cluster of the config is that one', () => {
  const files = { 'argocd/shop.yaml': application('path: apps/shop', 'name: onprem'), 'apps/shop/pod.yaml': pod() };
  const yaml = 'targets: [{ name: onprem, kind: kubernetes, id: /subscriptions/s/x, manifests: [] }]';
  assert.deepEqual(sent(files, 'apps/shop/pod.yaml', { yaml }), ['shopprod/till → onprem']);
});

// https://github.com/Azure/k8s-deploy#inputs-for-deploy-action
test('a step puts the images, the pull secrets and the values that it is given into what it deploys', () => {
  const files = {
    'pod.yaml': pod('till', 'shopprod.azurecr.io/till:0'),
    'chart/Chart.yaml': 'name: chart\n',
    'chart/values.yaml': 'image: { repository: shopdev.azurecr.io/till, tag: 1 }\n',
    '.github/workflows/deploy.yml': `on: push
jobs:
  deploy:
    steps:
      - uses: azure/aks-set-context@v4
        with: { cluster-name: aks-eu }
      - uses: azure/k8s-deploy@v5
        with: { manifests: pod.yaml, images: "shopprod.azurecr.io/till:7", imagepullsecrets: shop-pull }
      - run: helm upgrade shop ./chart --set image.repository=shopprod.azurecr.io/till
`,
  };
  const [reference, ...others] = indexOf(files).references('pod.yaml');
  assert.deepEqual(others, []);
  assert.equal(reference?.image.kind === 'image' && reference.image.tag, '7');
  assert.deepEqual(
    reference?.origins.map(({ file, role }) => [file, role]),
    [['.github/workflows/deploy.yml', 'replaced by GitHub workflow job deploy']],
  );
  assert.ok(reference?.workload.platform === 'kubernetes');
  assert.deepEqual(
    reference.workload.morePullSecrets.map(({ text }) => text),
    ['shop-pull'],
  );
  assert.deepEqual(sent(files, 'chart/values.yaml'), ['shopdev/till →']);
  assert.deepEqual(sent(files, '.github/workflows/deploy.yml'), ['shopprod/till → aks-eu', 'shopprod/till → aks-eu']);
});

test('Azure Pipelines and azd name the cluster or the app next to the manifests', () => {
  const pipeline = `trigger: [main]
variables: { cluster: aks-eu }
jobs:
  - deployment: shop
    strategy:
      runOnce:
        deploy:
          steps:
            - task: KubernetesManifest@1
              inputs:
                action: deploy
                connectionType: azureResourceManager
                kubernetesCluster: $(cluster)
                manifests: $(Pipeline.Workspace)/manifests/*.yml
            - task: AzureContainerApps@1
              inputs: { containerAppName: shop-api, yamlConfigPath: app.yaml }
`;
  const containerApp = `type: Microsoft.App/containerApps
properties:
  template:
    containers: [{ name: a, image: shopprod.azurecr.io/api:1 }]
`;
  const files = { 'azure-pipelines.yml': pipeline, 'manifests/pod.yml': pod(), 'app.yaml': containerApp };
  assert.deepEqual(sent(files, 'manifests/pod.yml'), ['shopprod/till → aks-eu']);
  assert.deepEqual(sent(files, 'app.yaml'), ['shopprod/api → shop-api']);
  // arguments over several lines are those of one command
  const kubectl = `steps:
  - task: Kubernetes@1
    inputs:
      kubernetesCluster: aks-us
      command: apply
      arguments: |
        -f manifests/config.yml
        -f manifests/pod.yml
`;
  const applied = { 'azure-pipelines.yml': kubectl, 'manifests/pod.yml': pod() };
  assert.deepEqual(sent(applied, 'manifests/pod.yml'), ['shopprod/till → aks-us']);
  const azd = {
    'azure.yaml':
      'name: shop\nservices:\n  till: { project: src/till, host: aks, resourceName: aks-us, language: js }\n',
    'src/till/manifests/pod.yaml': pod(),
  };
  assert.deepEqual(sent(azd, 'src/till/manifests/pod.yaml'), ['shopprod/till → aks-us']);
});

// Every clause of "where it goes", once: without a config the repository's own word, with one the config's.
test('each target says what settled it, and the config goes before all', () => {
  const remote = 'kubeConfig: { secretRef: { name: aks-us } }';
  const step = (lines: string) =>
    deployWorkflow(`      - run: |\n          ${lines.replaceAll('\n', '\n          ')}\n`);
  const workflow = '.github/workflows/deploy.yml';
  const task = (name: string, inputs: string) =>
    `trigger: [main]\nsteps:\n  - task: ${name}\n    inputs: { ${inputs} }\n`;
  const containerApp = `type: Microsoft.App/containerApps
properties: { template: { containers: [{ name: a, image: shopprod.azurecr.io/till:1 }] } }
`;
  const cases: readonly (readonly [files: Files, file: string, target: string, why: string])[] = [
    [
      { 'argocd/x.yaml': application('path: k8s', 'name: aks-us') },
      'k8s/pod.yaml',
      'aks-us',
      'Argo CD Application shop in argocd/x.yaml',
    ],
    [
      { 'x.yaml': applicationSet('[{ list: { elements: [{ env: aks-us }] } }]', 'k8s', 'name: "{{env}}"') },
      'k8s/pod.yaml',
      'aks-us',
      'Argo CD ApplicationSet shop in x.yaml',
    ],
    [
      // what it waits for says nothing of where it goes
      { 'x.yaml': flux('apps', `  path: ./k8s\n  dependsOn: [{ name: infrastructure }]\n  ${remote}`) },
      'k8s/pod.yaml',
      'aks-us',
      'Flux Kustomization apps in x.yaml',
    ],
    [
      { 'x.yaml': flux('apps', `  path: ./prod\n  ${remote}`), 'prod/kustomization.yaml': overlay('../k8s/pod.yaml') },
      'k8s/pod.yaml',
      'aks-us',
      'Flux Kustomization apps in x.yaml',
    ],
    [
      {
        'k8s/x.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: till }
spec:
  ${remote}
  chart: { spec: { chart: till, sourceRef: { kind: HelmRepository, name: shop } } }
  values: { image: { repository: shopprod.azurecr.io/till, tag: '1' } }
`,
      },
      'k8s/x.yaml',
      'aks-us',
      'Flux HelmRelease till in k8s/x.yaml',
    ],
    [
      {
        'azure.yaml':
          'name: shop\nservices:\n  till: { project: ., host: aks, resourceName: aks-us, k8s: { deploymentPath: k8s } }\n',
      },
      'k8s/pod.yaml',
      'aks-us',
      'azd service till in azure.yaml',
    ],
    [
      { [workflow]: step('az aks get-credentials -g shop-aks -n aks-us\nkubectl apply -f k8s/pod.yaml') },
      'k8s/pod.yaml',
      'aks-us',
      `GitHub workflow job deploy in ${workflow}`,
    ],
    [
      {
        [workflow]: deployWorkflow(
          '      - uses: azure/k8s-deploy@v5\n        with: { resource-group: shop-aks, name: aks-us, manifests: k8s/pod.yaml }\n',
        ),
      },
      'k8s/pod.yaml',
      'aks-us',
      `GitHub workflow job deploy in ${workflow}`,
    ],
    [
      { [workflow]: step('az containerapp update -n shop-api -g g --yaml k8s/app.yaml'), 'k8s/app.yaml': containerApp },
      'k8s/app.yaml',
      'shop-api',
      `GitHub workflow job deploy in ${workflow}`,
    ],
    [
      {
        'azure-pipelines.yml': task('AzureContainerApps@1', 'containerAppName: shop-api, yamlConfigPath: k8s/app.yaml'),
        'k8s/app.yaml': containerApp,
      },
      'k8s/app.yaml',
      'shop-api',
      'Azure Pipelines job in azure-pipelines.yml',
    ],
    [
      { 'azure-pipelines.yml': task('KubernetesManifest@1', 'kubernetesCluster: aks-us, manifests: k8s/pod.yaml') },
      'k8s/pod.yaml',
      'aks-us',
      'Azure Pipelines job in azure-pipelines.yml',
    ],
    [
      {
        'azure-pipelines.yml': task(
          'AzureCLI@2',
          'scriptType: bash, inlineScript: "az aks get-credentials -n aks-us && kubectl apply -f k8s/pod.yaml"',
        ),
      },
      'k8s/pod.yaml',
      'aks-us',
      'Azure Pipelines job in azure-pipelines.yml',
    ],
  ];
  for (const [files, file, target, why] of cases) {
    const [reference] = indexOf({ 'k8s/pod.yaml': pod(), ...files }).references(file);
    assert.ok(reference, why);
    const settled = (yaml: string) =>
      targetsOf(reference, { config: readConfig(`version: 1\n${yaml}`, '.acr-pull.yaml').config, map }).map(
        each => `${each.name}: ${each.why}`,
      );
    assert.deepEqual(settled(''), [`${target}: ${why}`]);
    const kind = target === 'aks-us' ? `kind: aks, id: ${cluster('aks-eu').id}` : `kind: containerApp, id: ${app.id}`;
    assert.deepEqual(settled(`targets: [{ name: mine, ${kind}, manifests: 'k8s/**' }]`), ['mine: .acr-pull.yaml'], why);
  }
});

test('a group of the config: clusters by name, resource group or tag, folders by the name of the cluster', () => {
  const files = {
    'clusters/aks-eu/pod.yaml': pod(),
    'clusters/aks-asia/pod.yaml': pod(),
    'clusters/base/pod.yaml': pod(),
    'values-aks-us.yaml': pod(),
    'all.yaml': pod(),
  };
  const yaml = "clusters: [{ name: 'aks-*', manifests: ['clusters/{cluster}/**', 'values-{cluster}.yaml'] }]";
  assert.deepEqual(sent(files, 'clusters/aks-eu/pod.yaml', { yaml }), ['shopprod/till → aks-eu']);
  assert.deepEqual(sent(files, 'values-aks-us.yaml', { yaml }), ['shopprod/till → aks-us']);
  // the folder names a cluster that the map does not hold: it is that one, and no other
  assert.deepEqual(sent(files, 'clusters/aks-asia/pod.yaml', { yaml }), ['shopprod/till → aks-asia?']);
  assert.deepEqual(sent(files, 'clusters/base/pod.yaml', { yaml }), ['shopprod/till →']);
  const group = 'clusters: [{ resourceGroup: SHOP-aks, manifests: all.yaml }]';
  assert.deepEqual(sent(files, 'all.yaml', { yaml: group }), ['shopprod/till → aks-eu aks-us']);
  assert.deepEqual(sent(files, 'all.yaml', { yaml: 'clusters: [{ tag: team=shop, manifests: all.yaml }]' }), [
    'shopprod/till → aks-dev',
  ]);
  assert.deepEqual(sent(files, 'all.yaml', { yaml: 'clusters: [{ tag: team=other, manifests: all.yaml }]' }), [
    'shopprod/till →',
  ]);
});

test('a destination that changes touches the files that it sends', () => {
  const index = indexOf({ 'apps/pod.yaml': pod(), 'argocd/shop.yaml': application('path: apps', 'name: aks-eu') });
  assert.equal(index.references('apps/pod.yaml')[0]?.destinations?.length, 1);
  const changed = index.update(
    readManifest({ name: 'argocd/shop.yaml', text: application('path: other', 'name: aks-eu') }),
  );
  assert.equal(changed, 'all');
  assert.equal(index.references('apps/pod.yaml')[0]?.destinations, undefined);
});

/** Names of pull secrets of the first pod of a file, and of what may bring more. */
function secretsOf(files: Files, file: string): readonly string[] {
  const [reference] = indexOf(files).references(file);
  assert.ok(reference?.workload.platform === 'kubernetes');
  const { pullSecrets, morePullSecrets } = reference.workload;
  return [...pullSecrets.map(({ text }) => text), ...morePullSecrets.map(({ text }) => `? ${text}`)];
}

test('values that a destination gives to a chart may bring pull secrets to an image that they leave', () => {
  const chart = {
    'charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'charts/till/values.yaml': 'image: { repository: shopprod.azurecr.io/till, tag: "1" }\nimagePullSecrets: []\n',
    'charts/till/values-prod.yaml': 'replicas: 3\nimagePullSecrets: [{ name: acr-prod }]\n',
    'charts/till/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: { name: till }
spec:
  imagePullSecrets: {{ toYaml .Values.imagePullSecrets | nindent 4 }}
  containers: [{ name: app, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}" }]
`,
  };
  assert.deepEqual(secretsOf(chart, 'charts/till/values.yaml'), []);
  const argo = application('path: charts/till, helm: { valueFiles: [values-prod.yaml] }', 'name: aks-eu');
  assert.deepEqual(secretsOf({ ...chart, 'argocd/till.yaml': argo }, 'charts/till/values.yaml'), [
    '? imagePullSecrets[0].name',
  ]);
  const parameter = application(
    'path: charts/till, helm: { parameters: [{ name: serviceAccount.name, value: till }] }',
    'name: aks-eu',
  );
  assert.deepEqual(secretsOf({ ...chart, 'argocd/till.yaml': parameter }, 'charts/till/values.yaml'), [
    '? serviceAccount.name',
  ]);
  const release = (values: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: till }
spec:
  chart: { spec: { chart: ./charts/till, sourceRef: { kind: GitRepository, name: flux-system } } }
  values: { ${values} }
`;
  const given = { ...chart, 'releases/till.yaml': release('imagePullSecrets: [{ name: acr-prod }]') };
  assert.deepEqual(secretsOf(given, 'charts/till/values.yaml'), ['? imagePullSecrets']);
  // other values say nothing of who pulls
  const other = { ...chart, 'releases/till.yaml': release('proxy: { pullSecrets: [acr] }, replicas: 3') };
  assert.deepEqual(secretsOf(other, 'charts/till/values.yaml'), []);
  // an image of the release is pulled with what the chart's own values bring
  const own = {
    ...chart,
    'charts/till/values.yaml': 'image: { repository: till, tag: "1" }\nimagePullSecrets: [{ name: acr }]\n',
    'releases/till.yaml': release('image: { repository: shopprod.azurecr.io/till }'),
  };
  assert.deepEqual(secretsOf(own, 'releases/till.yaml'), ['? imagePullSecrets[0].name']);
  // those beside it too, and not those of another image
  const beside = {
    ...chart,
    'charts/till/values.yaml': 'proxy: { imagePullSecrets: [{ name: acr }] }\n',
    'releases/till.yaml': release(
      'proxy: { image: shopprod.azurecr.io/proxy:1 }, till: { image: shopprod.azurecr.io/t:1 }',
    ),
  };
  assert.deepEqual(secretsOf(beside, 'releases/till.yaml'), ['? proxy.imagePullSecrets[0].name']);
  const proxy = 'proxy: { image: shopprod.azurecr.io/proxy:1 }';
  for (const helm of [`valuesObject: { ${proxy} }`, `values: "${proxy}"`]) {
    const byArgo = application(`path: charts/till, helm: { ${helm} }`, 'name: aks-eu');
    assert.deepEqual(secretsOf({ ...beside, 'argocd/till.yaml': byArgo }, 'argocd/till.yaml'), [
      '? proxy.imagePullSecrets[0].name',
    ]);
  }
});

// https://fluxcd.io/flux/components/helm/helmreleases/#values-references: in their order, and what the release says over all
test('values that a HelmRelease takes from elsewhere count, or leave the image open', () => {
  const release = (from: string, values = '') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: till }
spec:
  chart: { spec: { chart: ./charts/till, sourceRef: { kind: GitRepository, name: flux-system } } }
  valuesFrom: [${from}]
  values: { ${values} }
`;
  const data = (values: string, key = 'values.yaml') =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: till-values }\ndata:\n  ${key}: |\n    ${values}\n`;
  const chart = {
    'clusters/hub/apps.yaml': flux('apps', '  path: ./releases\n  kubeConfig: { secretRef: { name: aks-us } }'),
    'charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'charts/till/values.yaml': 'image: { repository: shopprod.azurecr.io/till, tag: "1" }\n',
    'charts/till/templates/pod.yaml': pod('till', '{{ .Values.image.repository }}:{{ .Values.image.tag }}'),
  };
  const values = 'charts/till/values.yaml';
  const from = '{ kind: ConfigMap, name: till-values }';
  const none = ['shopprod/till →'];
  const sure = ['shopprod/till → aks-us'];
  const open = ['undefined/undefined → aks-us'];
  for (const [taken, map, want] of [
    // the tag alone leaves the repository
    [from, data('image: { tag: "2" }'), sure],
    // the chart's own image is not deployed there
    [from, data('image: { repository: shopdev.azurecr.io/till }'), none],
    // another key than the one that is read, a ConfigMap that no file has, and a Secret
    [from, data('image: { tag: "2" }', 'other-values.yaml'), open],
    ['{ kind: ConfigMap, name: of-the-cluster }', '', open],
    ['{ kind: Secret, name: till-values }', '', open],
    [
      '{ kind: ConfigMap, name: till-values, valuesKey: prod-values.yaml }',
      data('replicas: 2', 'prod-values.yaml'),
      sure,
    ],
    // one value, whose path is known
    ['{ kind: Secret, name: till-values, targetPath: database.password }', '', sure],
    ['{ kind: Secret, name: till-values, targetPath: image.repository }', '', open],
  ] as const) {
    const files = { ...chart, 'releases/till.yaml': release(taken), 'releases/values.yaml': map };
    assert.deepEqual(sent(files, values), want, `${taken} ${map}`);
  }
  // what the release says itself goes over all
  const own = release('{ kind: Secret, name: till-values }', 'image: { repository: shopdev.azurecr.io/till }');
  assert.deepEqual(sent({ ...chart, 'releases/till.yaml': own }, values), none);
  assert.deepEqual(sent({ ...chart, 'releases/till.yaml': own }, 'releases/till.yaml'), ['shopdev/till → aks-us']);
  assert.deepEqual(secretsOf({ ...chart, 'releases/till.yaml': own }, 'releases/till.yaml'), ['? Secret till-values']);

  // the image of a ConfigMap goes where the release goes that takes it
  const elsewhere = release(from, 'imagePullSecrets: [{ name: acr }]').replace(
    'spec:',
    'spec:\n  kubeConfig: { secretRef: { name: aks-eu } }',
  );
  const taken = {
    ...chart,
    'releases/till.yaml': elsewhere,
    'releases/map.yaml': data('image: { repository: shopdev.azurecr.io/till }'),
  };
  assert.deepEqual(sent(taken, 'releases/map.yaml'), ['shopdev/till → aks-eu']);
  assert.deepEqual(secretsOf(taken, 'releases/map.yaml'), ['? imagePullSecrets']);

  // the release's own values, or another source, may name the image that is deployed instead
  const over = { ...taken, 'releases/till.yaml': release(from, 'image: { repository: shopprod.azurecr.io/till }') };
  assert.deepEqual(sent(over, 'releases/map.yaml'), ['undefined/undefined → aks-us']);
  const secret = { ...taken, 'releases/till.yaml': release(`${from}, { kind: Secret, name: till-values }`) };
  assert.deepEqual(sent(secret, 'releases/map.yaml'), ['undefined/undefined → aks-us']);

  // kustomize makes the ConfigMap of a file; of two that may be meant, either may count
  const generator = (...files: readonly string[]) =>
    `${overlay('till.yaml')}configMapGenerator: [{ name: till-values, files: [${files.join()}] }]\n`;
  const generated = (repository: string) => ({
    ...chart,
    'releases/till.yaml': release(from),
    'releases/kustomization.yaml': generator('values.yaml=till-values.yaml'),
    'releases/till-values.yaml': `image: { ${repository} }\n`,
  });
  assert.deepEqual(sent(generated('tag: "2"'), values), sure);
  assert.deepEqual(sent(generated('repository: shopdev.azurecr.io/till'), values), none);
  assert.deepEqual(sent(generated('repository: shopdev.azurecr.io/till'), 'releases/till-values.yaml'), [
    'shopdev/till → aks-us',
  ]);
  const two = {
    ...generated('tag: "2"'),
    'other/kustomization.yaml': generator('values.yaml'),
    'other/values.yaml': 'image: { repository: shopdev.azurecr.io/till }\n',
  };
  assert.deepEqual(sent(two, values), open);
  // which image the other file has counts at once
  const index = indexOf({ ...two, 'other/values.yaml': 'image: { tag: "3" }\n' });
  const isOpen = () => index.references(values).map(({ image }) => image.kind === 'image' && image.unresolved);
  assert.deepEqual(isOpen(), [undefined]);
  assert.equal(index.take('other/values.yaml', two['other/values.yaml']), 'all');
  assert.deepEqual(isOpen(), ['${valuesFrom}']);

  // of a ConfigMap that is written and one of a file, the later one counts
  const common = data('image: { repository: shopdev.azurecr.io/till }').replace('till-values', 'common-values');
  const both = (...sources: readonly string[]) => ({
    ...generated('repository: shopprod.azurecr.io/till'),
    'clusters/hub/apps.yaml': '',
    'releases/till.yaml': release(sources.map(name => `{ kind: ConfigMap, name: ${name} }`).join()).replace(
      'spec:',
      'spec:\n  kubeConfig: { secretRef: { name: aks-us } }',
    ),
    'releases/common.yaml': common,
  });
  const fileLast = both('common-values', 'till-values');
  assert.deepEqual(sent(fileLast, 'releases/till-values.yaml'), sure);
  assert.deepEqual(sent(fileLast, 'releases/common.yaml'), open);
  const mapLast = both('till-values', 'common-values');
  assert.deepEqual(sent(mapLast, 'releases/till-values.yaml'), none);
  assert.deepEqual(sent(mapLast, 'releases/common.yaml'), ['shopdev/till → aks-us']);
});

// https://github.com/fluxcd/helm-controller/pull/1060: a single value goes over what the release says itself
test('a value that a HelmRelease takes to a path leaves an image of the release itself open', () => {
  const release = (path: string) => ({
    'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: till }
spec:
  chart: { spec: { chart: till, sourceRef: { kind: HelmRepository, name: shop } } }
  valuesFrom: [{ kind: ConfigMap, name: cluster, valuesKey: registry, targetPath: ${path} }]
  values: { image: { registry: shopdev.azurecr.io, repository: till, tag: "1" } }
`,
  });
  assert.deepEqual(sent(release('image.registry'), 'release.yaml'), ['undefined/undefined →']);
  assert.deepEqual(sent(release('global.imageRegistry'), 'release.yaml'), ['undefined/undefined →']);
  assert.deepEqual(sent(release('image.tag'), 'release.yaml'), ['shopdev/till →']);
  assert.deepEqual(sent(release('database.host'), 'release.yaml'), ['shopdev/till →']);
});

test('the values of a ConfigMap go to the cluster of the release that takes them, and to no other', () => {
  const release = (more: string, key = 'values.yaml', name = 'till') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name} }
spec:
  chart: { spec: { chart: ./charts/till, sourceRef: { kind: GitRepository, name: flux-system } } }
  valuesFrom: [{ kind: ConfigMap, name: till-values, valuesKey: ${key} }]
  ${more}
`;
  const remote = (cluster: string) => `kubeConfig: { secretRef: { name: ${cluster} } }`;
  const image = (registry: string) => `image: { repository: ${registry}.azurecr.io/till }`;
  const map = (...keys: readonly (readonly [key: string, registry: string])[]) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: till-values }\ndata:\n${keys
      .map(([key, registry]) => `  ${key}: |\n    ${image(registry)}\n`)
      .join('')}`;
  const chart = {
    'charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'charts/till/values.yaml': 'image: { repository: till }\n',
  };
  const clusters = {
    'clusters/eu/apps.yaml': flux('apps', `  path: ./apps/eu\n  ${remote('aks-eu')}`),
    'clusters/us/apps.yaml': flux('apps', `  path: ./apps/us\n  ${remote('aks-us')}`),
  };
  const maps = {
    'apps/eu/map.yaml': map(['values.yaml', 'shopdev']),
    'apps/us/map.yaml': map(['values.yaml', 'shopprod']),
  };
  const want = (files: Files) => {
    assert.deepEqual(sent(files, 'apps/eu/map.yaml'), ['shopdev/till → aks-eu']);
    assert.deepEqual(sent(files, 'apps/us/map.yaml'), ['shopprod/till → aks-us']);
  };
  // a folder for each cluster, in which all has the same names
  want({ ...chart, ...clusters, ...maps, 'apps/eu/till.yaml': release(''), 'apps/us/till.yaml': release('') });
  want({
    ...chart,
    ...maps,
    'apps/eu/till.yaml': release(remote('aks-eu')),
    'apps/us/till.yaml': release(remote('aks-us')),
  });
  // one release for all clusters, and the values of each in its overlay
  want({
    ...chart,
    ...clusters,
    ...maps,
    'apps/base/till.yaml': release(''),
    'apps/base/kustomization.yaml': overlay('till.yaml'),
    'apps/eu/kustomization.yaml': overlay('../base', 'map.yaml'),
    'apps/us/kustomization.yaml': overlay('../base', 'map.yaml'),
  });
  // however deep the overlay is
  const deep = {
    ...chart,
    'apps/base/till.yaml': release('values: { imagePullSecrets: [{ name: acr }] }'),
    'apps/eu/map.yaml': maps['apps/eu/map.yaml'],
    'apps/us/west/map.yaml': maps['apps/us/map.yaml'],
  };
  assert.deepEqual(secretsOf(deep, 'apps/eu/map.yaml'), ['? imagePullSecrets']);
  assert.deepEqual(secretsOf(deep, 'apps/us/west/map.yaml'), ['? imagePullSecrets']);
  // the ConfigMap of a base, or values of the release itself, that one of the overlays patches
  const yaml = `targets:
  - { name: aks-eu, kind: aks, id: ${cluster('aks-eu').id}, manifests: 'apps/eu/**' }
  - { name: aks-us, kind: aks, id: ${cluster('aks-us').id}, manifests: 'apps/us/**' }`;
  const patched = (base: Files, file: string, patch: string) => {
    const files = {
      ...chart,
      ...base,
      'apps/base/kustomization.yaml': overlay(...Object.keys(base).map(name => name.replace('apps/base/', ''))),
      'apps/eu/kustomization.yaml': overlay('../base'),
      'apps/us/kustomization.yaml': `${overlay('../base')}patches: [{ path: patch.yaml }]\n`,
      'apps/us/patch.yaml': patch,
    };
    const both = ['shopdev/till → aks-eu', 'shopprod/till → aks-us'];
    assert.deepEqual(sent({ ...files, ...clusters }, file), both);
    assert.deepEqual(sent(files, file, { yaml }), both);
  };
  patched(
    { 'apps/base/till.yaml': release(''), 'apps/base/map.yaml': maps['apps/eu/map.yaml'] },
    'apps/base/map.yaml',
    maps['apps/us/map.yaml'],
  );
  const inline = (registry: string) => release(`values: { ${image(registry)} }`);
  patched({ 'apps/base/till.yaml': inline('shopdev') }, 'apps/base/till.yaml', inline('shopprod'));
  // one ConfigMap with a key for each release
  const keys = {
    ...chart,
    'map.yaml': map(['eu-values.yaml', 'shopdev'], ['us-values.yaml', 'shopprod']),
    'eu.yaml': release(remote('aks-eu'), 'eu-values.yaml'),
    'us.yaml': release(remote('aks-us'), 'us-values.yaml'),
  };
  assert.deepEqual(sent(keys, 'map.yaml'), ['shopdev/till → aks-eu', 'shopprod/till → aks-us']);
});

// generated manifests have empty lists
test('a HelmRelease that takes no values is patched as any other', () => {
  const release = (registry: string, from: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: till }
spec:
  ${from}
  values: { image: ${registry}.azurecr.io/till:1 }
`;
  const files = (from: string) => ({
    'base/till.yaml': release('shopdev', from),
    'base/kustomization.yaml': overlay('till.yaml'),
    'us/kustomization.yaml': `${overlay('../base')}patches: [{ path: till.yaml }]\n`,
    'us/till.yaml': release('shopprod', ''),
  });
  assert.deepEqual(sent(files(''), 'base/till.yaml'), ['shopprod/till →']);
  assert.deepEqual(sent(files('valuesFrom: []'), 'base/till.yaml'), ['shopprod/till →']);
});

// https://fluxcd.io/flux/components/kustomize/kustomizations/#patches
test('patches of a Flux Kustomization and of an Application change what they deploy', () => {
  const patches = `[{ target: { kind: Pod }, patch: '[{ "op": "add", "path": "/spec/imagePullSecrets", "value": [{ "name": "acr" }] }]' }]`;
  const pods = { 'apps/pod.yaml': pod() };
  const byFlux = { ...pods, 'clusters/eu/apps.yaml': flux('apps', `  path: ./apps\n  patches: ${patches}`) };
  assert.deepEqual(secretsOf(byFlux, 'apps/pod.yaml'), ['acr']);
  const byArgo = {
    ...pods,
    'argocd/apps.yaml': application(`path: apps, kustomize: { patches: ${patches} }`, 'name: aks-eu'),
  };
  assert.deepEqual(secretsOf(byArgo, 'apps/pod.yaml'), ['acr']);
  const image = (registry: string) =>
    flux(
      'apps',
      `  path: ./apps
  kubeConfig: { secretRef: { name: aks-eu } }
  patches:
    - patch: |
        apiVersion: v1
        kind: Pod
        metadata: { name: till }
        spec: { containers: [{ name: app, image: '${registry}.azurecr.io/till:2' }] }`,
    );
  const files = { ...pods, 'clusters/eu/apps.yaml': image('shopdev') };
  assert.deepEqual(sent(files, 'apps/pod.yaml'), ['shopdev/till → aks-eu']);
  // the image of the patch is one, too; whose pods pull it, with which secrets, is said where they are
  assert.deepEqual(sent(files, 'clusters/eu/apps.yaml'), ['shopdev/till → aks-eu']);
  assert.deepEqual(secretsOf(files, 'clusters/eu/apps.yaml'), ['? pods of Flux Kustomization apps']);
  // the same after an edit that moves nothing
  const index = indexOf(files);
  index.references('apps/pod.yaml');
  index.take('clusters/eu/apps.yaml', image('shopqas'));
  assert.deepEqual(
    index.references('apps/pod.yaml').map(({ image: read }) => read.kind === 'image' && read.registry),
    ['shopqas.azurecr.io'],
  );
});

test('a pull secret that is set beside an image is that of its pod', () => {
  const name = '.github/workflows/deploy.yml';
  const workflow = `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: helm upgrade till ./charts/till --set image.repository=shopprod.azurecr.io/till --set imagePullSecrets[0].name=acr
`;
  assert.deepEqual(secretsOf({ [name]: workflow }, name), ['acr']);
  const parameters =
    '[{ name: image.repository, value: shopprod.azurecr.io/till }, { name: "imagePullSecrets[0].name", value: acr }]';
  const argo = application(`path: charts/till, helm: { parameters: ${parameters} }`, 'name: aks-eu');
  assert.deepEqual(secretsOf({ 'argocd/till.yaml': argo }, 'argocd/till.yaml'), ['acr']);
});

test('a chart that Cluster API installs goes to the clusters that its labels select', () => {
  const text = `apiVersion: addons.cluster.x-k8s.io/v1alpha1
kind: HelmChartProxy
metadata: { name: till }
spec:
  clusterSelector: { matchLabels: { till: enabled } }
  valuesTemplate: |
    image: { repository: shopprod.azurecr.io/till, tag: "1" }
`;
  const files = { 'apps/till.yaml': text, 'argocd/app.yaml': application('path: apps', 'name: aks-eu') };
  assert.deepEqual(sent(files, 'apps/till.yaml'), ['shopprod/till →']);
});
