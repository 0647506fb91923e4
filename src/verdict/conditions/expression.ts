/**
 * A role assignment condition as a tree.
 * Grammar: Microsoft Learn, "Azure role assignment condition format and syntax" (MicrosoftDocs/azure-docs,
 * articles/role-based-access-control/conditions-format.md); below called conditions-format.
 */
import type { Operator } from './operators.ts';

/** A condition: its tree, or why it can't be one that we understand. */
export type Condition =
  | { readonly kind: 'understood'; readonly text: string; readonly root: Expression }
  | { readonly kind: 'notUnderstood'; readonly text: string; readonly why: string };

export type Expression = Group | Mixed | Negation | Test;

/** Operands joined by one logical operator: `all` by AND, `any` by OR. There are at least two. */
export interface Group {
  readonly kind: 'all' | 'any';
  readonly operands: readonly Expression[];
}

/** AND and OR side by side without parentheses, which conditions-format calls ambiguous; `joins[i]` follows operand i. */
export interface Mixed {
  readonly kind: 'mixed';
  readonly operands: readonly Expression[];
  readonly joins: readonly ('all' | 'any')[];
}

export interface Negation {
  readonly kind: 'not';
  readonly operand: Expression;
}

export type Test = PatternTest | ExistsTest | Comparison;

/** `ActionMatches{'…'}` and `SubOperationMatches{'…'}`. */
export interface PatternTest {
  readonly kind: 'actionMatches' | 'subOperationMatches';
  readonly pattern: string;
}

export interface ExistsTest {
  readonly kind: 'exists';
  readonly attribute: Attribute;
}

export interface Comparison {
  readonly kind: 'comparison';
  readonly left: Operand;
  readonly quantifier: Quantifier | undefined;
  readonly operator: Operator;
  readonly right: Operand;
}

/** `ForAnyOfAllValues:` → some value on the left satisfies the comparison to every value on the right. */
export interface Quantifier {
  readonly left: 'any' | 'all';
  readonly right: 'any' | 'all';
}

export type Operand =
  | { readonly kind: 'attribute'; readonly attribute: Attribute }
  | { readonly kind: 'values'; readonly values: readonly Literal[]; readonly braces: boolean };

export const attributeSources = ['Request', 'Resource', 'Principal', 'Environment'] as const;
export type AttributeSource = (typeof attributeSources)[number];

export interface Attribute {
  readonly source: AttributeSource;
  /** What stands between the brackets: `Microsoft.ContainerRegistry/registries/repositories:name`. */
  readonly name: string;
}

export type Literal =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'guid'; readonly value: string };
