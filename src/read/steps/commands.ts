// Single commands in the text of a step. A word is literal, or an expression that the file settles. Any other stays
// open.
import { namesAzureHost } from '../../model/host.ts';
import type { Span } from '../../model/place.ts';
import type { Workload } from '../../model/workload.ts';
import { plainPod } from '../kubernetes/pods.ts';
import { settleText } from '../source/placeholders.ts';
import type { Content } from '../source/tree.ts';
import { fields, textOf, type View } from '../source/view.ts';
import { versionTag } from '../values/chartAddress.ts';
import { readChartValues, valuesOfPairs } from '../values/chartValues.ts';
import { commandLinesIn, type ShellSyntax, type Word } from './commandLine.ts';
import {
  appWorkload,
  type Clusters,
  deploy,
  type Job,
  type NamedTarget,
  readImageAt,
  sendOwn,
  settled,
} from './job.ts';
import { type LocateSpan, placesOf } from './places.ts';

/** A word with its place in the document, where it has one. */
export interface PlacedWord {
  /** Without its quotes. */
  readonly text: string;
  /** As the document has it. */
  readonly raw: string;
  readonly at: Span | undefined;
  /** A shell may make several words of it, or none. */
  readonly isOpen: boolean;
}

/** A command in the step that it belongs to. */
interface Command {
  readonly step: View;
  readonly words: readonly PlacedWord[];
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
  [/^az deployment \w+ create\b/, command => readParameters(command.words, 'az deployment', command.job)],
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
  const place = placesOf(script, builder.text);
  const placed = commands.map(words => placedWords(words, place, job));
  const hasOtherContext = /\bKUBECONFIG\b|\bkubectx\b/.test(text);
  const folder = changesFolder(text) ? null : start;
  const all = placed.map(words => ({ words: verbFirst(words), choose: choiceOf(verbFirst(words), job) }));
  // in which order branches run, and which, only the run knows
  if (isBranching)
    for (const [i, { choose }] of all.entries())
      choose?.(job.clusters, `${job.condition}branch ${i} at ${step.node.span.start}\n`);
  for (const { words, choose } of all) {
    if (!isBranching) choose?.(job.clusters, job.condition);
    const present = isBranching ? job.clusters.all : job.clusters.chosen(job.condition);
    const isOpen = hasOtherContext || (isBranching && !isOne(present));
    readCommand({ step, words, folder, to: isOpen ? UNKNOWN : present, job });
  }
}

/** Returns whether all are the same cluster. */
function isOne(clusters: readonly NamedTarget[]): boolean {
  return new Set(clusters.map(({ name, group }) => JSON.stringify([name, group]))).size <= 1;
}

/** After a shell changes its folder, paths are relative to an unknown one. */
function changesFolder(text: string): boolean {
  return /(?:^|[\s;&|({])(?:cd|chdir|pushd|popd|Set-Location|Push-Location|sl)(?:\s|$)/im.test(text);
}

/** Options that take one value, whatever a shell puts in there. */
const TAKES_ONE_VALUE = new Set([
  ...['-n', '--name', '-g', '--resource-group', '--subscription', '--location', '-l', '--query', '-o', '--output'],
  ...['--image', '--environment', '--revision-suffix', '--cpu', '--memory', '--min-replicas', '--max-replicas'],
  ...['--registry-server', '--registry-username', '--registry-password', '--registry-identity', '--target-port'],
  ...['-f', '--file', '--filename', '--yaml', '--values', '--set', '--set-string', '--namespace', '--version'],
  ...['--timeout', '--context', '--kube-context'],
]);

/** A variable, a macro or an expression that is all of a word, and what hands on all arguments. */
const WHOLE = /^(?:\$\w+|\$\{[^{}]*\}|\$\(.*\)|\$\{\{[^{}]*\}\}|%\w+%)$/s;
const ARGUMENTS = /\$\{?[@*]|\[[@*]\]|^@\w/;

function placedWords(words: readonly Word[], place: LocateSpan | undefined, job: Job): readonly PlacedWord[] {
  return words.map(({ text, start, end, isQuoted }, i) => {
    const at = place?.(start, end);
    const value = settled(text, job);
    const mayBeSeveral = WHOLE.test(value) && !TAKES_ONE_VALUE.has(words[i - 1]?.text ?? '');
    const isOpen = ARGUMENTS.test(text) || (!isQuoted && (mayBeSeveral || (value !== text && /\s/.test(value))));
    const raw = at === undefined ? text : job.reading.builder.text.slice(at.start, at.end);
    return { text, raw, at, isOpen };
  });
}

/** The words of an input that is a command line, or a part of one. */
export function commandWords(input: View | undefined, job: Job): readonly PlacedWord[] {
  const text = textOf(input);
  if (input === undefined || text === undefined) return [];
  const place = placesOf(input, job.reading.builder.text);
  // a tool before it makes a command of it
  const lead = 'az ';
  const [words = []] = commandLinesIn(lead + text.replaceAll('\n', ' '), 'posix').commands;
  const own = words.slice(1).map(word => ({ ...word, start: word.start - lead.length, end: word.end - lead.length }));
  return placedWords(own, place, job);
}

/** Reads a command of `kubectl` that a task puts together. */
export function readKubectl(step: View, words: readonly PlacedWord[], to: readonly NamedTarget[], job: Job): void {
  readCommand({ step, words: verbFirst([literal('kubectl'), ...words]), folder: '', to, job });
}

/** Returns what chooses the cluster for the commands after it. Undefined for any other command. */
function choiceOf(
  words: readonly PlacedWord[],
  job: Job,
): ((clusters: Clusters, condition: string) => void) | undefined {
  const line = lineOf(words);
  const isOpen = words.some(word => word.isOpen);
  if (line.startsWith('az aks get-credentials')) {
    const cluster = named(words, job);
    const isElsewhere = option(words, '-f', '--file') !== undefined || isOpen;
    const context = option(words, '--context') ?? { text: cluster.name ?? '' };
    if (isElsewhere) return (clusters, condition) => clusters.choose({ name: undefined }, condition);
    // https://learn.microsoft.com/cli/azure/aks#az-aks-get-credentials
    const suffix = words.some(({ text }) => text === '-a' || text === '--admin') ? '-admin' : '';
    const name = settled(context.text, job) + suffix;
    return (clusters, condition) => clusters.connect(cluster, name, condition);
  }
  if (!/^kubectl config (?:use-context|use|set\S*|delete-context|rename-context|unset)\b/.test(line)) return undefined;
  const isUse = line.startsWith('kubectl config use') && !isOpen;
  const context = isUse ? settled(words[3]?.text ?? '', job) : undefined;
  return (clusters, condition) =>
    clusters.choose(context === undefined ? { name: undefined } : clusters.ofContext(context), condition);
}

function readCommand(command: Command): void {
  const { words } = command;
  const line = lineOf(words);
  const setting = SETTING.find(each => each.command.test(line));
  if (setting !== undefined) readSetting(setting, command);
  else READERS.find(([begins]) => begins.test(`${line} `))?.[1](command);
}

function lineOf(words: readonly PlacedWord[]): string {
  return words
    .slice(0, 5)
    .map(({ text }) => text)
    .join(' ');
}

/** The cluster or the app that a command names. What it names is not known where a shell may put in other words. */
function named(words: readonly PlacedWord[], job: Job): NamedTarget {
  if (words.some(({ isOpen }) => isOpen)) return { name: undefined };
  const [name, group] = [option(words, '-n', '--name'), option(words, '-g', '--resource-group')].map(
    word => word && settled(word.text, job),
  );
  return { name, group };
}

function readSetting({ options, platform }: (typeof SETTING)[number], { step, words, folder, job }: Command): void {
  const app = named(words, job);
  const where = titleOf(words);
  const image = option(words, ...options);
  if (image !== undefined) readImageWord(image, where, appWorkload(platform, app.name, app.group), job);
  const isApp = platform === 'containerApp' || platform === 'containerAppJob';
  if (isApp && app.name !== undefined)
    deploy(step, platform, [app], { paths: texts(optionsIn(words, '--yaml')) }, job, folder);
}

function titleOf(words: readonly PlacedWord[], count = 3): string {
  return texts(words.slice(0, count)).join(' ');
}

function readImageWord(word: PlacedWord, where: string, workload: Workload, job: Job, more = ''): Span | undefined {
  const { at } = behind(word, 0);
  return at !== undefined && readImageAt(at, where, workload, job, more) ? at : undefined;
}

/** Reads what `docker pull` pulls. What `docker run` is given may be on the machine already. */
function readPulled({ words, job }: Command): void {
  const given = words.slice(words.findIndex(({ text }) => text === 'pull') + 1);
  const image = given.find(({ text }, i) => !text.startsWith('-') && given[i - 1]?.text !== '--platform');
  if (image !== undefined) readImageWord(image, 'docker pull', { platform: 'pipeline', name: job.name }, job);
}

/** Reads the images of `kubectl set image`, `run`, `debug` and `create`. */
function readRunImages({ step, words, to, job }: Command): void {
  const isSet = words[1]?.text === 'set';
  const given = isSet ? words.slice(3).flatMap(word => valueBehind(word) ?? []) : [option(words, '--image')];
  for (const image of given) {
    const at = image && readImageWord(image, titleOf(words), plainPod({}), job);
    if (at) sendOwn(step, at, clusterIn(words, to, job, '--context'), job);
  }
}

function readApplied({ step, words, folder, to, job }: Command): void {
  if (words.some(({ isOpen }) => isOpen)) return;
  const isDeep = words.some(({ text }) => text === '-R' || text === '--recursive');
  const files = texts(optionsIn(words, '-f', '--filename', '-k', '--kustomize')).flatMap(text => text.split(','));
  const own = clusterIn(words, to, job, '--context');
  deploy(step, 'aks', own, { paths: files, isDeep }, job, folder);
}

/** The cluster of the context that an option names, or the chosen one. */
function clusterIn(
  words: readonly PlacedWord[],
  to: readonly NamedTarget[],
  job: Job,
  context: '--context' | '--kube-context',
): readonly NamedTarget[] {
  const isOther = option(words, '--kubeconfig', '--cluster', '--server', '-s', '--kube-apiserver') !== undefined;
  if (isOther || words.some(({ isOpen }) => isOpen)) return UNKNOWN;
  const own = option(words, context);
  return own === undefined ? to : [job.clusters.ofContext(settled(own.text, job))];
}

function readHelm({ step, words, folder, to, job }: Command): void {
  const [, verb, ...rest] = words;
  const address = words.find(({ text }) => text.startsWith('oci://'));
  const chartOf = address && behind(address, 'oci://'.length);
  if (chartOf !== undefined) {
    const tag = versionTag(option(words, '--version')?.text);
    readImageWord(chartOf, titleOf(words), { platform: 'pipeline', name: 'helm' }, job, tag);
  }
  if (verb === undefined || verb.text === 'template' || verb.text === 'pull') return;
  const own = clusterIn(words, to, job, '--kube-context');
  const { pairs, files: valueFiles, within } = valuesGiven(words);
  readValuesGiven(step, pairs, `helm ${verb.text}`, own, job, within);
  const chart = rest.find(
    ({ text }, i) => !text.startsWith('-') && !/^-/.test(rest[i - 1]?.text ?? '') && isPath(text),
  );
  const paths = chart === undefined ? [] : [chart.text];
  const overrides = pairs.map(([path]) => path);
  if (!words.some(({ isOpen }) => isOpen))
    deploy(step, 'aks', own, { paths, isDeep: true, valueFiles, overrides }, job, folder);
}

/**
 * Reads images among a deployment's single parameters, such as `-p image=… tag=…`. The template decides their use.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/deploy-cli#inline-parameters
 */
function readParameters(words: readonly PlacedWord[], where: string, job: Job): void {
  const start = words.findIndex(({ text }) => text === '-p' || text === '--parameters');
  readPairs(start < 0 ? [] : words.slice(start), where, job);
}

/** Reads images among `name=image`. */
export function readPairs(words: readonly PlacedWord[], where: string, job: Job): void {
  const hasTag = words.some(({ text }) => /^\w*tag=/i.test(text));
  for (const word of words) {
    const name = /^([\w-]+)=/.exec(word.text)?.[1];
    const value = valueBehind(word);
    if (name !== undefined && value !== undefined) readParameter(name, value, hasTag, where, job);
  }
}

const handed: Workload = { platform: 'build', name: undefined };

function isTagged(image: string): boolean {
  return /[:@]/.test(image.slice(image.lastIndexOf('/') + 1));
}

function readParameter(name: string, value: PlacedWord, hasTag: boolean, where: string, job: Job): void {
  if (!/image/i.test(name) || /registry/i.test(name) || /^\w+:\/\//.test(value.text)) return;
  // the template decides which tag belongs to which repository
  const more = hasTag && !isTagged(settled(value.text, job)) ? ':${tag}' : '';
  readImageWord(value, `${where} ${name}`, handed, job, more);
}

/** Reads images among `-name image`, as tasks take the parameters of a template. */
export function readOptionPairs(words: readonly PlacedWord[], where: string, job: Job): void {
  const hasTag = words.some(({ text }) => /^-\w*tag$/i.test(text));
  for (const [i, word] of words.entries()) {
    const name = /^-([\w-]+)$/.exec(word.text)?.[1];
    const value = words[i + 1];
    if (name !== undefined && value !== undefined) readParameter(name, value, hasTag, where, job);
  }
}

/**
 * Reads what Terraform takes from the environment.
 * https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_var_name
 */
export function readVariablesGiven(env: View | undefined, job: Job): void {
  const given = fields(env).filter(({ key }) => key.text.startsWith('TF_VAR_'));
  const hasTag = given.some(({ key }) => /tag$/i.test(key.text));
  for (const { key, value } of given) {
    readParameter(key.text, { ...literal(textOf(value) ?? ''), at: value?.node.span }, hasTag, 'env', job);
  }
}

/**
 * Moves the options of the program itself behind its verb: `kubectl -n shop apply …` becomes `kubectl apply … -n shop`.
 */
function verbFirst(words: readonly PlacedWord[]): readonly PlacedWord[] {
  const [tool, ...rest] = words;
  if (tool === undefined || !/^(?:kubectl|helm3?)$/.test(tool.text)) return words;
  const isOption = (i: number) => rest[i]?.text.startsWith('-') === true;
  let verb = 0;
  while (isOption(verb)) verb += rest[verb]?.text.includes('=') || isOption(verb + 1) ? 1 : 2;
  const name = tool.text === 'helm3' ? { ...tool, text: 'helm' } : tool;
  return [name, ...rest.slice(verb), ...rest.slice(0, verb)];
}

/**
 * `image.repository=x,image.tag=2` as Helm takes it.
 * https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
 */
export function pairsOf(text: string): readonly (readonly [string, string])[] {
  return text.split(/(?<!\\),|\r?\n/).flatMap(pair => {
    const [, path, value] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
    return path === undefined || value === undefined ? [] : [[path.trim(), unquoted(value.trim())] as const];
  });
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/, '$2');
}

/** The values that options of Helm give, and where. */
export function valuesGiven(words: readonly PlacedWord[]) {
  const sets = optionsIn(words, '--set', '--set-string');
  const spans = words.flatMap(({ at }) => at ?? []);
  const [first, last] = [spans[0], spans.at(-1)];
  return {
    pairs: texts(sets).flatMap(pairsOf),
    files: texts(optionsIn(words, '-f', '--values')),
    within: first && last && { start: first.start, end: last.end },
  };
}

/** Reads the images that values of a chart make, which a step gives. */
export function readValuesGiven(
  step: View,
  pairs: readonly (readonly [string, string])[],
  where: string,
  to: readonly NamedTarget[],
  job: Job,
  within: Span | undefined,
): void {
  if (within === undefined) return;
  const { by, reading, settle } = job;
  const { builder } = reading;
  const before = builder.size;
  let from = within.start;
  const values = pairs.flatMap(([path, written]): readonly [string, Content][] => {
    const document = builder.text.slice(from, within.end);
    const at = document.indexOf(written, Math.max(0, document.indexOf(`${path}=`) + path.length + 1));
    if (written === '' || at < 0) return [];
    const [start, end] = [from + at, from + at + written.length];
    from = end;
    const { text } = settleText(written, start, settle);
    return [[path, { kind: 'scalar', text, span: { start, end }, plain: true }]];
  });
  readChartValues(valuesOfPairs(values), `${by} · ${where} · `, reading.workload(plainPod({})), builder);
  const start = values[0]?.[1].span.start ?? from;
  if (builder.size > before) sendOwn(step, { start, end: from }, to, job);
}

export function isPath(word: string): boolean {
  return word.includes('/') && !/^\w+:\/\//.test(word);
}

/** The values of an option, in order. The word itself holds it behind a `=`. */
function optionsIn(words: readonly PlacedWord[], ...names: readonly string[]): readonly PlacedWord[] {
  return words.flatMap((word, i) => {
    const [name = ''] = word.text.split('=', 1);
    if (!names.includes(name)) return [];
    return name === word.text ? (words[i + 1] ?? []) : behind(word, name.length + 1);
  });
}

/** The last one counts. */
function option(words: readonly PlacedWord[], ...names: readonly string[]): PlacedWord | undefined {
  return optionsIn(words, ...names).at(-1);
}

function texts(words: readonly PlacedWord[]): readonly string[] {
  return words.map(({ text }) => text);
}

export function literal(text: string): PlacedWord {
  return { text, raw: text, at: undefined, isOpen: false };
}

/** The value of `name=value`. */
function valueBehind(word: PlacedWord): PlacedWord | undefined {
  const name = /^[^=-][^=]*=/.exec(word.text)?.[0];
  return name === undefined || name === word.text ? undefined : behind(word, name.length);
}

/** The rest of a word, without quotes around it. Placed where what is before it is written as it is. */
function behind({ text, raw, at, isOpen }: PlacedWord, length: number): PlacedWord {
  const quote = /^\\?["']/.exec(raw)?.[0] ?? '';
  const isWrapped = quote !== '' && raw.length > quote.length && raw.endsWith(quote);
  let start = length === 0 && !isWrapped ? 0 : quote.length + length;
  let end = raw.length - (isWrapped ? quote.length : 0);
  const isLiteral = length === 0 || raw.slice(quote.length, start) === text.slice(0, length);
  const inner = /^(\\?["'])[\s\S]*\1$/.exec(raw.slice(start, end))?.[1]?.length ?? 0;
  if (inner > 0 && length > 0) [start, end] = [start + inner, end - inner];
  return {
    text: text.slice(length),
    raw: raw.slice(start, end),
    isOpen,
    at: at && isLiteral ? { start: at.start + start, end: at.start + end } : undefined,
  };
}
