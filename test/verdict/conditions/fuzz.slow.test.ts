// Anything may be in a snapshot: no text makes the reader throw, and none takes it long.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeCondition } from '../../../src/verdict/conditions/describe.ts';
import { type ConditionRequest, evaluateCondition } from '../../../src/verdict/conditions/evaluate.ts';
import { conditionForRepositories } from '../../../src/verdict/conditions/grant.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';
import { anyCharacter } from '../../anyCharacter.ts';
import { node, printed } from './generated.ts';

const name = '@Request[Microsoft.ContainerRegistry/registries/repositories:name]';
const about: ConditionRequest = {
  action: 'Microsoft.ContainerRegistry/registries/repositories/content/read',
  kind: 'dataAction',
  repository: 'a'.repeat(8000),
};

function everything(text: string, version?: string): string {
  const condition = parseCondition(text, version);
  describeCondition(condition, about.action);
  return evaluateCondition(condition, about).value;
}

const words = [
  ...[
    "'",
    "'a'",
    "'\\'",
    '"a"',
    '{',
    '}',
    '(',
    ')',
    ',',
    '!',
    '&&',
    '||',
    '&',
    '@',
    '[',
    ']',
    name,
    '@Resource[',
    '\\',
  ],
  ...[
    'AND',
    'OR',
    'NOT',
    'Exists',
    'ActionMatches{',
    "ActionMatches{'*'}",
    'StringEquals',
    'ForAnyOfAnyValues:StringLike',
  ],
  ...[
    'true',
    '10',
    '-',
    '1.5',
    'null',
    '//',
    '/*',
    '#',
    '\u0000',
    '\u00a0',
    '\ud800',
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
  ],
];

test('no sequence of words makes it throw', () => {
  const property = fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), fc.boolean(), (some, spaced) => {
    everything(some.join(spaced ? ' ' : ''));
  });
  fc.assert(property, { numRuns: 20_000, seed: 1 });
});

test('no text makes it throw, and none of another version is understood', () => {
  const property = fc.property(fc.string({ unit: anyCharacter, maxLength: 200 }), fc.string(), (text, version) => {
    everything(text);
    if (version !== '2.0') assert.equal(everything("ActionMatches{'*'}", version), 'unknown');
  });
  fc.assert(property, { numRuns: 5_000, seed: 1 });
});

test('a damaged condition is read or refused', () => {
  const property = fc.property(node, fc.integer(), fc.nat(), fc.nat(8), fc.string(), (tree, style, at, length, put) => {
    const text = printed(tree, style);
    const from = at % (text.length + 1);
    everything(text.slice(0, from) + put + text.slice(from + length));
  });
  fc.assert(property, { numRuns: 5_000, seed: 1 });
});

const long: Record<string, string> = {
  'opening parentheses': '('.repeat(8192),
  negations: '!'.repeat(8192),
  'nested parentheses': `${'('.repeat(4000)}Exists ${name}${')'.repeat(4000)}`,
  'a mixed chain': Array.from({ length: 500 }, (_, at) => `Exists @Request[a]${at % 2 ? ' or ' : ' and '}`).join(''),
  'the longest mixed chain': Array.from({ length: 40 }, (_, at) => (at % 2 ? 'or' : 'and')).reduce(
    (text, join) => `${text} ${join} ${name} StringEquals 'a'`,
    `Exists ${name}`,
  ),
  'many attributes without an end': '@Request['.repeat(900),
  'many sources without brackets': '@'.repeat(8192),
  'many quotes': "'".repeat(8191),
  'wildcards without a match': `${name} StringLike '${'a*'.repeat(4000)}b'`,
  'one wildcard before a long part': `${name} StringLikeIgnoreCase '*${'a'.repeat(4000)}b${'a'.repeat(3900)}'`,
  'an action pattern of stars': `ActionMatches{'${'*'.repeat(8000)}x'}`,
  'a cross product': `{${"'a',".repeat(1000)}'a'} ForAllOfAllValues:StringLikeIgnoreCase {${"'*a',".repeat(750)}'b'}`,
  'a long number': `${name} NumericEquals ${'9'.repeat(8000)}`,
  'beyond 8 KB': `${name} StringEquals '${'a'.repeat(2_000_000)}'`,
};

for (const [title, text] of Object.entries(long)) {
  test(`${title}: it ends`, () => {
    everything(text);
  });
}

test('hostile names are refused', () => {
  const property = fc.property(fc.string({ unit: anyCharacter }), text => {
    const grant = conditionForRepositories([text], [`${text}/`]);
    if (grant) assert.match(text, /^[a-z0-9/._-]+$/);
  });
  fc.assert(property, { numRuns: 5_000, seed: 1 });
  conditionForRepositories([`${'a-'.repeat(200_000)}!`], []);
});
