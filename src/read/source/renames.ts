import type { Span } from '../../model/place.ts';
import type { KustomizationImage } from '../../model/reading.ts';
import { type ReadImage, versionOf } from '../../model/reference.ts';
import type { Workload } from '../../model/workload.ts';
import { nameOf, readImage } from '../image.ts';
import type { ReadingBuilder } from './readingBuilder.ts';
import { at, items, textOf, type View } from './view.ts';

/**
 * Reads the `images` of a kustomization: each entry replaces a name, a tag or a digest in the manifests below it.
 * The reference points at the part that names the pulled image: the new name, or the old one where only its tag changes.
 */
export function readRenames(
  list: View | undefined,
  where: string,
  workload: Workload,
  builder: ReadingBuilder,
): readonly KustomizationImage[] {
  return items(list).flatMap((entry, index) => {
    const rename = renameOf(entry, builder);
    const named = at(entry, 'newName') ?? at(entry, 'name');
    if (rename === undefined || named === undefined) return [];
    const key = at(entry, 'newName') === undefined ? 'name' : 'newName';
    const image = composed(textOf(named) ?? '', rename.newTag?.text, rename.digest?.text);
    builder.split(named, `${where}[${index}].${key}`, image, workload);
    return [rename];
  });
}

/** An entry of `images`, as a kustomization and Flux have them. */
export function renameOf(entry: View | undefined, builder: ReadingBuilder): KustomizationImage | undefined {
  const name = builder.written(at(entry, 'name'));
  if (name === undefined) return undefined;
  const [newName, newTag, digest] = ['newName', 'newTag', 'digest'].map(key => builder.written(at(entry, key)));
  return { name: name.text, newName, newTag, digest, span: (newName ?? name).span };
}

/** Reads images as `kustomize edit set image` takes them: `name=newName:tag`, or `name:tag`. */
export function readRenameTexts(
  list: View | undefined,
  where: string,
  workload: Workload,
  builder: ReadingBuilder,
): void {
  for (const [index, item] of items(list).entries()) {
    const text = textOf(item);
    if (item === undefined || text === undefined) continue;
    const { start, end } = item.node.span;
    // only an unescaped text can be cut into parts
    if (item.alias !== undefined || end - start !== text.length) builder.image(item, `${where}[${index}]`, workload);
    else builder.part({ start: start + text.indexOf('=') + 1, end }, `${where}[${index}]`, workload);
  }
}

/** An image as it replaces others: those of its own name, or of the one that is given. */
export function replacementBy(image: string, span: Span, replaced?: string): KustomizationImage {
  const name = nameOf(image);
  const [tag = '', digest] = image.slice(name.length).split('@', 2);
  const written = (text: string | undefined) => (text === undefined || text === '' ? undefined : { text, span });
  const newName = replaced === undefined ? undefined : written(name);
  return { name: replaced ?? name, newName, newTag: written(tag.slice(1)), digest: written(digest), span };
}

/** An image of a name, a tag and a digest that are written apart. */
export function composed(name: string, tag: string | undefined, digest: string | undefined): ReadImage {
  const bare = nameOf(name);
  const own = name.slice(bare.length);
  const suffix = versionOf({ tag, digest });
  return readImage(suffix === '' ? name : bare + (own === '' || tag !== undefined ? suffix : own + suffix));
}
