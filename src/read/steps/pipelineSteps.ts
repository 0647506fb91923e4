import type { Settle } from '../source/placeholders.ts';
import { at, insertedItems, textOf, type View } from '../source/view.ts';
import { inputArguments, unplacedArgument } from './arguments.ts';
import { Clusters } from './clusters.ts';
import { readCommands, readKubectl } from './commands.ts';
import { deploy } from './destinations.ts';
import { deployContainerApp, deployManifests, StepInputs } from './inputs.ts';
import { appWorkload, conditionOf, type Job, type StepReading } from './job.ts';
import { Overwritten, SET_VARIABLE } from './overwritten.ts';
import { openUnderCondition } from './runs.ts';
import { readSetValues, setByInput, setByOptions, valuesFilesOf } from './setValues.ts';
import { readOverrideParameters, readTerraformVariables } from './templateParameters.ts';

/** A job of a pipeline in one of its runs. */
export interface PipelineJob {
  readonly name: string | undefined;
  readonly settle: Settle;
  readonly reading: StepReading;
}

/** https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/ */
export function readPipelineSteps(here: View, { name, settle, reading }: PipelineJob): void {
  const [clusters, overwritten] = [new Clusters(), new Overwritten(SET_VARIABLE)];
  const by = `Azure Pipelines job ${name ?? ''}`.trim();
  const sure: Settle = placeholder => {
    const macro = /^\$\(([\w.]+)\)$/.exec(placeholder)?.[1];
    return macro !== undefined && overwritten.has(macro) ? undefined : settle(placeholder);
  };
  for (const { value: step, when } of insertedItems(at(here, 'steps'))) {
    const asked = textOf(at(step, 'condition')) ?? '';
    const condition = when + conditionOf(asked, textOf(at(step, 'continueOnError')));
    const [own, written] = [sure, settle].map(each => openUnderCondition(each, `${when}${asked}`));
    if (own === undefined || written === undefined) continue;
    const job: Job = { by, name, reading, clusters, condition, settle: own, written };
    readTerraformVariables(at(step, 'env'), job);
    readTask(step, job);
    overwritten.follow(step, reading.builder.text);
  }
}

function readTask(step: View, job: Job): void {
  const task = /^(\w+)@/.exec(textOf(at(step, 'task')) ?? '')?.[1]?.toLowerCase();
  const inputs = new StepInputs(step, task, at(step, 'inputs'), job);
  const { clusters, condition } = job;
  const text = (name: string) => inputs.text(name);
  const named = { name: text('kubernetesCluster'), group: text('azureResourceGroup') };
  // either name of the input: https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/kubernetes-v1
  const isByConnection = (text('kubernetesServiceConnection') ?? text('kubernetesServiceEndpoint')) !== undefined;
  const to = named.name !== undefined ? [named] : isByConnection ? [] : clusters.chosen(condition);
  switch (task) {
    case 'kubernetesmanifest':
      if ((text('action') ?? 'deploy') === 'deploy') deployManifests(inputs, 'containers', to);
      return;
    case 'helmdeploy': {
      const args = inputArguments(inputs.view('arguments'), job);
      const sets = [setByInput(inputs.view('overrideValues')), setByOptions(args)];
      for (const set of sets) readSetValues(set, step, 'HelmDeploy', to, job);
      inputs.chart('chartName', text('chartVersion'));
      const overrides = sets.flatMap(({ values }) => values.map(({ path }) => path));
      const [paths, valueFiles] = [inputs.lines('chartPath'), [...inputs.lines('valueFile'), ...valuesFilesOf(args)]];
      deploy(step, 'aks', to, { paths, isDeep: true, valueFiles, overrides }, job);
      return;
    }
    case 'kubernetes':
      if (text('command') === 'login') clusters.choose(named, condition);
      else {
        const args = inputArguments(inputs.view('arguments'), job);
        const files = inputs.lines('configuration').flatMap(file => ['-f', file].map(unplacedArgument));
        readKubectl(step, [unplacedArgument(text('command') ?? ''), ...args, ...files], to, job);
      }
      return;
    case 'azurecontainerapps':
      deployContainerApp(inputs);
      return;
    case 'azureresourcemanagertemplatedeployment':
    case 'azureresourcegroupdeployment':
      readOverrideParameters(inputArguments(inputs.view('overrideParameters'), job), task, job);
      return;
    case 'azurermwebappdeployment':
      inputs.imageOf('DockerNamespace', 'DockerRepository', 'DockerImageTag');
      return;
    case 'azurewebappcontainer':
    case 'azurefunctionappcontainer':
      for (const name of ['containers', 'imageName'])
        inputs.images(name, appWorkload('site', text('appName'), text('resourceGroupName')));
      return;
    default:
      readScript(step, task, inputs, job);
  }
}

const SCRIPTS = ['script', 'bash', 'pwsh', 'powershell'] as const;

function readScript(step: View, task: string | undefined, inputs: StepInputs, job: Job): void {
  const key = SCRIPTS.find(each => textOf(at(step, each)) !== undefined);
  const script = key === undefined ? (inputs.view('inlineScript') ?? inputs.view('script')) : at(step, key);
  const isPowerShell = /pwsh|powershell/.test(key ?? task ?? '') || /^ps/.test(inputs.text('scriptType') ?? '');
  const folder = inputs.text('workingDirectory') ?? textOf(at(step, 'workingDirectory')) ?? '';
  readCommands(step, script, isPowerShell ? 'powershell' : 'posix', folder, job);
}
