import { type Document, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { Span } from '../../model/place.ts';
import type { ConfigPath, ConfigSource } from './config.ts';
import type { ConfigFix } from './problem.ts';

/** A config as the YAML library parses it. */
export class ConfigText implements ConfigSource {
  readonly text: string;
  readonly document: Document;

  constructor(text: string) {
    this.text = text;
    this.document = parseDocument(text, { lineCounter: new LineCounter(), logLevel: 'error' });
  }

  value(path: ConfigPath): Span {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#node(path.slice(0, length));
      if (node?.range) return spanOf(isMap(node) ? (firstKey(node) ?? node) : node);
    }
    return { start: 0, end: 0 };
  }

  item(path: ConfigPath): Span {
    const node = this.#node(path);
    if (!node?.range) return this.value(path);
    const [start, end] = node.range;
    return { start, end: start + this.text.slice(start, end).trimEnd().length };
  }

  key(path: ConfigPath): Span {
    const parent = this.#node(path.slice(0, -1));
    const name = path.at(-1);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
    return isPair(pair) && isNode(pair.key) && pair.key.range ? spanOf(pair.key) : this.value(path);
  }

  removal(path: ConfigPath, title: string): ConfigFix | undefined {
    const node = this.#node(path);
    if (!node?.range) return undefined;
    const start = this.text.lastIndexOf('\n', node.range[0] - 1) + 1;
    if (!/^[ \t]*-[ \t]+$/.test(this.text.slice(start, node.range[0]))) return undefined;
    const contentEnd = start + this.text.slice(start, node.range[1]).trimEnd().length;
    const lineEnd = this.text.indexOf('\n', contentEnd);
    return { title, span: { start, end: lineEnd < 0 ? this.text.length : lineEnd + 1 }, newText: '' };
  }

  #node(path: ConfigPath): Node | undefined {
    const node = path.length === 0 ? this.document.contents : this.document.getIn(path, true);
    return isNode(node) ? node : undefined;
  }
}

function firstKey(map: { readonly items: readonly { readonly key: unknown }[] }): Node | undefined {
  const key = map.items[0]?.key;
  return isNode(key) && key.range ? key : undefined;
}

function spanOf({ range }: Node): Span {
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
