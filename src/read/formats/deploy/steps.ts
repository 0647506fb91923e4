import { t } from '../../../model/l10n.ts';
import { plainPod } from '../../kubernetes/pods.ts';
import type { Harvest } from '../../source/harvest.ts';
import { endOfLine } from '../../source/lineStarts.ts';
import { type Settle, settleText } from '../../source/placeholders.ts';
import type { Scalar } from '../../source/tree.ts';
import { at, fields, items, settledAs, textOf, type View } from '../../source/view.ts';
import { appWorkload, choose, chosen, deploy, Inputs, type Job, type Named } from './job.ts';
import {
  pairsOf,
  readParametersGiven,
  readScript,
  readValuesGiven,
  readVariablesGiven,
  valuesGiven,
} from './script.ts';
import { wordsOf } from './shell.ts';
import { setAny, setBefore } from './variables.ts';

/** https://github.com/Azure/k8s-deploy, https://github.com/Azure/aks-set-context and scripts, as far as they are literal. */
export function readWorkflowDeploys(root: View, harvest: Harvest): void {
  const jobs = fields(at(root, 'jobs')).map(({ key, value }) => [`workflow job ${key.text}`, key.text, value] as const);
  // a composite action has its steps in `runs`
  const action = textOf(at(root, 'name'));
  const outputs = new Map<string, Job['changed']>();
  for (const [what, name, job] of [...jobs, [`action ${action ?? ''}`.trim(), action, at(root, 'runs')] as const]) {
    const changed: Job['changed'] = given(job, outputs);
    let clusters: Job['clusters'] = [];
    const by = `GitHub ${what}`;
    const outer = [at(root, 'env'), at(job, 'env')] as const;
    const common = { by, name, harvest, condition: '', clusters, changed, settle: environment(outer, changed) };
    for (const each of at(job, 'steps') === undefined ? [] : outer) readVariablesGiven(each, common);
    for (const step of items(at(job, 'steps'))) {
      if (step === undefined) continue;
      const own = at(step, 'env');
      const asked = textOf(at(step, 'if')) ?? '';
      const condition = conditionOf(asked, textOf(at(step, 'continue-on-error')));
      // after a step that failed, nothing is sure
      const settle = environment(outer, EVEN_THEN.test(asked) ? unsure(changed) : changed, own);
      const state: Job = { by, name, harvest, settle, condition, clusters, changed, step: textOf(at(step, 'id')) };
      const scopes = [at(root, 'defaults', 'run'), at(job, 'defaults', 'run'), step];
      const folder = scopes.flatMap(each => textOf(at(each, 'working-directory')) ?? []).at(-1);
      readVariablesGiven(own, state);
      readAction(step, state, folder ?? '');
      clusters = state.clusters;
    }
    // of the legs of a matrix, the last gives the outputs
    const mayLack = ['strategy', 'if', 'continue-on-error'].some(key => at(job, key) !== undefined);
    if (name === undefined || mayLack) continue;
    const own = fields(at(job, 'outputs')).flatMap(({ key, value }) => {
      const { text } = settleText(textOf(value) ?? '', 0, common.settle);
      return OF_JOB.test(text) ? [] : [[`needs.${name}.outputs.${key.text}`.toLowerCase(), text] as const];
    });
    outputs.set(name, new Map(own));
  }
}

/** The outputs of the jobs that a job needs, unless it runs even if they failed. */
function given(job: View | undefined, outputs: ReadonlyMap<string, Job['changed']>): Job['changed'] {
  const needs = at(job, 'needs');
  const names = needs?.node.kind === 'list' ? items(needs).map(textOf) : [textOf(needs)];
  const all = EVEN_THEN.test(textOf(at(job, 'if')) ?? '') ? [] : names;
  return new Map(all.flatMap(name => [...(outputs.get(name ?? '') ?? [])]));
}

function unsure(changed: Job['changed']): Job['changed'] {
  const copy = new Map(changed);
  setAny(copy);
  return copy;
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions */
const EVEN_THEN = /\b(?:always|failure|cancelled)\(/;
/** What has another value in each job. */
const OF_JOB = /\$\{\{[^}]*\b(?:steps|env|needs|matrix|job)\./;
const OUTPUT = /^\$\{\{\s*((?:steps|needs)\.[\w-]+\.outputs\.[\w-]+)\s*\}\}$/;

/** Empty for a step that asks only whether all went well so far, and after which nothing runs if it fails. */
function conditionOf(text = '', mayFail = 'false'): string {
  const isUsual =
    /^[\s${]*(?:(?:always|success|succeeded|succeededOrFailed)|!\s*(?:cancelled|failure|canceled|failed))\(\)[\s}]*$/;
  const failing = mayFail === 'false' ? '' : 'may fail\n';
  return (text === '' || isUsual.test(text) ? '' : `${text}\n`) + failing;
}

/** `${{ env.x }}` and `$x`, by the innermost `env` that has it. */
function environment(scopes: readonly (View | undefined)[], changed: Job['changed'], own?: View): Settle {
  return hole => {
    const output = OUTPUT.exec(hole)?.[1];
    if (output !== undefined) {
      const text = changed.get(output.toLowerCase());
      return text === undefined ? undefined : { text, span: undefined, role: t('value of {0}', output) };
    }
    const match = /^\$\{\{\s*env\.(\w+)\s*\}\}$|^\$\{?(\w+)\}?$/.exec(hole);
    const name = match?.[1] ?? match?.[2] ?? '';
    // a step's own goes before what was set, and may be made of it
    const ofStep = textOf(at(own, name));
    const isOwn = ofStep !== undefined && !ofStep.includes(`env.${name}`);
    const scope = [...scopes, own].findLast(each => at(each, name) !== undefined);
    const value = settledAs(at(scope, name), t('value of {0}', `env.${name}`));
    return isOwn ? value : setBefore(changed, name, value);
  };
}

function readAction(step: View, job: Job, folder: string): void {
  const action = /^([\w-]+\/[\w-]+)@/.exec(textOf(at(step, 'uses'))?.toLowerCase() ?? '')?.[1];
  const inputs = new Inputs(step, action, at(step, 'with'), job);
  if (/exportVariable|GITHUB_ENV|github\.env/i.test(inputs.text('script') ?? '')) setAny(job.changed);
  switch (action) {
    case 'azure/aks-set-context':
      choose(job, { name: inputs.text('cluster-name'), group: inputs.text('resource-group') });
      return;
    case 'azure/k8s-set-context':
      choose(job, { name: undefined });
      return;
    case 'azure/k8s-deploy': {
      const name = inputs.text('name');
      if (name !== undefined) choose(job, { name, group: inputs.text('resource-group') });
      deployManifests(inputs, 'images', chosen(job));
      return;
    }
    case 'azure/container-apps-deploy-action':
      deployContainerApp(inputs);
      return;
    case 'azure/webapps-deploy':
    case 'azure/webapps-container-deploy':
    case 'azure/functions-container-action':
      for (const name of ['images', 'image'])
        inputs.images(name, appWorkload('site', inputs.text('app-name'), inputs.text('resource-group-name')));
      return;
    case 'azure/aci-deploy':
      inputs.images('image', appWorkload('containerGroup', inputs.text('name'), inputs.text('resource-group')));
      return;
    case 'azure/k8s-bake': {
      const pairs = (inputs.text('overrides') ?? '').replace(/^([^:=\n]+):/gm, '$1=');
      readValuesGiven(step, pairsOf(pairs), 'azure/k8s-bake', chosen(job), job);
      return;
    }
    case 'azure/arm-deploy':
      readParametersGiven(step, inputs.text('parameters') ?? '', action, job);
      return;
    case 'azure/cli':
    case 'azure/powershell':
    case undefined:
      readScript(step, textOf(at(step, 'run')) ?? inputs.text('inlineScript') ?? '', folder, job);
  }
}

/** https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/ */
export function readPipelineDeploys(here: View, of: Pick<Job, 'settle' | 'harvest' | 'name'>): void {
  const by = `Azure Pipelines job ${of.name ?? ''}`.trim();
  const changed: Job['changed'] = new Map();
  const settle: Settle = hole => {
    const name = /^\$(?:\((\w+)\)|\{?(\w+)\}?|env:(\w+))$/
      .exec(hole)
      ?.slice(1)
      .find(each => each !== undefined);
    const value = of.settle(hole);
    return name === undefined ? value : setBefore(changed, name, value);
  };
  const job: Job = { ...of, settle, by, condition: '', clusters: [], changed };
  for (const { step, when } of stepsIn(at(here, 'steps'), job.harvest.text)) {
    job.condition = when + conditionOf(textOf(at(step, 'condition')), textOf(at(step, 'continueOnError')));
    readVariablesGiven(at(step, 'env'), job);
    readTask(step, job);
  }
}

/** Those below `- ${{ if … }}:` as well. https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions */
function stepsIn(list: View | undefined, text: string, when = ''): readonly { step: View; when: string }[] {
  return items(list).flatMap(step => {
    const all = fields(step);
    // of `${{ if … }}`, the parser sees only the first character
    const isConditional = ({ span }: Scalar) => text.startsWith('${{', span.start);
    const conditional = all.filter(({ key, value }) => isConditional(key) && value?.node.kind === 'list');
    const more = conditional.flatMap(({ key: { span }, value }) =>
      stepsIn(value, text, `${when}${text.slice(span.start, endOfLine(text, span.start))}\n`),
    );
    return step === undefined || conditional.length === all.length ? more : [{ step, when }, ...more];
  });
}

function readTask(step: View, job: Job): void {
  const task = /^(\w+)@/.exec(textOf(at(step, 'task')) ?? '')?.[1]?.toLowerCase();
  const inputs = new Inputs(step, task, at(step, 'inputs'), job);
  const text = (name: string) => inputs.text(name);
  const named = { name: text('kubernetesCluster'), group: text('azureResourceGroup') };
  // either name of the input: https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/kubernetes-v1
  const isByConnection = (text('kubernetesServiceConnection') ?? text('kubernetesServiceEndpoint')) !== undefined;
  const to = named.name !== undefined ? [named] : isByConnection ? [] : chosen(job);
  switch (task) {
    case 'kubernetesmanifest':
      if ((text('action') ?? 'deploy') === 'deploy') deployManifests(inputs, 'containers', to);
      return;
    case 'helmdeploy': {
      const given = valuesGiven(wordsOf(text('arguments') ?? ''));
      const pairs = [...pairsOf(text('overrideValues') ?? ''), ...given.pairs];
      readValuesGiven(step, pairs, 'HelmDeploy', to, job);
      inputs.chart('chartName', text('chartVersion'));
      const overrides = pairs.map(([path]) => path);
      const [paths, valueFiles] = [inputs.lines('chartPath'), [...inputs.lines('valueFile'), ...given.files]];
      deploy(step, 'aks', to, { paths, isDeep: true, valueFiles, overrides }, job);
      return;
    }
    case 'kubernetes':
      if (text('command') === 'login') choose(job, named);
      else {
        const files = inputs.lines('configuration').map(file => `-f ${file}`);
        const line = ['kubectl', text('command'), text('arguments'), ...files].join(' ').replace(/\s+/g, ' ');
        readScript(step, line, '', { ...job, clusters: to.map(each => ({ ...each, condition: '' })) });
      }
      return;
    case 'azurecontainerapps':
      deployContainerApp(inputs);
      return;
    case 'azureresourcemanagertemplatedeployment':
    case 'azureresourcegroupdeployment':
      readParametersGiven(step, text('overrideParameters') ?? '', task, job);
      return;
    case 'azurermwebappdeployment':
      inputs.imageOf('DockerNamespace', 'DockerRepository', 'DockerImageTag');
      return;
    case 'azurewebappcontainer':
    case 'azurefunctionappcontainer':
      for (const name of ['containers', 'imageName'])
        inputs.images(name, appWorkload('site', text('appName'), text('resourceGroupName')));
      return;
    default: {
      const script = ['script', 'bash', 'pwsh', 'powershell'].map(key => textOf(at(step, key))).find(each => each);
      const folder = text('workingDirectory') ?? textOf(at(step, 'workingDirectory')) ?? '';
      readScript(step, script ?? text('inlineScript') ?? text('script') ?? '', folder, job);
    }
  }
}

/** The pull secrets that a step gives must exist in the cluster, and no manifest here shows them. */
function deployManifests(inputs: Inputs, key: string, to: readonly Named[]): void {
  const { step, job } = inputs;
  const span = job.harvest.spanOf(step);
  const secrets = inputs.lines('imagePullSecrets');
  const pullSecrets = secrets.map(text => ({ text, span, entries: undefined, definedAt: undefined }));
  const images = inputs.images(key, { ...plainPod({}), pullSecrets }, to);
  deploy(step, 'aks', to, { paths: inputs.lines('manifests'), isDeep: true, images, secrets }, job);
}

/**
 * What it builds it pushes and deploys, too; without a source, nothing is built.
 * https://github.com/Azure/container-apps-deploy-action#additional-arguments
 */
function deployContainerApp(inputs: Inputs): void {
  const [name, group] = [inputs.text('containerAppName'), inputs.text('resourceGroup')];
  const isBuilt = !inputs.text('imageToDeploy') && inputs.text('appSourcePath') !== undefined;
  inputs.images(isBuilt ? 'imageToBuild' : 'imageToDeploy', appWorkload('containerApp', name, group));
  const to = name === undefined ? [] : [{ name, group }];
  deploy(inputs.step, 'containerApp', to, { paths: inputs.lines('yamlConfigPath') }, inputs.job);
}
