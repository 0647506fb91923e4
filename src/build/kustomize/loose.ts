// Parts of a kustomization for objects that are not in this tree: images and patches that match no object here.
import { t } from '../../model/l10n.ts';
import { contributed, field, itemsAt, textAt, withField } from '../../read/source/lift.ts';
import type { Content, List, Mapping, Scalar } from '../../read/source/tree.ts';
import type { LoosePart, Outside } from '../built.ts';
import type { ImageTag } from './imageTags.ts';
import { pointerKeys } from './jsonPatch.ts';
import { type Accumulated, accumulated } from './objects.ts';

/**
 * A patch in the place of the object that it changes. Kustomizations above change it as they would change that object.
 */
export function loosePatch(patch: Mapping, of: Outside): readonly Accumulated[] {
  return textAt(patch, '$patch') === 'delete' ? [] : [{ ...accumulated(patch), looseOf: of }];
}

/** Values that JSON patches put into an object, each in the shape of that object. */
export function looseOperations(operations: Content, target: Content | undefined, of: Outside): readonly Accumulated[] {
  const items = operations.kind === 'list' ? operations.items : [];
  return items.flatMap(operation => {
    if (operation?.kind !== 'mapping' || !/^(?:add|replace)$/.test(textAt(operation, 'op') ?? '')) return [];
    const [path, value] = [textAt(operation, 'path'), field(operation, 'value')];
    if (path === undefined || value === undefined) return [];
    const content = shaped(pointerKeys(path), value);
    if (content.kind !== 'mapping') return [];
    return [{ ...accumulated(asTarget(content, target)), looseOf: of }];
  });
}

function shaped(steps: readonly string[], value: Content): Content {
  return steps.reduceRight<Content>((below, step) => {
    if (/^(?:\d+|-)$/.test(step)) return { ...placeOf(value), kind: 'list', items: [below] } satisfies List;
    return mappingOf(step, below);
  }, value);
}

function asTarget(object: Mapping, target: Content | undefined): Mapping {
  const [kind, name] = [field(target, 'kind'), field(target, 'name')];
  const named = name === undefined ? [] : mappingOf('metadata', mappingOf('name', name)).entries;
  const typed = kind === undefined ? [] : mappingOf('kind', kind).entries;
  return { ...object, entries: [...typed, ...named, ...object.entries] };
}

/** The image that an entry of `images` makes of one in an object that is not here. */
export function looseImage({ name, newName, newTag, digest }: ImageTag, of: Outside): readonly Accumulated[] {
  const written = newName ?? name;
  if (written === undefined) return [];
  const version = (newTag === undefined ? '' : `:${newTag.text}`) + (digest === undefined ? '' : `@${digest.text}`);
  // the version stays as it is there
  const text = written.text + (version === '' ? UNKNOWN_TAG : version);
  const by = newTag ?? digest;
  const image = by === undefined ? { ...written, text } : contributed(written, text, by, t('tag set by kustomize'));
  const container = name === undefined ? mappingOf('image', image) : withField(mappingOf('image', image), 'name', name);
  const containers: Content = { ...placeOf(image), kind: 'list', items: [container] };
  return [{ ...accumulated(mappingOf('containers', containers)), looseOf: of }];
}

/** Without a blank, since kustomize matches it as a tag. */
const UNKNOWN_TAG = ':{{tag}}';

/** Objects in the tree, and loose parts. */
export function partedLoose(objects: readonly Accumulated[]): {
  readonly objects: readonly Accumulated[];
  readonly loose: readonly LoosePart[];
} {
  const loose = objects.flatMap(({ object, looseOf }): LoosePart[] => {
    if (looseOf === undefined) return [];
    const [container] = itemsAt(object, 'containers');
    const image = field(container, 'image');
    const replaces = textAt(container, 'name') ?? '';
    if (image?.kind === 'scalar') return [{ kind: 'image', image, replaces, where: 'images', of: looseOf }];
    return [{ kind: 'object', object, of: looseOf }];
  });
  return { objects: objects.filter(({ looseOf }) => looseOf === undefined), loose };
}

function mappingOf(key: string, value: Content): Mapping {
  const keyNode: Scalar = { ...placeOf(value), kind: 'scalar', text: key, plain: true };
  return { ...placeOf(value), kind: 'mapping', entries: [{ key: keyNode, value }] };
}

function placeOf({ span, source }: Content): Pick<Content, 'span' | 'source'> {
  return source === undefined ? { span } : { span, source };
}
