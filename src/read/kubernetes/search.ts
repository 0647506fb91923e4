import type { Written } from '../../model/place.ts';
import type { PodWorkload } from '../../model/workload.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { MAX_DEPTH } from '../source/tree.ts';
import { at, every, fields, findValues, items, joinPath, textOf, type View } from '../source/view.ts';
import { valuesOf } from '../values/chartValues.ts';
import {
  hasHost,
  hasWhiteSpace,
  imageOf,
  imageOfValue,
  isImageKey,
  isImageName,
  partText,
} from '../values/valueImages.ts';
import { CONTAINER_LISTS, type Owner, podTitle, podWorkload, readPodSpec, readPodTemplate } from './pods.ts';

/** Reads an object within another one. The prefix leads to it. */
export type ReadEmbedded = (object: View, prefix: string) => void;

/**
 * Reads containers anywhere in an object of an unknown kind: operators embed pods under names of their own,
 * yet hardly ever rename the pod's own fields.
 */
export function searchContainers(owner: Owner, builder: ReadingBuilder): void {
  search(owner.object, '', MAX_DEPTH, (mapping, where) => {
    if (isPodSpec(mapping)) readPod(owner, mapping, where, builder);
    return true;
  });
}

/** Reads an object of an unknown kind: its containers, the fields that plainly hold an image, and whole objects in it. */
export function searchImages(owner: Owner, builder: ReadingBuilder, readEmbedded: ReadEmbedded): void {
  const workloads = new Map<View | undefined, PodWorkload>();
  const workloadOf = (around: View | undefined) => {
    const workload = workloads.get(around) ?? operatorPod(podWorkload(owner, around, builder), owner, builder);
    workloads.set(around, workload);
    return workload;
  };
  search(owner.object, '', MAX_DEPTH, (mapping, where, above) => {
    // the specification names what runs. The rest repeats it, or is about the past
    if (where === 'status' || where === 'metadata' || PUSH_TARGET.test(lastKey(where))) return false;
    if (isEmbedded(mapping, where)) {
      readEmbedded(mapping, `${where}.`);
      return false;
    }
    if (isPodSpec(mapping)) readPod(owner, mapping, where, builder, above[0]);
    if (!fields(mapping).some(({ key }) => holdsImage(key.text))) return true;
    const workload = workloadOf([mapping, ...above].find(namesPuller) ?? at(owner.object, 'spec'));
    readImageFields(mapping, joinPath(podTitle(owner, workload), where), workload, builder);
    return true;
  });
}

/** `visit` returns whether to continue below a mapping. `above` are the surrounding mappings, the nearest first. */
type Visit = (mapping: View, where: string, above: readonly View[]) => boolean;

function search(here: View, where: string, depth: number, visit: Visit, above: readonly View[] = []): void {
  // the value of an alias is searched where it is written
  if (here.alias !== undefined || depth === 0) return;
  for (const item of findValues(here, '[]')) search(item.value, where + item.where, depth - 1, visit, above);
  if (here.node.kind !== 'mapping' || !visit(here, where, above)) return;
  const read = isPodSpec(here) ? [...CONTAINER_LISTS, 'volumes'] : CONTAINER_LISTS;
  for (const { value, where: key } of findValues(here, '*')) {
    if (value.node.kind === 'scalar' || read.includes(key)) continue;
    search(value, joinPath(where, key), depth - 1, visit, [here, ...above]);
  }
}

function isPodSpec(mapping: View): boolean {
  return CONTAINER_LISTS.some(list => at(mapping, list) !== undefined);
}

function readPod(owner: Owner, spec: View, where: string, builder: ReadingBuilder, around?: View): void {
  if (lastKey(where) === 'spec' && at(around, 'metadata', 'annotations') !== undefined && around !== undefined) {
    readPodTemplate(around, where.slice(0, -'.spec'.length), owner, builder);
    return;
  }
  const workload = podWorkload(owner, spec, builder);
  readPodSpec(spec, joinPath(podTitle(owner, workload), where), workload, builder);
}

/** A mere reference to an object has no metadata. */
function isEmbedded(mapping: View, where: string): boolean {
  return (
    where !== '' &&
    ['apiVersion', 'kind'].every(key => textOf(at(mapping, key)) !== undefined) &&
    at(mapping, 'metadata') !== undefined
  );
}

function namesPuller(mapping: View): boolean {
  return at(mapping, 'imagePullSecrets') !== undefined || at(mapping, 'serviceAccountName') !== undefined;
}

function lastKey(where: string): string {
  return where.slice(where.lastIndexOf('.') + 1);
}

/**
 * Returns the pod that an operator makes of an object. It may pass on any pull secret that the object names. It may add
 * secrets and accounts of its own configuration, which the object does not show.
 */
export function operatorPod(pod: PodWorkload, { kind = '', object }: Owner, builder: ReadingBuilder): PodWorkload {
  const own = new Set(pod.pullSecrets.map(({ span }) => span.start));
  const named = secretsIn(object, builder, MAX_DEPTH).filter(({ span }) => !own.has(span.start));
  const kindAt = builder.written(at(object, 'kind'));
  const operator = kindAt === undefined ? [] : [{ ...kindAt, text: `operator of ${kind}` }];
  return { ...pod, morePullSecrets: [...pod.morePullSecrets, ...named, ...operator] };
}

function secretsIn(here: View, builder: ReadingBuilder, depth: number): readonly Written[] {
  if (here.alias !== undefined || depth === 0) return [];
  return [...findValues(here, '[]'), ...findValues(here, '*')].flatMap(({ value, where: key }) => {
    if (!/pullSecrets?(?:Name)?$/i.test(key)) return secretsIn(value, builder, depth - 1);
    return [value, ...items(value)].flatMap(each => builder.written(at(each, 'name')) ?? builder.written(each) ?? []);
  });
}

/**
 * Reads the images that a mapping of a custom resource names in fields of its own, where its kind is not known:
 * `image: shop.azurecr.io/db:16`, `image: {repository, tag}`, and all texts below `images`. The key alone proves
 * nothing there, since machines and pictures have images too: a registry's host, a tag or a digest must show it.
 */
function readImageFields(mapping: View, where: string, workload: PodWorkload, builder: ReadingBuilder): void {
  for (const { key } of fields(mapping)) {
    if (!holdsImage(key.text)) continue;
    const isAll = ALL.test(key.text);
    const path = joinPath(where, key.text);
    for (const value of every(mapping, key.text, builder.text)) {
      if (isAll) readAll(value, path, workload, builder, BELOW_IMAGES);
      else readOne(value, path, workload, builder);
    }
  }
}

function holdsImage(key: string): boolean {
  return ALL.test(key) || isImageKey(key.replace(REFERENCE, ''));
}

const ALL = /^images$/i;
/** `registrationImagePullSpec`, `imageRef`, `imageName`: names for the same. */
const REFERENCE = /(?:PullSpec|Ref|Name)$/;

/** Built there and pushed. Other manifests show who pulls it. */
const PUSH_TARGET = /^(?:outputs?|destinations?|target|push|to)$/i;

/** The greatest depth of mappings with images below `images`. */
const BELOW_IMAGES = 3;

function readOne(value: View, path: string, workload: PodWorkload, builder: ReadingBuilder): void {
  if (value.node.kind === 'mapping') readParts(value, path, workload, builder);
  else readText(value, path, workload, builder);
}

function readText(value: View, path: string, workload: PodWorkload, builder: ReadingBuilder): void {
  if (!isSure(partText(value))) return;
  if (hasWhiteSpace(value)) builder.split(value, path, imageOfValue(value), workload);
  else builder.image(value, path, workload);
}

function readAll(value: View, path: string, workload: PodWorkload, builder: ReadingBuilder, depth: number): void {
  readText(value, path, workload, builder);
  if (depth === 0) return;
  for (const item of findValues(value, '[]')) {
    if (item.value.node.kind === 'scalar') readAll(item.value, path + item.where, workload, builder, 0);
  }
  for (const below of findValues(value, '*'))
    readAll(below.value, joinPath(path, below.where), workload, builder, depth - 1);
}

function readParts(mapping: View, path: string, workload: PodWorkload, builder: ReadingBuilder): void {
  const values = valuesOf(mapping);
  const found = imageOf(values, true, path, undefined);
  const name = partText(found?.name) ?? '';
  // without a host, a `name` beside a repository may be a part of the name, or that of the container
  const isWhole = found?.key === 'repository' && (!values.has('name') || name.includes('/'));
  if (found === undefined || !(isWhole || hasHost(name))) return;
  builder.split(found.name, joinPath(path, found.key), found.image, workload, found.parts);
}

function isSure(text: string | undefined): boolean {
  if (text === undefined || !isImageName(text)) return false;
  return hasHost(text) || /[:@]/.test(text.slice(text.lastIndexOf('/') + 1));
}
