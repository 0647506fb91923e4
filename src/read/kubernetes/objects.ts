import { namesAzureHost } from '../../model/host.ts';
import { t } from '../../model/l10n.ts';
import type { PodWorkload } from '../../model/workload.ts';
import type { ImageRule } from '../format.ts';
import type { Settle } from '../source/placeholders.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, type FoundValue, fields, findValues, items, settledAs, textOf, type View } from '../source/view.ts';
import { readChartValues } from '../values/chartValues.ts';
import { readArgoCharts } from './argoCharts.ts';
import { type CustomResource, customResource, DESCRIPTIVE_GROUPS, type Parameters } from './customResources.ts';
import { isValuesKey, readDeclaration } from './declarations.ts';
import { declaresArgoCluster, isOfDelivery } from './delivery.ts';
import {
  controllerWorkload,
  type Owner,
  POD_TEMPLATES,
  podTitle,
  podWorkload,
  readPodSpec,
  readPodTemplate,
} from './pods.ts';
import { operatorPod, type ReadEmbedded, searchImages } from './search.ts';

/** Lists in lists are allowed, and rare. Aliases could nest them thousands of times. */
const MAX_LISTS = 100;

/** The text around an object, and the team's rules. */
interface Surroundings {
  /** Leads to the object in titles: `manifest.`. Empty for a document. */
  readonly prefix?: string;
  readonly rules?: readonly ImageRule[];
}

/** Reads an object, or the objects of a list. Other formats carry objects too, such as a kustomization its patches. */
export function readObject(
  object: View,
  builder: ReadingBuilder,
  { prefix = '', rules = [] }: Surroundings = {},
): void {
  readAt(object, { prefix, rules, builder, depth: 0 });
}

interface Position extends Required<Surroundings> {
  readonly builder: ReadingBuilder;
  /** The number of lists and objects around. */
  readonly depth: number;
}

function readAt(object: View, position: Position): void {
  const kind = textOf(at(object, 'kind'));
  if (kind === undefined) return;
  const { prefix, builder, depth } = position;
  if (depth > MAX_LISTS) {
    builder.unread(`objects were not read: nested deeper than ${MAX_LISTS} levels`, object.node.span);
    return;
  }
  const group = groupOf(object);
  const members = membersOf(object, group, kind);
  if (members === undefined) {
    readOne(group, { kind, object, prefix }, position);
    return;
  }
  for (const { value, where } of findValues(object, `${members}[]`))
    readAt(value, { ...position, prefix: `${prefix}${where}.`, depth: depth + 1 });
}

/** Reads an object that is no list: its declarations, and the images of its pods and its own fields. */
function readOne(group: string, owner: Owner & { readonly kind: string }, position: Position): void {
  const { kind, object, prefix } = owner;
  const { builder, rules, depth } = position;
  readDeclaration(kind, object, builder);
  if (isOfDelivery(group, kind) || declaresArgoCluster(object))
    builder.declaration({ kind: 'delivery', place: builder.place(object) });
  if (kind === 'ConfigMap') readValuesData(owner, builder);
  readByRules(rules, owner, builder);
  if (group === 'argoproj.io') readArgoCharts(owner, builder);
  const row = customResource(group, kind);
  // a `Job` of another group is another kind
  const template = isCore(group) || group.endsWith('.openshift.io') ? POD_TEMPLATES.get(kind) : undefined;
  const readEmbedded = (embedded: View, path: string) =>
    readAt(embedded, { ...position, prefix: prefix + path, depth: depth + 1 });
  if (row !== undefined) {
    readCustomResource(row, owner, builder, readEmbedded);
  } else if (template !== undefined) {
    for (const { value, where } of findValues(object, template)) readPodTemplate(value, where, owner, builder);
  } else if (!isCore(group) && !DESCRIPTIVE_GROUPS.has(group) && !isApplication(group, kind)) {
    searchImages(owner, builder, readEmbedded);
  }
}

/** Values of charts, as Flux takes them from a ConfigMap. */
function readValuesData(owner: Owner, builder: ReadingBuilder): void {
  for (const { key, value } of fields(at(owner.object, 'data'))) {
    const workload = podWorkload(owner, undefined, builder);
    const where = `${podTitle(owner, workload)}data.${key.text}`;
    if (value !== undefined && isValuesKey(key.text)) readChartValues(value, where, workload, builder);
  }
}

/** Their images are those of the deployments that they send. */
function isApplication(group: string, kind: string): boolean {
  return group === 'argoproj.io' && ['Application', 'ApplicationSet', 'AppProject'].includes(kind);
}

function groupOf(object: View): string {
  const apiVersion = textOf(at(object, 'apiVersion')) ?? '';
  return apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf('/')));
}

/** Groups without a dot are Kubernetes' own (`apps`, `batch`, none for `v1`). All its workloads are in the table. */
function isCore(group: string): boolean {
  return !group.includes('.');
}

/**
 * `List`, the typed lists that `kubectl get -o yaml` of one kind gives, and OpenShift's templates hold other objects.
 */
function membersOf(object: View, group: string, kind: string): string | undefined {
  if (kind.endsWith('List') && at(object, 'items')?.node.kind === 'list') return 'items';
  const isTemplate = kind === 'Template' && (group === 'template.openshift.io' || group === '');
  return isTemplate ? 'objects' : undefined;
}

/** Reads an object of a kind that the table knows. */
function readCustomResource(
  row: CustomResource,
  owner: Owner,
  builder: ReadingBuilder,
  readEmbedded: ReadEmbedded,
): void {
  const { object } = owner;
  const workload = workloadOf(row, owner, builder);
  const title = podTitle(owner, workload);
  const settle = row.parameters === undefined ? undefined : parameterValues(row.parameters, object);
  const each = (paths: readonly string[] | undefined, take: (found: FoundValue) => void) => {
    for (const path of paths ?? []) for (const found of findValues(object, path)) take(found);
  };
  each(row.templates, ({ value, where }) => readPodTemplate(value, where, owner, builder, settle));
  each(row.images, ({ value, where }) => builder.image(value, title + where, workload, settle));
  const readArtifact = ({ value, where }: FoundValue, more?: string) => {
    if (textOf(value)?.startsWith('oci://')) builder.artifact(value, title + where, workload, more);
  };
  each(row.artifacts, found => readArtifact(found));
  each(row.charts, found => readArtifact(found, '/${chart}'));
  each(row.values, ({ value, where }) => readChartValues(value, title + where, workload, builder));
  each(row.valueTemplates, ({ value, where }) => {
    const values = builder.embedded(value, namesAzureHost(textOf(value) ?? ''));
    if (values !== undefined) readChartValues(values, title + where, workload, builder);
  });
  each(row.manifests, ({ value, where }) => {
    const made = builder.embedded(value);
    if (made !== undefined) readEmbedded(made, `${where} · `);
  });
}

function workloadOf(row: CustomResource, owner: Owner, builder: ReadingBuilder): PodWorkload {
  if (row.controller !== undefined) return controllerWorkload(owner, row.controller, builder);
  const pod = podWorkload(owner, at(owner.object, ...(row.puller ?? 'spec').split('.')), builder);
  return row.isPod === true ? pod : operatorPod(pod, owner, builder);
}

/** Reads an object by the team's own rules for its kind: an image, a list of images, or a pod's spec. */
function readByRules(rules: readonly ImageRule[], owner: Owner, builder: ReadingBuilder): void {
  for (const { kind, path } of rules) {
    if (kind !== owner.kind) continue;
    for (const { value, where } of findValues(owner.object, path)) {
      const workload = podWorkload(owner, value.node.kind === 'mapping' ? value : at(owner.object, 'spec'), builder);
      const title = podTitle(owner, workload) + where;
      if (value.node.kind === 'mapping') {
        readPodSpec(value, title, workload, builder);
      } else {
        for (const [index, item] of items(value).entries()) builder.image(item, `${title}[${index}]`, workload);
        builder.image(value, title, workload);
      }
    }
  }
}

/** Looks a parameter up in the object's own lists: its value, or else its default. */
function parameterValues({ written, lists }: Parameters, object: View): Settle {
  return placeholder => {
    const name = written.exec(placeholder)?.[1];
    if (name === undefined) return undefined;
    for (const { value: parameter } of lists.flatMap(path => findValues(object, `${path}[]`))) {
      if (textOf(at(parameter, 'name')) !== name) continue;
      const value = at(parameter, 'value') ?? at(parameter, 'default');
      const found = settledAs(value, t('value of parameter {0}', name));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
