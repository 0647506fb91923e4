import { isAzureHost, isLoginServer, namesAzureHost } from '../../../model/host.ts';
import { fromRoot, type Span } from '../../../model/place.ts';
import type { DeclaredDestination, KustomizationImage } from '../../../model/reading.ts';
import type { SentTo, TargetKind } from '../../../model/target.ts';
import type { Workload } from '../../../model/workload.ts';
import { readImage } from '../../image.ts';
import { declaredBy } from '../../source/declaredBy.ts';
import { type Harvest, plainWord } from '../../source/harvest.ts';
import { type Settle, settleText } from '../../source/placeholders.ts';
import { composed, replacementBy } from '../../source/renames.ts';
import { fields, textOf, type View } from '../../source/view.ts';
import { versionTag } from '../../values/chartAddress.ts';
import { MAX_LINES } from './shell.ts';

/** A cluster or an app, as a step names it: several have one name, each in a resource group of its own. */
export interface Named {
  readonly name: string | undefined;
  readonly group?: string | undefined;
}

/** The steps of a job, read in order: one chooses the cluster, and those after it deploy there. */
export interface Job {
  readonly by: string;
  readonly name: string | undefined;
  readonly harvest: Harvest;
  readonly settle: Settle;
  /** The name of the present step, by which others ask for its outputs. */
  readonly step?: string | undefined;
  /** Where a step has a condition: it, and those around it. Empty: it runs in any case. */
  condition: string;
  /** The clusters that may be the chosen one, each by the condition of the step that has chosen it. */
  clusters: readonly (Named & { readonly condition: string })[];
  /** Variables that a step before has set anew, for all steps after it; undefined where only the run knows to what. */
  readonly changed: Map<string, string | undefined>;
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

/** What a step deploys, as it is written; of a chart, its values files too. */
interface Deployed extends Partial<Pick<DeclaredDestination, 'isDeep' | 'overrides' | 'images' | 'secrets'>> {
  readonly paths: readonly string[];
  readonly valueFiles?: readonly string[];
}

/** The folders in which a runner has the repository; an artifact is taken to be called like the folder that it was made of. */
const WORKSPACE =
  /^(?:\$\(\s*(?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Pipeline\.Workspace)\s*\)(?:\/s(?=\/))?|\$\{\{\s*github\.workspace\s*\}\}|\$\{?GITHUB_WORKSPACE\}?|\$\{?BUILD_SOURCESDIRECTORY\}?)\//i;

/** @param folder the one that paths are relative to; null where that is not known */
export function deploy(
  step: View,
  target: TargetKind,
  to: readonly Named[],
  { paths, valueFiles = [], ...more }: Deployed,
  job: Job,
  folder: string | null = '',
): void {
  if (folder === null) return;
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
    declareDestination(step, to, { target, folder: isFile ? undefined : path, files, ...more }, job);
  }
}

/** Where the images that a step itself names go: those around which `around` is. */
export function sendOwn(step: View, around: Span, to: readonly Named[], job: Job): void {
  declareDestination(step, to, { span: job.harvest.span(around) }, job);
}

function declareDestination(
  step: View,
  to: readonly Named[],
  deployed: Partial<DeclaredDestination>,
  { by, harvest, settle }: Job,
): void {
  const settled = (text: string) => settleText(text, 0, settle).text;
  const common = { ...declaredBy(by, step, harvest), span: harvest.span({ start: 0, end: 0 }), ...deployed };
  for (const { name, group } of to) {
    const sentTo: SentTo =
      name === undefined
        ? { kind: 'open', text: 'a cluster that the file does not name' }
        : { kind: 'name', names: [settled(name)], group: group && settled(group) };
    harvest.declaration({ ...common, sentTo });
  }
}

/** Reads a word of a step as an image, if its host is known to be Azure's. The word must be in the text as it is. Returns where. */
export function readImageWord(
  text: string,
  within: Span,
  where: string,
  workload: Workload,
  { by, harvest, settle }: Job,
  more = '',
): Span | undefined {
  // in PowerShell, an expression
  if (text === '' || text.startsWith('(')) return undefined;
  const part = harvest.text.slice(within.start, within.end);
  // `$IMAGE` is no part of `$IMAGE_NAME`, and a host none of a longer one
  const isWhole = (at: number) =>
    !/[\w.:/@-]/.test(part.charAt(at + text.length)) && !/[\w.-]/.test(part.charAt(at - 1));
  const at = find(text, part, isWhole);
  // behind a backslash, it is for another shell to put in
  const settleHere: Settle = text.includes('\\$') ? () => undefined : settle;
  const settled = plainWord(settleText(text, 0, settleHere).text);
  if (at < 0 || !settled.includes('/')) return undefined;
  const image = readImage(settled);
  // what is no image at all, or has a host that only the run knows, is said where it is plainly meant for Azure: of a
  // pipeline's own pulls by the word alone, or where Azure is asked for the host
  const isAsked = isLoginServer(settled.slice(0, settled.indexOf('/')));
  const said = workload.platform === 'pipeline' && !isAsked ? text : settled;
  const isOfAzure =
    image.kind === 'image' && image.registry !== undefined ? isAzureHost(image.registry) : namesAzureHost(said);
  // with blocks of Handlebars in it, the file is one of which another tool makes a pipeline
  if (!isOfAzure || /\{\{[#/]/.test(settled)) return undefined;
  const found = { start: within.start + at, end: within.start + at + text.length };
  harvest.part(found, `${by} · ${where}`, workload, settleHere, more);
  return found;
}

const MAX_SEARCHED = 1000;

/** Finds a word in a script, if possible not in a comment, since that may hold an older command; -1 if it isn't there. */
export function find(word: string, script: string, fits: (at: number) => boolean = () => true): number {
  let first = -1;
  let at = script.indexOf(word);
  for (let count = 0; at >= 0 && count < MAX_SEARCHED; count++) {
    const before = script.slice(script.lastIndexOf('\n', at - 1) + 1, at);
    if (fits(at) && !/^\s*#/.test(before)) return at;
    if (fits(at) && first < 0) first = at;
    at = script.indexOf(word, at + 1);
  }
  return first;
}

/** The commands of the Azure CLI that set an image, with the option that names it. */
export const SETTING = [
  {
    command: /^az containerapp job (?:create|start|update)\b/,
    options: ['-i', '--image'],
    platform: 'containerAppJob',
  },
  {
    command: /^az containerapp (?:create|revision copy|update|up)\b/,
    options: ['-i', '--image'],
    platform: 'containerApp',
  },
  { command: /^az container create\b/, options: ['--image'], platform: 'containerGroup' },
  {
    command:
      /^az (?:webapp|functionapp) (?:create|config container set|deployment slot create|sitecontainers create)\b/,
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

/** What `docker pull` pulls: its first word that is no option. What `docker run` is given may be on the machine already. */
export function readPulled(words: readonly string[], within: Span, job: Job): void {
  const given = words.slice(words.indexOf('pull') + 1);
  const text = given.find((word, i) => !word.startsWith('-') && given[i - 1] !== '--platform');
  const workload: Workload = { platform: 'pipeline', name: job.name };
  if (text !== undefined) readImageWord(text, within, 'docker pull', workload, job);
}

/** What an action or a task is given; the names of inputs have no case. */
export class Inputs {
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

  /** Several are one a line, or in a list of JSON or with commas. */
  lines(name: string): readonly string[] {
    return (this.text(name) ?? '').split(/[\r\n,]+/).flatMap(line => line.replace(/[[\]"']/g, '').trim() || []);
  }

  /**
   * Images that are given to be deployed, one a line, as far as the file tells that they are of an Azure registry. They are
   * put into manifests in the place of others of the same name, which is what is returned.
   */
  images(name: string, workload: Workload, to: readonly Named[] = []): readonly KustomizationImage[] {
    const { step, job } = this;
    const within = this.#values.get(name.toLowerCase())?.node.span ?? step.node.span;
    return this.lines(name).flatMap(line => {
      const text = line.replace(/\s#.*$/, '').trimEnd();
      const at = readImageWord(text, within, `${this.#title} · ${name}`, workload, job);
      if (at === undefined) return [];
      if (workload.platform === 'kubernetes') sendOwn(step, at, to, job);
      return [replacementBy(settleText(text, 0, job.settle).text, job.harvest.span(at))];
    });
  }

  /** A chart of a registry. */
  chart(name: string, version: string | undefined): void {
    const given = this.#values.get(name.toLowerCase());
    const address = /^oci:\/\/(.+)$/.exec(textOf(given) ?? '')?.[1];
    if (given === undefined || address === undefined) return;
    const workload: Workload = { platform: 'pipeline', name: 'helm' };
    readImageWord(address, given.node.span, `${this.#title} · ${name}`, workload, this.job, versionTag(version));
  }

  /** An image of a site whose parts are inputs of their own. */
  imageOf(host: string, repository: string, tag: string): void {
    const { harvest, settle } = this.job;
    const given = this.#values.get(repository.toLowerCase());
    const [name, version] = [`${this.text(host)}/${textOf(given)}`, this.text(tag)].map(
      text => text && settleText(text, 0, settle).text,
    );
    if (given === undefined || name === undefined || !namesAzureHost(name)) return;
    const site = appWorkload('site', this.text('WebAppName'), this.text('ResourceGroupName'));
    const image = composed(name, version, undefined);
    harvest.split(given, `${this.job.by} · ${this.#title} · ${repository}`, image, site);
  }
}
