import type { Settle } from '../source/placeholders.ts';
import { at, insertedItems, textOf, type View } from '../source/view.ts';
import {
  commandWords,
  literal,
  pairsOf,
  readCommands,
  readKubectl,
  readOptionPairs,
  readValuesGiven,
  readVariablesGiven,
  valuesGiven,
} from './commands.ts';
import { deployContainerApp, deployManifests, StepInputs } from './inputs.ts';
import { appWorkload, Clusters, conditionOf, deploy, type Job, type StepReading } from './job.ts';
import { Overwritten, SET_VARIABLE } from './overwritten.ts';
import { openWhereAsked } from './runs.ts';

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
    const [own, written] = [sure, settle].map(each => openWhereAsked(each, `${when}${asked}`));
    if (own === undefined || written === undefined) continue;
    const job: Job = { by, name, reading, clusters, condition, settle: own, written };
    readVariablesGiven(at(step, 'env'), job);
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
      const values = inputs.view('overrideValues');
      const own = pairsOf(textOf(values) ?? '');
      readValuesGiven(step, own, 'HelmDeploy', to, job, values?.node.span);
      const given = valuesGiven(commandWords(inputs.view('arguments'), job));
      readValuesGiven(step, given.pairs, 'HelmDeploy', to, job, given.within);
      inputs.chart('chartName', text('chartVersion'));
      const overrides = [...own, ...given.pairs].map(([path]) => path);
      const [paths, valueFiles] = [inputs.lines('chartPath'), [...inputs.lines('valueFile'), ...given.files]];
      deploy(step, 'aks', to, { paths, isDeep: true, valueFiles, overrides }, job);
      return;
    }
    case 'kubernetes':
      if (text('command') === 'login') clusters.choose(named, condition);
      else {
        const files = inputs.lines('configuration').flatMap(file => [literal('-f'), literal(file)]);
        const words = [literal(text('command') ?? ''), ...commandWords(inputs.view('arguments'), job), ...files];
        readKubectl(step, words, to, job);
      }
      return;
    case 'azurecontainerapps':
      deployContainerApp(inputs);
      return;
    case 'azureresourcemanagertemplatedeployment':
    case 'azureresourcegroupdeployment':
      readOptionPairs(commandWords(inputs.view('overrideParameters'), job), task, job);
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
