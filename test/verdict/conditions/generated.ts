// Conditions and requests for the property tests: trees, their text in a random but valid spelling, and worlds.
import fc from 'fast-check';
import type { ConditionRequest } from '../../../src/verdict/conditions/evaluate.ts';
import { type Node, repository, type Side, type Value, type World } from './naive.ts';

const prefix = 'Microsoft.ContainerRegistry/registries/repositories';
const actions = [`${prefix}/content/read`, `${prefix}/metadata/read`, `${prefix}/content/write`];
const actionPatterns = [
  ...actions,
  `${prefix}/*`,
  `${prefix}/*/read`,
  `${prefix.toUpperCase()}/Content/Read`,
  '*',
  'x',
];
const subOperations = ['Blob.List', 'Blob.Write.WithTagHeaders', 'blob.*', '*List', 'Blob'];

const texts = [
  '',
  'a',
  'A',
  'ab',
  'aB',
  'team/a',
  'team/b',
  'Team/A',
  'te*',
  'b?',
  'é',
  'É',
  'x\\y',
  'aab',
  'abab',
  'hello-world',
];
// No text of these ends in a backslash: before the closing quote it makes the condition one that is not understood.
const patterns = [
  '*',
  'a*',
  '?',
  'te?m/*',
  '*/?',
  'te\\*',
  'b\\?',
  '*a*',
  'A?',
  '**b',
  'x\\y',
  'x*y',
  'É*',
  '',
  '*ab',
  'a*?b',
];
const written = (...texts: readonly string[]): readonly Value[] => texts.map(each => ({ written: each }));
const guids = ['b24988ac-6180-42a0-ab88-20f7382dd24c', 'ACDD72A7338548EFBD42F606FBA81AE7'];

type Type = 'String' | 'Bool' | 'Numeric' | 'DateTime' | 'Guid';
const names: Record<Type, readonly string[]> = {
  String: [
    repository,
    repository,
    repository,
    '@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Project]',
  ],
  Bool: ['@Environment[isPrivateLink]'],
  Numeric: ['@Resource[Test/things:size]', '@Request[Test/things:limit]'],
  DateTime: ['@Environment[UtcNow]', '@Request[Test/things/versions:versionId]'],
  Guid: ['@Request[Test/assignments:PrincipalId]'],
};
const allNames = Object.values(names).flat();
const values: Record<Type, readonly Value[]> = {
  String: texts,
  Bool: written('true', 'False'),
  Numeric: written('-1', '0', '20', '9007199254740993'),
  DateTime: ['2026-01-01T00:00:00.0Z', '2026-06-01'],
  Guid: [...guids, 'no-guid', ...written(...guids)],
};

const equality = ['Equals', 'NotEquals'];
const order = [...equality, 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
const textual = [...equality, 'StartsWith', 'NotStartsWith', 'Like', 'NotLike'];
const operatorsOf: Record<Type, readonly string[]> = {
  String: textual.flatMap(each => [`String${each}`, `String${each}IgnoreCase`]),
  Bool: equality.map(each => `Bool${each}`),
  Numeric: order.map(each => `Numeric${each}`),
  DateTime: order.map(each => `DateTime${each}`),
  Guid: equality.map(each => `Guid${each}`),
};

function literals(value: fc.Arbitrary<Value>): fc.Arbitrary<Side> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ literals: fc.tuple(value), braces: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        literals: fc.array(value, { minLength: 2, maxLength: 3 }),
        braces: fc.constant(true),
      }),
    },
  );
}

const quantifiers = [
  '',
  '',
  'ForAnyOfAnyValues:',
  'ForAllOfAnyValues:',
  'ForAnyOfAllValues:',
  'ForAllOfAllValues:',
] as const;
const types = Object.keys(names).filter((type): type is Type => type in names);

const comparison: fc.Arbitrary<Node> = fc
  .oneof({ weight: 6, arbitrary: fc.constant<Type>('String') }, fc.constantFrom(...types))
  .chain(type => fc.tuple(fc.constant(type), fc.constantFrom(...operatorsOf[type])))
  .chain(([type, operator]) => {
    const attribute = fc.constantFrom(...names[type]).map((name): Side => ({ name }));
    const right = operator.includes('Like') ? fc.constantFrom<Value>(...patterns) : fc.constantFrom(...values[type]);
    const wrong = fc.constantFrom<Value>('a', ...written('1', 'true', ...guids));
    return fc.record({
      op: fc.constant('compare' as const),
      left: fc.oneof({ weight: 6, arbitrary: attribute }, literals(fc.constantFrom(...values[type]))),
      quantifier: fc.constantFrom(...quantifiers),
      operator: fc.constant(operator),
      right: fc.oneof({ weight: 12, arbitrary: literals(right) }, { weight: 2, arbitrary: attribute }, literals(wrong)),
    });
  });

const test: fc.Arbitrary<Node> = fc.oneof(
  { weight: 6, arbitrary: comparison },
  { weight: 2, arbitrary: fc.constantFrom(...actionPatterns).map((pattern): Node => ({ op: 'action', pattern })) },
  fc.constantFrom(...subOperations).map((pattern): Node => ({ op: 'subOperation', pattern })),
  fc.constantFrom(...allNames).map((name): Node => ({ op: 'exists', name })),
);

export const node: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>(tie => {
  const items = fc.array(tie('node'), { minLength: 2, maxLength: 4 });
  return {
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true, maxDepth: 5 },
      test,
      fc.record({ op: fc.constantFrom('and' as const, 'or' as const), items }),
      fc.record({ op: fc.constant('not' as const), item: tie('node') }),
    ),
  };
}).node;

/** A world in which only the action and, as a rule, the repository are known. */
export const world: fc.Arbitrary<World> = fc.record({
  action: fc.constantFrom(...actions),
  repository: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...texts) }, fc.constant(undefined)),
  undecided: fc.constant(() => 0.5),
});

/** A world in which what this one does not know is known. */
export function settled({ action, repository: known }: World): fc.Arbitrary<World> {
  return fc.record({
    action: fc.constant(action),
    repository: known === undefined ? fc.constantFrom(...texts) : fc.constant(known),
    undecided: fc.infiniteStream(fc.constantFrom(0, 1)).map(stream => () => stream.next().value ?? 0),
  });
}

export function requestOf({ action, repository: known }: World): ConditionRequest {
  return { action, kind: 'dataAction', repository: known };
}

/** The text of a tree. `style` picks among the spellings that mean the same. */
export function printed(tree: Node, style: number): string {
  let state = style >>> 0;
  const pick = <T>(...choices: readonly [T, ...T[]]): T => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return choices[(state >>> 16) % choices.length] ?? choices[0];
  };
  const blank = () => pick(' ', ' ', '  ', '\n', '\r\n\t');
  const maybe = () => pick('', '', blank());
  const cased = (word: string) => pick(word, word, word.toLowerCase(), word.toUpperCase());
  const join = (kind: 'and' | 'or') => {
    const sign = kind === 'and' ? '&&' : '||';
    return pick(`${blank()}${cased(kind.toUpperCase())}${blank()}`, maybe() + sign + maybe());
  };
  const literal = (value: Value) => (typeof value === 'string' ? `'${value}'` : value.written);
  const side = (each: Side) => {
    if ('name' in each) return each.name;
    const inner = each.literals.map(literal).join(`${maybe()},${maybe()}`);
    return each.braces ? `{${maybe()}${inner}${maybe()}}` : inner;
  };
  const inParentheses = (each: Node): string => `(${maybe()}${print(each)}${maybe()})`;
  const operand = (each: Node): string => ('items' in each || pick(0, 0, 1) === 1 ? inParentheses(each) : print(each));
  const print = (each: Node): string => {
    switch (each.op) {
      case 'and':
      case 'or':
        return each.items.map(operand).join(join(each.op));
      case 'not':
        return pick(`!${maybe()}`, `${cased('NOT')}${blank()}`) + operand(each.item);
      case 'action':
        return `${cased('ActionMatches')}${maybe()}{'${each.pattern}'}`;
      case 'subOperation':
        return `${cased('SubOperationMatches')}{${maybe()}'${each.pattern}'}`;
      case 'exists':
        return `${cased('Exists')}${blank()}${each.name}`;
      case 'compare':
        return `${side(each.left)}${blank()}${each.quantifier}${cased(each.operator)}${blank()}${side(each.right)}`;
    }
  };
  return pick(print(tree), inParentheses(tree), `\n${print(tree)}\n`);
}
