import { matchesAction } from './wildcards.ts';

/**
 * A role assignment condition as a tree. The whole language is read, since clauses about other actions are dropped.
 * Only texts are compared: of a pull, only the repository's name is known. Grammar: Microsoft Learn, "Azure role
 * assignment condition format and syntax" (MicrosoftDocs/azure-docs,
 * articles/role-based-access-control/conditions-format.md). Below, it is called conditions-format.
 */

/** A condition: its tree, or why it can't be one that we understand. */
export type Condition =
  | { readonly kind: 'understood'; readonly root: ConditionExpression }
  | { readonly kind: 'notUnderstood'; readonly why: string };

export type ConditionExpression = Group | Negation | Test;

/** Operands joined by one logical operator. There are at least two. */
interface Group {
  readonly kind: 'and' | 'or';
  readonly operands: readonly ConditionExpression[];
}

interface Negation {
  readonly kind: 'not';
  readonly operand: ConditionExpression;
}

/** `text`: as written, on one line. */
export type Test = UnwrittenTest & { readonly text: string };

export type UnwrittenTest =
  | { readonly kind: 'actionMatches'; readonly pattern: string }
  | { readonly kind: 'subOperationMatches' }
  | { readonly kind: 'exists'; readonly attribute: Attribute }
  | Comparison;

export interface Comparison {
  readonly kind: 'comparison';
  readonly left: Operand;
  readonly quantifier: Quantifier | undefined;
  /** Undefined: an operator that compares no texts. */
  readonly operator: TextOperator | undefined;
  readonly right: Operand;
}

/** `ForAnyOfAllValues:` → some value on the left satisfies the comparison to every value on the right. */
interface Quantifier {
  readonly left: 'any' | 'all';
  readonly right: 'any' | 'all';
}

export interface TextOperator {
  readonly relation: 'equals' | 'startsWith' | 'like';
  readonly negated: boolean;
  readonly ignoreCase: boolean;
}

/** Values are undefined if they are no texts: numbers, GUIDs without quotes, true and false. */
export type Operand = Attribute | { readonly kind: 'values'; readonly values: readonly (string | undefined)[] };

export interface Attribute {
  readonly kind: 'attribute';
  readonly source: (typeof attributeSources)[number];
  /** The text between the brackets. */
  readonly name: string;
}

export const attributeSources = ['Request', 'Resource', 'Principal', 'Environment'] as const;

/**
 * The terms of conditions on container registries (MicrosoftDocs/azure-management-docs,
 * articles/container-registry/container-registry-rbac-abac-repository-permissions.md).
 */
export const contentRead = 'Microsoft.ContainerRegistry/registries/repositories/content/read';
export const metadataRead = 'Microsoft.ContainerRegistry/registries/repositories/metadata/read';
export const repositoryName = 'Microsoft.ContainerRegistry/registries/repositories:name';

/** Azure compares names of attributes without case. */
export function asksForRepository({ name }: Attribute): boolean {
  return name.toLowerCase() === repositoryName.toLowerCase();
}

/**
 * Returns the rest of a condition once the action is known: the frame `!(ActionMatches{…}) OR (…)` is dropped. If the
 * action alone settles it, returns the answer.
 */
export function clauseFor(action: string, expression: ConditionExpression): ConditionExpression | boolean {
  switch (expression.kind) {
    case 'actionMatches':
      // A backslash here has no documented meaning.
      return expression.pattern.includes('\\') ? expression : matchesAction(expression.pattern, action);
    case 'subOperationMatches':
      // Actions of container registries have no suboperations.
      return false;
    case 'not': {
      const operand = clauseFor(action, expression.operand);
      return typeof operand === 'boolean' ? !operand : { kind: 'not', operand };
    }
    case 'and':
    case 'or': {
      const decisive = expression.kind === 'or';
      const operands: ConditionExpression[] = [];
      for (const each of expression.operands) {
        const operand = clauseFor(action, each);
        if (operand === decisive) return decisive;
        if (typeof operand !== 'boolean') operands.push(operand);
      }
      const [first, ...others] = operands;
      if (first === undefined) return !decisive;
      return others.length === 0 ? first : { kind: expression.kind, operands };
    }
    default:
      return expression;
  }
}
