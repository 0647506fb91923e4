// Strategic merge patches, as kustomize applies them (not as the API server does).
// https://github.com/kubernetes-sigs/kustomize/tree/master/kyaml/yaml/merge2 and …/walk
import { t } from '../../model/l10n.ts';
import { textAt, withField, withItems, withText } from '../../read/source/lift.ts';
import type { Content, Entry, List, Mapping, Scalar } from '../../read/source/tree.ts';
import { isNull } from '../../read/source/view.ts';
import { type MergeSchema, mergeSchema } from './mergeSchema.ts';

/** The object with a patch over it. Undefined: the patch deletes it. */
export function mergePatch(object: Mapping, patch: Mapping, onConflict: OnConflict): Mapping | undefined {
  const schema = mergeSchema(textAt(object, 'apiVersion') ?? '', textAt(object, 'kind') ?? '');
  const merged = new StrategicMerge(onConflict).merge(object, patch, schema);
  return merged?.kind === 'mapping' ? merged : undefined;
}

/** Receives a value of a patch that kustomize can't merge, and why. */
type OnConflict = (at: Content, message: string) => void;

type Directive = 'merge' | 'replace' | 'delete';

class StrategicMerge {
  readonly #onConflict: OnConflict;

  constructor(onConflict: OnConflict) {
    this.#onConflict = onConflict;
  }

  merge(base: Content | undefined, patch: Content, schema: MergeSchema | undefined): Content | undefined {
    if (isNullNode(patch)) return undefined;
    if (base === undefined || isNullNode(base)) return this.#added(patch, schema);
    if (base.kind !== patch.kind) {
      this.#onConflict(patch, t('this value has another type than the one that it patches'));
      return this.#added(patch, schema);
    }
    if (patch.kind === 'mapping') return base.kind === 'mapping' ? this.#mapping(base, patch, schema) : undefined;
    if (patch.kind === 'list') return base.kind === 'list' ? this.#list(base, patch, schema) : undefined;
    return base.kind === 'scalar' ? overwritten(base, patch) : patch;
  }

  /** A part of the patch without a counterpart, without directives and nulls. */
  #added(patch: Content, schema: MergeSchema | undefined): Content | undefined {
    if (patch.kind === 'scalar') return patch;
    if (patch.kind === 'mapping') {
      if (directiveIn(patch) === 'delete') return undefined;
      return this.#mapping({ ...patch, entries: [] }, withoutDirectives(patch), schema);
    }
    if (schema?.mergeKeys === undefined) return patch;
    return this.#list(withItems(patch, []), patch, schema);
  }

  #mapping(base: Mapping, patch: Mapping, schema: MergeSchema | undefined): Content | undefined {
    const directive = directiveIn(patch);
    if (directive === 'delete') return undefined;
    const changes = withoutDirectives(patch);
    if (directive === 'replace') return this.#mapping({ ...patch, entries: [] }, changes, schema);
    let merged = base;
    for (const { key, value } of changes.entries) {
      const held = contentOf(base.entries.find(entry => entry.key.text === key.text)?.value);
      const change = contentOf(value);
      const now = change === undefined ? undefined : this.merge(held, change, schema?.fields?.[key.text]);
      merged = withField(merged, key.text, now, key);
    }
    return merged;
  }

  #list(base: List, patch: List, schema: MergeSchema | undefined): Content | undefined {
    if (schema?.mergeKeys === undefined) return patch;
    const directive = listDirective(patch);
    if (directive === 'delete') return undefined;
    const changes = directive === undefined ? patch : withoutListDirective(patch);
    if (directive === 'replace') return this.#list(withItems(patch, []), changes, schema);
    return schema.mergeKeys.length === 0
      ? withItems(base, unitedItems(base, changes))
      : this.#byKeys(base, changes, schema.mergeKeys, schema.items);
  }

  /** Items of the patch come first, in its order. The items that it leaves alone follow. */
  #byKeys(base: List, patch: List, mergeKeys: readonly string[], schema: MergeSchema | undefined): List | undefined {
    const left = contentsOf(base);
    const items: Content[] = [];
    for (const change of contentsOf(patch)) {
      const [key = ''] = mergeKeys;
      // kustomize empties the list then
      if (textAt(change, key) === undefined) this.#onConflict(change, t('this item has no {0} to merge it by', key));
      const at = left.findIndex(item => isSameItem(item, change, mergeKeys));
      const [held] = at < 0 ? [] : left.splice(at, 1);
      // kustomize puts an item that it should replace back in place: the item that it merged in the list has its key,
      // too
      if (held !== undefined && change.kind === 'mapping' && directiveIn(change) === 'replace') {
        items.push(held);
        continue;
      }
      const merged = this.merge(held, change, schema);
      if (merged !== undefined && !isEmptyMapping(merged)) items.push(merged);
    }
    const all = [...items, ...left];
    return all.length === 0 ? undefined : withItems(base, all);
  }
}

/** A value of a patch in place of another one, which it keeps as an origin. */
export function overwritten(former: Scalar, value: Scalar): Scalar {
  if (former.text === value.text && former.source?.file === value.source?.file && former.span === value.span)
    return former;
  return { ...withText(former, value.text, value, t('patched by {0}', value.source?.file ?? '')), plain: value.plain };
}

/** Two ports are the same where one of them leaves the protocol out. */
function isSameItem(one: Content, other: Content, mergeKeys: readonly string[]): boolean {
  const pairs = mergeKeys.map(key => [textAt(one, key), textAt(other, key)] as const);
  const isEqual = pairs.some(([mine, its]) => mine !== undefined && mine === its);
  return isEqual && pairs.every(([mine, its]) => mine === its || mine === undefined || its === undefined);
}

function unitedItems(base: List, patch: List): readonly Content[] {
  const seen = new Set<string>();
  return [...contentsOf(patch), ...contentsOf(base)].filter(item => {
    if (item.kind !== 'scalar') return true;
    if (seen.has(item.text)) return false;
    seen.add(item.text);
    return true;
  });
}

function directiveIn(patch: Mapping): Directive | undefined {
  return asDirective(textAt(patch, '$patch'));
}

/** An item that holds nothing but `$patch` gives the directive of a list. */
function listDirective(patch: List): Directive | undefined {
  const item = patch.items.find(each => each?.kind === 'mapping' && textAt(each, '$patch') !== undefined);
  return item?.kind === 'mapping' && item.entries.length === 1 ? directiveIn(item) : undefined;
}

function asDirective(text: string | undefined): Directive | undefined {
  return text === 'merge' || text === 'replace' || text === 'delete' ? text : undefined;
}

function withoutListDirective(patch: List): List {
  return withItems(
    patch,
    patch.items.filter(item => !(item?.kind === 'mapping' && item.entries.length === 1 && directiveIn(item))),
  );
}

/**
 * Removes directives. `$setElementOrder/…` and the like only order what is merged, and kustomize knows only `$patch`.
 */
function withoutDirectives(patch: Mapping): Mapping {
  const isDirective = ({ key }: Entry) =>
    key.text === '$patch' || /^\$(?:setElementOrder|deleteFromPrimitiveList|retainKeys)/.test(key.text);
  return patch.entries.some(isDirective)
    ? { ...patch, entries: patch.entries.filter(entry => !isDirective(entry)) }
    : patch;
}

export function isNullNode(node: Content): boolean {
  return node.kind === 'scalar' && isNull(node);
}

function isEmptyMapping(node: Content): boolean {
  return node.kind === 'mapping' && node.entries.length === 0;
}

function contentOf(node: Entry['value']): Content | undefined {
  return node?.kind === 'alias' ? node.target : node;
}

function contentsOf(list: List): Content[] {
  return list.items.flatMap(item => contentOf(item) ?? []);
}
