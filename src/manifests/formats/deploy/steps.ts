import type { Harvest } from '../../source/harvest.ts';
import type { Settle } from '../../source/placeholders.ts';
import { MAX_DEPTH } from '../../source/tree.ts';
import { at, fields, items, textOf, type View } from '../../source/view.ts';
import { plainPod } from '../kubernetes/pods.ts';
import { appWorkload, deploy, type Job, linesOf, readGivenImages } from './job.ts';
import { filesGiven, pairsOf, readScript, readValuesGiven } from './script.ts';

/** https://github.com/Azure/k8s-deploy, https://github.com/Azure/aks-set-context and scripts, as far as they are literal. */
export function readWorkflowDeploys(root: View, harvest: Harvest): void {
  for (const { key, value: job } of fields(at(root, 'jobs'))) {
    const changed = new Set<string>();
    let cluster: string | undefined;
    for (const step of items(at(job, 'steps'))) {
      if (step === undefined) continue;
      const settle = environment([at(root, 'env'), at(job, 'env'), at(step, 'env')], changed);
      const state: Job = { by: `GitHub workflow job ${key.text}`, harvest, settle, cluster, changed };
      readAction(step, state);
      cluster = state.cluster;
    }
  }
}

/** `${{ env.x }}` and `$x`, by the innermost `env` that has it. */
function environment(scopes: readonly (View | undefined)[], changed: ReadonlySet<string>): Settle {
  return hole => {
    const match = /^\$\{\{\s*env\.(\w+)\s*\}\}$|^\$\{?(\w+)\}?$/.exec(hole);
    const name = match?.[1] ?? match?.[2] ?? '';
    const value = at(
      scopes.findLast(scope => at(scope, name) !== undefined),
      name,
    );
    const text = textOf(value);
    if (value === undefined || text === undefined || changed.has(name)) return undefined;
    return { text, span: value.node.span, role: `value of env.${name}` };
  };
}

function readAction(step: View, job: Job): void {
  const action = /^([\w-]+\/[\w-]+)@/.exec(textOf(at(step, 'uses'))?.toLowerCase() ?? '')?.[1];
  const input = (name: string) => textOf(at(step, 'with', name));
  const given = (name: string, workload: Parameters<typeof readGivenImages>[3]) =>
    readGivenImages(step, at(step, 'with', name), `${action} · ${name}`, workload, job);
  switch (action) {
    case 'azure/aks-set-context':
      job.cluster = input('cluster-name');
      return;
    case 'azure/k8s-set-context':
      job.cluster = undefined;
      return;
    case 'azure/k8s-deploy': {
      job.cluster = input('name') ?? job.cluster;
      const secrets = linesOf(input('imagepullsecrets'));
      const images = given('images', podWith(secrets, step, job));
      deploy(step, 'aks', job.cluster, { paths: linesOf(input('manifests')), isDeep: true, images, secrets }, job);
      return;
    }
    case 'azure/container-apps-deploy-action':
      given('imageToDeploy', appWorkload('containerApp', input('containerAppName')));
      deploy(step, 'containerApp', input('containerAppName'), { paths: linesOf(input('yamlConfigPath')) }, job);
      return;
    case 'azure/webapps-deploy':
    case 'azure/webapps-container-deploy':
    case 'azure/functions-container-action':
      for (const name of ['images', 'image']) given(name, appWorkload('site', input('app-name')));
      return;
    case 'azure/aci-deploy':
      given('image', appWorkload('containerGroup', input('name')));
      return;
    case undefined: {
      const folder = textOf(at(step, 'working-directory')) ?? '';
      readScript(step, textOf(at(step, 'run')) ?? '', folder, job);
    }
  }
}

/** A pod with the secrets that a step gives it; each must exist in the cluster, and no manifest here shows it. */
function podWith(secrets: readonly string[], step: View, { harvest }: Job) {
  const span = harvest.spanOf(step);
  const pullSecrets = secrets.map(text => ({ text, span, entries: undefined, definedAt: undefined }));
  return { ...plainPod({}), pullSecrets };
}

/** https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/ */
export function readPipelineDeploys(
  here: View,
  outer: Settle,
  scope: (here: View, outer: Settle) => Settle,
  harvest: Harvest,
  depth = MAX_DEPTH,
): void {
  if (depth === 0) return;
  const settle = scope(here, outer);
  const by = `Azure Pipelines job ${textOf(at(here, 'deployment')) ?? textOf(at(here, 'job')) ?? ''}`.trim();
  const job: Job = { by, harvest, settle, cluster: undefined, changed: new Set() };
  for (const step of items(at(here, 'steps'))) if (step !== undefined) readTask(step, job);
  const below = [...items(here), ...fields(here).map(({ value }) => value)];
  for (const each of below) if (each !== undefined) readPipelineDeploys(each, settle, scope, harvest, depth - 1);
}

function readTask(step: View, job: Job): void {
  const task = /^(\w+)@/.exec(textOf(at(step, 'task')) ?? '')?.[1]?.toLowerCase();
  // names of inputs have no case
  const inputs = new Map(fields(at(step, 'inputs')).map(({ key, value }) => [key.text.toLowerCase(), value]));
  const input = (name: string) => textOf(inputs.get(name.toLowerCase()));
  const given = (name: string, workload: Parameters<typeof readGivenImages>[3]) =>
    readGivenImages(step, inputs.get(name.toLowerCase()), `${task} · ${name}`, workload, job);
  const cluster = input('kubernetesCluster') ?? (input('kubernetesServiceConnection') ? undefined : job.cluster);
  switch (task) {
    case 'kubernetesmanifest': {
      if ((input('action') ?? 'deploy') !== 'deploy') return;
      const secrets = linesOf(input('imagePullSecrets'));
      const images = readGivenImages(
        step,
        inputs.get('containers'),
        `${task} · containers`,
        podWith(secrets, step, job),
        { ...job, cluster },
      );
      deploy(step, 'aks', cluster, { paths: linesOf(input('manifests')), isDeep: true, images, secrets }, job);
      return;
    }
    case 'helmdeploy': {
      const paths = linesOf(input('chartPath'));
      const pairs = pairsOf(input('overrideValues') ?? '');
      readValuesGiven(step, pairs, 'HelmDeploy', cluster, job);
      const overrides = pairs.map(([path]) => path);
      const valueFiles = linesOf(input('valueFile'));
      deploy(step, 'aks', cluster, { paths, isDeep: true, valueFiles, overrides }, job);
      return;
    }
    case 'kubernetes':
      if (input('command') === 'login') job.cluster = cluster;
      else if (input('command') === 'apply') {
        const files = filesGiven((input('arguments') ?? '').split(/\s+/));
        deploy(step, 'aks', cluster, { paths: [...files, ...linesOf(input('configuration'))] }, job);
      }
      return;
    case 'azurecontainerapps':
      given('imageToDeploy', appWorkload('containerApp', input('containerAppName')));
      deploy(step, 'containerApp', input('containerAppName'), { paths: linesOf(input('yamlConfigPath')) }, job);
      return;
    case 'azurewebappcontainer':
    case 'azurefunctionappcontainer':
      for (const name of ['containers', 'imageName']) given(name, appWorkload('site', input('appName')));
      return;
    default: {
      const script = ['script', 'bash', 'pwsh', 'powershell'].map(key => textOf(at(step, key))).find(text => text);
      const folder = input('workingDirectory') ?? textOf(at(step, 'workingDirectory')) ?? '';
      readScript(step, script ?? input('inlineScript') ?? input('script') ?? '', folder, job);
    }
  }
}
