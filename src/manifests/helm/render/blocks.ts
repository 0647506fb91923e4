import { type Action, actionsOf, insideOf } from '../../source/goActions.ts';
import { type Expression, parseExpression } from './expression.ts';

/** A template as a tree: text, actions that write a value, and blocks. `written` is the action as it stands there. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expression; readonly written: string }
  | { readonly kind: 'assign'; readonly variable: Variable; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly written: string }
  | {
      readonly kind: 'with' | 'range';
      readonly value: Expression;
      readonly variables: readonly string[];
      readonly branches: readonly Branch[];
      readonly written: string;
    };

export interface Variable {
  readonly name: string;
  /** `:=`, where `=` gives a new value to a variable of a block outside. */
  readonly isNew: boolean;
}

/** What a block writes: under its condition, or as its `else`. */
export interface Branch {
  readonly condition: Expression | undefined;
  readonly body: readonly Node[];
}

/** Reads a template; a block that is never closed ends with the text, and an `end` without a block is passed over. */
export function parseBlocks(text: string): readonly Node[] {
  const reader = new BlockReader(text, actionsOf(text));
  const nodes: Node[] = [];
  while (!reader.atEnd) nodes.push(...reader.body(0).nodes);
  return nodes;
}

const MAX_DEPTH = 30;

class BlockReader {
  readonly #text: string;
  readonly #actions: readonly Action[];
  #next = 0;
  #textFrom = 0;
  #trimNext = false;

  constructor(text: string, actions: readonly Action[]) {
    this.#text = text;
    this.#actions = actions;
  }

  get atEnd(): boolean {
    return this.#textFrom >= this.#text.length && this.#next >= this.#actions.length;
  }

  /** The nodes up to an `else` or `end`; what stands in an `else` comes with them. */
  body(depth: number): { readonly nodes: readonly Node[]; readonly otherwise: string | undefined } {
    const nodes: Node[] = [];
    for (;;) {
      const action = this.#actions[this.#next++];
      this.#textUpTo(action, nodes);
      if (action === undefined) return { nodes, otherwise: undefined };
      const written = this.#text.slice(action.start, action.end);
      if (action.keyword === 'end') return { nodes, otherwise: undefined };
      if (action.keyword === 'else') return { nodes, otherwise: insideOf(written).trim() };
      const node = this.#node(action, written, depth);
      if (node !== undefined) nodes.push(node);
    }
  }

  #node(action: Action, written: string, depth: number): Node | undefined {
    const inside = insideOf(written).trim();
    switch (action.keyword) {
      case 'comment':
      case 'break':
      case 'continue':
        return undefined;
      case 'assign':
        return assignment(inside);
      case 'define':
      case 'block':
        this.#branches(undefined, depth);
        return undefined;
      case 'if':
        return { kind: 'if', branches: this.#branches(parseExpression(inside.slice(2)), depth), written };
      case 'with':
      case 'range': {
        const [variables, value] = bindings(inside.slice(action.keyword.length));
        return { kind: action.keyword, variables, value, branches: this.#branches(undefined, depth), written };
      }
      default:
        return { kind: 'output', value: parseExpression(inside), written };
    }
  }

  /** The branches up to the block's `end`. */
  #branches(first: Expression | undefined, depth: number): readonly Branch[] {
    const branches: Branch[] = [];
    let condition = first;
    for (;;) {
      const { nodes, otherwise } = depth < MAX_DEPTH ? this.body(depth + 1) : { nodes: [], otherwise: undefined };
      branches.push({ condition, body: nodes });
      if (otherwise === undefined) return branches;
      const elseIf = /^else\s+(?:if|with)\s(.*)$/s.exec(otherwise)?.[1];
      condition = elseIf === undefined ? undefined : parseExpression(elseIf);
    }
  }

  /** The text before an action; dashes take the blanks next to them away. */
  #textUpTo(action: Action | undefined, nodes: Node[]): void {
    const end = action?.start ?? this.#text.length;
    let text = this.#text.slice(this.#textFrom, end);
    if (this.#trimNext) text = text.trimStart();
    if (action !== undefined && /^\{\{-\s/.test(this.#text.slice(end, end + 4))) text = text.trimEnd();
    if (text !== '') nodes.push({ kind: 'text', text });
    this.#textFrom = action?.end ?? this.#text.length;
    this.#trimNext = action !== undefined && /\s-\}\}$/.test(this.#text.slice(action.end - 4, action.end));
  }
}

function assignment(inside: string): Node | undefined {
  const match = /^(\$\w*)\s*(:?=)(.*)$/s.exec(inside);
  const [, name = '', sign, value = ''] = match ?? [];
  if (match === null) return undefined;
  return { kind: 'assign', variable: { name, isNew: sign === ':=' }, value: parseExpression(value) };
}

/** `$index, $item := .Values.items`: the variables that a block binds, and to what. */
function bindings(text: string): readonly [readonly string[], Expression] {
  const match = /^\s*(\$\w+)(?:\s*,\s*(\$\w+))?\s*:?=(?!=)(.*)$/s.exec(text);
  if (match === null) return [[], parseExpression(text)];
  const [, first, second, value = ''] = match;
  return [[first, second].filter(name => name !== undefined), parseExpression(value)];
}
