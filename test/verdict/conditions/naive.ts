// An evaluator of generated conditions that shares nothing with the product's: it works on its own trees, takes truth
// as a number (0, ½, 1. AND is the minimum, OR the maximum), computes whole cross products and matches wildcards by
// sets of reachable positions.

export type Node =
  | { readonly op: 'and' | 'or'; readonly items: readonly Node[] }
  | { readonly op: 'not'; readonly item: Node }
  | { readonly op: 'action' | 'subOperation'; readonly pattern: string }
  | { readonly op: 'exists'; readonly name: string }
  | {
      readonly op: 'compare';
      readonly left: Side;
      readonly quantifier: '' | `For${'Any' | 'All'}Of${'Any' | 'All'}Values:`;
      readonly operator: string;
      readonly right: Side;
    };
export type Side = { readonly name: string } | { readonly literals: readonly Value[]; readonly braces: boolean };
/** A value that is no text is given as it is written. */
export type Value = string | { readonly written: string };

export interface World {
  readonly action: string;
  /** Undefined: a placeholder hides it. */
  readonly repository: string | undefined;
  /** The result of a test that can't be decided: ½, or anything if it were decided some day. */
  readonly undecided: () => number;
}

export function naive(node: Node, world: World): number {
  switch (node.op) {
    case 'and':
      return Math.min(...node.items.map(item => naive(item, world)));
    case 'or':
      return Math.max(...node.items.map(item => naive(item, world)));
    case 'not':
      return 1 - naive(node.item, world);
    case 'action':
      return reaches(node.pattern.toUpperCase(), world.action.toUpperCase(), false) ? 1 : 0;
    case 'subOperation':
      return 0;
    case 'exists':
      return valuesOf(node, world) ? 1 : world.undecided();
    case 'compare':
      return compared(node, world);
  }
}

function compared(node: Extract<Node, { op: 'compare' }>, world: World): number {
  const left = valuesOf(node.left, world);
  const right = valuesOf(node.right, world);
  if (!left || !right || !node.operator.startsWith('String')) return world.undecided();
  if (node.quantifier === '' && left.length * right.length > 1) return world.undecided();
  const rows = left.map(l => right.map(r => pair(node.operator, l, r)));
  const inner = node.quantifier.includes('OfAll') ? Math.min : Math.max;
  const outer = node.quantifier.startsWith('ForAll') ? Math.min : Math.max;
  const value = outer(...rows.map(row => inner(...row)));
  return value === 0.5 ? world.undecided() : value;
}

export const repository = '@Request[Microsoft.ContainerRegistry/registries/repositories:name]';

function valuesOf(side: Side, world: World): readonly string[] | undefined {
  if ('name' in side)
    return side.name === repository && world.repository !== undefined ? [world.repository] : undefined;
  const texts = side.literals.filter(value => typeof value === 'string');
  return texts.length === side.literals.length ? texts : undefined;
}

/** 0, ½ or 1. */
function pair(operator: string, left: string, right: string): number {
  const relation = operator.replace(/^String(Not)?/, '').replace('IgnoreCase', '');
  const ignoreCase = operator.endsWith('IgnoreCase');
  if (ignoreCase && ![...left, ...right].every(char => char <= '\u007f')) return 0.5;
  if (left.includes('\\') || (relation === 'Like' ? /\\(?![*?])/.test(right) : right.includes('\\'))) return 0.5;
  const [l, r] = ignoreCase ? [left.toUpperCase(), right.toUpperCase()] : [left, right];
  const holds =
    relation === 'Equals'
      ? l.length === r.length && l.indexOf(r) === 0
      : relation === 'StartsWith'
        ? l.slice(0, r.length) === r
        : reaches(r, l, true);
  return holds !== operator.includes('Not') ? 1 : 0;
}

/** Returns whether the pattern covers the text, by the set of positions that each part of the pattern can reach. */
function reaches(pattern: string, value: string, isLike: boolean): boolean {
  const parts = isLike ? (pattern.match(/\\[*?]|[\s\S]/g) ?? []) : [...pattern];
  let positions = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of positions) {
      if (part === '*') for (let to = at; to <= value.length; to += 1) next.add(to);
      else if (part === '?' && isLike && at < value.length) next.add(at + 1);
      else if (value.charAt(at) === part.at(-1) && at < value.length) next.add(at + 1);
    }
    positions = next;
  }
  return positions.has(value.length);
}
