import { isAzureHost, namesAzureHost } from '../../../model/host.ts';
import { fromRoot, type Span } from '../../../model/place.ts';
import type { DeclaredDestination, KustomizationImage } from '../../../model/reading.ts';
import type { SentTo, TargetKind } from '../../../model/target.ts';
import type { Workload } from '../../../model/workload.ts';
import { nameSpan, readImage } from '../../image.ts';
import { replacementBy } from '../../join/renames.ts';
import type { Harvest } from '../../source/harvest.ts';
import { type Settle, settleText } from '../../source/placeholders.ts';
import { textOf, type View } from '../../source/view.ts';
import { declaredBy } from '../kubernetes/destinations/paths.ts';

/** A cluster or an app, as a step names it: several have one name, each in a resource group of its own. */
export interface Named {
  readonly name: string | undefined;
  readonly group?: string | undefined;
}

/** The steps of a job, read in order: one chooses the cluster, and those after it deploy there. */
export interface Job {
  readonly by: string;
  readonly name: string | undefined;
  /** Lines of the file that may bring images to the machine. */
  readonly bringing: readonly string[];
  readonly harvest: Harvest;
  readonly settle: Settle;
  /** Where a step has a condition: it, and those around it. Empty: it runs in any case. */
  condition: string;
  /** The clusters that may be the chosen one, each by the condition of the step that has chosen it. */
  clusters: readonly (Named & { readonly condition: string })[];
  /** Variables that a step before has set anew, for all steps after it. */
  readonly changed: Set<string>;
}

/** One that is chosen in any case replaces all others; under a condition, those that were chosen under another are left. */
export function choose(job: Job, cluster: Named): void {
  const { condition, clusters } = job;
  if (condition === '') job.clusters = cluster.name === undefined ? [] : [{ ...cluster, condition }];
  else job.clusters = [...clusters.filter(each => each.condition !== condition), { ...cluster, condition }];
}

/** Where a step deploys that names no cluster: to the one that was chosen under its own condition, or to any of them. */
export function chosen({ condition, clusters }: Job): readonly Named[] {
  const own = clusters.findLast(each => each.condition !== '' && condition.startsWith(each.condition));
  return own === undefined ? clusters : [own];
}

type What = Pick<DeclaredDestination, 'folder' | 'isDeep' | 'files' | 'overrides' | 'images' | 'secrets'>;

/** What a step deploys, as it is written; of a chart, its values files too. */
interface Deployed extends Partial<Omit<What, 'folder' | 'files'>> {
  readonly paths: readonly string[];
  readonly valueFiles?: readonly string[];
}

/** Far more than any step has. */
export const MAX_LINES = 1000;

/** Paths are one a line, or in a list of JSON or with commas. */
export function linesOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[\r\n,]+/).flatMap(line => line.replace(/[[\]"']/g, '').trim() || []);
}

/** The folders in which a runner has the repository; an artifact is taken to be called like the folder that it was made of. */
const WORKSPACE =
  /^(?:\$\(\s*(?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Pipeline\.Workspace)\s*\)(?:\/s(?=\/))?|\$\{\{\s*github\.workspace\s*\}\}|\$\{?GITHUB_WORKSPACE\}?|\$\{?BUILD_SOURCESDIRECTORY\}?)\//i;

export function deploy(
  step: View,
  target: TargetKind,
  to: readonly Named[],
  { paths, isDeep = false, valueFiles = [], ...more }: Deployed,
  job: Job,
  folder = '',
): void {
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
    declareDestination(step, target, to, { folder: isFile ? undefined : path, isDeep, files, ...more }, job);
  }
}

/** Where the images that a step itself names go: those around which `around` is. */
export function sendOwn(step: View, around: Span, to: readonly Named[], job: Job): void {
  declareDestination(step, 'aks', to, { folder: undefined, isDeep: false, files: [] }, job, around);
}

function declareDestination(
  step: View,
  target: TargetKind,
  to: readonly Named[],
  deployed: What,
  { by, harvest, settle }: Job,
  around: Span = { start: 0, end: 0 },
): void {
  const span = harvest.span(around);
  for (const { name, group } of to) {
    const settled = (text: string) => settleText(text, 0, settle).text;
    const sentTo: SentTo =
      name === undefined
        ? { kind: 'open', text: 'a cluster that the file does not name' }
        : { kind: 'name', names: [settled(name)], group: group && settled(group) };
    harvest.declaration({ ...declaredBy(by, step, harvest), span, target, sentTo, repository: undefined, ...deployed });
  }
}

/**
 * Images that a step is given to deploy, one a line, unless the file tells that they are of another registry. They are put into manifests in the place of others of the same name, which is what is returned.
 */
export function readGivenImages(
  step: View,
  input: View | undefined,
  where: string,
  workload: Workload,
  job: Job,
  to: readonly Named[],
): readonly KustomizationImage[] {
  return linesOf(textOf(input)).flatMap(line => {
    const text = line.replace(/\s#.*$/, '').trimEnd();
    const { start, end } = input?.node.span ?? step.node.span;
    const at = readImageWord(text, { start, end }, where, workload, job);
    if (at === undefined) return [];
    if (workload.platform === 'kubernetes') sendOwn(step, at, to, job);
    return [replacementBy(settleText(text, 0, job.settle).text, job.harvest.span(at))];
  });
}

/** Reads a word of a step as an image, if its host is Azure's or only the run knows it. The word must be in the text as it is. Returns where. */
export function readImageWord(
  text: string,
  within: Span,
  where: string,
  workload: Workload,
  { by, harvest, settle }: Job,
  more = '',
): Span | undefined {
  const at = text === '' ? -1 : harvest.text.indexOf(text, within.start);
  const settled = settleText(text, 0, settle).text;
  if (at < 0 || at + text.length > within.end || !settled.includes('/')) return undefined;
  const image = readImage(settled);
  // what is no image at all is said where it is plainly meant for Azure; of a parameter, which may be anything, only that is
  const isOpen = image.kind === 'image' && image.registry === undefined && workload.platform !== 'build';
  const isOfAzure =
    image.kind === 'image' && image.registry !== undefined ? isAzureHost(image.registry) : namesAzureHost(text);
  if (!isOfAzure && !isOpen) return undefined;
  const found = { start: at, end: at + text.length };
  harvest.part(found, `${by} · ${where}`, workload, settle, more);
  return found;
}

/** The commands of the Azure CLI that set an image, with the option that names it. */
export const SETTING = [
  { command: /^az containerapp job (?:create|update)\b/, options: ['-i', '--image'], platform: 'containerAppJob' },
  { command: /^az containerapp (?:create|update|up)\b/, options: ['-i', '--image'], platform: 'containerApp' },
  { command: /^az container create\b/, options: ['--image'], platform: 'containerGroup' },
  {
    command: /^az (?:webapp|functionapp) (?:create|config container set)\b/,
    options: [
      '--container-image-name',
      '--deployment-container-image-name',
      '-i',
      '--image',
      '-c',
      '--docker-custom-image-name',
    ],
    platform: 'site',
  },
] as const;

/** What a step or a command deploys to, besides Kubernetes. */
export function appWorkload(
  platform: 'containerApp' | 'containerAppJob' | 'containerGroup' | 'site',
  name: string | undefined,
  resourceGroup?: string | undefined,
): Workload {
  const common = { name, resourceGroup, identity: undefined };
  switch (platform) {
    case 'containerGroup':
      return { ...common, platform, registries: undefined };
    case 'site':
      return { ...common, platform, managedIdentityCredentials: undefined, identityClientId: undefined };
    default:
      return { ...common, platform, registries: undefined, environmentId: undefined };
  }
}

/** What `docker pull` and `docker run` pull, the latter unless the file itself may have brought the image to the machine. */
export function readPulled(words: readonly string[], within: Span, job: Job): void {
  const at = words.findIndex(word => word === 'pull' || word === 'run');
  const text = operandOf(words.slice(at + 1));
  if (text === undefined || (words[at] === 'run' && mayBeLocal(text, job))) return;
  readImageWord(text, within, `docker ${words[at]}`, { platform: 'pipeline', name: job.name }, job);
}

// https://docs.docker.com/reference/cli/docker/container/run/#options
const FLAG =
  /^--(?:detach|disable-content-trust|init|interactive|no-healthcheck|oom-kill-disable|privileged|publish-all|quiet|read-only|rm|sig-proxy|tty)$|^-[diPqt]+$/;
const WITH_VALUE =
  /^--(?:add-host|annotation|attach|blkio-weight|cap-(?:add|drop)|cgroup(?:-parent|ns)|cidfile|cpu[\w-]+|detach-keys|device[\w-]*|dns[\w-]*|domainname|entrypoint|env(?:-file)?|expose|gpus|group-add|health-[\w-]+|hostname|ip6?|ipc|isolation|label(?:-file)?|link|log-(?:driver|opt)|mac-address|memory[\w-]*|mount|name|net(?:work)?(?:-alias)?|oom-score-adj|pid|pids-limit|platform|publish|pull|restart|runtime|security-opt|shm-size|stop-(?:signal|timeout)|storage-opt|sysctl|tmpfs|ulimit|user(?:ns)?|uts|volume|volume-driver|volumes-from|workdir)$|^-[diPqt]*[acehlmpuvw]$/;
const VALUE_WITHIN = /^--[a-z][a-z0-9-]*=|^-[diPqt]*[acehlmpuvw]./;
/** A piece of a command, or of a text in quotes. */
const PIECE = /[`"'|&;<>]|\$\([^)]*$|^[^(]*\)/;

/** The first word that is no option and no value of one; undefined where that can't be told, or the image must be there. */
function operandOf(words: readonly string[]): string | undefined {
  let at = 0;
  for (let word = words[at]; word?.startsWith('-'); word = words[at]) {
    if (!FLAG.test(word) && !WITH_VALUE.test(word) && !VALUE_WITHIN.test(word)) return undefined;
    at += WITH_VALUE.test(word) ? 2 : 1;
  }
  const options = words.slice(0, at).map(word => word.replace(/"[^"]*"|'[^']*'|\$\{\{[^}]*\}\}/g, ''));
  const isOpen = options.some(word => PIECE.test(word)) || /--pull[ =]never/.test(options.join(' '));
  const operand = words[at];
  return isOpen || PIECE.test(operand?.replace(/\$\{\{[^}]*\}\}/g, '') ?? ')') ? undefined : operand;
}

/** What makes images, besides docker: its name, or that of a script, an action of the repository or a template. */
const BUILDER =
  /^\s*(?:- )?(?:\w+: )?(?:sudo )?(?:make|just|earthly|bazel|skaffold|werf|pack|ko|podman|buildah|nerdctl)\s|build[\w-]{0,60}\.(?:sh|ps1|py|cmd|bat)\b|build-?images?|buildpack|\bjib|dockerbuild|build[-:_]docker|PublishContainer|DockerCompose@|^[\s-]*(?:uses: *\.|template:).*(?:build|docker|image)/i;

const BY_DOCKER =
  /\bdocker(?:[\w:/-]{0,40}[-:/_]|\s+(?:[a-z]+\s+)?)(?:build|bake|compose|load|import|commit|tag|pull)\b/;

export function bringingLines(text: string): readonly string[] {
  // the steps of a template and of an action are part of a job that is elsewhere
  if (/^(?:steps|runs)\s*:/m.test(text) && !/^(?:pool|trigger|pr)\s*:/m.test(text)) return ['steps:'];
  const isByTask = /\bDocker@\d/.test(text);
  if (/\bDocker@\d(?![\s\S]{0,300}command)/.test(text)) return ['Docker@2'];
  return text
    .replace(/[\\`]\r?\n/g, ' ')
    .split(/\r?\n|&&/)
    .map(line => line.slice(0, 2000).replace(/(?:^|\s)#.*/, ''))
    .filter(line => BUILDER.test(line) || BY_DOCKER.test(line) || (isByTask && /command\W+build/.test(line)))
    .filter(line => !/^\s*(?:- )?(?:displayN|n)ame:/.test(line));
}

/** Whether a line brings an image whose name is as this one ends, is open at its end, or is not in the line. */
function mayBeLocal(text: string, { bringing, settle }: Job): boolean {
  const settled = settleText(text, 0, settle).text;
  const name = settled.slice(0, nameSpan(settled).end);
  const last = name.slice(name.lastIndexOf('/') + 1);
  return (
    bringing.length > MAX_BRINGING ||
    bringing.some(line => {
      const own = settleText(line, 0, settle).text;
      return own.includes(last) || !/\s(?:-t|--tag|tag|pull)\b/.test(own) || OPEN_NAME.test(own);
    })
  );
}

const MAX_BRINGING = 100;
const OPEN_NAME = /(?:^|[\s/="'])(?:\$\{\{[^}]*\}\}|\$(?!\{\{)[\w{(][^\s/:]*)(?=[\s:@"']|$)/;
