import type { Content, Node } from '../tree.ts';

/** Values that a build takes of one document, with those that aliases bring again. */
export const MAX_NODES = 200_000;

/** The depth of a value, and the number of its values, with its aliases written out. */
export interface Extent {
  readonly height: number;
  readonly nodes: number;
}

const ONE: Extent = { height: 1, nodes: 1 };

/** Measures the targets of aliases, each of them once, and the sum of what was taken so far. */
export class ExtentMemory {
  readonly #known = new Map<Content, Extent>();
  #taken = 0;

  /** The extent of a target that is used again. `nodes` counts all that aliases have brought by now. */
  add(target: Content): Extent {
    const { height, nodes } = this.#of(target);
    this.#taken += nodes;
    return { height, nodes: this.#taken };
  }

  #of(content: Content): Extent {
    const known = this.#known.get(content);
    if (known !== undefined) return known;
    const children = childrenIn(content).map(child => this.#ofNode(child));
    const height = children.reduce((highest, child) => Math.max(highest, child.height), 0) + 1;
    const nodes = children.reduce((sum, child) => sum + child.nodes, 1);
    const extent = { height, nodes };
    this.#known.set(content, extent);
    return extent;
  }

  #ofNode(node: Node): Extent {
    if (node.kind === 'alias') return node.target === undefined ? ONE : this.#of(node.target);
    return node.kind === 'scalar' ? ONE : this.#of(node);
  }
}

function childrenIn(content: Content): readonly Node[] {
  const nodes =
    content.kind === 'list'
      ? content.items
      : content.kind === 'mapping'
        ? content.entries.map(({ value }) => value)
        : [];
  return nodes.filter(node => node !== undefined);
}
