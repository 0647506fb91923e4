// Where manifests go by what the repository itself says: Argo CD, Flux, kustomize, azd and pipelines, and groups of
// clusters in the config. Each test is a small repository, with the clusters that its files then have.
import assert from 'node:assert/strict';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import { readManifest } from '../../src/manifests/index.ts';
import { ManifestIndex } from '../../src/manifests/join/manifestIndex.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { type TargetSources, targetsOf } from '../../src/workspace/targets/targets.ts';

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

function indexOf(files: Files): ManifestIndex {
  const index = new ManifestIndex();
  for (const [name, text] of Object.entries(files)) index.update(readManifest({ name, text }));
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

import '../manifests/readers.ts';

const show = (t: string, files: Files, file: string, o: Options = {}) => {
  try {
    console.log(t, '=>', sent(files, file, o));
  } catch (e) {
    console.log(t, 'ERR', String(e));
  }
};
const why = (files: Files, file: string, yaml = '') => {
  const { config } = readConfig(`version: 1\n${yaml}`, '.acr-pull.yaml');
  console.log(
    indexOf(files)
      .references(file)
      .flatMap(r => targetsOf(r, { config, map }).map(t => `${t.name}: ${t.why}`)),
  );
};
// A: git files generator
const cfg = '[{ git: { repoURL: https://github.com/contoso/gitops, files: [{ path: "clusters/**/config.json" }] } }]';
show(
  'A files',
  {
    'set.yaml': applicationSet(cfg, 'apps', 'name: "{{cluster.name}}"'),
    'clusters/eu/config.json': '{"cluster": {"name": "aks-eu"}}',
    'clusters/us/config.json': '{"cluster": {"name": "aks-us"}}',
    'apps/pod.yaml': pod(),
  },
  'apps/pod.yaml',
);
show(
  'A files path',
  {
    'set.yaml': applicationSet(
      '[{ git: { files: [{ path: "clusters/*/config.json" }] } }]',
      'apps/{{path.basename}}',
      'name: "{{path.basename}}"',
    ),
    'clusters/aks-eu/config.json': '{"a":1}',
    'clusters/aks-eu/x.yaml': pod(),
    'apps/aks-eu/pod.yaml': pod(),
  },
  'apps/aks-eu/pod.yaml',
);
// B: cluster secret
const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: eu, labels: { argocd.argoproj.io/secret-type: cluster, env: prod } }\nstringData: { name: production, server: 'https://aks-eu-1a2b.hcp.westeurope.azmk8s.io:443' }\n`;
show(
  'B secret name',
  { 's.yaml': secret, 'app.yaml': application('path: apps', 'name: production'), 'apps/pod.yaml': pod() },
  'apps/pod.yaml',
);
show(
  'B cluster generator',
  {
    's.yaml': secret,
    'set.yaml': applicationSet(
      '[{ clusters: { selector: { matchLabels: { env: prod } } } }]',
      'apps',
      'name: "{{name}}"',
    ),
    'apps/pod.yaml': pod(),
  },
  'apps/pod.yaml',
);
// F: flux gitrepository
const repo = (name: string, url: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: ${name} }\nspec: { url: ${url} }\n`;
const k = (src: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: x }\nspec:\n  dependsOn: [{ name: infra }]\n  sourceRef: { kind: GitRepository, name: ${src} }\n  path: ./apps\n  kubeConfig: { secretRef: { name: aks-eu } }\n`;
show(
  'F other',
  {
    'r.yaml': repo('podinfo', 'https://github.com/stefanprodan/podinfo'),
    'r2.yaml': repo('flux-system', 'https://github.com/contoso/fleet'),
    'k.yaml': k('podinfo'),
    'clusters/own.yaml': flux('own', '  path: ./clusters'),
    'apps/pod.yaml': pod(),
  },
  'apps/pod.yaml',
);
show(
  'F own',
  {
    'r2.yaml': repo('flux-system', 'https://github.com/contoso/fleet'),
    'k.yaml': k('flux-system'),
    'apps/pod.yaml': pod(),
  },
  'apps/pod.yaml',
);
// substituteFrom configmap fills cacheRegistry
const cm =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: vars, namespace: flux-system }\ndata: { cacheRegistry: shopcache.azurecr.io }\n';
show(
  'F substFrom',
  {
    'k.yaml': flux(
      'x',
      '  path: ./apps\n  dependsOn: [{ name: infra }]\n  kubeConfig: { secretRef: { name: aks-eu } }\n  postBuild: { substituteFrom: [{ kind: ConfigMap, name: vars }] }',
    ),
    'vars.yaml': cm,
    'apps/pod.yaml': pod('till', '${cacheRegistry}/redis:1'),
  },
  'apps/pod.yaml',
);
// pipelines with get-credentials
const pipe = (steps: string) => `trigger: [main]\nsteps:\n${steps}`;
const P = 'azure-pipelines.yml';
const cli = pipe(`  - task: AzureCLI@2
    inputs:
      azureSubscription: shop
      scriptType: bash
      scriptLocation: inlineScript
      inlineScript: |
        az aks get-credentials -g shop-aks -n aks-eu
        kubectl apply -f k8s/pod.yaml
        helm upgrade --install till ./chart --set image.repository=shopprod.azurecr.io/shop --set image.tag=3
        kubectl set image deploy/x x=shopprod.azurecr.io/x:2
        az containerapp update -n shop-api -g g --image shopprod.azurecr.io/api:4
`);
show('P file', { [P]: cli, 'k8s/pod.yaml': pod() }, 'k8s/pod.yaml');
show('P own', { [P]: cli, 'k8s/pod.yaml': pod() }, P);
why({ [P]: cli, 'k8s/pod.yaml': pod() }, 'k8s/pod.yaml');
const aca = pipe(
  `  - task: AzureContainerApps@1\n    inputs: { azureSubscription: s, containerAppName: shop-api, resourceGroup: g, imageToDeploy: shopprod.azurecr.io/api:1 }\n`,
);
show('P aca', { [P]: aca }, P);
why({ [P]: aca }, P);
const azd = {
  'azure.yaml':
    'name: shop\nservices:\n  api: { project: src/api, host: containerapp, resourceName: shop-api, image: shopprod.azurecr.io/api:1 }\n',
};
show('azd ca', azd, 'azure.yaml');
why(azd, 'azure.yaml');
const azk = {
  'azure.yaml':
    'name: shop\nservices:\n  till: { project: src/till, host: aks, resourceName: aks-us, language: js, k8s: { deploymentPath: k8s } }\n',
  'src/till/k8s/pod.yaml': pod(),
};
show('azd path', azk, 'src/till/k8s/pod.yaml');
why(
  azk,
  'src/till/k8s/pod.yaml',
  `targets: [{ name: eu, kind: aks, id: ${cluster('aks-eu').id}, manifests: 'src/**' }]`,
);
const gh = deployW(`      - run: |\n          az aks get-credentials -n aks-us\n          kubectl apply -f pod.yaml\n`);
function deployW(steps: string) {
  return `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
}
why({ '.github/workflows/a.yml': gh, 'pod.yaml': pod() }, 'pod.yaml');
why(
  {
    'base/kustomization.yaml': overlay('pod.yaml'),
    'base/pod.yaml': pod(),
    'o/kustomization.yaml': overlay('../base'),
  },
  'base/pod.yaml',
  `targets: [{ name: eu, kind: aks, id: ${cluster('aks-eu').id}, manifests: 'o/**' }]`,
);
why(
  { 'clusters/aks-eu/pod.yaml': pod() },
  'clusters/aks-eu/pod.yaml',
  "clusters: [{ name: 'aks-*', manifests: 'clusters/{cluster}/**' }]",
);
