// Finds the place at which a person changes an image of a module:
//
//   // main.bicep
//   module web 'app.bicep' = { params: { image: 'shopprod.azurecr.io/web:1.0' } }     the image is changed here
//   // app.bicep
//   containers: [{ image: image }]                                                    and used here
import type { Span } from '../../../model/place.ts';
import { nameOf } from '../../image.ts';
import type { Scalar } from '../../source/tree.ts';
import type { ProgramPlace, Provenance } from './provenance.ts';

/** Files that are read together. */
export interface ModuleFiles {
  /** The file of a place. Its owner is the module, or a file that gives values to it from outside. */
  fileAt(place: Span): { readonly owner: object } | undefined;
  readonly module: object;
  /** True if it is used with several sets of values. */
  readonly isShared: boolean;
}

/** The image of a value, with all places that have a part in it. */
export interface PlacedImage {
  readonly value: Scalar;
  readonly name: string;
  readonly origins: readonly ProgramPlace[];
}

/**
 * The place at which a person changes an image: where its name is handed in from outside, or where it is written in
 * another file. A value that is not known is shown where it is used, but in a module of several callers, whose values
 * differ.
 * @param text the texts of all files one after the other, in which all spans are
 */
export function editedPlace(
  { value, name, origins }: PlacedImage,
  files: ModuleFiles,
  provenance: Provenance,
  text: string,
): Span {
  const ownerOf = (span: Span) => files.fileAt(span)?.owner;
  const isOfCaller = files.isShared && ownerOf(value.span) === files.module;
  const source = provenance.isOpen(value) && !isOfCaller ? value.span : provenance.sourceOf(value).span;
  const known = isOfCaller ? origins : origins.filter(({ isOpen }) => isOpen !== true);
  const handedIn = [source, ...known.map(({ span }) => span)].filter(
    span => ownerOf(span) !== files.module && isPartOfName(text.slice(span.start, span.end), name),
  );
  const [longest] = handedIn.toSorted((one, other) => other.end - other.start - (one.end - one.start));
  if (longest !== undefined && ownerOf(longest) !== ownerOf(source)) return longest;
  return files.fileAt(source) === files.fileAt(value.span) ? value.span : source;
}

/** Returns whether a text is a part of an image's name, or the name with more around it. */
function isPartOfName(text: string, name: string): boolean {
  const written = nameOf(name);
  return text !== '' && (written.includes(text) || text.includes(written));
}
