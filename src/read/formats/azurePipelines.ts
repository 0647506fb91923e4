import type { PlainWorkload, Workload } from '../../model/workload.ts';
import { composed } from '../image.ts';
import { isYamlName } from '../names.ts';
import type { Beginning } from '../source/beginning.ts';
import { formatOfDocuments } from '../source/documents.ts';
import { type Settle, settleText } from '../source/placeholders.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { MAX_DEPTH } from '../source/tree.ts';
import {
  at,
  fields,
  findValues,
  insertedAt,
  insertedFields,
  insertedItems,
  insertion,
  items,
  textOf,
  type View,
} from '../source/view.ts';
import { StepReading } from '../steps/job.ts';
import { readPipelineSteps } from '../steps/pipelineSteps.ts';
import { settleLeg, settleVariables } from '../steps/pipelineVariables.ts';
import { openUnderCondition, parameterValues, settleRun } from '../steps/runs.ts';

/**
 * Azure Pipelines: container resources, and the containers and services of jobs. A job is found anywhere, since `${{ if
 * }}` and templates' parameters put it into keys of their own. Of tasks and scripts, what they deploy or pull.
 * https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/resources-containers-container
 */
export const azurePipelines = formatOfDocuments({
  id: 'azure-pipelines',
  recognizes,
  readsLists: true,
  mayMatter: text => /container|services|kubernetesCluster|get-credentials|set image|docker|azurecr/i.test(text),
  read: readPipeline,
});

function recognizes({ name, text }: Beginning): boolean {
  if (!isYamlName(name) || /^(?:apiVersion|on|"on"|'on')\s*:/m.test(text)) return false;
  return (
    (/\.ya?ml$/i.test(name) && /azure-?pipelines?/i.test(name.slice(name.lastIndexOf('/') + 1))) ||
    /(?:^|\/)\.(?:azure-?)?(?:pipelines|devops)\//i.test(name) ||
    (/^(?:trigger|pr|pool|stages|jobs|steps|extends|parameters|variables|resources\s*:(?:\s|#.*$)*(?:- *repo|builds|containers|packages|pipelines|repositories|webhooks))\s*:/m.test(
      text,
    ) &&
      /^[ \t]*(?:- )?(?:task|script|bash|pwsh|powershell|vmImage|template|container|checkout)\s*:/m.test(text))
  );
}

/** A pipeline in one of its runs. */
interface Pipeline {
  readonly reading: StepReading;
  readonly builder: ReadingBuilder;
  /** Names that jobs may use for a container of the resources. */
  readonly aliases: ReadonlySet<string>;
  readonly settle: Settle;
  /** True if Microsoft's agents run the pipeline's jobs. */
  readonly isHosted: boolean;
}

function readPipeline(root: View, builder: ReadingBuilder): void {
  const containers = insertedAt(root, 'resources')
    .flatMap(({ value, where, when }) => insertedAt(value, 'containers', where, when))
    .flatMap(({ value, where, when }) => insertedItems(value, where, when));
  const aliases = new Set(containers.flatMap(({ value }) => textOf(at(value, 'container')) ?? []));
  const reading = new StepReading(builder);
  const isHosted = usesHostedAgents(root);
  // CDPx, in which Microsoft's own repositories were built
  const cdpx = at(root, 'environment', 'runtime', 'image');
  builder.image(cdpx, 'environment.runtime.image', { platform: 'pipeline', name: undefined });
  for (const run of parameterValues(root, builder.text)) {
    const pipeline = { reading, builder, aliases, settle: settleVariables(root, settleRun(run)), isHosted };
    for (const { value, where, when } of containers) readResource(value, where, within(when, pipeline));
    search(root, '', undefined, pipeline, MAX_DEPTH);
  }
}

/** A container resource: an image, or a repository in a registry that the service connection finds by its name. */
function readResource(resource: View, where: string, pipeline: Pipeline): void {
  const { reading, builder, settle, isHosted } = pipeline;
  const own: PlainWorkload = { platform: 'pipeline', name: textOf(at(resource, 'container')) };
  const workload = reading.workload(pulledFirst(resource, own, isHosted));
  const registry = textOf(at(resource, 'registry'));
  const repository = at(resource, 'repository');
  const path = textOf(repository);
  if (repository === undefined || path === undefined || registry === undefined) {
    readImages(resource, where, workload, pipeline);
    return;
  }
  const host = registry.includes('.azurecr.') ? registry : `${registry}.azurecr.io`;
  const { text } = settleText(`${host}/${path}`, 0, settle);
  builder.split(repository, `${where}.repository`, composed(text, textOf(at(resource, 'tag')), undefined), workload);
}

const SERVICES = new Set(['services', 'containers']);
/** Below these keys, `container` and `services` are words of a task, a script or another file. */
const OTHERS = new Set(['inputs', 'env', 'variables', 'resources', 'parameters']);

function search(here: View, where: string, job: string | undefined, outer: Pipeline, depth: number): void {
  if (depth === 0) {
    outer.builder.unread(`a part was not read: nested deeper than ${MAX_DEPTH} levels`, here.node.span);
    return;
  }
  for (const item of findValues(here, '[]')) search(item.value, where + item.where, job, outer, depth - 1);
  if (here.node.kind === 'mapping') searchMapping(here, where, job, outer, depth);
}

function searchMapping(here: View, where: string, job: string | undefined, outer: Pipeline, depth: number): void {
  const asked = textOf(at(here, 'condition')) ?? '';
  const pipeline = { ...outer, settle: openUnderCondition(settleVariables(here, outer.settle), asked) };
  const name = textOf(at(here, 'job')) ?? textOf(at(here, 'deployment')) ?? job;
  const legs = legsOf(here, pipeline).map(leg => ({ ...leg, settle: openUnderCondition(leg.settle, asked) }));
  for (const leg of legs) readPipelineSteps(here, { ...leg, name });
  const workload: PlainWorkload = { platform: 'pipeline', name };
  for (const { key, value } of fields(here)) {
    const path = where === '' ? key.text : `${where}.${key.text}`;
    const read = key.text === 'container' ? readContainer : SERVICES.has(key.text) ? readServices : undefined;
    if (value === undefined) continue;
    if (read !== undefined) for (const leg of legs) read(value, path, workload, leg);
    else if (key.text === 'variables') readJobImages(value, path, outer.reading.workload(workload), pipeline);
    else if (key.text === 'parameters') searchImages(value, path, workload, pipeline, depth - 1);
    else if (!OTHERS.has(key.text)) search(value, path, name, within(insertion(key), pipeline), depth - 1);
  }
}

/** Reads below `${{ if … }}`. What is there exists for some values of the condition only. */
function within(condition: string, pipeline: Pipeline): Pipeline {
  return { ...pipeline, settle: openUnderCondition(pipeline.settle, condition) };
}

/** Reads the image of a container, or the one of each branch of a condition. */
function readImages(container: View, where: string, workload: Workload, pipeline: Pipeline): void {
  for (const image of insertedAt(container, 'image', where)) {
    pipeline.builder.image(image.value, image.where, workload, within(image.when, pipeline).settle);
  }
}

/**
 * The agent pulls a container before the job's steps run, by the service connection of the container if it names one.
 * https://learn.microsoft.com/azure/devops/pipelines/process/container-phases
 */
function pulledFirst(container: View, workload: PlainWorkload, isHosted: boolean): Workload {
  const isConnected = fields(container).some(({ key }) => CONNECTIONS.has(key.text) || key.text.startsWith('${{'));
  return isConnected ? workload : { ...workload, beforeSteps: { isHosted } };
}

const CONNECTIONS = new Set(['endpoint', 'azureSubscription']);

/** One pool of other agents is enough for a doubt. A template has the pool of what includes it. */
function usesHostedAgents(root: View): boolean {
  const pools = poolsBelow(root, MAX_DEPTH);
  return pools.length > 0 && pools.every(pool => at(pool, 'vmImage') !== undefined && at(pool, 'name') === undefined);
}

function poolsBelow(here: View | undefined, depth: number): readonly View[] {
  if (here === undefined || depth === 0) return [];
  const inFields = fields(here).flatMap(({ key, value }) => {
    if (key.text !== 'pool') return poolsBelow(value, depth - 1);
    return value === undefined ? [] : [value];
  });
  return [...inFields, ...items(here).flatMap(item => poolsBelow(item, depth - 1))];
}

/** The parameters of a template: only a mapping with an `image` is surely a container there. */
function searchImages(here: View, where: string, workload: PlainWorkload, pipeline: Pipeline, depth: number): void {
  readPipelineSteps(here, { ...pipeline, name: workload.name });
  for (const { value, where: key } of findValues(here, '*')) {
    const path = `${where}.${key}`;
    if (key === 'containers') readServices(value, path, workload, pipeline);
    else if (value.node.kind === 'list' || key.startsWith('${{')) search(value, path, undefined, pipeline, depth);
    else if (value.node.kind === 'mapping' && key === 'container') readContainer(value, path, workload, pipeline);
  }
}

function readServices(services: View, where: string, workload: PlainWorkload, pipeline: Pipeline): void {
  for (const each of insertedFields(services, where)) {
    readContainer(each.value, each.where, workload, within(each.when, pipeline));
  }
}

/**
 * With the variables of each leg of a job's matrix, which win over the pipeline's. Without a matrix there is one leg.
 */
function legsOf(job: View, pipeline: Pipeline): readonly Pipeline[] {
  const legs = insertedFields(at(job, 'strategy', 'matrix'));
  if (legs.length === 0) return [pipeline];
  return legs.map(({ value }) => ({ ...pipeline, settle: settleLeg(value, pipeline.settle) }));
}

/** A mapping with an image, the alias of a resource, or an image. A bare word is taken for an alias of another file. */
function readContainer(value: View, where: string, of: PlainWorkload, pipeline: Pipeline): void {
  const { reading, builder, aliases, settle, isHosted } = pipeline;
  const workload = reading.workload(pulledFirst(value, of, isHosted));
  if (value.node.kind === 'mapping') {
    readImages(value, where, workload, pipeline);
    return;
  }
  const written = textOf(value);
  if (written === undefined) return;
  const { text } = settleText(written, 0, settle);
  if (!aliases.has(text) && /^[^$]*[/:@]/.test(text)) builder.image(value, where, workload, settle);
}

/** The images that OneBranch runs a job in, which it takes from variables. */
function readJobImages(variables: View, where: string, workload: Workload, { builder, settle }: Pipeline): void {
  const isImage = (name: string | undefined) => /^(?:linux|windows)containerimage$/i.test(name ?? '');
  for (const { key, value, where: path } of insertedFields(variables, where)) {
    if (isImage(key.text)) builder.image(value, path, workload, settle);
  }
  for (const { value: item, where: path } of insertedItems(variables, where)) {
    if (isImage(textOf(at(item, 'name')))) builder.image(at(item, 'value'), `${path}.value`, workload, settle);
  }
}
