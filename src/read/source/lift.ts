import { t } from '../../model/l10n.ts';
import { append } from '../../model/lists.ts';
import type { Origin, Span } from '../../model/place.ts';
import type { Content, Entry, List, Mapping, Node, Scalar, Source } from './tree.ts';
import { isMergeKey } from './view.ts';
import { MAX_NODES } from './yaml/extent.ts';

/**
 * Copies a parsed document into a tree that knows its file: aliases and merge keys are resolved, as kustomize and Helm
 * resolve them before anything else, and every node has its `source`. `base` is the offset of the parsed text in the
 * file. Undefined for an empty document. Beyond 200,000 nodes, values are placeholders.
 */
export function lift(root: Node | undefined, source: Source, base = 0): Content | undefined {
  return new Lifting(source, base).node(root);
}

class Lifting {
  readonly #source: Source;
  readonly #base: number;
  #left = MAX_NODES;

  constructor(source: Source, base: number) {
    this.#source = source;
    this.#base = base;
  }

  node(node: Node | undefined, at?: Span): Content | undefined {
    if (node === undefined) return undefined;
    if (--this.#left < 0) return openScalar('too many aliases', this.#span(at ?? node.span), this.#source);
    if (node.kind === 'alias') return this.#alias(node.target, node.name, at ?? node.span);
    const span = this.#span(at ?? node.span);
    switch (node.kind) {
      case 'scalar':
        return { ...node, span, source: this.#source };
      case 'list':
        return { kind: 'list', items: node.items.map(item => this.node(item, at)), span, source: this.#source };
      case 'mapping':
        return { kind: 'mapping', entries: this.#entries(node, at), span, source: this.#source };
    }
  }

  /** A scalar behind an alias is written where the alias is. Collections keep the places of what is in them. */
  #alias(target: Content | undefined, name: string, at: Span): Content | undefined {
    if (target?.kind !== 'scalar') return this.node(target);
    const anchor: Origin = {
      file: this.#source.file,
      span: this.#span(target.span),
      role: t('value of {0}', `&${name}`),
    };
    return { ...target, span: this.#span(at), source: { ...this.#source, origins: [anchor] } };
  }

  /** Own keys go before merged ones. Of equal keys, the last counts. */
  #entries(mapping: Mapping, at: Span | undefined): readonly Entry[] {
    const entries = new Map<string, Entry>();
    const merged: Mapping[] = [];
    for (const { key, value } of mapping.entries) {
      if (isMergeKey(key)) append(merged, mappingsIn(value));
      else {
        entries.delete(key.text);
        entries.set(key.text, { key: this.#key(key), value: this.node(value, at) });
      }
    }
    for (const each of merged) {
      for (const entry of this.#entries(each, at)) if (!entries.has(entry.key.text)) entries.set(entry.key.text, entry);
    }
    return [...entries.values()];
  }

  #key(key: Scalar): Scalar {
    return { ...key, span: this.#span(key.span), source: this.#source };
  }

  #span({ start, end }: Span): Span {
    return this.#base === 0 ? { start, end } : { start: start + this.#base, end: end + this.#base };
  }
}

function mappingsIn(value: Node | undefined): readonly Mapping[] {
  const target = value?.kind === 'alias' ? value.target : value;
  if (target?.kind === 'mapping') return [target];
  return target?.kind === 'list' ? target.items.flatMap(mappingsIn) : [];
}

/** A value that can't be known before the deployment. Its text is a placeholder that carries the reason. */
export function openScalar(reason: string, span: Span, source: Source): Scalar {
  return { kind: 'scalar', text: `{{ ${reason} }}`, span, plain: false, source };
}

export function isOpen(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && !node.plain && /^\{\{ .* \}\}$/s.test(node.text);
}

// ─── Access and change. Nothing is changed in place, since builds share the trees of their bases ────────────────────

/** The value under a key. Undefined where there is none, or where the node is no mapping. */
export function field(node: Node | undefined, ...keys: readonly string[]): Content | undefined {
  let here = node;
  for (const key of keys)
    here = here?.kind === 'mapping' ? here.entries.find(each => each.key.text === key)?.value : undefined;
  return here?.kind === 'alias' ? here.target : here;
}

/** The text of a scalar under a path of keys. Undefined for null, for collections and for the empty text. */
export function textAt(node: Node | undefined, ...keys: readonly string[]): string | undefined {
  const found = field(node, ...keys);
  if (found?.kind !== 'scalar' || found.text === '') return undefined;
  return found.plain && /^(?:~|null)$/i.test(found.text) ? undefined : found.text;
}

export function itemsAt(node: Node | undefined, ...keys: readonly string[]): readonly Content[] {
  const found = field(node, ...keys);
  return found?.kind === 'list'
    ? found.items.flatMap(item => (item === undefined || item.kind === 'alias' ? [] : item))
    : [];
}

/** A copy of a mapping with another value under a key. Undefined takes the key out. */
export function withField(mapping: Mapping, key: string, value: Content | undefined, keyNode?: Scalar): Mapping {
  const known = mapping.entries.some(entry => entry.key.text === key);
  if (value === undefined) {
    return known ? { ...mapping, entries: mapping.entries.filter(entry => entry.key.text !== key) } : mapping;
  }
  if (known) {
    const entries = mapping.entries.map(entry => (entry.key.text === key ? { key: entry.key, value } : entry));
    return { ...mapping, entries };
  }
  const added = keyNode ?? { kind: 'scalar', text: key, span: value.span, plain: true, ...sourceOf(value) };
  return { ...mapping, entries: [...mapping.entries, { key: added, value }] };
}

/** A copy of a list with other items. */
export function withItems(list: List, items: readonly (Node | undefined)[]): List {
  return { ...list, items };
}

/** A scalar with another text, written at another place. Its former place becomes an origin with this role. */
export function withText(scalar: Scalar, text: string, at: Scalar, role: string): Scalar {
  const before = scalar.source;
  const former = before === undefined ? [] : [{ file: before.file, span: scalar.span, role }, ...before.origins];
  const source = at.source && { ...at.source, origins: [...at.source.origins, ...former] };
  return { kind: 'scalar', text, span: at.span, plain: false, ...(source === undefined ? {} : { source }) };
}

/** A scalar with another text at its own place, to which another place contributed. */
export function contributed(scalar: Scalar, text: string, by: Scalar, role: string): Scalar {
  const origin = by.source === undefined ? [] : [{ file: by.source.file, span: by.span, role }, ...openVariables(by)];
  const source = scalar.source && { ...scalar.source, origins: [...scalar.source.origins, ...origin] };
  return { ...scalar, text, plain: false, ...(source === undefined ? {} : { source }) };
}

/** The variables that a text has placeholders of, as origins that name them. */
export function openVariables({ source }: Content): readonly Origin[] {
  return source?.origins.filter(({ variable }) => variable !== undefined) ?? [];
}

function sourceOf({ source }: Content): { readonly source?: Source } {
  return source === undefined ? {} : { source };
}

/** The objects in a document: itself, or those of a list at its top. */
export function objectsIn(document: Content): readonly Mapping[] {
  if (document.kind === 'list') return document.items.filter(item => item?.kind === 'mapping');
  return document.kind === 'mapping' ? [document] : [];
}
