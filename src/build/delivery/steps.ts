// Steps of pipelines and workflows, and services of azd, as senders.
import { t } from '../../model/l10n.ts';
import type { Written } from '../../model/place.ts';
import type { DeclaredDestination } from '../../model/reading.ts';
import { nameOf } from '../../read/image.ts';
import { POD_TEMPLATES } from '../../read/kubernetes/pods.ts';
import { field, textAt, withField, withItems, withText } from '../../read/source/lift.ts';
import type { Content, List, Mapping, Node, Scalar, Source } from '../../read/source/tree.ts';
import type { ChangeObjects, Release, ReleaseValues, Sender, Sent } from './sender.ts';

/** The text of a file of the workspace, to which the places of a step's own values belong. */
export type ReadFileText = (file: string) => string | undefined;

/** Returns the senders of a step. A step that only names images of its own has none. */
export function stepSenders(declared: DeclaredDestination, fileText: ReadFileText): readonly Sender[] {
  const sends = readSent(declared, fileText);
  if (sends === undefined) return [];
  const { by, place, targetKind, sentTo } = declared;
  return [{ by, place, targetKind, sentTo, namespace: undefined, isSuspended: false, sends }];
}

function readSent(declared: DeclaredDestination, fileText: ReadFileText): Sent | undefined {
  const { folder, files, isDeep } = declared;
  const after = changesOf(declared, fileText);
  const changes = after === undefined ? {} : { after };
  if (folder === undefined) return files.length === 0 ? undefined : { kind: 'files', files, ...changes };
  return { kind: 'folder', folder, as: 'detected', isDeep, release: releaseOf(declared), ...changes };
}

/** The declaration has the paths of values that the step sets, and not their texts. So these values are open. */
function releaseOf({ files, overrides = [], place }: DeclaredDestination): Release {
  const fromFiles = files.map((file): ReleaseValues => {
    const isGlob = ['*', '?', '['].some(sign => file.includes(sign));
    return isGlob ? { kind: 'open', why: `value files ${file}`, place } : { kind: 'file', file, isOptional: false };
  });
  const set = overrides.map((path): ReleaseValues => ({ kind: 'open', why: 'a value of the step', path, place }));
  return { name: undefined, namespace: undefined, values: [...fromFiles, ...set] };
}

function changesOf(declared: DeclaredDestination, fileText: ReadFileText): ChangeObjects | undefined {
  const { images = [], secrets = [], place } = declared;
  if (images.length + secrets.length === 0) return undefined;
  const text = fileText(place.file);
  const source = text === undefined ? undefined : { file: place.file, text, origins: [] };
  const role = t('replaced by {0}', declared.by);
  const replacements = images.map(image => ({ ...replacementOf(image, source), role }));
  const added = secrets.map(secret => secretEntry(scalarAt(secret, place, source)));
  return objects => objects.map(object => withPullSecrets(withImages(object, replacements, 0), added));
}

interface ImageReplacement {
  readonly name: string;
  readonly text: string;
  readonly at: Scalar;
  readonly role: string;
}

function replacementOf(image: Written, source: Source | undefined): Omit<ImageReplacement, 'role'> {
  const { text } = image;
  return { name: nameOf(text), text, at: scalarAt(text, image, source) };
}

function scalarAt(text: string, { span }: Pick<Scalar, 'span'>, source: Source | undefined): Scalar {
  return { kind: 'scalar', text, span, plain: false, ...(source === undefined ? {} : { source }) };
}

const MAX_NESTED = 100;

/**
 * Replaces images of a name, as Azure/k8s-deploy does in all fields that are called `image`:
 * https://github.com/Azure/k8s-deploy/blob/main/src/utilities/manifestUpdateUtils.ts
 */
function withImages(mapping: Mapping, images: readonly ImageReplacement[], depth: number): Mapping {
  if (images.length === 0 || depth > MAX_NESTED) return mapping;
  const entries = mapping.entries.map(each => {
    const { key, value } = each;
    const isImage = key.text === 'image' && value?.kind === 'scalar';
    const changed = isImage ? withImage(value, images) : withImagesBelow(value, images, depth);
    return changed === value ? each : { key, value: changed };
  });
  return entries.some((each, i) => each !== mapping.entries[i]) ? { ...mapping, entries } : mapping;
}

function withImagesBelow(node: Node | undefined, images: readonly ImageReplacement[], depth: number): Node | undefined {
  if (node?.kind === 'mapping') return withImages(node, images, depth + 1);
  if (node?.kind !== 'list' || depth > MAX_NESTED) return node;
  const items = node.items.map(item => withImagesBelow(item, images, depth + 1));
  return items.some((item, i) => item !== node.items[i]) ? withItems(node, items) : node;
}

function withImage(scalar: Scalar, images: readonly ImageReplacement[]): Scalar {
  const found = images.findLast(({ name }) => name === nameOf(scalar.text));
  if (found === undefined) return scalar;
  if (found.at.source === undefined) return { ...scalar, text: found.text, plain: false };
  return withText(scalar, found.text, found.at, found.role);
}

/** The step adds its pull secrets to those of each pod. */
function withPullSecrets(object: Mapping, secrets: readonly Mapping[]): Mapping {
  const template = POD_TEMPLATES.get(textAt(object, 'kind') ?? '');
  if (template === undefined || secrets.length === 0) return object;
  const path = [...template.split('.').filter(key => key !== ''), 'spec'];
  return changedAt(object, path, spec => withField(spec, 'imagePullSecrets', listWith(spec, secrets)));
}

function changedAt(mapping: Mapping, path: readonly string[], change: (found: Mapping) => Mapping): Mapping {
  const [key, ...rest] = path;
  if (key === undefined) return change(mapping);
  const below: Content | undefined = field(mapping, key);
  return below?.kind === 'mapping' ? withField(mapping, key, changedAt(below, rest, change)) : mapping;
}

function listWith(spec: Mapping, secrets: readonly Mapping[]): List {
  const known = field(spec, 'imagePullSecrets');
  if (known?.kind === 'list') return withItems(known, [...known.items, ...secrets]);
  const { span, source } = secrets[0] ?? spec;
  return { kind: 'list', items: secrets, span, ...(source === undefined ? {} : { source }) };
}

function secretEntry(name: Scalar): Mapping {
  const { span, source } = name;
  const key: Scalar = { ...name, text: 'name', plain: true };
  return { kind: 'mapping', entries: [{ key, value: name }], span, ...(source === undefined ? {} : { source }) };
}
