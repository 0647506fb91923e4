// Expands a block: one that is in a loop or has a count makes several, one under a condition may make none.
//
//   resource "azurerm_container_registry" "acr" {
//     for_each = toset(["test", "prod"])        → acr["prod"] and acr["test"]
//     count    = 2                              → acr[0] and acr[1]
//     count    = var.enabled ? 1 : 0            → acr[0], under the condition var.enabled
//     count    = var.count                      → acr[*], which represents all
//   }
import {
  openValue,
  type Presence,
  type PresenceCondition,
  plainText,
  termOf,
  type Value,
} from '../../../model/program.ts';
import type { Expression, ExpressionOf } from '../../source/languages/expression.ts';
import { type Locals, localsOf, noLocals, turnsOver } from './evaluator.ts';
import type { ProgramBlock } from './module.ts';
import { type Instance, MAX_INSTANCES, type MadeBlock } from './nodes.ts';
import { truthIn } from './operations.ts';

/** The nodes of a block, as references to it see them. */
export type Expansion =
  | { readonly kind: 'one'; readonly node: MadeBlock }
  | {
      readonly kind: 'several';
      readonly nodes: readonly (readonly [index: Value, node: MadeBlock])[];
      readonly byKey: boolean;
    }
  /** The count is unknown: one node represents all. */
  | { readonly kind: 'open'; readonly node: MadeBlock };

/** Expands a block of a module. Evaluates its loop, its count and its condition in the instance. */
export function expandBlock(block: ProgramBlock, instance: Instance): Expansion {
  const { body, repeat } = block;
  if (repeat?.kind === 'count') return expandCount(block, repeat.count, repeat.indexes, instance);
  if (repeat?.kind === 'each') {
    const { over, item, index } = repeat;
    return expandLoop(block, { over, item, indexes: [index], ofSet: true, body }, instance);
  }
  if (body.kind === 'loop') return expandLoop(block, body, instance);
  return { kind: 'one', node: makeNode(block, { body }, instance) };
}

/** Returns the nodes of an expansion. One that represents all is one of them. */
export function expandedNodes(expansion: Expansion): readonly MadeBlock[] {
  return expansion.kind === 'several' ? expansion.nodes.map(([, node]) => node) : [expansion.node];
}

/** The value of a reference to a block. */
export function referenceTo(expansion: Expansion): Value {
  const attribute = ({ key }: MadeBlock): Value => ({ kind: 'attribute', of: key, path: [] });
  switch (expansion.kind) {
    case 'one':
      return attribute(expansion.node);
    case 'open':
      return openValue(`one of ${expansion.node.key}`, expansion.node.address, [attribute(expansion.node)]);
    case 'several': {
      // a count of nothing makes nothing. In a loop, what is left out keeps its index
      const { nodes: all } = expansion;
      const nodes = all.filter(([, node]) => node.presence.kind !== 'no' || node.block.repeat?.kind !== 'count');
      const items = nodes.map(([, node]) => attribute(node));
      if (!expansion.byKey) return { kind: 'list', items, isWhole: true };
      return { kind: 'object', fields: nodes.map(([key, node]) => ({ key, value: attribute(node) })), isWhole: true };
    }
  }
}

function expandLoop(
  block: ProgramBlock,
  loop: Pick<ExpressionOf<'loop'>, 'over' | 'item' | 'indexes' | 'ofSet' | 'body'>,
  instance: Instance,
): Expansion {
  const { item, indexes = [], body } = loop;
  const over = instance.evaluate(loop.over);
  const turns = turnsOver(over, loop.ofSet === true);
  if (turns === undefined) {
    const condition = { term: `some of ${termOf(over)}`, label: loop.over.source };
    return { kind: 'open', node: makeNode(block, { body, index: '*', condition }, instance) };
  }
  const nodes = turns.map(turn => {
    const locals = localsOf(turn, noLocals, item, indexes);
    const index = plainText(turn.index) ?? termOf(turn.index);
    return [turn.index, makeNode(block, { body, locals, index }, instance)] as const;
  });
  return { kind: 'several', nodes, byKey: over.kind === 'object' || loop.ofSet === true };
}

/** `count = var.enabled ? 1 : 0` is a condition. */
function expandCount(
  block: ProgramBlock,
  count: Expression,
  indexes: readonly string[],
  instance: Instance,
): Expansion {
  const { body } = block;
  const indexed = (value: number): Locals => new Map(indexes.map(index => [index, { kind: 'plain', value }]));
  const oneAt = (value: number, more: Partial<Turn> = {}): readonly [Value, MadeBlock] => {
    const turn = { body, locals: indexed(value), index: String(value), ...more };
    return [{ kind: 'plain', value }, makeNode(block, turn, instance)];
  };
  const number = Number(plainText(instance.evaluate(count)));
  if (Number.isInteger(number) && number <= MAX_INSTANCES) {
    const nodes = [...Array(Math.max(0, number)).keys()].map(each => oneAt(each));
    // a count of nothing is kept, as a condition that does not hold
    return { kind: 'several', nodes: nodes.length > 0 ? nodes : [oneAt(0, { isOff: true })], byKey: false };
  }
  const condition = conditionOfCount(count, instance);
  if (condition !== undefined) return { kind: 'several', nodes: [oneAt(0, { condition })], byKey: false };
  const some = { term: `some of ${termOf(instance.evaluate(count))}`, label: count.source };
  return { kind: 'open', node: makeNode(block, { body, locals: indexed(0), index: '*', condition: some }, instance) };
}

function conditionOfCount(count: Expression, instance: Instance): PresenceCondition | undefined {
  if (count.kind !== 'choice' || count.condition === undefined) return undefined;
  const [then, otherwise] = count.options.map(option => plainText(instance.evaluate(option)));
  const label = count.condition.source;
  const term = termOf(instance.evaluate(count.condition));
  if (then === '1' && otherwise === '0') return { term, label };
  return then === '0' && otherwise === '1' ? { term: `!(${term})`, label: `!(${label})` } : undefined;
}

/** One turn of the loop around a block, or the only one. */
interface Turn {
  readonly body: Expression;
  readonly locals?: Locals;
  /** For the address. A number, a key, or `*` for all. Undefined: there is no loop. */
  readonly index?: string;
  readonly condition?: PresenceCondition;
  /** True if it is surely not made. */
  readonly isOff?: boolean;
}

function makeNode(block: ProgramBlock, turn: Turn, instance: Instance): MadeBlock {
  const { path, title } = instance.place;
  const { index, locals = noLocals } = turn;
  const suffix = index === undefined ? '' : `[${/^\d+$|^\*$/.test(index) ? index : JSON.stringify(index)}]`;
  return {
    key: `${path}/${block.key}${suffix}`,
    address: `${title === '' ? '' : `${title}.`}${block.title}${suffix}`,
    block,
    instance,
    locals,
    presence: presenceOf(turn, instance),
    content: turn.body.kind === 'guarded' ? turn.body.of : turn.body,
    parent: block.parent === undefined ? undefined : `${path}/${block.parent}`,
  };
}

function presenceOf({ body, locals, condition, isOff = false }: Turn, instance: Instance): Presence {
  const conditions = [...instance.place.conditions, ...(condition === undefined ? [] : [condition])];
  const otherwise: Presence = isOff ? { kind: 'no' } : { kind: 'where', conditions };
  if (body.kind !== 'guarded') return otherwise;
  const value = instance.evaluate(body.condition, locals);
  switch (truthIn(value)) {
    case 'yes':
      return otherwise;
    case 'no':
      return { kind: 'no' };
    case 'unknown':
      return { kind: 'where', conditions: [...conditions, { term: termOf(value), label: body.condition.source }] };
  }
}
