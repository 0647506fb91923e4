// Finds images in values whose names are free, such as the parameters of a template: a name for an image, and a text that
// looks like one.
//
//   containerImage: 'shopprod.azurecr.io/web:1.0'    an image
//   imagePullPolicy: 'Always'                        no name for an image
//   image: 'web'                                     without a host, an image of a container only

import type { Workload } from '../../../model/workload.ts';
import { hostOf, readImage } from '../../image.ts';
import { MAX_DEPTH } from '../../source/tree.ts';
import { at, fields, items, textOf, type View } from '../../source/view.ts';
import type { Images } from './images.ts';

/** Another template runs these values. The config has their destination. */
const WORKLOAD: Workload = { platform: 'build', name: undefined };

type IsImage = (text: string) => boolean;

/**
 * Reads values for a template whose parameter names are free: an image is a text with a host and a path under a name
 * for an image. Without a host it may be any registry's: the template may prepend one.
 */
export function readEvidentImages(value: View, key: string, where: string, images: Images): void {
  search(value, key, where, images, looksLikeImage, 0);
}

/**
 * The same for what is handed to a module, but for names whose registry is not known: the module itself shows these.
 * A registry of Azure whose name only a deployment knows shows by its domain, or by its login server.
 */
export function readHandedImages(value: View, where: string, images: Images): void {
  search(value, '', where, images, isImageOfRegistry, 0);
}

function search(value: View, key: string, where: string, images: Images, isImage: IsImage, depth: number): void {
  if (depth > MAX_DEPTH) return;
  switch (value.node.kind) {
    case 'scalar':
      for (const choice of NAMES_IMAGE.test(key) ? images.choices(value) : []) {
        if (isImage(textOf(choice) ?? '')) images.add(choice, where, WORKLOAD);
      }
      return;
    case 'list':
      for (const [index, item] of items(value).entries()) {
        if (item !== undefined) search(item, key, `${where}[${index}]`, images, isImage, depth + 1);
      }
      return;
    case 'mapping':
      for (const { key: name, value: below } of fields(value)) {
        if (below === undefined) continue;
        const isSure = name.text === 'image' && isImage === isImageOfRegistry && isContainer(value);
        search(below, name.text, `${where}.${name.text}`, images, isSure ? isName : isImage, depth + 1);
      }
  }
}

/** A container as Azure's and Kubernetes' modules take it. Its image needs no host to be one. */
function isContainer(value: View): boolean {
  return ['cpu', 'memory', 'resources', 'command', 'args'].some(key => at(value, key) !== undefined);
}

function isName(text: string): boolean {
  return readImage(text).kind === 'image';
}

/**
 * `image`, `containerImage`, `image_name`, `imageUri`, not `imagePullPolicy`, `imageReference` (of a machine) or
 * `imageTag`.
 */
const NAMES_IMAGE = /images?(?:_?(?:name|uri|url|path|full_?name))?$/i;

function looksLikeImage(text: string): boolean {
  return !/\s|^[a-z]+:\/\/|^[/.]|^[a-z]:\\/i.test(text) && hostOf(text) !== undefined;
}

function isImageOfRegistry(text: string): boolean {
  if (!looksLikeImage(text)) return false;
  const image = readImage(text);
  if (image.kind !== 'image') return false;
  return image.registry !== undefined || OF_AZURE.test(hostOf(text) ?? '');
}

const OF_AZURE = /\}\.azurecr\.(?:io|cn|us)$|\.\w{0,60}login_?server\}?$/i;
