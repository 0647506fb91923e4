/**
 * The comparison operators that conditions-format documents, by name.
 *
 * Operators that only show up elsewhere (microsoft/regorus also knows StringContains, StringMatches, TimeOfDayInRange,
 * IpMatch, ListContains and more) are left out on purpose: their semantics are not documented for Azure, so a condition
 * that uses one is not understood, rather than guessed.
 */
export type Family = 'string' | 'boolean' | 'integer' | 'dateTime' | 'guid';
export type Relation = 'equals' | 'startsWith' | 'like' | 'less' | 'lessOrEqual' | 'greater' | 'greaterOrEqual';

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
