import { namesAzureHost } from '../../model/host.ts';
import { t } from '../../model/l10n.ts';
import type { PodWorkload } from '../../model/workload.ts';
import type { ImageRule } from '../format.ts';
import type { Harvest } from '../source/harvest.ts';
import type { Settle } from '../source/placeholders.ts';
import { at, type Found, fields, find, items, settledAs, textOf, type View } from '../source/view.ts';
import { readChartValues } from '../values/chartValues.ts';
import { readArgoCharts } from './argoCharts.ts';
import { type CustomResource, customResource, DESCRIPTIVE_GROUPS, type Parameters } from './customResources.ts';
import { readDeclaration, VALUES_KEY } from './declarations.ts';
import {
  controllerWorkload,
  type Owner,
  POD_TEMPLATES,
  podWorkload,
  readPodSpec,
  readPodTemplate,
  titleOf,
} from './pods.ts';
import { operated, type ReadEmbedded, searchImages } from './search.ts';

/** Lists in lists are allowed, and rare; aliases could nest them without end. */
const MAX_LISTS = 100;

/** Reads an object, or the objects of a list; other formats carry objects too, such as a kustomization its patches. */
export function readObject(
  object: View,
  prefix: string,
  rules: readonly ImageRule[],
  harvest: Harvest,
  lists: number,
): void {
  const kind = textOf(at(object, 'kind'));
  if (kind === undefined) return;
  const group = groupOf(object);
  const members = membersOf(object, group, kind);
  if (lists > MAX_LISTS) {
    harvest.unread(`objects were not read: nested deeper than ${MAX_LISTS} levels`, object.node.span);
    return;
  }
  if (members !== undefined) {
    for (const { value, where } of find(object, `${members}[]`)) {
      readObject(value, `${prefix}${where}.`, rules, harvest, lists + 1);
    }
    return;
  }
  readDeclaration(kind, object, harvest);
  const owner = { kind, object, prefix };
  if (kind === 'ConfigMap') readValuesData(owner, harvest);
  readByRules(rules, owner, harvest);
  if (group === 'argoproj.io') readArgoCharts(owner, harvest);
  const row = customResource(group, kind);
  // a `Job` of another group is another kind
  const template = isCore(group) || group.endsWith('.openshift.io') ? POD_TEMPLATES.get(kind) : undefined;
  const readEmbedded = (embedded: View, path: string) => {
    readObject(embedded, prefix + path, rules, harvest, lists + 1);
  };
  if (row !== undefined) {
    readCustomResource(row, owner, harvest, readEmbedded);
  } else if (template !== undefined) {
    for (const { value, where } of find(object, template)) readPodTemplate(value, where, owner, harvest);
  } else if (!isCore(group) && !DESCRIPTIVE_GROUPS.has(group) && !isApplication(group, kind)) {
    searchImages(owner, harvest, readEmbedded);
  }
}

/** Values of charts, as Flux takes them from a ConfigMap. */
function readValuesData(owner: Owner, harvest: Harvest): void {
  for (const { key, value } of fields(at(owner.object, 'data'))) {
    const workload = podWorkload(owner, undefined, harvest);
    const where = `${titleOf(owner, workload)}data.${key.text}`;
    if (value !== undefined && VALUES_KEY.test(key.text)) readChartValues(value, where, workload, harvest);
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

/** Groups without a dot are Kubernetes' own (`apps`, `batch`, none for `v1`); all its workloads are in the table. */
function isCore(group: string): boolean {
  return !group.includes('.');
}

/** `List`, the typed lists that `kubectl get -o yaml` of one kind gives, and OpenShift's templates hold other objects. */
function membersOf(object: View, group: string, kind: string): string | undefined {
  if (kind.endsWith('List') && at(object, 'items')?.node.kind === 'list') return 'items';
  const isTemplate = kind === 'Template' && (group === 'template.openshift.io' || group === '');
  return isTemplate ? 'objects' : undefined;
}

/** Reads an object of a kind that the table knows. */
function readCustomResource(row: CustomResource, owner: Owner, harvest: Harvest, readEmbedded: ReadEmbedded): void {
  const { object } = owner;
  const workload = workloadOf(row, owner, harvest);
  const title = titleOf(owner, workload);
  const settle = row.parameters === undefined ? undefined : parameterValues(row.parameters, object);
  const each = (paths: readonly string[] | undefined, take: (found: Found) => void) => {
    for (const path of paths ?? []) for (const found of find(object, path)) take(found);
  };
  each(row.templates, ({ value, where }) => readPodTemplate(value, where, owner, harvest, settle));
  each(row.images, ({ value, where }) => harvest.image(value, title + where, workload, settle));
  const readArtifact = ({ value, where }: Found, more?: string) => {
    if (textOf(value)?.startsWith('oci://')) harvest.artifact(value, title + where, workload, more);
  };
  each(row.artifacts, found => readArtifact(found));
  each(row.charts, found => readArtifact(found, '/${chart}'));
  each(row.values, ({ value, where }) => readChartValues(value, title + where, workload, harvest));
  each(row.valueTemplates, ({ value, where }) => {
    const values = harvest.embedded(value, namesAzureHost(textOf(value) ?? ''));
    if (values !== undefined) readChartValues(values, title + where, workload, harvest);
  });
  each(row.manifests, ({ value, where }) => {
    const made = harvest.embedded(value);
    if (made !== undefined) readEmbedded(made, `${where} · `);
  });
}

function workloadOf(row: CustomResource, owner: Owner, harvest: Harvest): PodWorkload {
  if (row.controller !== undefined) return controllerWorkload(owner, row.controller, harvest);
  const pod = podWorkload(owner, at(owner.object, ...(row.puller ?? 'spec').split('.')), harvest);
  return row.isPod === true ? pod : operated(pod, owner, harvest);
}

/** Reads what a team's own rules say of an object's kind: an image, a list of images, or a pod's spec. */
function readByRules(rules: readonly ImageRule[], owner: Owner, harvest: Harvest): void {
  for (const { kind, path } of rules) {
    if (kind !== owner.kind) continue;
    for (const { value, where } of find(owner.object, path)) {
      const workload = podWorkload(owner, value.node.kind === 'mapping' ? value : at(owner.object, 'spec'), harvest);
      const title = titleOf(owner, workload) + where;
      if (value.node.kind === 'mapping') {
        readPodSpec(value, title, workload, harvest);
      } else {
        for (const [index, item] of items(value).entries()) harvest.image(item, `${title}[${index}]`, workload);
        harvest.image(value, title, workload);
      }
    }
  }
}

/** Looks a parameter up in the object's own lists: its value, or else its default. */
function parameterValues({ written, lists }: Parameters, object: View): Settle {
  return placeholder => {
    const name = written.exec(placeholder)?.[1];
    if (name === undefined) return undefined;
    for (const { value: parameter } of lists.flatMap(path => find(object, `${path}[]`))) {
      if (textOf(at(parameter, 'name')) !== name) continue;
      const value = at(parameter, 'value') ?? at(parameter, 'default');
      const found = settledAs(value, t('value of parameter {0}', name));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
