// Images that kustomizations put into objects which are not in the tree: a chart of a registry, a remote base. Nobody can
// build those here, but what replaces their images is known.
import type { Written } from '../model/place.ts';
import { type ImageReference, imageKey, wholeImage } from '../model/reference.ts';
import { nameOf } from '../read/image.ts';
import { field, itemsAt, objectsIn, textAt, withField } from '../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../read/source/tree.ts';
import type { Inputs } from './built.ts';
import { embeddedYaml } from './delivery/embedded.ts';
import { kustomizationIn, usedBy } from './kustomize/kustomizationFiles.ts';
import { transform } from './kustomize/kustomize.ts';
import { followPath } from './kustomize/paths.ts';
import { readBuilt } from './pulls.ts';

/** Kustomizations that are applied in turn, the first one to objects of which some are not in the tree. */
interface Unseen {
  readonly kustomizations: readonly Mapping[];
  /** The folder from which their paths are followed. */
  readonly folder: string;
  /** The thing that is not in the tree; it may bring pull secrets. */
  readonly what: Written;
  readonly inputs: Inputs;
}

/** References to images of which values name some, after kustomizations over them. */
export function afterRenderers(references: readonly ImageReference[], unseen: Unseen): readonly ImageReference[] {
  if (unseen.kustomizations.length === 0) return references;
  const known = references.map(reference => replaced(reference, unseen));
  return [...known, ...unseenImages(unseen, references)];
}

function replaced(reference: ImageReference, { kustomizations, folder, inputs }: Unseen): ImageReference {
  const text = inputs.text(reference.file);
  if (text === undefined) return reference;
  const source = { file: reference.file, text, origins: reference.origins };
  const before: Scalar = { kind: 'scalar', text: wholeImage(reference), span: reference.span, plain: false, source };
  const after = imageAfter(before, kustomizations, folder, inputs);
  if (after.text === before.text) return reference;
  const [read] = readBuilt([podWith(after)], []).references;
  return read === undefined ? reference : { ...read, workload: reference.workload };
}

/** Images of `images` entries and patches that none of the known references has. */
export function unseenImages(unseen: Unseen, known: readonly ImageReference[]): readonly ImageReference[] {
  const { kustomizations, folder, what, inputs } = unseen;
  const names = new Set(known.map(reference => nameOf(wholeImage(reference))));
  const objects = kustomizations.flatMap((kustomization, i) => {
    const later = kustomizations.slice(i);
    const named = namesIn(kustomization).filter(({ text }) => !names.has(text));
    const images = named.map(name => podWith(imageAfter(name, later, folder, inputs)));
    return [...images, ...patchObjects(kustomization, folder, inputs)];
  });
  const found = new Map<string, ImageReference>();
  const keys = new Set(known.map(imageKey));
  for (const reference of readBuilt(objects, []).references) {
    const { workload } = reference;
    const key = imageKey(reference);
    if (keys.has(key) || workload.platform !== 'kubernetes') continue;
    const pod = { ...workload, morePullSecrets: [...workload.morePullSecrets, what] };
    found.set(key, { ...reference, workload: pod });
  }
  return [...found.values()];
}

/** The kustomizations that a folder's one is made of, those that it uses first. */
export function kustomizationsOf(folder: string, inputs: Inputs, seen = new Set<string>()): readonly Mapping[] {
  const file = kustomizationIn(folder, inputs);
  const [root] = file === undefined ? [] : (inputs.documents(file) ?? []);
  if (root?.kind !== 'mapping' || seen.has(folder)) return [];
  seen.add(folder);
  return [...usedBy(folder, inputs).flatMap(used => kustomizationsOf(used, inputs, seen)), root];
}

function namesIn(kustomization: Mapping): readonly Scalar[] {
  return itemsAt(kustomization, 'images').flatMap(entry => {
    const name = field(entry, 'name');
    return name?.kind === 'scalar' ? name : [];
  });
}

/** The image after `images` of kustomizations in turn. */
function imageAfter(image: Scalar, kustomizations: readonly Mapping[], folder: string, inputs: Inputs): Scalar {
  let pod = podWith(image);
  for (const kustomization of kustomizations) {
    const images = field(kustomization, 'images');
    if (images === undefined) continue;
    const [changed] = transform(
      [pod],
      withField({ ...kustomization, entries: [] }, 'images', images),
      folder,
      inputs,
    ).objects;
    pod = changed ?? pod;
  }
  const [container] = itemsAt(pod, 'spec', 'containers');
  const after = field(container, 'image');
  return after?.kind === 'scalar' ? after : image;
}

/** A pod that stands for those that are not in the tree. */
function podWith(image: Scalar): Mapping {
  const { span, source } = image;
  const place = source === undefined ? { span } : { span, source };
  const word = (text: string): Scalar => ({ kind: 'scalar', text, plain: true, ...place });
  const mapping = (entries: Readonly<Record<string, Content>>): Mapping => ({
    kind: 'mapping',
    entries: Object.entries(entries).map(([key, value]) => ({ key: word(key), value })),
    ...place,
  });
  const containers: Content = { kind: 'list', items: [mapping({ name: word('app'), image })], ...place };
  return mapping({
    apiVersion: word('v1'),
    kind: word('Pod'),
    metadata: mapping({ name: word('pod') }),
    spec: mapping({ containers }),
  });
}

/** Patches as partial objects: an image in one is put into an object that is not in the tree. */
function patchObjects(kustomization: Mapping, folder: string, inputs: Inputs): readonly Mapping[] {
  const inFile = (path: string | undefined) => {
    const followed = path === undefined ? undefined : followPath(folder, path);
    return followed?.kind === 'inside' ? (inputs.documents(followed.path) ?? []) : [];
  };
  const patches = itemsAt(kustomization, 'patches').flatMap(entry => {
    const inline = field(entry, 'patch');
    const read = inline?.kind === 'scalar' ? embeddedYaml(inline) : undefined;
    return read === undefined ? inFile(textAt(entry, 'path')) : [read];
  });
  const merges = itemsAt(kustomization, 'patchesStrategicMerge').flatMap(entry => inFile(textAt(entry)));
  return [...patches, ...merges].flatMap(each => (each.kind === 'list' ? replacedImages(each) : objectsIn(each)));
}

/** The images that operations of a JSON patch put in. */
function replacedImages(operations: Content): readonly Mapping[] {
  return itemsAt(operations).flatMap(operation => {
    const value = field(operation, 'value');
    const isImage = textAt(operation, 'path')?.endsWith('/image') === true;
    return isImage && value?.kind === 'scalar' ? podWith(value) : [];
  });
}
