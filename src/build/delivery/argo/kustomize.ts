// Changes that an Application makes to a kustomization before Argo CD builds it.
// https://github.com/argoproj/argo-cd/blob/master/util/kustomize/kustomize.go (Build)
import { nameOf } from '../../../read/image.ts';
import { field, itemsAt, openScalar, textAt } from '../../../read/source/lift.ts';
import type { Content, Entry, Mapping, Scalar } from '../../../read/source/tree.ts';
import { appending, type Edit, editingImages, merging, setting } from '../kustomizationEdits.ts';
import type { InEnvironment } from './buildEnvironment.ts';

export function argoEdits(options: Content, environment: InEnvironment): readonly Edit[] {
  return [
    ...setting('namePrefix', field(options, 'namePrefix')),
    ...setting('nameSuffix', field(options, 'nameSuffix')),
    ...argoImages(options, environment),
    ...merging('commonAnnotations', field(options, 'commonAnnotations')),
    ...setting('namespace', field(options, 'namespace')),
    ...appending('patches', itemsAt(options, 'patches')),
    ...appending('components', itemsAt(options, 'components')),
  ];
}

export function argoImages(options: Content, environment: InEnvironment): readonly Edit[] {
  const images = itemsAt(options, 'images').flatMap(each =>
    each.kind === 'scalar' ? (imageEntry(each, environment) ?? []) : [],
  );
  return editingImages(images, withKept);
}

/** An entry of `images`, as `kustomize edit set image` reads it: `name=newName:tag@digest`, or `name:tag`. */
function imageEntry(written: Scalar, environment: InEnvironment): Mapping | undefined {
  const text = environment(written.text);
  const { span, source } = written;
  if (text === undefined) return entryOpen(written);
  const equals = text.indexOf('=');
  const given = text.slice(equals + 1);
  const image = nameOf(given);
  const name = equals < 0 ? image : text.slice(0, equals);
  const [tag = '', digest] = given.slice(image.length).split('@', 2);
  const part = (of: string): Scalar => ({ ...written, text: of, span: spanOfPart(written, of), plain: false });
  const entries: Entry[] = [entry('name', part(name))];
  if (equals >= 0 && image !== '') entries.push(entry('newName', part(image)));
  if (tag.startsWith(':')) entries.push(entry('newTag', part(tag.slice(1))));
  if (digest !== undefined) entries.push(entry('digest', part(digest)));
  return { kind: 'mapping', entries, span, ...(source === undefined ? {} : { source }) };
}

/** An image that only the deployment makes: its name is known where it is written out. */
function entryOpen(written: Scalar): Mapping | undefined {
  const { span, source, text } = written;
  const equals = text.indexOf('=');
  if (source === undefined) return undefined;
  const name = equals < 0 ? nameOf(text) : text.slice(0, equals);
  const key = equals < 0 ? 'newTag' : 'newName';
  const entries = [entry('name', { ...written, text: name }), entry(key, openScalar(text, span, source))];
  return { kind: 'mapping', entries, span, source };
}

function entry(key: string, value: Scalar): Entry {
  return { key: { ...value, text: key, plain: true }, value };
}

/**
 * Returns the last part of that text, since the new name comes after the old one. Returns all of it if the part isn't
 * there as written.
 */
function spanOfPart({ span, source }: Scalar, text: string) {
  const at = text === '' ? -1 : (source?.text.slice(span.start, span.end).lastIndexOf(text) ?? -1);
  return at < 0 ? span : { start: span.start + at, end: span.start + at + text.length };
}

/**
 * Argo CD replaces the whole entry. A `*` keeps that part of the former one.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/kustomize/commands/edit/set/setimage.go
 */
function withKept(image: Mapping, known: Mapping | undefined): Mapping {
  const entries = image.entries.flatMap(each => {
    if (textAt(image, each.key.text) !== '*') return [each];
    return known?.entries.filter(({ key }) => key.text === each.key.text) ?? [];
  });
  return { ...image, entries };
}
