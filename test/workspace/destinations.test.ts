// The reason that each target has: what settled it. A config goes before all that a repository does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targetsOf } from '../../src/workspace/targets/targets.ts';
import { BuiltFiles } from '../build/builtFiles.ts';
import {
  app,
  application,
  applicationSet,
  cluster,
  configOf,
  type Files,
  flux,
  map,
  overlay,
  pod,
  release,
  remote,
  remoteMap,
  sent,
  shopChart,
} from '../build/gitops.ts';

const deployWorkflow = (steps: string) =>
  `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;

// Every clause of "where it goes", once: without a config the repository's own word, with one the config's.
test('each target says what settled it, and the config goes before all', () => {
  const hub = { 'hub/aks-us.yaml': remoteMap('aks-us') };
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
      // its dependencies don't state where it goes
      {
        ...hub,
        'hub/x.yaml': flux('apps', `  path: ./k8s\n  dependsOn: [{ name: infrastructure }]\n  ${remote('aks-us')}`),
      },
      'k8s/pod.yaml',
      'aks-us',
      'Flux Kustomization apps in hub/x.yaml',
    ],
    [
      {
        ...hub,
        'hub/x.yaml': flux('apps', `  path: ./prod\n  ${remote('aks-us')}`),
        'prod/kustomization.yaml': overlay('../k8s'),
        'k8s/kustomization.yaml': overlay('pod.yaml'),
      },
      'k8s/pod.yaml',
      'aks-us',
      'Flux Kustomization apps in hub/x.yaml',
    ],
    [
      {
        'k8s/aks-us.yaml': remoteMap('aks-us'),
        'k8s/x.yaml': release(
          `${remote('aks-us')}\n${shopChart}\nvalues: { image: { repository: shopprod.azurecr.io/till, tag: '1' } }`,
        ).replace('name: till', 'name: till, namespace: flux-system'),
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
    const settled = (yaml: string) => {
      const config = configOf({ yaml });
      const [reference] = BuiltFiles.of({ 'k8s/pod.yaml': pod(), ...files }, config).references(file);
      assert.ok(reference, why);
      return targetsOf(reference, { config, map }).map(each => `${each.name}: ${each.why}`);
    };
    assert.deepEqual(settled(''), [`${target}: ${why}`]);
    const kind = target === 'aks-us' ? `kind: aks, id: ${cluster('aks-eu').id}` : `kind: containerApp, id: ${app.id}`;
    const mine = `targets: [{ name: mine, ${kind}, manifests: ['k8s/**', 'prod/**'] }]`;
    assert.deepEqual(settled(mine), ['mine: .acr-pull.yaml'], why);
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
  assert.deepEqual(sent(files, 'clusters/aks-eu/pod.yaml', { yaml }), ['shopprod/till:1 → aks-eu']);
  assert.deepEqual(sent(files, 'values-aks-us.yaml', { yaml }), ['shopprod/till:1 → aks-us']);
  // the folder names a cluster that the map does not hold: it is that one, and no other
  assert.deepEqual(sent(files, 'clusters/aks-asia/pod.yaml', { yaml }), ['shopprod/till:1 → aks-asia?']);
  assert.deepEqual(sent(files, 'clusters/base/pod.yaml', { yaml }), ['shopprod/till:1 →']);
  const group = 'clusters: [{ resourceGroup: SHOP-aks, manifests: all.yaml }]';
  assert.deepEqual(sent(files, 'all.yaml', { yaml: group }), ['shopprod/till:1 → aks-eu aks-us']);
  assert.deepEqual(sent(files, 'all.yaml', { yaml: 'clusters: [{ tag: team=shop, manifests: all.yaml }]' }), [
    'shopprod/till:1 → aks-dev',
  ]);
  assert.deepEqual(sent(files, 'all.yaml', { yaml: 'clusters: [{ tag: team=other, manifests: all.yaml }]' }), [
    'shopprod/till:1 →',
  ]);
});
