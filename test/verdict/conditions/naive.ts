// An evaluator of generated conditions that shares nothing with the product's: it works on its own trees, takes truth
// as a number (0, ½, 1; AND is the minimum, OR the maximum), computes whole cross products, matches wildcards by sets of reachable positions and compares dates as numbers of ticks.

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
/** `bare` marks a GUID without quotes, which is a value of its own kind. */
export type Value = string | bigint | boolean | { readonly bare: string };

/** Undefined: unknown; null: absent. */
export type Known = ReadonlyMap<string, readonly Value[] | null | undefined>;
export interface World {
  readonly action: string;
  readonly subOperation: string | null | undefined;
  readonly known: Known;
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
      if (world.subOperation === undefined) return 0.5;
      if (world.subOperation === null) return 0;
      return reaches(node.pattern.toUpperCase(), world.subOperation.toUpperCase(), false) ? 1 : 0;
    case 'exists': {
      const values = world.known.get(node.name);
      return values === undefined ? 0.5 : values === null ? 0 : 1;
    }
    case 'compare':
      return compared(node, world);
  }
}

function compared(node: Extract<Node, { op: 'compare' }>, world: World): number {
  const isLike = node.operator.includes('Like');
  const left = valuesOf(node.left, world);
  const right = valuesOf(node.right, world);
  if (left === undefined || right === undefined) return 0.5;
  if (node.quantifier === '' && left.length * right.length > 1) return 0.5;
  if ('literals' in node.left && left.some(hasBackslash)) return 0.5;
  if ('literals' in node.right && !isLike && right.some(hasBackslash)) return 0.5;
  if (isLike && right.some(value => typeof value === 'string' && /\\(?![*?])/.test(value))) return 0.5;
  const rows = left.map(l => right.map(r => pair(node.operator, l, r)));
  if (rows.flat().includes(undefined)) return 0.5;
  const inner = node.quantifier.includes('OfAll') ? Math.min : Math.max;
  const outer = node.quantifier.startsWith('ForAll') ? Math.min : Math.max;
  return outer(...rows.map(row => inner(...row.map(cell => cell ?? 0.5))));
}

function valuesOf(side: Side, world: World): readonly Value[] | undefined {
  return 'literals' in side ? side.literals : (world.known.get(side.name) ?? undefined);
}

function hasBackslash(value: Value): boolean {
  return typeof value === 'string' && value.includes('\\');
}

/** 0, ½ or 1; undefined where the types do not fit. */
function pair(operator: string, left: Value, right: Value): number | undefined {
  const isNegated = operator.includes('Not');
  const plain = operator.replace('Not', '');
  const result = plain.startsWith('String') ? text(plain.slice(6), left, right) : other(plain, left, right);
  return result !== undefined && isNegated ? 1 - result : result;
}

function text(relation: string, left: Value, right: Value): number | undefined {
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  const ignoreCase = relation.endsWith('IgnoreCase');
  const name = relation.replace('IgnoreCase', '');
  const holds = (l: string, r: string): boolean => {
    if (name === 'Equals') return l.length === r.length && l.indexOf(r) === 0;
    return name === 'StartsWith' ? l.slice(0, r.length) === r : reaches(r, l, true);
  };
  if (!ignoreCase) return holds(left, right) ? 1 : 0;
  const isPlain = [...left, ...right].every(char => char <= '\u007f');
  if (isPlain) return holds(left.toUpperCase(), right.toUpperCase()) ? 1 : 0;
  return holds(left, right) ? 1 : 0.5;
}

function other(operator: string, left: Value, right: Value): number | undefined {
  const [, type = '', relation = ''] = /^(Bool|Numeric|DateTime|Guid)(\w+)$/.exec(operator) ?? [];
  const l = scalar(type, left);
  const r = scalar(type, right);
  if (l === undefined || r === undefined) return undefined;
  const sign = l < r ? -1 : l > r ? 1 : 0;
  const signs: Record<string, readonly number[]> = {
    Equals: [0],
    LessThan: [-1],
    LessThanEquals: [-1, 0],
    GreaterThan: [1],
    GreaterThanEquals: [0, 1],
  };
  return signs[relation]?.includes(sign) ? 1 : 0;
}

function scalar(type: string, value: Value): string | number | bigint | undefined {
  switch (type) {
    case 'Bool':
      return typeof value === 'boolean' ? Number(value) : undefined;
    case 'Numeric':
      return typeof value === 'bigint' ? value : undefined;
    case 'DateTime':
      return typeof value === 'string' ? ticks(value) : undefined;
    default: {
      const guid = typeof value === 'object' ? value.bare : value;
      const isGuid = typeof guid === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(guid);
      return isGuid ? guid.toUpperCase() : undefined;
    }
  }
}

function ticks(value: string): bigint | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/.test(value)) return undefined;
  const seconds = `${value.slice(0, 19)}.000Z`;
  const date = new Date(seconds);
  if (Number.isNaN(date.getTime()) || date.toISOString() !== seconds) return undefined;
  const fraction = value.slice(20, -1);
  return BigInt(date.getTime()) * 10_000n + BigInt(Math.round(Number(`0.${fraction || '0'}`) * 1e7));
}

/** Whether the pattern covers the text, by the set of positions that each part of the pattern can reach. */
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
