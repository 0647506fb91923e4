import type { KustomizationImage } from '../../../model/reading.ts';
import type { Workload } from '../../../model/workload.ts';
import type { Harvest } from '../../source/harvest.ts';
import type { Settle } from '../../source/placeholders.ts';
import { at, fields, items, settledAs, textOf, type View } from '../../source/view.ts';
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
    if (changed.has(name)) return undefined;
    const scope = scopes.findLast(each => at(each, name) !== undefined);
    return settledAs(at(scope, name), `value of env.${name}`);
  };
}

function readAction(step: View, job: Job): void {
  const action = /^([\w-]+\/[\w-]+)@/.exec(textOf(at(step, 'uses'))?.toLowerCase() ?? '')?.[1];
  const inputs = new Inputs(step, action, at(step, 'with'), job);
  switch (action) {
    case 'azure/aks-set-context':
      job.cluster = inputs.text('cluster-name');
      return;
    case 'azure/k8s-set-context':
      job.cluster = undefined;
      return;
    case 'azure/k8s-deploy':
      job.cluster = inputs.text('name') ?? job.cluster;
      deployManifests(inputs, 'images', job.cluster);
      return;
    case 'azure/container-apps-deploy-action':
      deployContainerApp(inputs);
      return;
    case 'azure/webapps-deploy':
    case 'azure/webapps-container-deploy':
    case 'azure/functions-container-action':
      for (const name of ['images', 'image']) inputs.images(name, appWorkload('site', inputs.text('app-name')));
      return;
    case 'azure/aci-deploy':
      inputs.images('image', appWorkload('containerGroup', inputs.text('name')));
      return;
    case undefined:
      readScript(step, textOf(at(step, 'run')) ?? '', textOf(at(step, 'working-directory')) ?? '', job);
  }
}

/** https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/ */
export function readPipelineDeploys(here: View, settle: Settle, harvest: Harvest): void {
  const by = `Azure Pipelines job ${textOf(at(here, 'deployment')) ?? textOf(at(here, 'job')) ?? ''}`.trim();
  const job: Job = { by, harvest, settle, cluster: undefined, changed: new Set() };
  for (const step of items(at(here, 'steps'))) if (step !== undefined) readTask(step, job);
}

function readTask(step: View, job: Job): void {
  const task = /^(\w+)@/.exec(textOf(at(step, 'task')) ?? '')?.[1]?.toLowerCase();
  const inputs = new Inputs(step, task, at(step, 'inputs'), job);
  const text = (name: string) => inputs.text(name);
  const cluster = text('kubernetesCluster') ?? (text('kubernetesServiceConnection') ? undefined : job.cluster);
  switch (task) {
    case 'kubernetesmanifest':
      if ((text('action') ?? 'deploy') === 'deploy') deployManifests(inputs, 'containers', cluster);
      return;
    case 'helmdeploy': {
      const pairs = pairsOf(text('overrideValues') ?? '');
      readValuesGiven(step, pairs, 'HelmDeploy', cluster, job);
      const overrides = pairs.map(([path]) => path);
      const [paths, valueFiles] = [inputs.lines('chartPath'), inputs.lines('valueFile')];
      deploy(step, 'aks', cluster, { paths, isDeep: true, valueFiles, overrides }, job);
      return;
    }
    case 'kubernetes':
      if (text('command') === 'login') job.cluster = cluster;
      else if (text('command') === 'apply') {
        const files = filesGiven((text('arguments') ?? '').split(/\s+/));
        deploy(step, 'aks', cluster, { paths: [...files, ...inputs.lines('configuration')] }, job);
      }
      return;
    case 'azurecontainerapps':
      deployContainerApp(inputs);
      return;
    case 'azurewebappcontainer':
    case 'azurefunctionappcontainer':
      for (const name of ['containers', 'imageName']) inputs.images(name, appWorkload('site', text('appName')));
      return;
    default: {
      const script = ['script', 'bash', 'pwsh', 'powershell'].map(key => textOf(at(step, key))).find(each => each);
      const folder = text('workingDirectory') ?? textOf(at(step, 'workingDirectory')) ?? '';
      readScript(step, script ?? text('inlineScript') ?? text('script') ?? '', folder, job);
    }
  }
}

/** What an action or a task is given; the names of inputs have no case. */
class Inputs {
  readonly step: View;
  readonly job: Job;
  readonly #title: string | undefined;
  readonly #values: ReadonlyMap<string, View | undefined>;

  constructor(step: View, title: string | undefined, given: View | undefined, job: Job) {
    this.step = step;
    this.job = job;
    this.#title = title;
    this.#values = new Map(fields(given).map(({ key, value }) => [key.text.toLowerCase(), value]));
  }

  text(name: string): string | undefined {
    return textOf(this.#values.get(name.toLowerCase()));
  }

  lines(name: string): readonly string[] {
    return linesOf(this.text(name));
  }

  images(name: string, workload: Workload, job = this.job): readonly KustomizationImage[] {
    const input = this.#values.get(name.toLowerCase());
    return readGivenImages(this.step, input, `${this.#title} · ${name}`, workload, job);
  }
}

/** The pull secrets that a step gives must exist in the cluster, and no manifest here shows them. */
function deployManifests(inputs: Inputs, key: string, cluster: string | undefined): void {
  const { step, job } = inputs;
  const span = job.harvest.spanOf(step);
  const secrets = inputs.lines('imagePullSecrets');
  const pullSecrets = secrets.map(text => ({ text, span, entries: undefined, definedAt: undefined }));
  const images = inputs.images(key, { ...plainPod({}), pullSecrets }, { ...job, cluster });
  deploy(step, 'aks', cluster, { paths: inputs.lines('manifests'), isDeep: true, images, secrets }, job);
}

function deployContainerApp(inputs: Inputs): void {
  const name = inputs.text('containerAppName');
  inputs.images('imageToDeploy', appWorkload('containerApp', name));
  deploy(inputs.step, 'containerApp', name, { paths: inputs.lines('yamlConfigPath') }, inputs.job);
}
