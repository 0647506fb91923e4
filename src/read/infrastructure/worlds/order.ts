import { once, remembered } from '../../../model/memo.ts';
import { type Expression, propertyOf } from '../../source/languages/expression.ts';
import { nodesReferred } from './namedResources.ts';
import type { MadeBlock } from './nodes.ts';
import type { Program } from './program.ts';

// The order in which a deployment makes things. A reference waits for what it refers to, and `dependsOn` states it.
// Nested deployments of Bicep wait as a whole, and a reference to an output waits for all of the module:
// https://learn.microsoft.com/azure/azure-resource-manager/bicep/resource-dependencies
// Terraform waits for single resources, unless `depends_on` names a module. Here, it waits as Bicep does: an order that
// is not there costs a warning, and a warning where there is an order would be wrong.

/** Returns whether one block is surely made without waiting for another, by their keys. */
export function orderOf(program: Program, nodes: readonly MadeBlock[]): (first: string, second: string) => boolean {
  const known = new Map<MadeBlock, Dependencies>();
  // what a call of a module makes
  const within = once(() => Map.groupBy(nodes, ({ instance }) => instance.place.path));
  return (from, second) => {
    const first = program.node(from);
    const seen = new Set<string>();
    const open = first === undefined ? [] : [first];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next.key)) continue;
      seen.add(next.key);
      if (next.key === second) return false;
      const { direct } = dependenciesOf(next, program, known);
      // an expression that is not understood may refer to anything
      if (direct === undefined) return false;
      for (const each of direct) open.push(each);
      if (next !== first) for (const each of within().get(next.key) ?? []) open.push(each);
    }
    return true;
  };
}

/** Undefined: an expression is not understood. */
interface Dependencies {
  readonly direct: readonly MadeBlock[] | undefined;
}

function dependenciesOf(node: MadeBlock, program: Program, known: Map<MadeBlock, Dependencies>): Dependencies {
  return remembered(known, node, () => {
    const { instance, block } = node;
    const found: MadeBlock[] = [];
    const repeat = block.repeat?.kind === 'count' ? block.repeat.count : block.repeat?.over;
    const written = [block.body, ...(repeat === undefined ? [] : [repeat])];
    const add = program.notation.name === 'arm' ? addNamed : addReferences;
    if (!written.every(each => add(each, node, found))) return { direct: undefined };
    // a module is made once what its call refers to is there
    const caller = program.node(instance.place.path);
    const outer = caller === undefined ? [] : dependenciesOf(caller, program, known).direct;
    return { direct: outer && [...found, ...outer] };
  });
}

/** Returns whether an expression is a part of another one, as the same object. */
export function holds(root: Expression, part: Expression): boolean {
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === part) return true;
    for (const each of subexpressions(next)) open.push(each);
  }
  return false;
}

/** Adds what an expression refers to. False where a part of it is not understood. */
function addReferences(root: Expression, { instance }: MadeBlock, found: MadeBlock[]): boolean {
  const seen = new Set<string>();
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'opaque' && next.source.trim() !== '') return false;
    if (next.kind === 'reference' && !seen.has(next.key)) {
      seen.add(next.key);
      const { blocks, locals } = instance.module;
      const local = locals.get(next.key);
      if (local !== undefined) open.push(local);
      if (blocks.has(next.key)) for (const each of instance.nodesOf(next.key)) found.push(each);
    }
    for (const part of subexpressions(next)) open.push(part);
  }
  return true;
}

/**
 * Templates name what they wait for in `dependsOn`, and in `reference` and the functions that list keys. A nested
 * template that sees the names of the outer one waits with its deployment, which is no block.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency
 */
function addNamed(root: Expression, { instance, locals, block }: MadeBlock, found: MadeBlock[]): boolean {
  if (block.key.includes('.')) return false;
  const body = root.kind === 'guarded' ? root.of : root;
  const before = propertyOf(body, 'dependsOn');
  if (before !== undefined && before.kind !== 'list') return false;
  const names = [...(before?.items ?? [])];
  const { locals: variables } = instance.module;
  const seen = new Set<Expression>();
  const open = [...(block.kind === 'module' ? partsOfCall(body) : subexpressions(root))];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const variable = next.kind === 'reference' ? variables.get(next.key) : undefined;
    if (variable !== undefined) open.push(variable);
    const [named] = next.kind === 'call' && /^(?:reference|list\w*)$/i.test(next.name) ? next.arguments : [];
    if (named !== undefined) names.push(named);
    for (const part of subexpressions(next)) open.push(part);
  }
  return names.every(each => {
    const nodes = nodesReferred(instance.evaluate(each, locals), instance);
    for (const node of nodes) found.push(node);
    return nodes.length > 0;
  });
}

/** The parts of a nested deployment without its template, whose names are its own. */
function partsOfCall(body: Expression): readonly Expression[] {
  const properties = propertyOf(body, 'properties');
  const template = propertyOf(properties, 'template');
  const inner = properties === undefined ? [] : subexpressions(properties);
  return [...subexpressions(body).filter(each => each !== properties), ...inner.filter(each => each !== template)];
}

export function subexpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'mapping':
      return expression.entries.flatMap(({ key, value }) => (key === undefined ? [value] : [key, value]));
    case 'list':
      return expression.items;
    case 'text':
      return expression.parts.filter(part => typeof part !== 'string');
    case 'member':
      return [expression.of, expression.key];
    case 'call':
      return expression.arguments;
    case 'choice':
      return [...expression.options, ...(expression.condition === undefined ? [] : [expression.condition])];
    case 'operation':
      return expression.operands;
    case 'loop':
      return [expression.over, expression.body, expression.key, expression.condition].filter(
        each => each !== undefined,
      );
    case 'guarded':
      return [expression.condition, expression.of];
    case 'spread':
      return [expression.of];
    default:
      return [];
  }
}
