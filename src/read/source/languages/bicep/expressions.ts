import { childResourceType } from '../arm.ts';
import { withoutEscapes } from '../escapes.ts';
import type { EntryExpression, Expression } from '../expression.ts';
import type { Syntax } from '../grammars.ts';
import { type Base, StatementText } from '../statementText.ts';

/** A resource that is declared within another. */
export interface BicepResource {
  readonly name: string;
  readonly type: string;
  readonly value: Expression;
}

/** Makes expressions of the syntax of one Bicep statement. */
export class BicepConverter extends StatementText {
  readonly children: BicepResource[] = [];
  /** `type` is that of the resource around it. */
  expression(node: Syntax, type = ''): Expression {
    const base = this.base(node);
    switch (node.type) {
      case 'string':
        return this.#string(node);
      case 'number':
      case 'boolean':
      case 'null':
        return { kind: 'literal', ...base };
      case 'identifier':
        return { kind: 'reference', key: base.source, ...base };
      case 'member_expression':
      case 'subscript_expression':
        return this.#member(node);
      case 'call_expression':
        return this.#call(node);
      case 'object':
        return { kind: 'mapping', entries: this.#entries(node, type), ...base };
      case 'array':
        return { kind: 'list', items: node.children.map(item => this.#item(item)), ...base };
      case 'for_statement':
        return this.#loop(node, type);
      case 'if_statement': {
        const [condition, inner] = node.children;
        if (condition === undefined || inner === undefined) return { kind: 'opaque', ...base };
        return { kind: 'guarded', condition: this.expression(condition), of: this.expression(inner, type), ...base };
      }
      case 'parenthesized_expression': {
        const inner = node.children.at(-1);
        return inner === undefined ? { kind: 'opaque', ...base } : this.expression(inner, type);
      }
      case 'ternary_expression': {
        const [condition] = this.#fields(node, 'condition');
        return { kind: 'choice', condition, options: this.#fields(node, 'consequence', 'alternative'), ...base };
      }
      case 'binary_expression': {
        const operator = this.#between(node).trim();
        const operands = this.#fields(node, 'left', 'right');
        if (operator === '??') return { kind: 'choice', without: 'null', options: operands, ...base };
        return operands.length === 2 ? { kind: 'operation', operator, operands, ...base } : { kind: 'opaque', ...base };
      }
      case 'unary_expression': {
        const operands = node.children.map(child => this.expression(child));
        const operator = base.source.trimStart().charAt(0);
        return operands.length === 1 ? { kind: 'operation', operator, operands, ...base } : { kind: 'opaque', ...base };
      }
      default:
        return { kind: 'opaque', ...base };
    }
  }

  #fields(node: Syntax, ...names: readonly string[]): readonly Expression[] {
    return names.flatMap(name => {
      const child = node.children.find(({ field }) => field === name);
      return child === undefined ? [] : [this.expression(child)];
    });
  }

  /** The text between the two sides of an operation. */
  #between({ children }: Syntax): string {
    const [left, right] = children;
    return left === undefined || right === undefined ? '' : this.base({ start: left.end, end: right.start }).source;
  }

  #string(node: Syntax): Expression {
    const { span, source } = this.base(node);
    if (source.startsWith("'''")) {
      const closed = source.length > 5 && source.endsWith("'''");
      const content = this.trimmed(span.start + 3, closed ? span.end - 3 : span.end);
      return { kind: 'text', parts: [content.source], span: content.span, source };
    }
    const inner = this.quoted(node);
    const holes = node.children.filter(({ type }) => type === 'interpolation');
    const value = ({ children: [hole] }: Syntax) => hole && this.expression(hole);
    return { kind: 'text', parts: this.parts(inner, holes, value, withoutEscapes), span: inner, source };
  }

  #member(node: Syntax): Expression {
    const base = this.base(node);
    const [of, key] = node.children;
    if (of === undefined || key === undefined) return { kind: 'opaque', ...base };
    const written = key.type === 'property_identifier' ? this.word(key) : this.expression(key);
    return this.#memberOf(this.expression(of), written, base, of.type !== 'parenthesized_expression');
  }

  /**
   * The grammar takes `a ?? b.c` for `(a ?? b).c`, and the same with `a ? b : c.d` and `!a.b`. The last part is meant.
   */
  #memberOf(of: Expression, key: Expression, base: Base, isOpen: boolean): Expression {
    const parts = of.kind === 'choice' ? of.options : of.kind === 'operation' ? of.operands : [];
    const last = isOpen ? parts.at(-1) : undefined;
    if (last === undefined) return { kind: 'member', of, key, ...base };
    const meant = this.#memberOf(last, key, this.cut(last.span.start, base.span.end), isOpen);
    const changed = [...parts.slice(0, -1), meant];
    if (of.kind === 'choice') return { ...of, options: changed, ...base };
    return of.kind === 'operation' ? { ...of, operands: changed, ...base } : of;
  }

  #call(node: Syntax): Expression {
    const base = this.base(node);
    const [callee, list] = node.children;
    if (callee === undefined || list === undefined) return { kind: 'opaque', ...base };
    if (callee.type !== 'identifier') return this.#credentials(callee, list) ?? { kind: 'opaque', ...base };
    const name = this.base(callee).source;
    const [over, lambda] = list.children;
    if (name === 'map' && over !== undefined && lambda?.type === 'lambda_expression') {
      const [item, body] = lambda.children;
      if (item?.type !== 'identifier' || body === undefined) return { kind: 'opaque', ...base };
      const loop = { over: this.expression(over), item: this.base(item).source, body: this.expression(body) };
      return { kind: 'loop', ...loop, ...base };
    }
    if (name === 'toObject' && over !== undefined) {
      const made = this.#toObject(over, list.children.slice(1), base);
      if (made !== undefined) return made;
    }
    const values = list.children.map(argument => this.expression(argument));
    if (name === 'coalesce') return { kind: 'choice', without: 'null', options: values, ...base };
    return { kind: 'call', language: 'bicep', name, arguments: values, ...base };
  }

  /** `registry.listCredentials()`: Azure's answer has terms like an attribute of the registry. */
  #credentials(callee: Syntax, list: Syntax): Expression | undefined {
    const called = this.expression(callee);
    if (called.kind !== 'member' || called.key.kind !== 'text' || list.children.length > 1) return undefined;
    const [name] = called.key.parts;
    return name === 'listCredentials' ? called : undefined;
  }

  /** `toObject(list, each => each.name, each => each.value)`, where both lambdas name the item alike. */
  #toObject(over: Syntax, [key, value]: readonly Syntax[], base: Base): Expression | undefined {
    const lambdas = [key, value ?? key].map(each => (each?.type === 'lambda_expression' ? each.children : []));
    const [[item, keyBody] = [], [other, ownBody] = []] = lambdas;
    if (item?.type !== 'identifier' || other?.type !== 'identifier') return undefined;
    const names = [item, other].map(each => this.base(each).source);
    if (keyBody === undefined || ownBody === undefined || names[0] !== names[1]) return undefined;
    const body: Expression =
      value === undefined ? { kind: 'reference', key: names[0] ?? '', ...base } : this.expression(ownBody);
    return { kind: 'loop', over: this.expression(over), item: names[0], key: this.expression(keyBody), body, ...base };
  }

  #item(node: Syntax): Expression {
    const item = this.expression(node);
    const { span, source } = item;
    const isSpread = this.base({ start: node.start - 3, end: node.start }).source === '...';
    return isSpread ? { kind: 'spread', of: item, span, source } : item;
  }

  #entries(node: Syntax, type: string): readonly EntryExpression[] {
    return node.children.flatMap(child => {
      // what the parser could not make sense of may hold properties all the same
      if (child.type === 'ERROR') return this.#entries(child, type);
      if (child.type !== 'object_property') return [];
      const [key, value] = child.children;
      if (key?.type === 'resource_declaration') this.#child(key, type);
      if (key === undefined || value === undefined) return [];
      const spread = this.base({ start: key.start, end: key.start + 3 }).source === '...';
      return [{ key: spread ? undefined : this.#key(key), value: this.expression(value) }];
    });
  }

  #key(node: Syntax): Expression {
    return node.type === 'string' ? this.#string(node) : this.word(node);
  }

  #loop(node: Syntax, type: string): Expression {
    const named = node.children.flatMap(child => (child.type === 'for_loop_parameters' ? child.children : [child]));
    const nameOf = (match: (child: Syntax) => boolean) => {
      const child = named.find(match);
      return child === undefined ? undefined : this.base(child).source;
    };
    const item = nameOf(child => child.field === 'initializer' || child.type === 'loop_variable');
    const index = nameOf(child => child.type === 'loop_enumerator');
    const body = node.children.find(child => child.field === 'body');
    const over = node.children.find(child => child.field === undefined && child.type !== 'for_loop_parameters');
    const base = this.base(node);
    if (over === undefined || body === undefined) return { kind: 'opaque', ...base };
    const indexes = index === undefined ? [] : [index];
    return { kind: 'loop', over: this.expression(over), item, indexes, body: this.expression(body, type), ...base };
  }

  /** A resource within another is of a kind below the other's. */
  #child(node: Syntax, parentType: string): void {
    const [name, type] = node.children;
    const value = node.children.at(-1);
    if (name === undefined || type === undefined || value === undefined) return;
    const own = this.base(type).source.replace(/^'|'$/g, '').replace(/@.*/, '');
    const full = childResourceType(parentType, own);
    this.children.push({ name: this.base(name).source, type: full, value: this.expression(value, full) });
  }
}
