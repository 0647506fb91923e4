import { emptyAt } from '../../../../model/place.ts';
import { withoutHeredocEscapes, withoutQuotedEscapes } from '../escapes.ts';
import { type EntryExpression, type Expression, type ExpressionOf, nothingAt, propertyOf } from '../expression.ts';
import type { Syntax } from '../grammars.ts';
import { type Base, StatementText } from '../statementText.ts';

type Bound = ReadonlySet<string>;

const BETWEEN_OPERANDS: ReadonlySet<string> = new Set('== != && || < > <= >= + - * / %'.split(' '));

interface Block {
  readonly labels: readonly Syntax[];
  readonly items: (Syntax | Block)[];
}

/** No name of the language. */
const SPLAT_ITEM = '[*]';

/** Makes expressions of the syntax of one Terraform block. */
export class HclConverter extends StatementText {
  /** The body of the only block, or the attributes of a file without blocks. */
  file(root: Syntax): ExpressionOf<'mapping'> {
    const { items } = this.#structure(root);
    const block = items.find(isBlock);
    const base = this.base(root);
    return this.#body(block === undefined ? items : block.items, base);
  }

  /**
   * Blocks and attributes. Where the parser lost its way, braces that are left over still show what belongs together.
   */
  #structure(root: Syntax): Block {
    const outer: Block = { labels: [], items: [] };
    const open: Block[] = [outer];
    let labels: Syntax[] = [];
    const take = (node: Syntax): void => {
      const here = open.at(-1) ?? outer;
      switch (node.type) {
        case 'config_file':
        case 'body':
        case 'block':
        case 'ERROR':
          for (const child of node.children) take(child);
          return;
        case 'attribute':
          here.items.push(node);
          labels = [];
          return;
        case 'identifier':
          labels = [node];
          return;
        case 'string_lit':
          labels.push(node);
          return;
        case 'block_start': {
          const block: Block = { labels, items: [] };
          here.items.push(block);
          open.push(block);
          labels = [];
          return;
        }
        case 'block_end':
          if (open.length > 1) open.pop();
          return;
        default:
          labels = [];
      }
    };
    take(root);
    return outer;
  }

  #body(items: readonly (Syntax | Block)[], base: Base): ExpressionOf<'mapping'> {
    const attributes = items.flatMap((item): readonly EntryExpression[] => {
      const [key, value] = isBlock(item) ? [] : item.children;
      if (key === undefined || value === undefined) return [];
      return [{ key: this.word(key), value: this.#expression(value, new Set()) }];
    });
    const blocks = Map.groupBy(
      items.filter(isBlock).map(item => this.#block(item, base)),
      ([type]) => type,
    );
    const lists = [...blocks].map(([type, same]): EntryExpression => {
      const key: ExpressionOf<'text'> = { kind: 'text', parts: [type], ...base };
      return { key, value: { kind: 'list', items: same.map(([, value]) => value), ...base } };
    });
    return { kind: 'mapping', entries: [...attributes, ...lists], ...base };
  }

  /** `dynamic "container" { for_each = …, content { … } }` makes any number of containers. */
  #block(block: Block, outer: Base): readonly [string, Expression] {
    const [head, label] = block.labels;
    const type = head === undefined ? '' : this.base(head).source;
    const base = head === undefined ? outer : this.base(head);
    if (type !== 'dynamic' || label === undefined) return [type, this.#body(block.items, base)];
    const name = this.base(label).source.replaceAll('"', '');
    const body = this.#body(block.items, base);
    const iterator = propertyOf(body, 'iterator')?.source ?? name;
    const content = propertyOf(body, 'content');
    const inner = content?.kind === 'list' ? content.items[0] : undefined;
    const over = propertyOf(body, 'for_each');
    if (inner === undefined || over === undefined) return [name, { kind: 'opaque', ...base }];
    const keys = { item: `${iterator}.value`, indexes: [`${iterator}.key`] };
    return [name, { kind: 'spread', of: { kind: 'loop', over, body: inner, ...keys, ...base }, ...base }];
  }

  #expression(node: Syntax, bound: Bound): Expression {
    const base = this.base(node);
    const [first, ...rest] = node.children;
    switch (node.type) {
      case 'expression':
        return first === undefined ? { kind: 'opaque', ...base } : this.#chain(first, rest, base, bound);
      case 'literal_value':
      case 'template_expr':
      case 'collection_value':
      case 'for_expr':
        return first === undefined ? { kind: 'opaque', ...base } : this.#expression(first, bound);
      case 'string_lit':
      case 'quoted_template':
        return this.#string(node, bound);
      case 'heredoc_template':
        return this.#heredoc(node, bound);
      case 'numeric_lit':
      case 'bool_lit':
      case 'null_lit':
        return { kind: 'literal', ...base };
      case 'tuple':
        return { kind: 'list', items: this.#expressions(node.children, bound), ...base };
      case 'object':
        return { kind: 'mapping', entries: this.#elements(node, bound), ...base };
      case 'conditional':
        return this.#conditional(node, bound);
      case 'operation':
      case 'binary_operation':
      case 'unary_operation':
        return this.#operation(node, bound);
      case 'function_call':
        return this.#call(node, bound);
      case 'for_tuple_expr':
      case 'for_object_expr':
        return this.#loop(node, bound);
      default:
        return { kind: 'opaque', ...base };
    }
  }

  #expressions(nodes: readonly Syntax[], bound: Bound): readonly Expression[] {
    return nodes.filter(({ type }) => type === 'expression').map(child => this.#expression(child, bound));
  }

  #conditional(node: Syntax, bound: Bound): Expression {
    const [condition, ...options] = this.#expressions(node.children, bound);
    return { kind: 'choice', condition, options, ...this.base(node) };
  }

  /** The grammar lists the parts of both operands side by side. The operator is in the gap between them. */
  #operation(node: Syntax, bound: Bound): Expression {
    const base = this.base(node);
    const [first] = node.children;
    if (node.type === 'operation' && first !== undefined) return this.#operation(first, bound);
    const operands: Syntax[][] = [];
    let operator = node.type === 'unary_operation' ? base.source.charAt(0) : '';
    let end = node.start;
    for (const child of node.children) {
      const gap = this.base({ start: end, end: child.start }).source.trim();
      const isNext = operands.length > 0 && BETWEEN_OPERANDS.has(gap);
      if (isNext) operator = gap;
      if (isNext || operands.length === 0) operands.push([child]);
      else operands.at(-1)?.push(child);
      end = child.end;
    }
    const values = operands.map(parts => this.#operand(parts, bound));
    const isWhole = values.length === (node.type === 'unary_operation' ? 1 : 2) && operator !== '';
    return isWhole ? { kind: 'operation', operator, operands: values, ...base } : { kind: 'opaque', ...base };
  }

  #operand([first, ...rest]: readonly Syntax[], bound: Bound): Expression {
    if (first === undefined) return nothingAt(emptyAt(0));
    const base = this.base({ start: first.start, end: rest.at(-1)?.end ?? first.end });
    return first.type === 'operation' && rest.length === 0
      ? this.#operation(first, bound)
      : this.#chain(first, rest, base, bound);
  }

  /** A name with its attributes and elements: `var.image`, `local.apps["web"].image`. */
  #chain(first: Syntax, rest: readonly Syntax[], base: Base, bound: Bound): Expression {
    if (first.type !== 'variable_expr') {
      return rest.length === 0 ? this.#expression(first, bound) : { kind: 'opaque', ...base };
    }
    const name = this.base(first).source;
    const attributes = rest.map(node => (node.type === 'get_attr' ? node.children[0] : undefined));
    // what begins with the name of a loop's variable is one name. `data.type.name` are three, all others two
    const words = bound.has(name) ? 0 : name === 'data' ? 2 : 1;
    const own = attributes.slice(0, words).map(node => (node === undefined ? '' : this.base(node).source));
    const key = own.includes('') ? name : [name, ...own].join('.');
    const used = own.includes('') ? 0 : own.length;
    return this.#members({ kind: 'reference', key, ...base }, rest.slice(used), base, bound);
  }

  /** Reads the steps that follow a name. Those behind `[*]` apply to each item. */
  #members(from: Expression, steps: readonly Syntax[], base: Base, bound: Bound): Expression {
    let chain = from;
    for (const [at, node] of steps.entries()) {
      const inner = node.type === 'splat' && at === steps.length - 1 ? node.children[0] : undefined;
      if (inner !== undefined) {
        const item: Expression = { kind: 'reference', key: SPLAT_ITEM, ...base };
        const body = this.#members(item, inner.children, base, bound);
        return { kind: 'loop', isSplat: true, over: chain, item: SPLAT_ITEM, body, ...base };
      }
      const member = this.#step(node, bound);
      if (member === undefined) return { kind: 'opaque', ...base };
      chain = { kind: 'member', of: chain, key: member, ...base };
    }
    return chain;
  }

  /** `.name`, `[index]`, or `.0` as older versions of Terraform write it. */
  #step({ type, children: [first] }: Syntax, bound: Bound): Expression | undefined {
    if (first === undefined || type === 'splat') return undefined;
    if (type === 'get_attr') return this.word(first);
    if (first.type === 'legacy_index') return this.word({ ...first, start: first.start + 1 });
    const [index] = first.children;
    return index && this.#expression(index, bound);
  }

  #string(node: Syntax, bound: Bound): Expression {
    const { source } = this.base(node);
    const inner = this.quoted(node);
    return { kind: 'text', parts: this.#parts(node, inner, bound, withoutQuotedEscapes), span: inner, source };
  }

  #heredoc(node: Syntax, bound: Bound): Expression {
    const { span, source } = this.base(node);
    const head = source.indexOf('\n');
    const foot = source.lastIndexOf('\n');
    if (head < 0 || foot <= head) return { kind: 'text', parts: [], span: { start: span.end, end: span.end }, source };
    const inner = this.trimmed(span.start + head, span.start + foot).span;
    return { kind: 'text', parts: this.#parts(node, inner, bound, withoutHeredocEscapes), span: inner, source };
  }

  #parts(node: Syntax, span: Base['span'], bound: Bound, plain: (text: string) => string) {
    const holes = node.children.filter(
      ({ type }) => type === 'template_interpolation' || type === 'template_directive',
    );
    const value = ({ children }: Syntax) => this.#expressions(children, bound)[0];
    return this.parts(span, holes, value, plain);
  }

  #elements(node: Syntax, bound: Bound): readonly EntryExpression[] {
    return node.children.flatMap(child => {
      if (child.type === 'ERROR') return this.#elements(child, bound);
      const key = child.children.find(({ field }) => field === 'key');
      const value = child.children.find(({ field }) => field === 'val');
      if (child.type !== 'object_elem' || key === undefined || value === undefined) return [];
      return [{ key: this.#elementKey(key, bound), value: this.#expression(value, bound) }];
    });
  }

  /** A bare word is a key. Only in parentheses is it a name. */
  #elementKey(node: Syntax, bound: Bound): Expression {
    const isWord = node.children.length === 1 && node.children[0]?.type === 'variable_expr';
    return isWord ? this.word(node) : this.#expression(node, bound);
  }

  #call(node: Syntax, bound: Bound): Expression {
    const base = this.base(node);
    const [callee, list] = node.children;
    if (callee === undefined) return { kind: 'opaque', ...base };
    const name = this.base(callee).source;
    const values = list === undefined ? [] : [...this.#expressions(list.children, bound)];
    const last = values.at(-1);
    if (last !== undefined && list?.children.at(-1)?.type === 'ellipsis') {
      values[values.length - 1] = { kind: 'spread', of: last, span: last.span, source: last.source };
    }
    if (name === 'coalesce') return { kind: 'choice', without: 'null', options: values, ...base };
    if (name === 'try') return { kind: 'choice', without: 'error', options: values, ...base };
    return { kind: 'call', language: 'terraform', name, arguments: values, ...base };
  }

  #loop(node: Syntax, bound: Bound): Expression {
    const base = this.base(node);
    const intro = node.children.find(({ type }) => type === 'for_intro');
    const names = (intro?.children ?? []).filter(({ type }) => type === 'identifier').map(id => this.base(id).source);
    const over = intro?.children.find(({ type }) => type === 'expression');
    const [first, second] = node.children.filter(({ type }) => type === 'expression');
    const [key, body] = node.type === 'for_object_expr' ? [first, second] : [undefined, first];
    if (over === undefined || body === undefined) return { kind: 'opaque', ...base };
    const inner = new Set([...bound, ...names]);
    const [test] = this.#expressions(node.children.find(({ type }) => type === 'for_cond')?.children ?? [], inner);
    // `...` makes a list of the values of one key
    const grouped = node.children.find(({ type }) => type === 'ellipsis');
    const condition: Expression | undefined = grouped === undefined ? test : { kind: 'opaque', ...this.base(grouped) };
    return {
      kind: 'loop',
      over: this.#expression(over, bound),
      item: names.at(-1),
      indexes: names.slice(0, -1),
      key: key && this.#expression(key, inner),
      condition,
      body: this.#expression(body, inner),
      ...base,
    };
  }
}

function isBlock(item: Syntax | Block): item is Block {
  return 'labels' in item;
}
