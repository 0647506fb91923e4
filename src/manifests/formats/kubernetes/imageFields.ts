import type { PodWorkload } from '../../../model/workload.ts';
import type { Harvest } from '../../harvest.ts';
import { hasHost, isImageKey, namesImage } from '../../helm/lookAlikes.ts';
import { imageOf } from '../../helm/valueImages.ts';
import { every, type Field, fields, items, textOf, type View } from '../../source/view.ts';
import { joinPath } from './pods.ts';

/**
 * Reads the images that a mapping of a custom resource names in fields of its own, when nobody knows the kind:
 * `image: shop.azurecr.io/db:16`, `image: {repository, tag}`, and all texts below `images`. The key alone proves
 * nothing there, since machines and pictures have images too: a registry's host, a tag or a digest must show it.
 */
export function readImageFields(mapping: View, where: string, workload: PodWorkload, harvest: Harvest): void {
  for (const { key } of fields(mapping)) {
    const isAll = /^images$/i.test(key.text);
    if (!isAll && !isImageKey(key.text.replace(REFERENCE, ''))) continue;
    const path = joinPath(where, key.text);
    for (const value of every(mapping, key.text)) {
      if (isAll) readAll(value, path, workload, harvest, MAX_DEPTH);
      else readOne(value, path, workload, harvest);
    }
  }
}

/** `registrationImagePullSpec`, `imageRef`, `imageName`: names for the same. */
const REFERENCE = /(?:PullSpec|Ref|Name)$/;

/** What is built there is pushed, and who pulls it is said elsewhere. */
export function isPushTarget(key: string): boolean {
  return /^(?:outputs?|destinations?|target|push|to)$/i.test(key);
}

const MAX_DEPTH = 3;

function readOne(value: View, path: string, workload: PodWorkload, harvest: Harvest): void {
  if (value.node.kind === 'mapping') readParts(value, path, workload, harvest);
  else if (isSure(textOf(value))) harvest.image(value, path, workload);
}

function readAll(value: View, path: string, workload: PodWorkload, harvest: Harvest, depth: number): void {
  if (value.node.kind === 'scalar' && isSure(textOf(value))) harvest.image(value, path, workload);
  if (depth === 0) return;
  for (const [index, item] of items(value).entries()) {
    if (item?.node.kind === 'scalar') readAll(item, `${path}[${index}]`, workload, harvest, 0);
  }
  for (const { key, value: below } of fields(value)) {
    if (below !== undefined) readAll(below, joinPath(path, key.text), workload, harvest, depth - 1);
  }
}

function readParts(mapping: View, path: string, workload: PodWorkload, harvest: Harvest): void {
  const values = new Map(fields(mapping).flatMap(({ key, value }: Field) => (value ? [[key.text, value]] : [])));
  const found = imageOf(values, true, path, undefined);
  const name = textOf(found?.name) ?? '';
  // without a host, a `name` beside a repository may be a part of the name, or that of the container
  const isWhole = found?.key === 'repository' && (!values.has('name') || name.includes('/'));
  if (found === undefined || !(isWhole || hasHost(name))) return;
  harvest.split(found.name, joinPath(path, found.key), found.image, workload, found.parts);
}

function isSure(text: string | undefined): boolean {
  if (text === undefined || !namesImage(text)) return false;
  return hasHost(text) || /[:@]/.test(text.slice(text.lastIndexOf('/') + 1));
}
