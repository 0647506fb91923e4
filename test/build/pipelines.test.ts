// Parameters, matrices, tasks and services that deploy, from the pipeline to the pulls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BuiltFiles } from './builtFiles.ts';
import { chart, pod, secretsOf, sent, sentAll, templatePod } from './gitops.ts';

const deployWorkflow = (steps: string) =>
  `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;

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
  assert.deepEqual(sent(files(pipeline(allowed)), 'pod.yaml'), [
    'shopprod/till:1 → aks-asia?',
    'shopprod/till:1 → aks-dev',
    'shopprod/till:1 → aks-eu',
  ]);
  // anybody may give another value than a default
  assert.deepEqual(sent(files(pipeline('    type: string')), 'pod.yaml'), ['shopprod/till:1 →']);
  // where a condition asks for the value, it is one of them, and which one is not followed
  const condition = "\n    condition: eq('${{ parameters.stage }}', 'dev')";
  assert.deepEqual(sent(files(pipeline(allowed, condition)), 'pod.yaml'), ['shopprod/till:1 →']);
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
  assert.deepEqual(sent(files, 'pod.yaml'), ['shopprod/till:1 →']);
  assert.deepEqual(sent(files, 'steps.yml'), ['?/api:1 (open) → shop-api']);
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
  assert.deepEqual(of(choice, '', 'aks-${{ inputs.stage }}'), [
    'shopprod/till:1 → aks-dev',
    'shopprod/till:1 → aks-eu',
  ]);
  assert.deepEqual(of(choice, '', 'aks-${{ github.event.inputs.stage }}'), [
    'shopprod/till:1 → aks-dev',
    'shopprod/till:1 → aks-eu',
  ]);
  assert.deepEqual(of(input('type: string, default: dev'), '', 'aks-${{ inputs.stage }}'), ['shopprod/till:1 →']);
  assert.deepEqual(of(choice, "    if: inputs.stage == 'dev'", 'aks-${{ inputs.stage }}'), ['shopprod/till:1 →']);
  const matrix = '    strategy: { matrix: { include: [{ env: a, cluster: aks-dev }, { env: b, cluster: aks-us }] } }';
  assert.deepEqual(of('push', matrix, '${{ matrix.cluster }}'), [
    'shopprod/till:1 → aks-dev',
    'shopprod/till:1 → aks-us',
  ]);
  const made = "    strategy: { matrix: { cluster: '${{ fromJSON(vars.CLUSTERS) }}' } }";
  assert.deepEqual(of('push', made, '${{ matrix.cluster }}'), ['shopprod/till:1 →']);
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
  assert.deepEqual(sent({ [name]: text }, name), ['shopprod/shop-api:1 → shop-api']);
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
  assert.deepEqual(sent(files, 'deploy/values.yaml'), ['shopprod/till:1 → aks-eu']);
});

// https://github.com/Azure/k8s-deploy#inputs-for-deploy-action
test('a step puts the images and the pull secrets that it is given into what it deploys', () => {
  const name = '.github/workflows/deploy.yml';
  const files = {
    'pod.yaml': `${pod('till', 'shopdev.azurecr.io/till:0')}---\n${pod('api')}`,
    [name]: `on: push
jobs:
  deploy:
    steps:
      - uses: azure/aks-set-context@v4
        with: { cluster-name: aks-eu }
      - uses: azure/k8s-deploy@v5
        with: { manifests: pod.yaml, images: "shopdev.azurecr.io/till:7", imagepullsecrets: shop-pull }
`,
  };
  // one pull, shown where the step has its image: the step's own entry is no second one
  assert.deepEqual(sentAll(files), [`${name}: shopdev/till:7 → aks-eu`, 'pod.yaml: shopprod/api:1 → aks-eu']);
  const [reference] = BuiltFiles.of(files).references(name);
  assert.deepEqual(
    reference?.origins.map(({ file, role }) => [file, role]),
    [['pod.yaml', 'replaced by GitHub workflow job deploy']],
  );
  assert.deepEqual(secretsOf(files, name), ['shop-pull']);
  assert.deepEqual(secretsOf(files, 'pod.yaml'), ['shop-pull']);
});

test('values that a command sets go over those of the chart that it installs', () => {
  const name = '.github/workflows/deploy.yml';
  const run = (set: string) => ({
    ...chart({ 'pod.yaml': templatePod }, 'image: { repository: shopdev.azurecr.io/till, tag: "1" }\n'),
    [name]: deployWorkflow(`      - run: |
          az aks get-credentials -n aks-eu
          helm upgrade till ./charts/till ${set}
`),
  });
  assert.deepEqual(sentAll(run('')), ['charts/till/values.yaml: shopdev/till:1 → aks-eu']);
  // the image is that of the command. The chart's own is not deployed
  assert.deepEqual(
    sentAll(run('--set image.repository=shopprod.azurecr.io/till --set image.tag=2')).filter(
      row => !row.includes('open'),
    ),
    [`${name}: shopprod/till:2 → aks-eu`],
  );
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
  assert.deepEqual(sent(files, 'manifests/pod.yml'), ['shopprod/till:1 → aks-eu']);
  assert.deepEqual(sent(files, 'app.yaml'), ['shopprod/api:1 → shop-api']);
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
  assert.deepEqual(sent(applied, 'manifests/pod.yml'), ['shopprod/till:1 → aks-us']);
  const azd = {
    'azure.yaml':
      'name: shop\nservices:\n  till: { project: src/till, host: aks, resourceName: aks-us, language: js }\n',
    'src/till/manifests/pod.yaml': pod(),
  };
  assert.deepEqual(sent(azd, 'src/till/manifests/pod.yaml'), ['shopprod/till:1 → aks-us']);
});
