import { type Document, isMap, isNode, isPair, isScalar, type Node, parseDocument, visit } from 'yaml';
import type { Span } from '../../model/place.ts';

export type ConfigPath = readonly (string | number)[];

/** A mistake in `.acr-pull.yaml`, at its place. */
export interface ConfigProblem {
  readonly message: string;
  readonly span: Span;
  /**
   * With an error, the file can't be used. A part with any other severity has no effect, or can't be checked against
   * Azure.
   */
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** True if this part can be removed. */
  readonly unnecessary: boolean;
  readonly fix: ConfigFix | undefined;
}

/** Corrects it: a text in place of a span of the file. */
export interface ConfigFix {
  readonly title: string;
  readonly span: Span;
  readonly newText: string;
}

export function problem(
  severity: ConfigProblem['severity'],
  span: Span,
  message: string,
  more: { readonly unnecessary?: boolean; readonly fix?: ConfigFix | undefined } = {},
): ConfigProblem {
  return { message, span, severity, unnecessary: more.unnecessary ?? false, fix: more.fix };
}

export const mostProblems = 20;

/**
 * The first problems, and the number of further ones. Each is searched for in the file, which takes long for very many.
 */
export function limited(problems: readonly ConfigProblem[], total = problems.length): readonly ConfigProblem[] {
  const shown = problems.slice(0, mostProblems);
  const [last] = shown.slice(-1);
  return last === undefined || total <= mostProblems
    ? problems
    : [...shown, problem('error', last.span, `And ${total - mostProblems} more.`)];
}

/** Replaces an unknown name by a known one. */
export function replacement(span: Span, by: string | undefined): ConfigFix | undefined {
  return by === undefined ? undefined : { title: `Change it to ${by}`, span, newText: by };
}

/** `Did you mean …?` in words, if there is anything to suggest. */
export function suggestion(name: string | undefined): string {
  return name === undefined ? '' : ` Did you mean \`${name}\`?`;
}

/** A config as the YAML library parses it. */
export class ConfigText {
  readonly text: string;
  readonly document: Document;

  constructor(text: string) {
    this.text = text;
    // YAML has lines that end with CR alone, and the library doesn't
    const lines = text.replaceAll(/\r(?!\n)/g, '\n');
    // of equal keys, the library compares each key with each
    this.document = parseDocument(lines, { logLevel: 'error', uniqueKeys: false });
  }

  /** Keys that are in their map already. */
  repeatedKeys(): readonly Span[] {
    const found: Span[] = [];
    visit(this.document, {
      Map: (_, { items }) => {
        const seen = new Set<unknown>();
        for (const { key } of items) {
          if (!isScalar(key)) continue;
          if (seen.has(key.value)) found.push(spanOf(key));
          seen.add(key.value);
        }
      },
    });
    return found;
  }

  /**
   * The value at a path, or the nearest one above it. For a map, its first key: a whole map would underline a
   * screenful.
   */
  value(path: ConfigPath): Span {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#node(path.slice(0, length));
      if (node?.range) return spanOf(isMap(node) ? (firstKey(node) ?? node) : node);
    }
    return { start: 0, end: 0 };
  }

  /** All of a value, with everything in it. */
  item(path: ConfigPath): Span {
    const node = this.#node(path);
    if (!node?.range) return this.value(path);
    const [start, end] = node.range;
    return { start, end: start + this.text.slice(start, end).trimEnd().length };
  }

  /** The key that a path ends with. The value if it ends with a place in a list. */
  key(path: ConfigPath): Span {
    const parent = this.#node(path.slice(0, -1));
    const name = path.at(-1);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
    return isPair(pair) && isNode(pair.key) && pair.key.range ? spanOf(pair.key) : this.value(path);
  }

  /** Removes an item of a list, with its lines. Undefined if it shares a line with others, as in `[a, b]`. */
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
