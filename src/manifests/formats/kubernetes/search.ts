import type { Written } from '../../../model/place.ts';
import type { PodWorkload } from '../../../model/workload.ts';
import type { Harvest } from '../../harvest.ts';
import { at, fields, items, textOf, type View } from '../../source/view.ts';
import { isPushTarget, readImageFields } from './imageFields.ts';
import { CONTAINER_LISTS, joinPath, type Owner, podWorkload, readPodSpec, titleOf } from './pods.ts';

/** Reads an object that stands in another one; the prefix leads to it. */
export type ReadEmbedded = (object: View, prefix: string) => void;

/**
 * Reads containers wherever they stand in an object of an unknown kind: operators embed pods under names of their own,
 * yet hardly ever rename the pod's own fields.
 */
export function searchContainers(owner: Owner, harvest: Harvest): void {
  search(owner.object, '', MAX_DEPTH, (mapping, where) => {
    if (isPodSpec(mapping)) readPod(owner, mapping, where, harvest);
    return true;
  });
}

/** Reads of an object of an unknown kind also the fields that plainly hold an image, and whole objects in it. */
export function searchImages(owner: Owner, harvest: Harvest, readEmbedded: ReadEmbedded): void {
  const workloads = new Map<View | undefined, PodWorkload>();
  const seen = secretsIn(owner.object, harvest, MAX_DEPTH);
  search(owner.object, '', MAX_DEPTH, (mapping, where, above) => {
    // what runs is said by the specification; the rest repeats it, or tells of the past
    if (where === 'status' || where === 'metadata' || isPushTarget(lastKey(where))) return false;
    if (isEmbedded(mapping, where)) {
      readEmbedded(mapping, `${where}.`);
      return false;
    }
    if (isPodSpec(mapping)) readPod(owner, mapping, where, harvest);
    const around = [mapping, ...above].find(saysWhoPulls) ?? at(owner.object, 'spec');
    const key = around?.node === undefined ? undefined : around;
    const workload = workloads.get(key) ?? operated(podWorkload(owner, around, harvest), seen);
    workloads.set(key, workload);
    readImageFields(mapping, joinPath(titleOf(owner, workload), where), workload, harvest);
    return true;
  });
}

/** Reads only the whole objects that an object of a known kind makes. */
export function searchObjects(from: View, readEmbedded: ReadEmbedded): void {
  search(from, '', MAX_DEPTH, (mapping, where) => {
    if (!isEmbedded(mapping, where)) return true;
    readEmbedded(mapping, `${where}.`);
    return false;
  });
}

const MAX_DEPTH = 30;

/** `visit` says whether to go on below a mapping; `above` are the mappings around it, the nearest first. */
type Visit = (mapping: View, where: string, above: readonly View[]) => boolean;

function search(here: View, where: string, depth: number, visit: Visit, above: readonly View[] = []): void {
  // what an alias stands for is searched where it is written
  if (here.alias !== undefined || depth === 0) return;
  if (here.node.kind === 'list') {
    for (const [index, item] of items(here).entries()) {
      if (item !== undefined) search(item, `${where}[${index}]`, depth - 1, visit, above);
    }
  }
  if (here.node.kind !== 'mapping' || !visit(here, where, above)) return;
  for (const { key, value } of fields(here)) {
    if (value !== undefined && value.node.kind !== 'scalar' && !CONTAINER_LISTS.includes(key.text)) {
      search(value, joinPath(where, key.text), depth - 1, visit, [here, ...above]);
    }
  }
}

function isPodSpec(mapping: View): boolean {
  return CONTAINER_LISTS.some(list => at(mapping, list) !== undefined);
}

function readPod(owner: Owner, spec: View, where: string, harvest: Harvest): void {
  const workload = podWorkload(owner, spec, harvest);
  readPodSpec(spec, joinPath(titleOf(owner, workload), where), workload, harvest);
}

/** A mere reference to an object has no metadata. */
function isEmbedded(mapping: View, where: string): boolean {
  return (
    where !== '' &&
    [['apiVersion'], ['kind']].every(path => textOf(at(mapping, ...path)) !== undefined) &&
    at(mapping, 'metadata') !== undefined
  );
}

function saysWhoPulls(mapping: View): boolean {
  return at(mapping, 'imagePullSecrets') !== undefined || at(mapping, 'serviceAccountName') !== undefined;
}

function lastKey(where: string): string {
  return where.slice(where.lastIndexOf('.') + 1);
}

/** An operator may hand on any pull secret that its object names: each that is not the pod's own may be one more. */
function operated(pod: PodWorkload, seen: readonly Written[]): PodWorkload {
  const own = new Set(pod.pullSecrets.map(({ span }) => span.start));
  return { ...pod, morePullSecrets: [...pod.morePullSecrets, ...seen.filter(({ span }) => !own.has(span.start))] };
}

function secretsIn(here: View, harvest: Harvest, depth: number): readonly Written[] {
  if (here.alias !== undefined || depth === 0) return [];
  if (here.node.kind === 'list') {
    return items(here).flatMap(item => (item === undefined ? [] : secretsIn(item, harvest, depth - 1)));
  }
  return fields(here).flatMap(({ key, value }) => {
    if (value === undefined) return [];
    if (!/pullSecrets?(?:Name)?$/i.test(key.text)) return secretsIn(value, harvest, depth - 1);
    return [value, ...items(value)].flatMap(each => harvest.written(at(each, 'name')) ?? harvest.written(each) ?? []);
  });
}
