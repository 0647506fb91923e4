import { namesAzureHost } from '../../../model/host.ts';
import { fromRoot, type Span } from '../../../model/place.ts';
import type { Workload } from '../../../model/workload.ts';
import { plainPod } from '../../kubernetes/pods.ts';
import { extentOf } from '../../source/declaredBy.ts';
import { settleText } from '../../source/placeholders.ts';
import type { Content } from '../../source/tree.ts';
import { fields, textOf, type View } from '../../source/view.ts';
import { versionTag } from '../../values/chartAddress.ts';
import { readChartValues, valuesOfPairs } from '../../values/chartValues.ts';
import {
  appWorkload,
  choose,
  chosen,
  deploy,
  find,
  type Job,
  type Named,
  readImageWord,
  readPulled,
  SETTING,
  sendOwn,
} from './job.ts';
import {
  commandOf,
  commandsIn,
  commandsOf,
  linesIn,
  MAX_LINE,
  MAX_LINES,
  option,
  options,
  unquoted,
  wordsOf,
} from './shell.ts';
import { SetForLater, withAssigned } from './variables.ts';

/**
 * The lines of a script that choose a cluster, deploy, or set an image, as far as their words are settled in the file.
 * @param start the folder that it runs in; null where that is not known, so that no path in it is
 */
export function readScript(step: View, script: string, start: string | null, outer: Job): void {
  const { harvest } = outer;
  let folder = start;
  const all = linesIn(script, harvest.file);
  if (all.length > MAX_LINES) harvest.unread(`a script was not read past its first ${MAX_LINES} lines`);
  const lines = all.slice(0, MAX_LINES).map(line => ({ ...line, text: line.text.slice(0, MAX_LINE) }));
  if (all.some(({ text }) => namesAzureHost(text.slice(MAX_LINE))))
    harvest.unread(`a line of a script was not read past its first ${MAX_LINE} characters`);
  let number = 0;
  const job: Job = { ...outer, settle: withAssigned(lines, () => number, script, outer) };
  const later = new SetForLater();
  const { start: where, end } = extentOf(step.node);
  let from = where;
  for (const line of lines) {
    // up to where the line goes on in the next one, it is in the file as it is here
    const [part = ''] = line.text.trim().split('  ', 1);
    const at = find(part, harvest.text.slice(from, Math.min(end, from + FAR)));
    const found = { start: from + at, end: Math.min(end, from + at + 4 * line.text.length + 2000) };
    // with what indents the lines that it goes on in
    const within = at < 0 ? { start: from, end: Math.min(end, from + FAR) } : found;
    if (at >= 0) from = found.start + part.length;
    job.condition = outer.condition + (line.blocks === '' ? '' : `${where} ${line.blocks}`);
    const own = commandOf(line);
    const [verb, to] = wordsOf(own);
    if (verb === 'cd' && to !== undefined) folder = folder === null ? null : fromRoot(folder, to);
    else for (const words of commandsIn(own)) readCommand(step, within, words, job, folder);
    later.follow(line, { ...job, condition: outer.condition });
    number++;
  }
  outer.clusters = job.clusters;
  later.applyTo(outer, script);
}

/** Between two commands of a script there is less; what is escaped is not found, and must not be looked for too long. */
const FAR = 512 * 1024;

/** What a command deploys, and the images that it sets: of `az`, `kubectl set image`, and values of `helm upgrade --set`. */
function readCommand(step: View, within: Span, written: readonly string[], job: Job, folder: string | null): void {
  const words = verbFirst(written);
  const line = words.slice(0, 5).join(' ');
  const where = words.slice(0, 3).join(' ');
  const [named, ofGroup] = [option(words, '-n', '--name'), option(words, '-g', '--resource-group')];
  const setting = SETTING.find(({ command }) => command.test(line));
  if (where === 'az aks get-credentials') {
    choose(job, { name: named, group: ofGroup });
  } else if (line.startsWith('kubectl config use-context ')) {
    // the context of a cluster is called like it
    choose(job, { name: words[3] });
  } else if (setting !== undefined) {
    const { platform } = setting;
    const [name, group] = [named, ofGroup].map(each => each && settleText(each, 0, job.settle).text);
    for (const text of options(words, ...setting.options)) {
      readImageWord(text, within, where, appWorkload(platform, name, group), job);
    }
    if (platform.startsWith('containerApp') && name !== undefined)
      deploy(step, platform, [{ name, group }], { paths: options(words, '--yaml') }, job, folder);
  } else if (/^az deployment \w+ create\b/.test(line)) {
    readParameters(words, where, job, within);
  } else if (line.startsWith('az aks command invoke')) {
    readInvoked(step, within, words, job, folder);
  } else if (/^terraform (?:-\S+ )*(?:plan|apply)\b/.test(line)) {
    readParameters(['-p', ...options(words, '-var', '--var')], 'terraform -var', job, within);
  } else if (/^helm (?:upgrade|install|template|pull)\b/.test(line)) {
    readHelm(step, within, words, job, folder);
  } else if (/^docker (?:image )?pull /.test(line)) {
    readPulled(words, within, job);
  } else if (
    /^(?:kubectl (?:set image|run|debug|create (?:deployment|job|cronjob))|kustomize edit set image) /.test(line)
  ) {
    readRunImages(step, within, words, job);
  } else if (/^kubectl (?:apply|create|replace)\b/.test(line) || isPiped(words)) {
    const isDeep = words.includes('-R') || words.includes('--recursive');
    const to = clusterIn(words, job, '--context', '--cluster');
    const built = words.slice(2, words.indexOf('|')).find(word => !word.startsWith('-')) ?? '.';
    const files = options(words, '-f', '--filename', '-k', '--kustomize').flatMap(word => word.split(','));
    deploy(step, 'aks', to, { paths: isPiped(words) ? [built] : files, isDeep }, job, folder);
  }
}

/** What runs in the cluster that the command names: files in it are others, and so are names that nothing here puts in. */
function readInvoked(step: View, within: Span, words: readonly string[], job: Job, folder: string | null): void {
  const [text = '', name] = [option(words, '-c', '--command'), option(words, '-n', '--name')];
  const isFilledHere = job.harvest.text.slice(within.start, within.end).includes(`"${text}"`);
  const inner = isFilledHere ? job : { ...job, settle: () => undefined };
  const to = name === undefined ? [] : ['--context', name, '--kube-context', name];
  for (const each of commandsOf(text))
    if (!each.some(word => /^(?:-f|-k|--filename|--kustomize)$/.test(word)))
      readCommand(step, within, [...each, ...to], inner, folder);
}

/** The images of `kubectl set image`, `run` and `create`, and those that `kustomize edit set image` puts into a kustomization. */
function readRunImages(step: View, within: Span, words: readonly string[], job: Job): void {
  const isEdit = words[0] === 'kustomize';
  const texts =
    isEdit || words[1] === 'set'
      ? words
          .slice(3)
          .map(word => unquoted(/^[^=-][^=]*=(.+)$/.exec(word)?.[1] ?? (isEdit && /[:@][^/]*$/.test(word) ? word : '')))
      : options(words, '--image');
  for (const text of texts) {
    const found = readImageWord(text, within, words.slice(0, isEdit ? 4 : 3).join(' '), plainPod({}), job);
    if (found !== undefined && !isEdit) sendOwn(step, found, clusterIn(words, job, '--context'), job);
  }
}

/**
 * Images among the parameters that a deployment is given one by one, as `-p image=… tag=…`; the template says what it makes of
 * them. https://learn.microsoft.com/azure/azure-resource-manager/bicep/deploy-cli#inline-parameters
 */
function readParameters(words: readonly string[], where: string, job: Job, within: Span): void {
  let isGiven = false;
  const hasTag = words.some(word => /^\w*tag=/i.test(word));
  for (const word of words) {
    if (word.startsWith('-')) isGiven = word === '-p' || word === '--parameters';
    const [, name = '', value = ''] = /^([\w-]+)=(.*)$/s.exec(word) ?? [];
    if (isGiven) readParameter(name, unquoted(value), hasTag, where, job, within);
  }
}

function readParameter(name: string, text: string, hasTag: boolean, where: string, job: Job, within: Span): void {
  if (!/image/i.test(name) || /registry/i.test(name) || /^\w+:\/\//.test(text)) return;
  // which tag goes behind which repository, the template says
  const more = hasTag && !/[:@][^/]*$/.test(settleText(text, 0, job.settle).text) ? ':${tag}' : '';
  readImageWord(text, within, `${where} ${name}`, handed, job, more);
}

const handed: Workload = { platform: 'build', name: undefined };

/** The same of a step that has them in one input: `image=…`, or `-image …`. */
export function readParametersGiven(step: View, line: string, where: string, job: Job): void {
  const pairs = wordsOf(line.replace(/(^|\s)-(\w+)\s+/g, '$1$2=').replaceAll('\n', ' '));
  readParameters(['-p', ...pairs], where, job, extentOf(step.node));
}

/** And what Terraform takes from the environment: https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_var_name */
export function readVariablesGiven(env: View | undefined, job: Job): void {
  const given = fields(env).filter(({ key }) => key.text.startsWith('TF_VAR_'));
  const hasTag = given.some(({ key }) => /tag$/i.test(key.text));
  for (const { key, value } of given)
    if (value !== undefined) readParameter(key.text, textOf(value) ?? '', hasTag, 'env', job, value.node.span);
}

/** `kustomize build overlays/prod | kubectl apply -f -`, and `kubectl kustomize` in its place. */
function isPiped(words: readonly string[]): boolean {
  return /^(?:kustomize build|kubectl kustomize)\b.* \| .*\bkubectl\b.* (?:apply|create|replace)\b/.test(
    words.join(' '),
  );
}

/** `kubectl -n shop apply …` as `kubectl apply … -n shop`: the options of the program itself take a value each. */
function verbFirst(words: readonly string[]): readonly string[] {
  const [tool = '', ...rest] = words;
  if (!/^(?:kubectl|helm)$/.test(tool)) return words;
  let verb = 0;
  while (rest[verb]?.startsWith('-')) verb += rest[verb]?.includes('=') || rest[verb + 1]?.startsWith('-') ? 1 : 2;
  return [tool, ...rest.slice(verb), ...rest.slice(0, verb)];
}

/** The cluster that one of these options names, or that was chosen before. */
function clusterIn(words: readonly string[], job: Job, ...names: readonly string[]): readonly Named[] {
  const name = option(words, ...names);
  return name === undefined ? chosen(job) : [{ name }];
}

function readHelm(step: View, within: Span, words: readonly string[], job: Job, folder: string | null): void {
  const [, verb = '', ...rest] = words;
  const address = words.find(word => word.startsWith('oci://'))?.slice('oci://'.length);
  if (address !== undefined) {
    const tag = versionTag(option(words, '--version'));
    const where = words.slice(0, 3).join(' ');
    readImageWord(address, within, where, { platform: 'pipeline', name: 'helm' }, job, tag);
  }
  if (verb === 'template' || verb === 'pull') return;
  const to = clusterIn(words, job, '--kube-context');
  const { pairs, files: valueFiles } = valuesGiven(words);
  readValuesGiven(step, pairs, `helm ${verb}`, to, job, within);
  const chart = rest.filter((word, i) => !word.startsWith('-') && !/^-/.test(rest[i - 1] ?? '')).find(isPath);
  const paths = chart === undefined ? [] : [chart];
  const overrides = pairs.map(([path]) => path);
  deploy(step, 'aks', to, { paths, isDeep: true, valueFiles, overrides }, job, folder);
}

/** `image.repository=x,image.tag=2` as Helm takes it. https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set */
export function pairsOf(text: string): readonly (readonly [string, string])[] {
  return text.split(/(?<!\\),|\r?\n/).flatMap(pair => {
    const [, path, value] = /^\s*([^=]+)=(.*)$/.exec(pair) ?? [];
    return path === undefined || value === undefined ? [] : [[path.trim(), unquoted(value.trim())] as const];
  });
}

/** Values that options of Helm give. */
export function valuesGiven(words: readonly string[]) {
  return { pairs: options(words, '--set', '--set-string').flatMap(pairsOf), files: options(words, '-f', '--values') };
}

/** Values of a chart in a step: the images that they make. */
export function readValuesGiven(
  step: View,
  pairs: readonly (readonly [string, string])[],
  where: string,
  to: readonly Named[],
  job: Job,
  within = extentOf(step.node),
): void {
  const { by, harvest, settle } = job;
  const before = harvest.size;
  let from = within.start;
  const values = pairs.flatMap(([path, written]): readonly [string, Content][] => {
    const part = harvest.text.slice(from, within.end);
    const at = part.indexOf(written, Math.max(0, part.indexOf(`${path}=`) + path.length + 1));
    if (written === '' || at < 0) return [];
    const [start, end] = [from + at, from + at + written.length];
    from = end;
    const { text } = settleText(written, start, settle);
    return [[path, { kind: 'scalar', text, span: { start, end }, plain: true }]];
  });
  readChartValues(valuesOfPairs(values), `${by} · ${where} · `, plainPod({}), harvest);
  const start = values[0]?.[1].span.start ?? from;
  if (harvest.size > before) sendOwn(step, { start, end: from }, to, job);
}

export function isPath(word: string): boolean {
  return /^\.{0,2}\/|\//.test(word) && !/^\w+:\/\//.test(word);
}
