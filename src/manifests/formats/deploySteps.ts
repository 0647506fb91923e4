import { isAzureHost } from '../../model/host.ts';
import type { DeclaredDestination } from '../../model/reading.ts';
import type { TargetKind } from '../../model/target.ts';
import type { Workload } from '../../model/workload.ts';
import type { Harvest } from '../source/harvest.ts';
import { type Settle, settleText } from '../source/placeholders.ts';
import { MAX_DEPTH } from '../source/tree.ts';
import { at, fields, find, items, textOf, type View } from '../source/view.ts';
import { extentOf, fromRoot } from './kubernetes/destinations/paths.ts';

/** The steps of a job, read in order: one chooses the cluster, and those after it deploy there. */
interface Job {
  readonly by: string;
  readonly harvest: Harvest;
  readonly settle: Settle;
  cluster: string | undefined;
}

/** What a step deploys, as it is written. */
interface Deployed {
  readonly paths: readonly string[];
  readonly isDeep?: boolean;
  /** Of a chart: its values files. */
  readonly valueFiles?: readonly string[];
}

/** https://github.com/Azure/k8s-deploy, https://github.com/Azure/aks-set-context and scripts, as far as they are literal. */
export function readWorkflowDeploys(root: View, harvest: Harvest): void {
  for (const { key, value: job } of fields(at(root, 'jobs'))) {
    const scopes = [at(root, 'env'), at(job, 'env')];
    const settle: Settle = hole => {
      const name = /^\$\{\{\s*env\.(\w+)\s*\}\}$|^\$\{?(\w+)\}?$/.exec(hole);
      const value = scopes.findLast(scope => at(scope, name?.[1] ?? name?.[2] ?? '') !== undefined);
      const text = textOf(at(value, name?.[1] ?? name?.[2] ?? ''));
      return text === undefined ? undefined : { text, span: undefined, role: 'env' };
    };
    const state: Job = { by: `GitHub workflow job ${key.text}`, harvest, settle, cluster: undefined };
    for (const step of items(at(job, 'steps'))) if (step !== undefined) readAction(step, state);
  }
}

function readAction(step: View, job: Job): void {
  const action = /^([\w-]+\/[\w-]+)@/.exec(textOf(at(step, 'uses'))?.toLowerCase() ?? '')?.[1];
  const input = (name: string) => textOf(at(step, 'with', name));
  switch (action) {
    case 'azure/aks-set-context':
      job.cluster = input('cluster-name');
      return;
    case 'azure/k8s-set-context':
      job.cluster = undefined;
      return;
    case 'azure/k8s-deploy':
      deploy(step, 'aks', input('name') ?? job.cluster, { paths: linesOf(input('manifests')), isDeep: true }, job);
      return;
    case 'azure/container-apps-deploy-action':
      deploy(step, 'containerApp', input('containerAppName'), { paths: linesOf(input('yamlConfigPath')) }, job);
      return;
    case undefined: {
      const folder = textOf(at(step, 'working-directory')) ?? '';
      readScript(step, textOf(at(step, 'run')) ?? '', folder, job);
    }
  }
}

/** https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/ */
export function readPipelineDeploys(here: View, settle: Settle, harvest: Harvest, depth = MAX_DEPTH): void {
  if (depth === 0) return;
  const by = `Azure Pipelines job ${textOf(at(here, 'deployment')) ?? textOf(at(here, 'job')) ?? ''}`.trim();
  const job: Job = { by, harvest, settle, cluster: undefined };
  for (const step of items(at(here, 'steps'))) if (step !== undefined) readTask(step, job);
  const below = [...items(here), ...fields(here).map(({ value }) => value)];
  for (const each of below) if (each !== undefined) readPipelineDeploys(each, settle, harvest, depth - 1);
}

function readTask(step: View, job: Job): void {
  const task = /^(\w+)@/.exec(textOf(at(step, 'task')) ?? '')?.[1]?.toLowerCase();
  // names of inputs have no case
  const inputs = new Map(fields(at(step, 'inputs')).map(({ key, value }) => [key.text.toLowerCase(), textOf(value)]));
  const input = (name: string) => inputs.get(name.toLowerCase());
  const cluster = input('kubernetesCluster') ?? (input('kubernetesServiceConnection') ? undefined : job.cluster);
  switch (task) {
    case 'kubernetesmanifest':
      if ((input('action') ?? 'deploy') !== 'deploy') return;
      deploy(step, 'aks', cluster, { paths: linesOf(input('manifests')), isDeep: true }, job);
      return;
    case 'helmdeploy': {
      const paths = linesOf(input('chartPath'));
      deploy(step, 'aks', cluster, { paths, isDeep: true, valueFiles: linesOf(input('valueFile')) }, job);
      return;
    }
    case 'kubernetes':
      if (input('command') === 'login') job.cluster = cluster;
      else if (input('command') === 'apply') {
        const given = filesGiven((input('arguments') ?? '').split(/\s+/));
        deploy(step, 'aks', cluster, { paths: [...given, ...linesOf(input('configuration'))] }, job);
      }
      return;
    case 'azurecontainerapps':
      deploy(step, 'containerApp', input('containerAppName'), { paths: linesOf(input('yamlConfigPath')) }, job);
      return;
    default: {
      const script = ['script', 'bash', 'pwsh', 'powershell'].map(key => textOf(at(step, key))).find(text => text);
      const folder = input('workingDirectory') ?? textOf(at(step, 'workingDirectory')) ?? '';
      readScript(step, script ?? input('inlineScript') ?? input('script') ?? '', folder, job);
    }
  }
}

/** The lines of a script that choose a cluster or deploy, as far as their words are literal. */
function readScript(step: View, script: string, start: string, job: Job): void {
  let folder = start;
  const lines = script.replace(/[\\`]\r?\n/g, ' ').split(/\r?\n|&&|;/);
  for (const line of lines.slice(0, MAX_LINES)) {
    const words = wordsOf(line.slice(0, MAX_LINE));
    const command = words.slice(0, 3).join(' ');
    readScriptImages(step, words, job);
    if (words[0] === 'cd' && words[1] !== undefined) folder = fromRoot(folder, words[1]);
    else if (command === 'az aks get-credentials') job.cluster = option(words, '-n', '--name');
    else if (/^kubectl (?:apply|create|replace)\b/.test(command)) {
      const context = option(words, '--context', '--cluster');
      const isDeep = words.includes('-R') || words.includes('--recursive');
      deploy(step, 'aks', context ?? job.cluster, { paths: filesGiven(words), isDeep }, job, folder);
    } else if (/^helm (?:upgrade|install)\b/.test(command)) {
      const [, , ...rest] = words;
      const chart = rest.filter((word, i) => !word.startsWith('-') && !/^-/.test(rest[i - 1] ?? '')).find(isPath);
      const valueFiles = options(words, '-f', '--values');
      deploy(
        step,
        'aks',
        job.cluster,
        { paths: chart === undefined ? [] : [chart], isDeep: true, valueFiles },
        job,
        folder,
      );
    } else if (/^az containerapp (?:job )?(?:update|create)\b/.test(words.slice(0, 4).join(' '))) {
      const kind = words[2] === 'job' ? 'containerAppJob' : 'containerApp';
      deploy(step, kind, option(words, '-n', '--name'), { paths: options(words, '--yaml') }, job, folder);
    }
  }
}

/**
 * Images that a command sets: `az containerapp update --image`, `az container create --image`, `kubectl set image`. Only
 * names with an Azure registry's host that stand in the script as they are.
 */
function readScriptImages(step: View, words: readonly string[], job: Job): void {
  const { harvest } = job;
  const [tool, group, verb] = words;
  const written = option(words, '-n', '--name');
  const name = written === undefined ? undefined : settleText(written, 0, job.settle).text;
  const isSet = tool === 'kubectl' && group === 'set' && verb === 'image';
  const isAzure = tool === 'az' && (group === 'containerapp' || group === 'container');
  const given = isSet
    ? words.slice(3).flatMap(word => /^[^=-][^=]*=(.+)$/.exec(word)?.[1] ?? [])
    : isAzure
      ? options(words, '-i', '--image')
      : [];
  for (const text of given) {
    const host = text.slice(0, Math.max(0, text.indexOf('/')));
    const { start, end } = extentOf(step.node);
    const at = harvest.text.indexOf(text, start);
    if (!isAzureHost(host) || at < 0 || at >= end) continue;
    const where = `${job.by} · ${words.slice(0, 3).join(' ')}`;
    harvest.part({ start: at, end: at + text.length }, where, workloadSetBy(isSet, group, name));
    const cluster = isSet ? (option(words, '--context') ?? job.cluster) : undefined;
    if (cluster !== undefined)
      declareDestination(step, 'aks', cluster, { folder: undefined, isDeep: false, files: [] }, job);
  }
}

function workloadSetBy(isKubernetes: boolean, group: string | undefined, name: string | undefined): Workload {
  if (isKubernetes) {
    const pod = { kind: undefined, name: undefined, namespace: undefined, serviceAccount: undefined };
    return { platform: 'kubernetes', ...pod, pullSecrets: [], morePullSecrets: [] };
  }
  const own = { name, registries: undefined, identity: undefined };
  return group === 'container'
    ? { platform: 'containerGroup', ...own }
    : { platform: 'containerApp', ...own, environmentId: undefined };
}

/** Far more than any step has. */
const MAX_LINES = 1000;
const MAX_LINE = 10_000;

/** Words divided by blanks, quotes taken off: enough for what is literal. */
function wordsOf(line: string): readonly string[] {
  const command = line.replace(/(?:^|\s)#.*$/, '');
  return (command.match(/"[^"]*"|'[^']*'|(?:\$\{\{[^}]*\}\}|\S)+/g) ?? []).map(unquoted);
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/, '$2');
}

function options(words: readonly string[], ...names: readonly string[]): readonly string[] {
  return words.flatMap((word, i) => {
    const [name = '', ...value] = word.split('=');
    if (!names.includes(name)) return [];
    return value.length > 0 ? [unquoted(value.join('='))] : (words[i + 1] ?? []);
  });
}

function option(words: readonly string[], ...names: readonly string[]): string | undefined {
  return options(words, ...names)[0];
}

function filesGiven(words: readonly string[]): readonly string[] {
  return options(words, '-f', '--filename', '-k', '--kustomize').flatMap(word => word.split(','));
}

function isPath(word: string): boolean {
  return /^\.{0,2}\/|\//.test(word) && !/^\w+:\/\//.test(word);
}

/** Paths are one a line, or in a list of JSON or with commas. */
function linesOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[\r\n,]+/).flatMap(line => line.replace(/[[\]"']/g, '').trim() || []);
}

/** The folders in which a runner has the repository; an artifact is taken to be called like the folder that it was made of. */
const WORKSPACE =
  /^(?:\$\(\s*(?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Pipeline\.Workspace)\s*\)(?:\/s(?=\/))?|\$\{\{\s*github\.workspace\s*\}\}|\$\{?GITHUB_WORKSPACE\}?|\$\{?BUILD_SOURCESDIRECTORY\}?)\//i;

function deploy(
  step: View,
  target: TargetKind,
  name: string | undefined,
  { paths, isDeep = false, valueFiles = [] }: Deployed,
  job: Job,
  folder = '',
): void {
  if (name === undefined || paths.length === 0) return;
  const resolved = (text: string) => {
    const path = settleText(text, 0, job.settle).text;
    const isOfRoot = WORKSPACE.test(path);
    const own = path.replace(WORKSPACE, '');
    return /\$|\{\{|^\w+:\/\/|^-$/.test(own) ? [] : [fromRoot(isOfRoot ? '' : folder, own)];
  };
  const values = valueFiles.flatMap(resolved);
  for (const path of paths.slice(0, MAX_LINES).flatMap(resolved)) {
    const isFile = /\.(?:ya?ml|json)$|[*?[]/i.test(path);
    const files = isFile ? [path, ...values] : values;
    declareDestination(step, target, name, { folder: isFile ? undefined : path, isDeep, files }, job);
  }
}

function declareDestination(
  step: View,
  target: TargetKind,
  name: string,
  deployed: Pick<DeclaredDestination, 'folder' | 'isDeep' | 'files'>,
  { by, harvest, settle }: Job,
): void {
  harvest.declaration({
    kind: 'destination',
    by,
    target,
    sentTo: { kind: 'name', names: [settleText(name, 0, settle).text] },
    repository: undefined,
    span: harvest.span(extentOf(step.node)),
    place: harvest.place(step),
    ...deployed,
  });
}

/** A service of azd for AKS: its manifests, and the cluster where the file names it. */
export function readAzdService(service: View, name: string, harvest: Harvest): void {
  const cluster = textOf(at(service, 'resourceName'));
  if (textOf(at(service, 'host')) !== 'aks' || cluster === undefined) return;
  const project = fromRoot(folderOf(harvest.file), textOf(at(service, 'project')) ?? '');
  const manifests = textOf(at(service, 'k8s', 'deploymentPath')) ?? 'manifests';
  const kustomize = find(service, 'k8s.kustomize.dir').flatMap(({ value }) => textOf(value) ?? []);
  const charts = find(service, 'k8s.helm.releases[].chart')
    .flatMap(({ value }) => textOf(value) ?? [])
    .filter(isPath);
  for (const path of [manifests, ...kustomize, ...charts]) {
    harvest.declaration({
      kind: 'destination',
      by: `azd service ${name}`,
      target: 'aks',
      sentTo: { kind: 'name', names: [cluster] },
      folder: fromRoot(project, path),
      isDeep: true,
      files: [],
      repository: undefined,
      span: harvest.span(extentOf(service.node)),
      place: harvest.place(service),
    });
  }
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}
