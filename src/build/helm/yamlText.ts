// Values as YAML text and back, with the places of each scalar kept.
import { parseJson } from '../../read/source/json.ts';
import { entriesOf, type Node, type Scalar } from '../../read/source/tree.ts';
import { isMergeKey } from '../../read/source/view.ts';
import { parseYaml } from '../../read/source/yaml/yaml.ts';
import { openRope } from './placeholder.ts';
import { ropeOf } from './printed.ts';
import { Rope, type Segment } from './rope.ts';
import {
  listValue,
  MAX_VALUE_DEPTH,
  type MapValue,
  mapValue,
  NULL,
  ropeValue,
  sortedKeys,
  type TemplateValue,
} from './value.ts';
import { visit } from './walks.ts';
import { numberFrom, resolvedText, scalarValue } from './yamlValue.ts';

/** Writes a value as Helm's `toYaml` does: keys sorted, lists at the column of their key, no line end behind it. */
export function yamlRope(value: TemplateValue): Rope {
  const writer = new YamlWriter();
  writer.root(value);
  return writer.rope;
}

class YamlWriter {
  readonly #segments: Segment[] = [];

  get rope(): Rope {
    return new Rope(this.#segments);
  }

  root(value: TemplateValue): void {
    if (isBlock(value)) this.#block(value, '', 0);
    else this.#scalar(value, '  ');
  }

  #block(value: TemplateValue, pad: string, depth: number): void {
    visit();
    if (value.kind === 'map') this.#map(value, pad, depth);
    else if (value.kind === 'list') this.#list(value.items, value.isOpen, pad, depth);
  }

  #map(map: MapValue, pad: string, depth: number): void {
    for (const [index, key] of sortedKeys(map).entries()) {
      if (index > 0) this.#put(`\n${pad}`);
      const value = map.entries.get(key) ?? NULL;
      this.#put(`${quotedIfNeeded(key)}:`);
      if (!isBlock(value) || depth > MAX_VALUE_DEPTH) {
        this.#put(' ');
        this.#scalar(value, `${pad}  `);
        continue;
      }
      const below = value.kind === 'list' ? pad : `${pad}  `;
      this.#put(`\n${below}`);
      this.#block(value, below, depth + 1);
    }
    if (map.isOpen) this.#add(openRope(undefined, []), map.entries.size > 0 ? `\n${pad}` : '');
  }

  #list(items: readonly TemplateValue[], isOpen: boolean, pad: string, depth: number): void {
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#put(`\n${pad}`);
      this.#put('- ');
      if (isBlock(item) && depth <= MAX_VALUE_DEPTH) this.#block(item, `${pad}  `, depth + 1);
      else this.#scalar(item, `${pad}  `);
    }
    if (isOpen) this.#add(openRope(undefined, []), items.length > 0 ? `\n${pad}- ` : '- ');
  }

  #scalar(value: TemplateValue, pad: string): void {
    visit();
    if (value.kind === 'text') this.#text(value.rope, pad);
    else if (value.kind === 'map') this.#put('{}');
    else if (value.kind === 'list') this.#put('[]');
    else if (value.kind === 'null') this.#put('null');
    else if (value.kind === 'number') this.#add(Rope.of(String(value.value), value.writers));
    else this.#add(ropeOf(value));
  }

  #text(rope: Rope, pad: string): void {
    const { text } = rope;
    if (isPlain(rope)) this.#add(rope);
    else if (/^[^\s][^\t\r]*$/.test(text) && text.includes('\n')) this.#lines(rope, pad);
    else if (/[^\P{Cc}]/u.test(text)) {
      this.#put('"');
      this.#add(rope.mapKnown(known => JSON.stringify(known).slice(1, -1)));
      this.#put('"');
    } else {
      this.#put("'");
      this.#add(rope.mapKnown(known => known.replaceAll("'", "''")));
      this.#put("'");
    }
  }

  /** A block of lines. Empty lines have no indentation. */
  #lines(rope: Rope, pad: string): void {
    const { text } = rope;
    const ends = text.endsWith('\n\n') ? '|+' : text.endsWith('\n') ? '|' : '|-';
    this.#put(`${ends}\n`);
    const body = text.endsWith('\n') ? rope.slice(0, text.length - 1) : rope;
    this.#add(indented(body, pad));
  }

  #put(text: string): void {
    this.#segments.push({ text, writers: [] });
  }

  #add({ segments }: Rope, before = ''): void {
    if (before !== '') this.#put(before);
    for (const segment of segments) this.#segments.push(segment);
  }
}

function isBlock(value: TemplateValue): boolean {
  if (value.kind === 'map') return value.entries.size > 0 || value.isOpen;
  return value.kind === 'list' && (value.items.length > 0 || value.isOpen);
}

/**
 * Puts blanks before each line that is not empty. It cuts pieces at the ends of lines, which lets each keep its place.
 */
export function indented(rope: Rope, pad: string): Rope {
  const parts: Rope[] = [];
  const { text } = rope;
  for (let start = 0; start <= text.length; ) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    if (end - start > 1 || (lineEnd < 0 && end > start)) parts.push(Rope.of(pad));
    if (end > start) parts.push(rope.slice(start, end));
    if (lineEnd < 0) break;
    start = end;
  }
  return Rope.join(parts);
}

const SPECIAL = /^[-?:,[\]{}#&*!|>'"%@`\s=]|: |:$| #|\s$|[^\P{Cc}]/u;

/** Tests the known pieces alone: a placeholder is no part of YAML's grammar. */
function isPlain(rope: Rope): boolean {
  const known = rope.segments.map(({ text, isOpen }) => (isOpen === true ? 'x' : text)).join('');
  return isPlainText(known);
}

function isPlainText(text: string): boolean {
  if (text === '' || (SPECIAL.test(text) && !/^-[^\s-]/.test(text)) || /: |:$| #|\s$|[^\P{Cc}]/u.test(text))
    return false;
  if (/^\d[\d:]*:/.test(text) || /^\d{4}-\d/.test(text)) return false;
  return scalarValue(scalarOf(text), []).kind === 'text' && numberFrom(text) === undefined;
}

function scalarOf(text: string): Scalar {
  return { kind: 'scalar', text, span: { start: 0, end: text.length }, plain: true };
}

function quotedIfNeeded(key: string): string {
  return isPlainText(key) ? key : JSON.stringify(key);
}

// ─── Back ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The value of a text of YAML. Undefined for a text that is no YAML. */
export function valueOfYaml(rope: Rope): TemplateValue | undefined {
  const { root, problems } = parseYaml(rope.text);
  return problems.length > 0 ? undefined : new RopeReading(rope).value(root, 0);
}

export function valueOfJson(rope: Rope): TemplateValue | undefined {
  const { root, problems } = parseJson(rope.text, 'one');
  return problems.length > 0 ? undefined : new RopeReading(rope).value(root, 0);
}

/** Aliases multiply the nodes of a text: longer ones end here. */
const MAX_NODES = 100_000;

class RopeReading {
  readonly #rope: Rope;
  #left = MAX_NODES;

  constructor(rope: Rope) {
    this.#rope = rope;
  }

  value(node: Node | undefined, depth: number): TemplateValue {
    if (node === undefined || depth > MAX_VALUE_DEPTH || --this.#left < 0) return NULL;
    switch (node.kind) {
      case 'alias':
        return this.value(node.target, depth + 1);
      case 'scalar':
        return this.#scalar(node);
      case 'list':
        return listValue(node.items.map(item => this.value(item, depth + 1)));
      case 'mapping': {
        const map = mapValue();
        for (const { key, value } of node.entries) {
          if (!isMergeKey(key)) map.entries.set(key.text, this.value(value, depth + 1));
        }
        for (const { key, value } of node.entries) if (isMergeKey(key)) this.#merge(map, value, depth);
        return map;
      }
    }
  }

  #merge(map: MapValue, merged: Node | undefined, depth: number): void {
    const target = merged?.kind === 'alias' ? merged.target : merged;
    for (const { key, value } of entriesOf(target)) {
      if (!map.entries.has(key.text)) map.entries.set(key.text, this.value(value, depth + 1));
    }
  }

  #scalar(scalar: Scalar): TemplateValue {
    const written = this.#rope.slice(scalar.span.start, scalar.span.end);
    if (written.isOpen || !scalar.plain) {
      const text = written.isOpen ? scalar.text : resolvedText(scalar, this.#rope.text);
      return ropeValue(written.text === text ? written : Rope.of(text, written.writers));
    }
    const typed = scalarValue(scalar, written.writers);
    return typed.kind === 'text' && written.text === scalar.text ? ropeValue(written) : typed;
  }
}
