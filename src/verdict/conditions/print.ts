import {
  type Attribute,
  contentRead,
  type Expression,
  type Literal,
  metadataRead,
  type Operand,
  type Quantifier,
  repositoryName,
  type Test,
} from './expression.ts';
import { longestCondition } from './parser.ts';

/** The tree of a condition → its text, in the spelling of the documentation; parsing that gives the same tree. */

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'all':
      return expression.operands.map(printOperand).join(' AND ');
    case 'any':
      return expression.operands.map(printOperand).join(' OR ');
    case 'not':
      return expression.operand.kind === 'exists'
        ? `NOT ${printTest(expression.operand)}`
        : `!(${printExpression(expression.operand)})`;
    default:
      return printTest(expression);
  }
}

function printOperand(expression: Expression): string {
  const joined = expression.kind === 'all' || expression.kind === 'any';
  return joined ? `(${printExpression(expression)})` : printExpression(expression);
}

function printTest(test: Test): string {
  switch (test.kind) {
    case 'actionMatches':
      return `ActionMatches{'${test.pattern}'}`;
    case 'subOperationMatches':
      return `SubOperationMatches{'${test.pattern}'}`;
    case 'exists':
      return `Exists ${printAttribute(test.attribute)}`;
    case 'comparison': {
      const operator = printQuantifier(test.quantifier) + test.operator.name;
      return `${printSide(test.left)} ${operator} ${printSide(test.right)}`;
    }
  }
}

export function printAttribute(attribute: Attribute): string {
  return `@${attribute.source}[${attribute.name}]`;
}

function printQuantifier(quantifier: Quantifier | undefined): string {
  if (quantifier === undefined) return '';
  const word = { any: 'Any', all: 'All' };
  return `For${word[quantifier.left]}Of${word[quantifier.right]}Values:`;
}

function printSide(side: Operand): string {
  if (side.kind === 'attribute') return printAttribute(side.attribute);
  const values = side.values.map(printLiteral).join(', ');
  return side.braces ? `{${values}}` : values;
}

function printLiteral(literal: Literal): string {
  return literal.kind === 'string' ? `'${literal.value}'` : String(literal.value);
}

/**
 * The condition that lets a role read these repositories and no others, in the form of the registry's documentation
 * and of the portal (container-registry-rbac-abac-repository-permissions), on one line.
 */

export type GrantCondition =
  | { readonly kind: 'condition'; readonly text: string; readonly version: '2.0' }
  | { readonly kind: 'refused'; readonly why: string };

/** The grammar of distribution/reference: lower case, so that comparing without case adds no other repository. */
const component = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const longestName = 255;

/**
 * @param prefixes Each with its trailing slash: without it `backend` would let in `backend-infra/k8s` as well.
 *
 * A name that is no repository's is refused: a quote in it could not be escaped, since no source says how.
 */
export function conditionForRepositories(
  repositories: readonly string[],
  prefixes: readonly string[] = [],
): GrantCondition {
  const badName = repositories.find(each => !isName(each));
  if (badName !== undefined) return refused(`${quoted(badName)} is not the name of a repository`);
  const badPrefix = prefixes.find(each => !each.endsWith('/') || !isName(each.slice(0, -1)));
  if (badPrefix !== undefined) return refused(`${quoted(badPrefix)} is not a prefix of repositories that ends in /`);
  const tests = [
    ...[...new Set(repositories)].map(each => test('StringEqualsIgnoreCase', each)),
    ...[...new Set(prefixes)].map(each => test('StringStartsWithIgnoreCase', each)),
  ];
  if (tests.length === 0) return refused('there is no repository to name');
  const frame = [contentRead, metadataRead].map(action => `!(ActionMatches{'${action}'})`).join(' AND ');
  const text = `((${frame}) OR (${tests.join(' OR ')}))`;
  if (text.length > longestCondition) {
    return refused(`${tests.length} repositories do not fit into the 8 KB of a condition; name prefixes instead`);
  }
  return { kind: 'condition', text, version: '2.0' };
}

function test(operator: string, value: string): string {
  return `${printAttribute(repositoryName)} ${operator} '${value}'`;
}

function isName(text: string): boolean {
  return text.length <= longestName && text.split('/').every(each => component.test(each));
}

function refused(why: string): GrantCondition {
  return { kind: 'refused', why };
}

/** Text of a condition inside a message: in backticks, on one line, and not too long. Conditions are written by others. */
const longest = 200;
const mostListed = 5;

export function quoted(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029`]/gu, ' ');
  return `\`${plain.length > longest ? `${plain.slice(0, longest)}…` : plain}\``;
}

export function listed(texts: readonly string[]): string {
  const unique = [...new Set(texts)];
  const rest = unique.length - mostListed;
  return unique.slice(0, mostListed).map(quoted).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
