import type { PlainWorkload, Workload } from '../../model/workload.ts';
import { isYamlName } from '../names.ts';
import { formatOfDocuments } from '../source/documents.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, fields, findValues, textOf, type View } from '../source/view.ts';
import { StepReading } from '../steps/job.ts';
import {
  matrixRuns,
  NO_RUN,
  openUnderCondition,
  productOf,
  type Run,
  settleRun,
  workflowChoices,
} from '../steps/runs.ts';
import { readWorkflowSteps } from '../steps/workflowSteps.ts';

/**
 * GitHub workflows and the actions of a repository: containers that jobs run in, their services, and actions that
 * are images. What their steps deploy or pull.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
export const githubWorkflow = formatOfDocuments({
  id: 'github-workflow',
  recognizes: ({ name, text }) =>
    isYamlName(name) &&
    (/(?:^|\/)\.github\/workflows\/[^/]+$/.test(name) ||
      /(?:^|\/)action\.ya?ml$/.test(name) ||
      (text.includes('jobs') && /^jobs\s*:/m.test(text) && /^(?:on|'on'|"on")\s*:/m.test(text))),
  mayMatter: text => /container|image|docker|k8s-deploy|get-credentials|aks-set-context|azurecr/i.test(text),
  read: readWorkflow,
});

function readWorkflow(root: View, builder: ReadingBuilder): void {
  const reading = new StepReading(builder);
  // what no expression uses makes no difference
  const choices = builder.text.includes('inputs.') ? workflowChoices(root) : [NO_RUN];
  const usesMatrix = builder.text.includes('matrix.');
  for (const { key, value: job } of fields(at(root, 'jobs'))) {
    const steps = { what: `workflow job ${key.text}`, name: key.text, job, root };
    const jobs = usesMatrix ? matrixRuns(at(job, 'strategy', 'matrix')) : [NO_RUN];
    for (const run of productOf(choices, jobs)) {
      readJob(job, key.text, run, reading);
      readWorkflowSteps(steps, run, reading);
    }
  }
  // a composite action has its steps in `runs`
  const name = textOf(at(root, 'name'));
  readWorkflowSteps({ what: `action ${name ?? ''}`.trim(), name, job: at(root, 'runs'), root }, NO_RUN, reading);
  const action: Workload = { platform: 'pipeline', name };
  readDockerUrl(at(root, 'runs', 'image'), 'action · runs.image', action, builder);
  for (const { value, where } of findValues(root, 'runs.steps[].uses')) {
    readDockerUrl(value, `action · ${where}`, action, builder);
  }
}

function readJob(job: View | undefined, name: string, run: Run, reading: StepReading): void {
  if (job === undefined) return;
  const { builder } = reading;
  const workload: PlainWorkload = { platform: 'pipeline', name };
  const where = `job ${name}`;
  const settle = openUnderCondition(settleRun(run), textOf(at(job, 'if')) ?? '');
  const isHosted = HOSTED.test(textOf(at(job, 'runs-on')) ?? '');
  const readContainer = (container: View | undefined, place: string) => {
    // an image, or a mapping with one
    const [image, path] =
      container?.node.kind === 'mapping' ? [at(container, 'image'), `${place}.image`] : [container, place];
    builder.image(image, path, reading.workload(containerWorkload(container, workload, isHosted)), settle);
  };
  readContainer(at(job, 'container'), `${where} · container`);
  for (const { key, value: service } of fields(at(job, 'services'))) {
    readContainer(service, `${where} · services.${key.text}`);
  }
  for (const step of findValues(job, 'steps[].uses')) {
    readDockerUrl(step.value, `${where} · ${step.where}`, reading.workload(workload), builder);
  }
}

/** Labels of GitHub's own runners: https://docs.github.com/en/actions/reference/runners/github-hosted-runners */
const HOSTED = /^(?:ubuntu|windows|macos)-[\w.-]+$/;

/**
 * A container of a job is pulled before its steps run, with its own `credentials` if it has any.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container
 */
function containerWorkload(container: View | undefined, workload: PlainWorkload, isHosted: boolean): Workload {
  const credentials = at(container, 'credentials');
  if (credentials === undefined) return { ...workload, beforeSteps: { isHosted } };
  return { ...workload, username: textOf(at(credentials, 'username')) ?? textOf(credentials) ?? 'credentials' };
}

const DOCKER = 'docker://';

/** `docker://image`. Any other value is an action of a repository, or a Dockerfile. */
function readDockerUrl(value: View | undefined, where: string, workload: Workload, builder: ReadingBuilder): void {
  const text = textOf(value);
  if (value === undefined || !text?.startsWith(DOCKER)) return;
  const { start, end } = value.node.span;
  builder.part({ start: start + DOCKER.length, end }, where, workload);
}
