// Reads rendered text as YAML, and gives each value the place where a person wrote it.

import { t } from '../../model/l10n.ts';
import { largest, smallest } from '../../model/lists.ts';
import { emptyAt, type Origin, type Span } from '../../model/place.ts';
import { hostOf, nameOf } from '../../read/image.ts';
import { openScalar } from '../../read/source/lift.ts';
import type { Content, Entry, Mapping, Node, Scalar, Source } from '../../read/source/tree.ts';
import { isMergeKey } from '../../read/source/view.ts';
import { parseYaml, splitStream } from '../../read/source/yaml/yaml.ts';
import type { BuildProblem } from '../built.ts';
import { Rope, type Segment, type Writer, writerPlace } from './rope.ts';
import { openRope } from './value.ts';

/** The objects in the text that a template file rendered. Never throws. */
export function renderedObjects(
  rope: Rope,
  template: Source,
  report: (problem: BuildProblem) => void,
): readonly Mapping[] {
  const { text } = rope;
  if (text.trim() === '') return [];
  return splitStream(text).flatMap(span => {
    const { root, problems } = parseYaml(text, span);
    const lifting = new RopeLifting(rope, template);
    for (const { message, span: at } of problems.slice(0, 1)) {
      report({ ...lifting.placeAt(at.start), message: t('the rendered text is not YAML: {0}', message) });
    }
    const object = lifting.node(root, 0);
    return object?.kind === 'mapping' ? [object] : [];
  });
}

const MAX_DEPTH = 200;
const MAX_NODES = 300_000;
/** Far more than the branches of any image. */
const MAX_EXPANDED = 8;

class RopeLifting {
  readonly #rope: Rope;
  readonly #template: Source;
  #left = MAX_NODES;

  constructor(rope: Rope, template: Source) {
    this.#rope = rope;
    this.#template = template;
  }

  /** The place in the template that rendered the text at an offset. */
  placeAt(offset: number): { readonly file: string; readonly span: Span } {
    const span = this.#rope.segmentAt(offset)?.top ?? emptyAt(0);
    return { file: this.#template.file, span };
  }

  node(node: Node | undefined, depth: number): Content | undefined {
    if (node === undefined || depth > MAX_DEPTH || --this.#left < 0) return undefined;
    switch (node.kind) {
      case 'alias':
        return this.node(node.target, depth + 1);
      case 'scalar':
        return this.#scalar(node);
      case 'list':
        return {
          kind: 'list',
          items: node.items.map(item => this.node(item, depth + 1)),
          ...this.#collectionPlace(node.span),
        };
      case 'mapping':
        return {
          kind: 'mapping',
          entries: [...this.#openPullSecrets(node), ...this.#entries(node, depth)],
          ...this.#collectionPlace(node.span),
        };
    }
  }

  #collectionPlace(span: Span): { readonly span: Span; readonly source: Source } {
    return { span: emptyAt(this.placeAt(span.start).span.start), source: this.#template };
  }

  #entries(mapping: Mapping, depth: number): readonly Entry[] {
    const entries = new EntryList();
    for (const { key, value } of mapping.entries) {
      if (isMergeKey(key)) continue;
      const isMaybe = this.#rope.segmentAt(key.span.start)?.isMaybe === true;
      for (const each of this.#values(key, value, depth)) entries.add({ key: this.#scalar(key), value: each }, isMaybe);
    }
    for (const { key, value } of mapping.entries) {
      if (!isMergeKey(key)) continue;
      const merged = this.node(value, depth + 1);
      for (const each of mappingsOf(merged)) for (const entry of each.entries) entries.addMissing(entry);
    }
    return entries.done();
  }

  /**
   * A block that is not known may give a pod its pull secrets, as `common.images.renderPullSecrets` of Bitnami's
   * library chart does: https://github.com/bitnami/charts/blob/main/bitnami/common/templates/_images.tpl
   */
  #openPullSecrets({ entries }: Mapping): readonly Entry[] {
    const [first] = entries;
    if (first === undefined || !entries.some(({ key }) => key.text === 'containers')) return [];
    return this.#openLinesBeside(first.key.span.start).map(at => {
      const key: Scalar = { kind: 'scalar', text: 'imagePullSecrets', span: emptyAt(at), plain: true };
      const segment = this.#rope.segmentAt(at);
      const text = segment?.text ?? '';
      const value: Scalar = { kind: 'scalar', text, span: emptyAt(at), plain: false };
      const pieces = new Rope(segment === undefined ? [] : [segment]);
      return { key: this.#placed(key, pieces), value: this.#placed(value, pieces) };
    });
  }

  /** The offsets of lines that are a placeholder, among the lines of a mapping whose first key is at `keyStart`. */
  #openLinesBeside(keyStart: number): readonly number[] {
    const { text } = this.#rope;
    const indentation = keyStart - (text.lastIndexOf('\n', keyStart - 1) + 1);
    const found: number[] = [];
    const isOutside = (lineStart: number): boolean => {
      const at = lineStart + (/^ */.exec(text.slice(lineStart, lineStart + indentation))?.[0].length ?? 0);
      if (text.charAt(at) === '\n' || at >= text.length) return at >= text.length;
      if (at < lineStart + indentation) return true;
      const segment = this.#rope.segmentAt(at);
      if (segment?.isOpen === true && text.startsWith(segment.text, at)) found.push(at);
      return false;
    };
    for (let end = keyStart - indentation - 1; end > 0; ) {
      const lineStart = text.lastIndexOf('\n', end - 1) + 1;
      if (isOutside(lineStart)) break;
      end = lineStart - 1;
    }
    for (let lineEnd = text.indexOf('\n', keyStart); lineEnd >= 0; lineEnd = text.indexOf('\n', lineEnd + 1)) {
      if (isOutside(lineEnd + 1)) break;
    }
    return found;
  }

  /** Several where the value of an image is one of some. */
  #values(key: Scalar, value: Node | undefined, depth: number): readonly (Content | undefined)[] {
    const unnamed = key.text === 'image' ? this.#unnamedImage(key, value) : undefined;
    if (unnamed !== undefined) return [unnamed];
    if (value === undefined) return [this.#openBehind(key)];
    if (value.kind !== 'scalar') return [this.node(value, depth + 1)];
    const pieces = this.#rope.slice(value.span.start, value.span.end);
    const isChoice = pieces.segments.some(({ alternatives }) => alternatives !== undefined && alternatives.length > 0);
    if (!isChoice || pieces.text !== value.text) return [this.#scalar(value)];
    const texts = expanded(pieces, MAX_EXPANDED);
    const scalars = texts.map(each => this.#placed({ ...value, text: each.text.trim() }, each));
    if (isImageKey(key.text)) return scalars.filter(({ text }) => text !== '');
    if (TYPE_KEYS.has(key.text))
      return [scalars.findLast((_, index) => texts[index]?.isOpen === false) ?? this.#scalar(value)];
    return [this.#scalar(value)];
  }

  /**
   * An image with a part that the values leave blank: a release has to give it. A blank version is open. Any other
   * blank part leaves the image as the template writes it. Undefined for an image with a name.
   */
  #unnamedImage(key: Scalar, value: Node | undefined): Scalar | undefined {
    const shown = value === undefined ? undefined : scalarBefore(value);
    if (value !== undefined && shown === undefined) return undefined;
    const text = shown?.text.trim() ?? '';
    if (!BLANK_PART.test(text)) return undefined;
    const { source, span } = this.#emitted(this.#rope.slice(key.span.start, key.span.end).segments);
    const written = valueOnLine(source.text, span.end);
    if (written?.text.includes('{{') !== true) return undefined;
    if (shown === undefined || !BLANK_VERSION.test(text))
      return { kind: 'scalar', text: written.text, span: written.span, plain: false, source };
    const known = this.#rope.slice(shown.span.start, shown.span.end);
    const colon = known.text.endsWith(':') || known.text.endsWith('@') ? [] : [Rope.of(':')];
    const pieces = Rope.join([known, ...colon, openRope('version', [])]);
    return this.#placed({ ...shown, text: pieces.text, plain: false }, pieces);
  }

  /** A placeholder on the lines below a key is its value. */
  #openBehind(key: Scalar): Content | undefined {
    const { text } = this.#rope;
    const lead = /^["']?[ \t]*:\s*/.exec(text.slice(key.span.end, key.span.end + 400))?.[0];
    if (lead === undefined) return undefined;
    const at = key.span.end + lead.length;
    const segment = this.#rope.segmentAt(at);
    if (segment?.isOpen !== true || !text.startsWith(segment.text, at)) return undefined;
    return this.#placed({ kind: 'scalar', text: segment.text, span: emptyAt(at), plain: false }, new Rope([segment]));
  }

  #scalar(scalar: Scalar): Scalar {
    return this.#placed(scalar, this.#rope.slice(scalar.span.start, scalar.span.end));
  }

  #placed(scalar: Scalar, pieces: Rope): Scalar {
    const { segments } = pieces;
    const [only, more] = segments;
    const plain = scalar.plain && !pieces.isOpen;
    if (only !== undefined && more === undefined && only.writers.length === 0) {
      const { source, span } = this.#emitted(segments);
      return { kind: 'scalar', text: scalar.text, span, plain, source };
    }
    const main = mainWriter(pieces, scalar.text);
    if (main === undefined) {
      const { source, span } = this.#emitted(segments);
      return {
        kind: 'scalar',
        text: scalar.text,
        span,
        plain,
        source: withOrigins(source, origins(pieces, undefined)),
      };
    }
    const template = segments.find(({ top }) => top !== undefined)?.top;
    const user: Origin[] =
      template === undefined ? [] : [{ file: this.#template.file, span: template, role: t('used by this template') }];
    const others = main.role === undefined ? origins(pieces, main) : [...origins(pieces, main), ...user];
    return { kind: 'scalar', text: scalar.text, span: main.span, plain, source: withOrigins(main.source, others) };
  }

  /** Its first to its last piece, if all are written in one template. Otherwise, its place in the rendered file. */
  #emitted(segments: readonly Segment[]): { readonly source: Source; readonly span: Span } {
    const emissions = segments.flatMap(({ emission }) => emission ?? []);
    const [first] = emissions;
    if (
      first !== undefined &&
      emissions.length === segments.length &&
      emissions.every(({ source }) => source === first.source)
    ) {
      return { source: first.source, span: around(emissions.map(({ span }) => span)) };
    }
    const tops = segments.flatMap(({ top }) => top ?? []);
    return { source: this.#template, span: tops.length === 0 ? emptyAt(0) : around(tops) };
  }
}

function around(spans: readonly Span[]): Span {
  const start = smallest(spans.map(span => span.start));
  return { start, end: largest([start, ...spans.map(span => span.end)]) };
}

function withOrigins(source: Source, more: readonly Origin[]): Source {
  return more.length === 0 ? source : { ...source, origins: [...source.origins, ...more] };
}

const MAX_ORIGINS = 10;

function origins({ writers }: Rope, main: Writer | undefined): readonly Origin[] {
  return writers
    .flatMap(writer => {
      if (writer === main || writer.role === undefined) return writer.source.origins;
      return [{ ...writerPlace(writer), role: writer.role }, ...writer.source.origins];
    })
    .slice(0, MAX_ORIGINS);
}

/**
 * Finds the place where a person changes a text. It is the value that gives an image its repository, or else its host.
 * Otherwise, it is a text in an expression that gives its repository. Undefined: the template itself.
 */
function mainWriter(pieces: Rope, text: string): Writer | undefined {
  if (pieces.text !== text || text.includes('\n')) {
    const [only, ...more] = pieces.writers;
    return more.length === 0 ? only : undefined;
  }
  const host = hostOf(text)?.length ?? 0;
  const path = nameOf(text).length;
  const repository = pieces.slice(host === 0 ? 0 : host + 1, path);
  return (
    writerIn(repository, isValue) ??
    writerIn(pieces.slice(0, host), isValue) ??
    writerIn(repository, writer => !isValue(writer))
  );
}

const isValue = (writer: Writer) => writer.role !== undefined;

/** The writer of the last piece that has one and is more than a slash. */
function writerIn({ segments }: Rope, isWanted: (writer: Writer) => boolean): Writer | undefined {
  for (const segment of segments.toReversed()) {
    const wanted = segment.text === '/' || segment.text === '' ? [] : segment.writers.filter(isWanted);
    // if the text is not known, neither is which of several values makes it
    if (wanted.length === 0 || (segment.isOpen === true && (wanted.length > 1 || !wanted.every(isValue)))) continue;
    return foremost(wanted, segment.text);
  }
  return undefined;
}

/** Returns the value that makes up most of a function's text. */
function foremost(writers: readonly Writer[], text: string): Writer | undefined {
  const shown = writers.filter(
    ({ source, span }) => span.end > span.start && text.includes(source.text.slice(span.start, span.end)),
  );
  const [first] = shown.toSorted((one, other) => other.span.end - other.span.start - (one.span.end - one.span.start));
  return first ?? writers[0];
}

/** A value, also where a blank part behind its last colon made a key of it. */
function scalarBefore(value: Node): Scalar | undefined {
  if (value.kind === 'scalar') return value;
  const [first] = value.kind === 'mapping' ? value.entries : [];
  return first === undefined || first.value !== undefined ? undefined : { ...first.key, text: `${first.key.text}:` };
}

/** A value behind the end of its key, up to the end of the line, without its quotes. */
function valueOnLine(text: string, keyEnd: number): { readonly text: string; readonly span: Span } | undefined {
  const end = text.indexOf('\n', keyEnd);
  const line = text.slice(keyEnd, end < 0 ? text.length : end);
  const [, before, quote = ''] = /^(["']?[ \t]*:[ \t]*(["']?))/.exec(line) ?? [];
  if (before === undefined) return undefined;
  const rest = line.slice(before.length).trimEnd();
  const written = quote !== '' && rest.endsWith(quote) ? rest.slice(0, -quote.length) : rest;
  const start = keyEnd + before.length;
  return { text: written, span: { start, end: start + written.length } };
}

/** No name, or one in which a registry, a repository or a version is left out. */
const BLANK_PART = /^$|^[/:@]|\/\/|[/:@]$|:@/;
const BLANK_VERSION = /^(?!.*\/\/)[^/:@][^@]*[^/:@][:@]$/;

function isImageKey(key: string): boolean {
  return /image$/i.test(key);
}

/** Keys by which readers recognise an object. Versions of the API differ by the cluster. */
const TYPE_KEYS: ReadonlySet<string> = new Set(['apiVersion', 'kind']);

/** The texts that a text with choices in it can be. */
function expanded(rope: Rope, left: number): readonly Rope[] {
  const index = rope.segments.findIndex(({ alternatives }) => alternatives !== undefined && alternatives.length > 0);
  const choice = rope.segments[index];
  if (choice?.alternatives === undefined) return [rope];
  const [before, after] = [rope.segments.slice(0, index), rope.segments.slice(index + 1)];
  const found = new Map<string, Rope>();
  for (const alternative of choice.alternatives.slice(0, left)) {
    const placed = alternative.segments.map(segment => ({ ...choice, alternatives: [], isOpen: false, ...segment }));
    for (const each of expanded(new Rope([...before, ...placed, ...after]), Math.ceil(left / 2))) {
      if (found.size < left && !found.has(each.text)) found.set(each.text, each);
    }
  }
  return [...found.values()];
}

function mappingsOf(content: Content | undefined): readonly Mapping[] {
  if (content?.kind === 'mapping') return [content];
  if (content?.kind !== 'list') return [];
  return content.items.filter(item => item?.kind === 'mapping');
}

/**
 * The entries of a mapping. Of equal keys, the last counts, unless branches of a condition that is not known bring
 * them.
 */
class EntryList {
  readonly #entries = new Map<string, Entry[]>();

  add(entry: Entry, isMaybe: boolean): void {
    const key = entry.key.text;
    const before = this.#entries.get(key);
    if (before === undefined) this.#entries.set(key, [entry]);
    else if (isMaybe || isImageKey(key)) this.#entries.set(key, joined(before, entry));
    else this.#entries.set(key, [entry]);
  }

  addMissing(entry: Entry): void {
    if (!this.#entries.has(entry.key.text)) this.#entries.set(entry.key.text, [entry]);
  }

  done(): readonly Entry[] {
    return [...this.#entries.values()].flat();
  }
}

/**
 * Joins both values of a key. Mappings and lists become one, and images stay side by side. Of other texts, none is
 * known.
 */
function joined(before: readonly Entry[], entry: Entry): Entry[] {
  const last = before.at(-1);
  const [one, other] = [last?.value, entry.value];
  if (last === undefined || one === undefined) return [entry];
  if (other === undefined) return [...before];
  const rest = before.slice(0, -1);
  if (one.kind === 'mapping' && other.kind === 'mapping')
    return [...rest, { key: last.key, value: joinedMappings(one, other) }];
  if (one.kind === 'list' && other.kind === 'list') {
    return [...rest, { key: last.key, value: { ...one, items: [...one.items, ...other.items] } }];
  }
  if (one.kind !== 'scalar' || other.kind !== 'scalar' || isImageKey(entry.key.text)) return [...before, entry];
  if (one.text === other.text) return [...before];
  if (TYPE_KEYS.has(entry.key.text) || other.source === undefined) return [...rest, entry];
  return [
    ...rest,
    {
      key: last.key,
      value: openScalar(`${one.text} / ${other.text}`.replace(/[{}\n]/g, ''), other.span, other.source),
    },
  ];
}

function joinedMappings(one: Mapping, other: Mapping): Mapping {
  const entries = new EntryList();
  for (const entry of one.entries) entries.add(entry, true);
  for (const entry of other.entries) entries.add(entry, true);
  return { ...one, entries: entries.done() };
}
