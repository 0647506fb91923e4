import { emptyAt, type Span } from '../../../model/place.ts';
import type { Node, Scalar } from '../tree.ts';

/**
 * An expression of a language that describes infrastructure: Bicep, Terraform's HCL and the templates of Azure's
 * resource manager are three notations for the same things. What none of the readers asks for is `opaque`.
 */
export type Expression = Base &
  (
    | { readonly kind: 'mapping'; readonly entries: readonly EntryExpression[] }
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    /** A string with its interpolations: `'${host}/app:1'`. */
    | { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] }
    /** `true`, `null`, `42`. */
    | { readonly kind: 'literal' }
    /**
     * Something that has a name: `image`, `var.image`, `parameters('image')`, by a key that is the same for all its
     * uses.
     */
    | { readonly kind: 'reference'; readonly key: string }
    /** A property or an element: `app.image`, `apps[0]`. */
    | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression }
    | ({ readonly kind: 'call'; readonly arguments: readonly Expression[] } & FunctionName)
    | Choice
    | Loop
    /** `a == b`, `!enabled`: the operator, and one or two operands. */
    | { readonly kind: 'operation'; readonly operator: string; readonly operands: readonly Expression[] }
    /** A declaration that is deployed on a condition: Bicep's `if (enabled) { … }`. */
    | { readonly kind: 'guarded'; readonly condition: Expression; readonly of: Expression }
    /** In a list: puts the items of another list here. */
    | { readonly kind: 'spread'; readonly of: Expression }
    | { readonly kind: 'opaque' }
  );

/** A function of one language: others may have none of that name, or one that does something else. */
export interface FunctionName {
  readonly language: 'arm' | 'bicep' | 'terraform';
  readonly name: string;
}

export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;

interface Base {
  /** For a text, the part inside the quotes. */
  readonly span: Span;
  /** As written, for people. */
  readonly source: string;
}

/** An entry without a key puts the entries of another mapping here. */
export interface EntryExpression {
  readonly key: Expression | undefined;
  readonly value: Expression;
}

/** The value of one of several branches. */
interface Choice {
  readonly kind: 'choice';
  readonly options: readonly Expression[];
  /** The first of two options counts where it holds. Absent: the first option that is not `without`. */
  readonly condition?: Expression | undefined;
  /** Passes over options without a value: `null` (`??`, `coalesce`), or an error (`try`). */
  readonly without?: 'null' | 'error';
}

/** A list with one item for each of another list. With keys, a mapping. */
interface Loop {
  readonly kind: 'loop';
  readonly over: Expression;
  /** Keys of the references to the item and to its index. */
  readonly item?: string | undefined;
  readonly indexes?: readonly string[];
  /** True for a list that is meant as a set, whose elements are their own keys. */
  readonly ofSet?: boolean;
  readonly key?: Expression | undefined;
  /** Terraform's `list[*].id`. */
  readonly isSplat?: boolean;
  /** Leaves out the turns where it does not hold. */
  readonly condition?: Expression | undefined;
  readonly body: Expression;
}

/** The value of a name, unless the deployment gives another. */
export interface Definition {
  readonly value: Expression;
  /** For people: `default of param image`. */
  readonly role: string;
}

export type Definitions = ReadonlyMap<string, Definition>;

/** A definition whose value is looked for when it is asked for. */
export function definedBy(role: string, find: () => Expression | undefined): Definition {
  return {
    get value() {
      return find() ?? nothingAt(emptyAt(0));
    },
    role,
  };
}

export function nothingAt(span: Span): Expression {
  return { kind: 'opaque', span, source: '' };
}

/** The syntax of texts and of mapping entries in a language written in JSON. */
interface JsonNotation {
  scalar(node: Scalar): Expression;
  entry(key: Scalar, value: Node | undefined): readonly EntryExpression[];
}

export function expressionOf(node: Node | undefined, notation: JsonNotation): Expression {
  if (node === undefined || node.kind === 'alias') return nothingAt(node?.span ?? emptyAt(0));
  const { span } = node;
  switch (node.kind) {
    case 'scalar':
      return notation.scalar(node);
    case 'list':
      return { kind: 'list', items: node.items.map(item => expressionOf(item, notation)), span, source: '' };
    case 'mapping': {
      const entries = node.entries.flatMap(({ key, value }) => notation.entry(key, value));
      return { kind: 'mapping', entries, span, source: '' };
    }
  }
}

/** The value of a mapping under a plain key. */
export function propertyOf(mapping: Expression | undefined, name: string): Expression | undefined {
  if (mapping?.kind === 'guarded') return propertyOf(mapping.of, name);
  if (mapping?.kind !== 'mapping') return undefined;
  return mapping.entries.findLast(({ key }) => key?.kind === 'text' && key.parts[0] === name)?.value;
}

/** The first line of an expression, which may go over many: only this one is underlined. */
export function firstLine({ span, source }: Pick<Expression, 'span' | 'source'>): Span {
  const end = source.indexOf('\n');
  return end < 0 ? span : { start: span.start, end: span.start + source.slice(0, end).trimEnd().length };
}

/** Returns whether an expression is one of some names, or a part of the value of one. */
export function refersTo(expression: Expression, names: ReadonlyMap<string, unknown>): boolean {
  if (expression.kind === 'member') return refersTo(expression.of, names) || refersTo(expression.key, names);
  return expression.kind === 'reference' && names.has(expression.key);
}
