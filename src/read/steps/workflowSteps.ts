import { t } from '../../model/l10n.ts';
import type { Settle } from '../source/placeholders.ts';
import { at, items, settledAs, textOf, type View } from '../source/view.ts';
import { inputArguments } from './arguments.ts';
import { Clusters } from './clusters.ts';
import { readCommands } from './commands.ts';
import { deployContainerApp, deployManifests, StepInputs } from './inputs.ts';
import { appWorkload, conditionOf, type Job, type StepReading } from './job.ts';
import { GITHUB_ENV, Overwritten } from './overwritten.ts';
import { openUnderCondition, type Run, settleRun } from './runs.ts';
import { readSetValues, setByInput } from './setValues.ts';
import { readAssignments, readTerraformVariables } from './templateParameters.ts';

/** A job of a workflow, or the steps of a composite action. */
export interface StepsOf {
  /** `workflow job build`. */
  readonly what: string;
  readonly name: string | undefined;
  readonly job: View | undefined;
  /** The root of the workflow around it. */
  readonly root: View;
}

/**
 * Reads the steps of a job in one of its runs: https://github.com/Azure/k8s-deploy and the like, and single commands.
 */
export function readWorkflowSteps({ what, name, job, root }: StepsOf, run: Run, reading: StepReading): void {
  const steps = items(at(job, 'steps')).filter(step => step !== undefined);
  if (steps.length === 0) return;
  const [clusters, overwritten] = [new Clusters(), new Overwritten(GITHUB_ENV)];
  const outer = [at(root, 'env'), at(job, 'env')];
  const jobCondition = textOf(at(job, 'if')) ?? '';
  const stateOf = (step: View | undefined): Job => {
    const asked = textOf(at(step, 'if')) ?? '';
    const settledBy = (isSure: (name: string) => boolean) =>
      openUnderCondition(
        environment(outer, at(step, 'env'), isSure, settleRun(run)),
        `${jobCondition}\n${asked}`.trim(),
      );
    return {
      by: `GitHub ${what}`,
      name,
      reading,
      clusters,
      settle: settledBy(each => !overwritten.has(each)),
      written: settledBy(() => true),
      condition: conditionOf(asked, textOf(at(step, 'continue-on-error'))),
    };
  };
  for (const env of outer) readTerraformVariables(env, stateOf(undefined));
  for (const step of steps) {
    const state = stateOf(step);
    readTerraformVariables(at(step, 'env'), state);
    const scopes = [at(root, 'defaults', 'run'), at(job, 'defaults', 'run'), step];
    readStep(step, scopes, textOf(at(job, 'runs-on')) ?? '', state);
    overwritten.follow(step, reading.builder.text);
  }
}

/**
 * `${{ env.x }}`, by the innermost `env` that has it. A step's own `env` goes before what another step has set.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#env-context
 */
function environment(
  outer: readonly (View | undefined)[],
  own: View | undefined,
  isSure: (name: string) => boolean,
  others: Settle,
): Settle {
  return placeholder => {
    const name = /^\$\{\{\s*env\.([\w-]+)\s*\}\}$/.exec(placeholder)?.[1];
    if (name === undefined) return others(placeholder);
    const scope = [...outer, own].findLast(each => at(each, name) !== undefined);
    const isOwn = scope === own && !textOf(at(own, name))?.includes(`env.${name}`);
    return isOwn || isSure(name) ? settledAs(at(scope, name), t('value of {0}', `env.${name}`)) : undefined;
  };
}

/** @param scopes of what runs the text of the step, innermost last */
function readStep(step: View, scopes: readonly (View | undefined)[], runner: string, job: Job): void {
  const action = /^([\w-]+\/[\w-]+)@/.exec(textOf(at(step, 'uses'))?.toLowerCase() ?? '')?.[1];
  const inputs = new StepInputs(step, action, at(step, 'with'), job);
  const { clusters, condition } = job;
  switch (action) {
    case 'azure/aks-set-context': {
      const [name, group] = [inputs.text('cluster-name'), inputs.text('resource-group')];
      clusters.connect({ name, group }, name, condition);
      return;
    }
    case 'azure/k8s-set-context':
      clusters.choose({ name: undefined }, condition);
      return;
    case 'azure/k8s-deploy': {
      const name = inputs.text('name');
      if (name !== undefined) clusters.choose({ name, group: inputs.text('resource-group') }, condition);
      deployManifests(inputs, 'images', clusters.chosen(condition));
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
      const given = inputs.view('overrides');
      const asOption = (textOf(given) ?? '').replace(/^([^:=\n\r\u2028\u2029]+):/gm, '$1=');
      readSetValues(setByInput(given, asOption), step, 'azure/k8s-bake', clusters.chosen(condition), job);
      return;
    }
    case 'azure/arm-deploy':
      readAssignments(inputArguments(inputs.view('parameters'), job), action, job);
      return;
    case 'azure/cli':
    case 'azure/powershell':
    case undefined: {
      const folder = scopes.flatMap(each => textOf(at(each, 'working-directory')) ?? []).at(-1) ?? '';
      // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
      const named = scopes.flatMap(each => textOf(at(each, 'shell')) ?? []).at(-1);
      const isPowerShell = /^(?:pwsh|powershell)/.test(named ?? '') || (named === undefined && /windows/i.test(runner));
      const shell = isPowerShell || action === 'azure/powershell' ? 'powershell' : 'posix';
      readCommands(step, at(step, 'run') ?? inputs.view('inlineScript'), shell, folder, job);
    }
  }
}
