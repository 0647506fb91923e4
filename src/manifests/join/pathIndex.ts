/**
 * Things by paths of a chart's values, such as `apps[0].image`, in which `*` stands for any key or element. Found is
 * everything at a path and on the way to it, or the first below one, without a look at all others.
 */
export class PathIndex<T> {
  readonly #root: Node<T> = { below: new Map(), here: [], first: undefined };
  #count = 0;

  add(path: string, item: T): void {
    const order = this.#count++;
    let node = this.#root;
    for (const segment of segmentsOf(path)) {
      const below = node.below.get(segment) ?? { below: new Map(), here: [], first: { item, order } };
      node.below.set(segment, below);
      node = below;
    }
    node.here.push(item);
  }

  /** Everything whose own path is this one, or leads to it. */
  leadingTo(path: string): readonly T[] {
    const found: T[] = [];
    let nodes = [this.#root];
    for (const segment of segmentsOf(path)) {
      nodes = nodes.flatMap(({ below }) => [below.get(segment), below.get('*')].filter(node => node !== undefined));
      for (const { here } of nodes) for (const item of here) found.push(item);
    }
    return found;
  }

  /** The item that was added first of those at one of some paths, or below it. */
  firstBelow(paths: Iterable<string>): T | undefined {
    let best: Node<T>['first'];
    for (const path of paths) {
      let nodes = [this.#root];
      for (const segment of segmentsOf(path)) {
        nodes = nodes.flatMap(({ below }) => (segment === '*' ? [...below.values()] : (below.get(segment) ?? [])));
      }
      for (const { first } of nodes) if (first && (best === undefined || first.order < best.order)) best = first;
    }
    return best?.item;
  }
}

interface Node<T> {
  readonly below: Map<string, Node<T>>;
  readonly here: T[];
  /** What was added first, here or below. */
  readonly first: { readonly item: T; readonly order: number } | undefined;
}

/** `apps[0].image` and `apps.web.image` alike. */
function segmentsOf(path: string): readonly string[] {
  return path.split(/[.[]/);
}
