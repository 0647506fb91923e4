import { t } from '../../model/l10n.ts';
import type { Workload } from '../../model/workload.ts';
import { formatOfDocuments, isYamlName } from '../source/documents.ts';
import type { Harvest } from '../source/harvest.ts';
import { at, fields, find, items, textOf, type View } from '../source/view.ts';
import { readWorkflowDeploys } from './deploy/steps.ts';

/**
 * GitHub workflows and the actions of a repository: containers that jobs run in, their services, and actions that
 * are images; what their steps deploy or pull.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
export const githubWorkflow = formatOfDocuments({
  id: 'github-workflow',
  about: {
    files: '`.github/workflows/*`, `action.yml`',
    reads:
      '`container`, `services`, with the values of a matrix, and whether they have credentials of their own; `uses: docker://`, `runs.image`; of jobs and of composite actions, images that actions are given to deploy (`azure/k8s-deploy`, `azure/k8s-bake`, Container Apps, web apps, container groups), and that `az`, `kubectl set image`, `run`, `create`, `kustomize edit set image`, `helm upgrade --set` and `az deployment` are given in scripts, also those of `azure/cli`, with variables that the file settles, also by `GITHUB_ENV` and by outputs of steps and jobs, in whole or in part; values of Terraform’s variables in `env` (`TF_VAR_image`); images of `docker pull` in scripts; the targets that it deploys manifests to',
    leavesOut:
      'other images in scripts and in inputs of actions, such as those that are built and pushed; `docker run`, since the machine may have the image; a matrix that is made by an expression, and an image that uses two names of a matrix',
  },
  recognizes: ({ name, text }) =>
    isYamlName(name) &&
    (/(?:^|\/)\.github\/workflows\/[^/]+$/.test(name) ||
      /(?:^|\/)action\.ya?ml$/.test(name) ||
      (text.includes('jobs') && /^jobs\s*:/m.test(text) && /^(?:on|'on'|"on")\s*:/m.test(text))),
  mayMatter: text => /container|image|docker|k8s-deploy|get-credentials|aks-set-context|azurecr/i.test(text),
  read: readWorkflow,
});

function readWorkflow(root: View, harvest: Harvest): void {
  for (const { value: job, where: name } of find(root, 'jobs.*')) readJob(job, name.slice('jobs.'.length), harvest);
  readWorkflowDeploys(root, harvest);
  const action: Workload = { platform: 'pipeline', name: textOf(at(root, 'name')) };
  readDockerUrl(at(root, 'runs', 'image'), 'action · runs.image', action, harvest);
  for (const { value, where } of find(root, 'runs.steps[].uses')) {
    readDockerUrl(value, `action · ${where}`, action, harvest);
  }
}

function readJob(job: View, name: string, harvest: Harvest): void {
  const workload: Workload = { platform: 'pipeline', name };
  const where = `job ${name}`;
  const matrix = at(job, 'strategy', 'matrix');
  // https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container
  const readContainer = (container: View | undefined, place: string) => {
    // an image, or a mapping with one
    const [image, path] =
      container?.node.kind === 'mapping' ? [at(container, 'image'), `${place}.image`] : [container, place];
    const username = textOf(at(container, 'credentials', 'username'));
    readImages(image, path, username === undefined ? workload : { ...workload, username }, matrix, harvest);
  };
  readContainer(at(job, 'container'), `${where} · container`);
  for (const { key, value: service } of fields(at(job, 'services'))) {
    readContainer(service, `${where} · services.${key.text}`);
  }
  for (const step of find(job, 'steps[].uses')) {
    readDockerUrl(step.value, `${where} · ${step.where}`, workload, harvest);
  }
}

const MATRIX = /\$\{\{\s*matrix\.([\w.-]+)\s*\}\}/g;

/** One image, or one for each value of the matrix that it takes; with two names of a matrix, the pairs are not known here. */
function readImages(
  image: View | undefined,
  where: string,
  workload: Workload,
  matrix: View | undefined,
  harvest: Harvest,
): void {
  const [name, ...others] = new Set([...(textOf(image) ?? '').matchAll(MATRIX)].map(([, written = '']) => written));
  const values = name === undefined || others.length > 0 ? undefined : matrixValues(matrix, name);
  if (values === undefined || values.length === 0) {
    harvest.image(image, where, workload);
    return;
  }
  for (const value of values) {
    const settled = { text: textOf(value) ?? '', span: value.node.span, role: t('value of {0}', `matrix.${name}`) };
    harvest.image(image, where, workload, placeholder => (placeholder.match(MATRIX) === null ? undefined : settled));
  }
}

const DOCKER = 'docker://';

/** `docker://image`; any other value is an action of a repository, or a Dockerfile. */
function readDockerUrl(value: View | undefined, where: string, workload: Workload, harvest: Harvest): void {
  const text = textOf(value);
  if (value === undefined || !text?.startsWith(DOCKER)) return;
  const { start, end } = value.node.span;
  harvest.part({ start: start + DOCKER.length, end }, where, workload);
}

/**
 * The values that a matrix of GitHub gives one of its names (`distro`, `python.image`), by its list and by `include`.
 * Undefined where they can't be told here: made by an expression, or left out by `exclude`.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
function matrixValues(matrix: View | undefined, name: string): readonly View[] | undefined {
  const [key = '', ...path] = name.split('.');
  const lists = [at(matrix, key), at(matrix, 'include')].filter(list => list !== undefined);
  if (lists.some(({ node }) => node.kind !== 'list')) return undefined;
  if (at(matrix, 'exclude') !== undefined) return undefined;
  const values = [
    ...items(at(matrix, key)).map(value => at(value, ...path)),
    ...items(at(matrix, 'include')).map(each => at(each, key, ...path)),
  ].filter(value => value !== undefined);
  return values.every(value => !(textOf(value) ?? '{').includes('{')) ? values : undefined;
}
