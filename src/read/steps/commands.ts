// Single commands in the text of a step: they choose a cluster, deploy, or set an image. An argument is literal, or an
// expression that the file settles. Any other stays open.
import { namesAzureHost } from '../../model/host.ts';
import { plainPod } from '../kubernetes/pods.ts';
import { textOf, type View } from '../source/view.ts';
import { isChartPath, versionTag } from '../values/chartAddress.ts';
import {
  type Argument,
  afterPrefix,
  argumentsOf,
  assignedValue,
  optionValue,
  optionValues,
  readImageArgument,
  textsOf,
  unplacedArgument,
} from './arguments.ts';
import type { Clusters, NamedTarget } from './clusters.ts';
import { commandLinesIn, type ShellSyntax } from './commandLine.ts';
import { deploy, sendImagesIn } from './destinations.ts';
import { appWorkload, type Job, settled } from './job.ts';
import { placesOf } from './places.ts';
import { readSetValues, setByOptions, valuesFilesOf } from './setValues.ts';
import { readInlineParameters } from './templateParameters.ts';

/** A command in the step that it belongs to. */
interface Command {
  readonly step: View;
  /** The tool, its verb, and what follows. */
  readonly args: readonly Argument[];
  /** The folder that it runs in. Null where that is not known. */
  readonly folder: string | null;
  /** The clusters that it may go to. */
  readonly to: readonly NamedTarget[];
  readonly job: Job;
}

const UNKNOWN: readonly NamedTarget[] = [{ name: undefined }];

/** The commands of the Azure CLI that set an image, with the options that name it. */
const SETTING = [
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

/** Other commands that are read, by their first words. */
const READERS: readonly (readonly [RegExp, (command: Command) => void])[] = [
  [/^az deployment \w+ create\b/, ({ args, job }) => readInlineParameters(args, 'az deployment', job)],
  [/^docker (?:image )?pull /, readPulled],
  [/^helm (?:upgrade|install|template|pull)\b/, readHelm],
  [/^kubectl (?:set image|run|debug|create (?:deployment|job|cronjob)) /, readRunImages],
  [/^kubectl (?:apply|create|replace)\b/, readApplied],
];

/**
 * Reads the commands of a step that choose a cluster, deploy, or set an image. Where commands may run or not, what they
 * deploy goes to a cluster only if no other may be the chosen one.
 * @param start the folder that the step runs in. Null where that is not known
 */
export function readCommands(step: View, script: View | undefined, shell: ShellSyntax, start: string, job: Job): void {
  const text = textOf(script);
  if (script === undefined || text === undefined) return;
  const { commands, isBranching, isCut } = commandLinesIn(text, shell);
  const { builder } = job.reading;
  if (isCut && namesAzureHost(text))
    builder.unread('commands of a step were not read: a quote or a bracket is never closed', script.node.span);
  const locate = placesOf(script, builder.text);
  const all = commands.map(words => {
    const args = verbFirst(argumentsOf(words, locate, job));
    return { args, choose: clusterChoice(args, job) };
  });
  const folder = changesFolder(text) ? null : start;
  const hasOtherContext = /\bKUBECONFIG\b|\bkubectx\b/.test(text);
  if (!isBranching) {
    for (const { args, choose } of all) {
      choose?.(job.clusters, job.condition);
      const to = hasOtherContext ? UNKNOWN : job.clusters.chosen(job.condition);
      readCommand({ step, args, folder, to, job });
    }
    return;
  }
  // only the run knows which branches run, and in which order: each choice counts for all commands
  for (const [i, { choose }] of all.entries())
    choose?.(job.clusters, `${job.condition}branch ${i} at ${step.node.span.start}\n`);
  const to = hasOtherContext || !isOne(job.clusters.all) ? UNKNOWN : job.clusters.all;
  for (const { args } of all) readCommand({ step, args, folder, to, job });
}

/** Returns whether all are the same cluster. */
function isOne(clusters: readonly NamedTarget[]): boolean {
  return new Set(clusters.map(({ name, group }) => JSON.stringify([name, group]))).size <= 1;
}

/** After a shell changes its folder, paths are relative to an unknown one. */
function changesFolder(text: string): boolean {
  return /(?:^|[\s;&|({])(?:cd|chdir|pushd|popd|Set-Location|Push-Location|sl)(?:\s|$)/im.test(text);
}

/** Reads a command of `kubectl` that a task composes. `args` begin with its verb. */
export function readKubectl(step: View, args: readonly Argument[], to: readonly NamedTarget[], job: Job): void {
  readCommand({ step, args: verbFirst([unplacedArgument('kubectl'), ...args]), folder: '', to, job });
}

/** Moves the global options of a tool behind its verb: `kubectl -n shop apply …` becomes `kubectl apply … -n shop`. */
function verbFirst(args: readonly Argument[]): readonly Argument[] {
  const [tool, ...rest] = args;
  if (tool === undefined || !/^(?:kubectl|helm3?)$/.test(tool.text)) return args;
  const isOption = (i: number) => rest[i]?.text.startsWith('-') === true;
  let verb = 0;
  while (isOption(verb)) verb += rest[verb]?.text.includes('=') || isOption(verb + 1) ? 1 : 2;
  const name = tool.text === 'helm3' ? { ...tool, text: 'helm' } : tool;
  return [name, ...rest.slice(verb), ...rest.slice(0, verb)];
}

/** Returns how a command chooses the cluster for the commands after it. Undefined for one that chooses none. */
function clusterChoice(
  args: readonly Argument[],
  job: Job,
): ((clusters: Clusters, condition: string) => void) | undefined {
  const verb = verbOf(args);
  if (verb.startsWith('az aks get-credentials')) return connection(args, job);
  if (!/^kubectl config (?:use-context|use|set\S*|delete-context|rename-context|unset)\b/.test(verb)) return undefined;
  if (!verb.startsWith('kubectl config use') || mayAnyExpand(args)) return chooseUnknown;
  const context = settled(args[3]?.text ?? '', job);
  return (clusters, condition) => clusters.choose(clusters.ofContext(context), condition);
}

function chooseUnknown(clusters: Clusters, condition: string): void {
  clusters.choose({ name: undefined }, condition);
}

/** https://learn.microsoft.com/cli/azure/aks#az-aks-get-credentials */
function connection(args: readonly Argument[], job: Job): (clusters: Clusters, condition: string) => void {
  const isOtherFile = optionValue(args, '-f', '--file') !== undefined;
  if (isOtherFile || mayAnyExpand(args)) return chooseUnknown;
  const cluster = namedTarget(args, job);
  const isAdmin = args.some(({ text }) => text === '-a' || text === '--admin');
  const context = settled(optionValue(args, '--context')?.text ?? cluster.name ?? '', job);
  return (clusters, condition) => clusters.connect(cluster, isAdmin ? `${context}-admin` : context, condition);
}

function readCommand(command: Command): void {
  const verb = verbOf(command.args);
  const setting = SETTING.find(each => each.command.test(verb));
  if (setting !== undefined) readSetting(setting, command);
  else READERS.find(([begins]) => begins.test(`${verb} `))?.[1](command);
}

/** The tool and its verb, with the arguments up to the fifth. */
function verbOf(args: readonly Argument[]): string {
  return textsOf(args.slice(0, 5)).join(' ');
}

/** A short name of a command for people: `kubectl set image`. */
function titleOf(args: readonly Argument[]): string {
  return textsOf(args.slice(0, 3)).join(' ');
}

/** Returns whether a shell may add arguments to a command, so that other options may count. */
function mayAnyExpand(args: readonly Argument[]): boolean {
  return args.some(({ mayExpand }) => mayExpand);
}

/** The cluster or the app that the options of a command name. */
function namedTarget(args: readonly Argument[], job: Job): NamedTarget {
  if (mayAnyExpand(args)) return { name: undefined };
  const [name, group] = [optionValue(args, '-n', '--name'), optionValue(args, '-g', '--resource-group')];
  return { name: name && settled(name.text, job), group: group && settled(group.text, job) };
}

function readSetting({ options, platform }: (typeof SETTING)[number], { step, args, folder, job }: Command): void {
  const app = namedTarget(args, job);
  const image = optionValue(args, ...options);
  if (image !== undefined) readImageArgument(image, titleOf(args), appWorkload(platform, app.name, app.group), job);
  const isApp = platform === 'containerApp' || platform === 'containerAppJob';
  if (isApp && app.name !== undefined)
    deploy(step, platform, [app], { paths: textsOf(optionValues(args, '--yaml')) }, job, folder);
}

/** Reads what `docker pull` pulls. What `docker run` is given may be on the machine already. */
function readPulled({ args, job }: Command): void {
  const given = args.slice(args.findIndex(({ text }) => text === 'pull') + 1);
  const image = given.find(({ text }, i) => !text.startsWith('-') && given[i - 1]?.text !== '--platform');
  if (image !== undefined) readImageArgument(image, 'docker pull', { platform: 'pipeline', name: job.name }, job);
}

/** Reads the images of `kubectl set image`, `run`, `debug` and `create`. */
function readRunImages({ step, args, to, job }: Command): void {
  const isSet = args[1]?.text === 'set';
  const images = isSet ? args.slice(3).map(assignedValue) : [optionValue(args, '--image')];
  for (const image of images) {
    const span = image && readImageArgument(image, titleOf(args), plainPod({}), job);
    if (span) sendImagesIn(span, step, clusterIn(args, to, job, '--context'), job);
  }
}

function readApplied({ step, args, folder, to, job }: Command): void {
  if (mayAnyExpand(args)) return;
  const isDeep = args.some(({ text }) => text === '-R' || text === '--recursive');
  const files = textsOf(optionValues(args, '-f', '--filename', '-k', '--kustomize'));
  const paths = files.flatMap(text => text.split(','));
  deploy(step, 'aks', clusterIn(args, to, job, '--context'), { paths, isDeep }, job, folder);
}

/** The cluster of the context that an option names, or the chosen one. */
function clusterIn(
  args: readonly Argument[],
  to: readonly NamedTarget[],
  job: Job,
  contextOption: '--context' | '--kube-context',
): readonly NamedTarget[] {
  const isOther = optionValue(args, '--kubeconfig', '--cluster', '--server', '-s', '--kube-apiserver') !== undefined;
  if (isOther || mayAnyExpand(args)) return UNKNOWN;
  const context = optionValue(args, contextOption);
  return context === undefined ? to : [job.clusters.ofContext(settled(context.text, job))];
}

function readHelm(command: Command): void {
  const { step, args, folder, to, job } = command;
  readPulledChart(command);
  const [, verb, ...rest] = args;
  if (verb === undefined || verb.text === 'template' || verb.text === 'pull') return;
  const own = clusterIn(args, to, job, '--kube-context');
  const set = setByOptions(args);
  readSetValues(set, step, `helm ${verb.text}`, own, job);
  if (mayAnyExpand(args)) return;
  // what follows an option may be its value
  const chart = rest.find(
    ({ text }, i) => !text.startsWith('-') && !/^-/.test(rest[i - 1]?.text ?? '') && isChartPath(text),
  );
  const paths = chart === undefined ? [] : [chart.text];
  const overrides = set.values.map(({ path }) => path);
  deploy(step, 'aks', own, { paths, isDeep: true, valueFiles: valuesFilesOf(args), overrides }, job, folder);
}

/** Reads the chart of a registry, which the machine that runs the step pulls. */
function readPulledChart({ args, job }: Command): void {
  const address = args.find(({ text }) => text.startsWith('oci://'));
  if (address === undefined) return;
  const tag = versionTag(optionValue(args, '--version')?.text);
  const chart = afterPrefix(address, 'oci://'.length);
  readImageArgument(chart, titleOf(args), { platform: 'pipeline', name: 'helm' }, job, tag);
}
