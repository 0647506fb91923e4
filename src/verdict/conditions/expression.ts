/**
 * A role assignment condition as a tree.
 * Grammar: Microsoft Learn, "Azure role assignment condition format and syntax" (MicrosoftDocs/azure-docs,
 * articles/role-based-access-control/conditions-format.md); below called conditions-format.
 */

import { isGuid } from '../../access/ids.ts';

/** A condition: its tree, or why it can't be one that we understand. */
export type Condition =
  | { readonly kind: 'understood'; readonly text: string; readonly root: Expression }
  | { readonly kind: 'notUnderstood'; readonly text: string; readonly why: string };

export type Expression = Group | Negation | Test;

/** Operands joined by one logical operator: `all` by AND, `any` by OR. There are at least two. */
interface Group {
  readonly kind: 'all' | 'any';
  readonly operands: readonly Expression[];
}

interface Negation {
  readonly kind: 'not';
  readonly operand: Expression;
}

export type Test = PatternTest | ExistsTest | Comparison;

/** `ActionMatches{'…'}` and `SubOperationMatches{'…'}`. */
export interface PatternTest {
  readonly kind: 'actionMatches' | 'subOperationMatches';
  readonly pattern: string;
}

interface ExistsTest {
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
  /** The text between the brackets: `Microsoft.ContainerRegistry/registries/repositories:name`. */
  readonly name: string;
}

export type Literal =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'guid'; readonly value: string };

/** A GUID with its dashes; recorded conditions have GUIDs without them, too. */
export function guidFrom(text: string): string | undefined {
  const dashed = text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isGuid(dashed) ? dashed : undefined;
}

/**
 * The comparison operators that conditions-format documents, by name.
 *
 * Operators that only show up elsewhere (microsoft/regorus also knows StringContains, StringMatches, TimeOfDayInRange,
 * IpMatch, ListContains and more) are left out on purpose: their semantics are not documented for Azure, so a condition
 * that uses one is not understood, rather than guessed.
 */
export type Family = 'string' | 'boolean' | 'integer' | 'dateTime' | 'guid';
type Relation = 'equals' | 'startsWith' | 'like' | 'less' | 'lessOrEqual' | 'greater' | 'greaterOrEqual';

export interface Operator {
  readonly name: string;
  readonly family: Family;
  readonly relation: Relation;
  readonly negated: boolean;
  readonly ignoreCase: boolean;
}

function operator(name: string, family: Family, relation: Relation, negated = false, ignoreCase = false): Operator {
  return { name, family, relation, negated, ignoreCase };
}

function textOperators(verb: string, relation: Relation): Operator[] {
  return [false, true].flatMap(negated =>
    [false, true].map(ignoreCase => {
      const name = `String${negated ? 'Not' : ''}${verb}${ignoreCase ? 'IgnoreCase' : ''}`;
      return operator(name, 'string', relation, negated, ignoreCase);
    }),
  );
}

function equality(prefix: string, family: Family): Operator[] {
  return [operator(`${prefix}Equals`, family, 'equals'), operator(`${prefix}NotEquals`, family, 'equals', true)];
}

function ordering(prefix: string, family: Family): Operator[] {
  return [
    operator(`${prefix}LessThan`, family, 'less'),
    operator(`${prefix}LessThanEquals`, family, 'lessOrEqual'),
    operator(`${prefix}GreaterThan`, family, 'greater'),
    operator(`${prefix}GreaterThanEquals`, family, 'greaterOrEqual'),
  ];
}

export const operators: readonly Operator[] = [
  ...textOperators('Equals', 'equals'),
  ...textOperators('StartsWith', 'startsWith'),
  ...textOperators('Like', 'like'),
  ...equality('Bool', 'boolean'),
  ...equality('Numeric', 'integer'),
  ...ordering('Numeric', 'integer'),
  ...equality('DateTime', 'dateTime'),
  ...ordering('DateTime', 'dateTime'),
  ...equality('Guid', 'guid'),
];

const byName: ReadonlyMap<string, Operator> = new Map(operators.map(each => [each.name.toLowerCase(), each]));

export function operatorNamed(name: string): Operator | undefined {
  return byName.get(name.toLowerCase());
}

/**
 * The terms of conditions on container registries (MicrosoftDocs/azure-management-docs,
 * articles/container-registry/container-registry-rbac-abac-repository-permissions.md).
 */

export const contentRead = 'Microsoft.ContainerRegistry/registries/repositories/content/read';
export const metadataRead = 'Microsoft.ContainerRegistry/registries/repositories/metadata/read';

export const repositoryName: Attribute = {
  source: 'Request',
  name: 'Microsoft.ContainerRegistry/registries/repositories:name',
};

/**
 * Names are compared without regard to case, but for keys that say otherwise (`tags:Project<$key_case_sensitive$>`,
 * storage-auth-abac-attributes): a marker that is needed shows what holds without it, and Azure refuses names that it
 * doesn't know ("Resource attribute … is not valid", conditions-troubleshoot).
 */
export function isSameName(left: string, right: string): boolean {
  return left === right || foldedName(left) === foldedName(right);
}

function foldedName(name: string): string {
  const colon = name.toLowerCase().endsWith('<$key_case_sensitive$>') ? name.lastIndexOf(':') : name.length;
  return name.slice(0, colon).toLowerCase() + name.slice(colon);
}
