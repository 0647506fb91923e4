// Edits of a kustomization, as Flux and Argo CD make them before they build it. Nothing is changed in place.
import { field, textAt, withField, withItems } from '../../read/source/lift.ts';
import { type Content, type Entry, entriesOf, type List, type Mapping } from '../../read/source/tree.ts';

export type Edit = (kustomization: Mapping) => Mapping;

export function inTurn(edits: readonly Edit[]): Edit | undefined {
  if (edits.length === 0) return undefined;
  return kustomization => edits.reduce((edited, edit) => edit(edited), kustomization);
}

/** The edits as a kustomization of their own, over objects outside of this tree. */
export function kustomizationsOf(edits: readonly Edit[], { span, source }: Content): readonly Mapping[] {
  const empty: Mapping = { kind: 'mapping', entries: [], span, ...(source === undefined ? {} : { source }) };
  return inTurn(edits) === undefined ? [] : [edits.reduce((edited, edit) => edit(edited), empty)];
}

/** Sets a field to the value that a sender states. Without one, it changes nothing. */
export function setting(key: string, value: Content | undefined): readonly Edit[] {
  return value === undefined ? [] : [kustomization => withField(kustomization, key, value)];
}

/** Adds items behind those that the kustomization has. */
export function appending(key: string, items: readonly Content[]): readonly Edit[] {
  return items.length === 0
    ? []
    : [kustomization => withField(kustomization, key, listWith(kustomization, key, items))];
}

function listWith(kustomization: Mapping, key: string, items: readonly Content[]): List {
  const known = field(kustomization, key);
  if (known?.kind === 'list') return withItems(known, [...known.items, ...items]);
  const { span, source } = items[0] ?? kustomization;
  return { kind: 'list', items, span, ...(source === undefined ? {} : { source }) };
}

/** Adds entries to a mapping. The sender's entries win. */
export function merging(key: string, mapping: Content | undefined): readonly Edit[] {
  if (mapping?.kind !== 'mapping') return [];
  return [
    kustomization => {
      const known = field(kustomization, key);
      return withField(kustomization, key, known?.kind === 'mapping' ? withEntries(known, mapping.entries) : mapping);
    },
  ];
}

function withEntries(mapping: Mapping, entries: readonly Entry[]): Mapping {
  const keys = new Set(entries.map(({ key }) => key.text));
  return { ...mapping, entries: [...mapping.entries.filter(({ key }) => !keys.has(key.text)), ...entries] };
}

/** Changes the entries of `images`, one after the other: `replace` gets the kustomization's own entry of that name. */
export function editingImages(
  images: readonly Mapping[],
  replace: (image: Mapping, known: Mapping | undefined) => Mapping,
): readonly Edit[] {
  return images.map(image => (kustomization: Mapping) => {
    const name = textAt(image, 'name');
    const isOfName = (each: Content | undefined) => textAt(each, 'name') === name;
    const list = field(kustomization, 'images');
    const known =
      list?.kind === 'list' ? list.items.find(each => each?.kind === 'mapping' && isOfName(each)) : undefined;
    const edited = replace(image, known?.kind === 'mapping' ? known : undefined);
    if (list?.kind !== 'list' || known === undefined) return appendTo(kustomization, edited);
    return withField(
      kustomization,
      'images',
      withItems(
        list,
        list.items.map(each => (each === known ? edited : each)),
      ),
    );
  });
}

function appendTo(kustomization: Mapping, image: Mapping): Mapping {
  return withField(kustomization, 'images', listWith(kustomization, 'images', [image]));
}

/** Adds labels and annotations to objects, not to the pods that they make: Flux's `commonMetadata`. */
export function withCommonMetadata(object: Mapping, common: Content): Mapping {
  const metadata = field(object, 'metadata');
  if (metadata?.kind !== 'mapping') return object;
  const changed = ['labels', 'annotations'].reduce((all, key) => {
    const added = entriesOf(field(common, key));
    const known = field(all, key);
    if (added.length === 0) return all;
    return withField(all, key, known?.kind === 'mapping' ? withEntries(known, added) : field(common, key));
  }, metadata);
  return withField(object, 'metadata', changed);
}
