// State that the steps of a job share: where they deploy, and what they report.
import { isAzureHost, namesAzureHost } from '../../model/host.ts';
import { remembered } from '../../model/memo.ts';
import { fromRoot, type Span } from '../../model/place.ts';
import type { DeclaredDestination } from '../../model/reading.ts';
import type { SentTo, TargetKind } from '../../model/target.ts';
import type { Workload } from '../../model/workload.ts';
import { readImage } from '../image.ts';
import { findPlaceholders, type Settle, settleText } from '../source/placeholders.ts';
import { plainWord, type ReadingBuilder } from '../source/readingBuilder.ts';
import type { View } from '../source/view.ts';
import { declaredBy } from './declaredBy.ts';

/** Collects from the steps of a file. Several runs of a step report the same thing once. */
export class StepReading {
  readonly builder: ReadingBuilder;
  readonly #workloads = new Map<string, Workload>();
  readonly #declared = new Set<string>();

  constructor(builder: ReadingBuilder) {
    this.builder = builder;
  }

  /** Returns one object for equal workloads, by which the builder knows an image again. */
  workload(workload: Workload): Workload {
    return remembered(this.#workloads, JSON.stringify(workload), () => workload);
  }

  destination(destination: DeclaredDestination & { readonly kind: 'destination' }): void {
    const key = JSON.stringify(destination);
    if (!this.#declared.has(key)) this.builder.declaration(destination);
    this.#declared.add(key);
  }
}

/** A cluster or an app as a step names it, in a resource group or in any. */
export interface NamedTarget {
  /** Undefined: the file does not name it. */
  readonly name: string | undefined;
  readonly group?: string | undefined;
}

/** The clusters that steps have chosen so far, in the order of the steps. */
export class Clusters {
  /** The clusters that may be the present one, each with the condition of the step that has chosen it. */
  #candidates: readonly (NamedTarget & { readonly condition: string })[] = [];
  /** By the name of the context that a step has made for it. */
  readonly #byContext = new Map<string, NamedTarget>();

  /** One replaces those that were chosen under its own condition. Without a condition, all. */
  choose(cluster: NamedTarget, condition: string): void {
    const others = this.#candidates.filter(each => !each.condition.startsWith(condition));
    this.#candidates = [...others, { ...cluster, condition }];
  }

  /** Chooses the cluster and remembers its context. */
  connect(cluster: NamedTarget, context: string | undefined, condition: string): void {
    if (context !== undefined) this.#byContext.set(context, cluster);
    this.choose(cluster, condition);
  }

  /** Returns the cluster that a step before has connected to by this name. Any other context may be anywhere. */
  ofContext(context: string): NamedTarget {
    return this.#byContext.get(context) ?? { name: undefined };
  }

  get all(): readonly NamedTarget[] {
    return this.#candidates;
  }

  /** Returns the cluster that was chosen under the same condition, and those that may have replaced it, or else all. */
  chosen(condition: string): readonly NamedTarget[] {
    const own = this.#candidates.findLastIndex(each => each.condition !== '' && condition.startsWith(each.condition));
    const last = this.#candidates[own];
    if (last === undefined) return this.#candidates;
    return this.#candidates.filter((each, i) => i === own || (i > own && each.condition.startsWith(last.condition)));
  }
}

/** A job in one of its runs. */
export interface Job {
  readonly by: string;
  readonly name: string | undefined;
  readonly reading: StepReading;
  /** Gives values that are the same whatever a step does. */
  readonly settle: Settle;
  /** Gives values as the file has them, also where a step may have set another. */
  readonly written: Settle;
  readonly clusters: Clusters;
  /** The condition of the present step. Empty: it runs in any case. */
  readonly condition: string;
}

export function settled(text: string, { settle }: Job): string {
  return settleText(text, 0, settle).text;
}

/** Returns whether a run or a shell fills in a part of a text. */
function isOpenText(text: string): boolean {
  return /[\\`$%]/.test(text) || findPlaceholders(text).length > 0;
}

/** Files and folders that a step deploys, as they are written. Of a chart, its values files too. */
interface Deployed extends Partial<Pick<DeclaredDestination, 'isDeep' | 'overrides' | 'images' | 'secrets'>> {
  readonly paths: readonly string[];
  readonly valueFiles?: readonly string[];
}

const MAX_PATHS = 4000;

/**
 * The folders in which a runner has the repository. An artifact is taken to be called like the folder that it was made
 * of.
 */
const WORKSPACE =
  /^(?:\$\(\s*(?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Pipeline\.Workspace)\s*\)(?:\/s(?=\/))?|\$\{\{\s*github\.workspace\s*\}\}|\$\{?GITHUB_WORKSPACE\}?|\$\{?BUILD_SOURCESDIRECTORY\}?)\//i;

/** @param folder the one that paths are relative to. Null where that is not known */
export function deploy(
  step: View,
  targetKind: TargetKind,
  to: readonly NamedTarget[],
  { paths, valueFiles = [], ...more }: Deployed,
  job: Job,
  folder: string | null = '',
): void {
  const resolved = (text: string) => {
    const path = settled(text, job);
    const isOfRoot = WORKSPACE.test(path);
    const own = path.replace(WORKSPACE, '');
    const start = isOfRoot ? '' : folder;
    return start === null || isOpenText(own) || /^\w+:\/\/|^-$/.test(own) ? [] : [fromRoot(start, own)];
  };
  const values = valueFiles.flatMap(resolved);
  // a chart from elsewhere has values of this repository
  if (paths.length === 0 && values.length > 0)
    declareDestination(step, to, { targetKind, folder: undefined, files: values, ...more }, job);
  for (const path of paths.slice(0, MAX_PATHS).flatMap(resolved)) {
    const isFile = /\.(?:ya?ml|json)$|[*?[]/i.test(path);
    const files = isFile ? [path, ...values] : values;
    declareDestination(step, to, { targetKind, folder: isFile ? undefined : path, files, ...more }, job);
  }
}

/** Declares where the images that a step itself names go: those around which `around` is. */
export function sendOwn(step: View, around: Span, to: readonly NamedTarget[], job: Job): void {
  declareDestination(step, to, { span: job.reading.builder.span(around) }, job);
}

function declareDestination(
  step: View,
  to: readonly NamedTarget[],
  deployed: Partial<DeclaredDestination>,
  { by, reading }: Job,
): void {
  const { builder } = reading;
  const common = { ...declaredBy(by, step, builder), span: builder.span({ start: 0, end: 0 }), ...deployed };
  for (const named of to) reading.destination({ ...common, sentTo: clusterNamed(named) });
}

function clusterNamed({ name, group }: NamedTarget): SentTo {
  if (name === undefined) return { kind: 'open', text: 'a cluster that the file does not name' };
  if (isOpenText(name)) return { kind: 'open', text: name };
  if (group !== undefined && isOpenText(group)) return { kind: 'open', text: `${name} in ${group}` };
  return { kind: 'name', names: [name], group };
}

/** Reads the image at a place, if the file shows that its host is Azure's. Returns false for any other. */
export function readImageAt(at: Span, where: string, workload: Workload, job: Job, more = ''): boolean {
  const { by, reading, settle, written } = job;
  const { builder } = reading;
  const text = builder.text.slice(at.start, at.end);
  const name = plainWord(settleText(text, 0, written).text);
  // an expression of PowerShell, or a file that another tool turns into a pipeline
  if (text.startsWith('(') || !name.includes('/') || /\{\{[#/]/.test(name)) return false;
  const image = readImage(name);
  const isOfAzure =
    image.kind === 'image' && image.registry !== undefined ? isAzureHost(image.registry) : namesAzureHost(name);
  if (isOfAzure) builder.part(at, `${by} · ${where}`, reading.workload(workload), settle, more);
  return isOfAzure;
}

/** The workload of a step or a command that deploys to Azure itself. */
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

/** Empty for a step that asks only whether all went well so far, and after which nothing runs if it fails. */
export function conditionOf(text = '', mayFail = 'false'): string {
  const isUsual =
    /^[\s${]*(?:(?:always|success|succeeded|succeededOrFailed)|!\s*(?:cancelled|failure|canceled|failed))\(\)[\s}]*$/;
  const failing = mayFail === 'false' ? '' : 'may fail\n';
  return (text === '' || isUsual.test(text) ? '' : `${text}\n`) + failing;
}
