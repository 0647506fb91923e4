// The documented grammar, sample by sample, and what is refused because it is not documented.
// [F] conditions-format.md · [E] storage-auth-abac-examples.md · [A] conditions-authorization-actions-attributes.md
// [R] container-registry-rbac-abac-repository-permissions.md · [Q] conditions-faq.md · [T] conditions-troubleshoot.md
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionText } from '../../../src/verdict/conditions/describe.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const name = '@Request[Microsoft.ContainerRegistry/registries/repositories:name]';

/** Each with the text that it is printed as, where that is another. */
const understood: readonly (readonly [string, string, string?])[] = [
  [
    '[R] pull one repository, as Azure stores it',
    `( (  !(ActionMatches{'${blobs}'})  AND  !(ActionMatches{'x'}) ) OR  (  ${name} StringEqualsIgnoreCase 'nginx' ))`,
    `(!(ActionMatches{'${blobs}'}) AND !(ActionMatches{'x'})) OR ${name} StringEqualsIgnoreCase 'nginx'`,
  ],
  [
    '[F] suboperation',
    `!(ActionMatches{'${blobs}/read'} AND NOT SubOperationMatches{'Blob.List'})`,
    `!(ActionMatches{'${blobs}/read'} AND !(SubOperationMatches{'Blob.List'}))`,
  ],
  ['[F] exists', `NOT Exists @Request[${blobs}:versionId]`],
  ['[F] key of tags', `@Request[${blobs}/tags:Project<$key_case_sensitive$>] StringEquals 'Cascade'`],
  ['[E] set of keys', `@Request[${blobs}/tags&$keys$&] ForAllOfAnyValues:StringEquals {'Project', 'Program'}`],
  [
    '[E] attributes on both sides',
    `@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Project] StringEquals @Resource[${blobs}/tags:Project<$key_case_sensitive$>]`,
  ],
  [
    '[E] environment',
    "@Environment[UtcNow] DateTimeGreaterThan '2023-04-01T13:00:00.000Z' OR @Environment[isPrivateLink] BoolEquals true",
  ],
  [
    '[A] GUIDs without quotes',
    '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {b24988ac-6180-42a0-ab88-20f7382dd24c, acdd72a7-3385-48ef-bd42-f606fba81ae7}',
  ],
  ['GUIDs without dashes, as recorded of Azure', '@Request[id] GuidEquals 8e3af657a8ff443ca75c2fe8c4bcb635'],
  ['[F] values on the left', '{10, 20} ForAnyOfAllValues:NumericLessThan {15, 18}'],
  [
    '[F] signs for words',
    "!(ActionMatches{'a'}) && (Exists @Request[x] || Exists @Request[y])",
    "!(ActionMatches{'a'}) AND (Exists @Request[x] OR Exists @Request[y])",
  ],
  [
    '[F] a chain of one operator needs no parentheses',
    'Exists @Request[a] OR Exists @Request[b] OR Exists @Request[c]',
  ],
  [
    '[T] keywords in another case',
    "(not EXISTS @request[a] and @RESOURCE[b] stringequals 'x') Or actionmatches{'y'}",
    "(NOT EXISTS @request[a] AND @RESOURCE[b] stringequals 'x') OR actionmatches{'y'}",
  ],
  [
    '[F] blanks and lines anywhere',
    "\r\n(\n\t{ 'a' , 'b' }\nForAnyOfAnyValues:StringLike\n{'*'}\n)\n",
    "{ 'a' , 'b' } ForAnyOfAnyValues:StringLike {'*'}",
  ],
  [
    'NOT binds to the next test',
    'NOT Exists @Request[a] AND !@Request[b] BoolEquals False',
    'NOT Exists @Request[a] AND !(@Request[b] BoolEquals False)',
  ],
  ['an empty string', "@Request[a] StringNotEquals ''"],
  ['100 levels', `${'('.repeat(100)}Exists @Request[a]${')'.repeat(100)}`, 'Exists @Request[a]'],
];

for (const [title, text, expected = text] of understood) {
  test(`understood: ${title}`, () => {
    const condition = parseCondition(text);
    assert.equal(condition.kind === 'understood' ? conditionText(condition.root) : condition.why, expected);
  });
}

const refused: readonly (readonly [string, RegExp])[] = [
  ['', /it is empty/],
  [' \n', /it is empty/],
  [`${name} StringEquals 'a`, /a string without its closing quote at character/],
  [`${name} StringEquals "a"`, /an unexpected "\\"" at character/],
  [`${name} StringEquals 'it\\'s'`, /a backslash before a quote/],
  [`${name} StringEquals 'it''s'`, /, AND, OR or its end is expected/],
  [`${name} StringEquals null`, /, an attribute or a value is expected/],
  [`${name} StringEquals`, /at its end, an attribute or a value is expected/],
  [`${name}`, /at its end, an operator is expected/],
  [`${name} StringEquals {}`, /, a value is expected/],
  [`${name} StringEquals {'a',}`, /, a value is expected/],
  [`${name} StringEquals {'a' 'b'}`, /, , or } is expected/],
  [`${name} StringContains 'a'`, /StringContains, which is not a documented operator/],
  [`${name} StringMatches '^a$'`, /StringMatches, which is not a documented operator/],
  ["@Environment[UtcNow] TimeOfDayInRange {'08:00', '18:00'}", /TimeOfDayInRange, which is not a documented operator/],
  ["@Request[ip] IpMatch '10.0.0.0/8'", /IpMatch, which is not a documented operator/],
  [
    `${name} ForSomeOfAnyValues:StringEquals {'a'}`,
    /ForSomeOfAnyValues:StringEquals, which is not a documented operator/,
  ],
  [`${name} ForAnyOfAnyValues {'a'}`, /ForAnyOfAnyValues, which is not a documented operator/],
  ['NotExists @Request[a]', /NotExists, which is not a documented function/],
  ["ToLower(@Request[a]) StringEquals 'a'", /ToLower, which is not a documented function/],
  ["Exists 'a'", /, an attribute is expected/],
  ["ActionMatches('a')", /, { is expected/],
  ["ActionMatches{'a','b'}", /, } is expected/],
  ['ActionMatches{true}', /, a pattern in '…' is expected/],
  ["@Context[a] StringEquals 'a'", /an attribute source that is not/],
  ["@Request[] StringEquals 'a'", /an invalid attribute name/],
  ['Exists @Request[a', /an attribute without brackets/],
  ['@Request[a] NumericEquals 1.5', /"1\.5", which is neither a word nor a value/],
  ['Exists @Request[a] & Exists @Request[b]', /an unexpected "&"/],
  // [F] "you must add parentheses"
  ['Exists @Request[a] AND Exists @Request[b] OR Exists @Request[c]', /mixes AND and OR without parentheses/],
  ['Exists @Request[a] AND', /at its end, an attribute or a value is expected/],
  ['Exists @Request[a] Exists @Request[b]', /, AND, OR or its end is expected/],
  ['(Exists @Request[a]', /at its end, AND, OR or \) is expected/],
  ['Exists @Request[a])', /at character 19, AND, OR or its end is expected/],
  ['Exists @Request[a] // note', /an unexpected "\/" at character 20/],
  ['Exists @Request[a] # note', /an unexpected "#"/],
  ['Exists\u00a0@Request[a]', /an unexpected "\u00a0"/],
  [`${'('.repeat(101)}Exists @Request[a]${')'.repeat(101)}`, /nested deeper than 100 levels/],
  [`${name} StringEquals '${'a'.repeat(8192)}'`, /longer than the 8 KB that Azure accepts/],
];

for (const [text, why] of refused) {
  test(`not understood: ${text.slice(0, 70)}`, () => {
    const condition = parseCondition(text);
    assert.match(condition.kind === 'notUnderstood' ? condition.why : 'it was understood', why);
  });
}

test('[Q] the version is 2.0, or is missing and defaults to it; [T] others are not valid', () => {
  const kindOf = (version?: string) => parseCondition('Exists @Request[a]', version).kind;
  assert.deepEqual([undefined, '2.0'].map(kindOf), ['understood', 'understood']);
  assert.deepEqual(['1.0', '2', '3.0', ''].map(kindOf), Array(4).fill('notUnderstood'));
});

test('[F] the operators are those of the page', () => {
  const textual = ['Equals', 'NotEquals', 'StartsWith', 'NotStartsWith', 'Like', 'NotLike'];
  const order = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
  const documented = [
    ...textual.flatMap(each => [`String${each}`, `String${each}IgnoreCase`]),
    ...['BoolEquals', 'BoolNotEquals', 'GuidEquals', 'GuidNotEquals'],
    ...order.flatMap(each => [`Numeric${each}`, `DateTime${each}`]),
  ];
  const kindOf = (operator: string) => parseCondition(`@Request[a] ${operator} 'b'`).kind;
  for (const each of documented) assert.equal(kindOf(each), 'understood', each);
  for (const each of ['BoolLessThan', 'GuidLike', 'NumericEqualsIgnoreCase', 'DateTimeNotLessThan', 'StringLessThan']) {
    assert.equal(kindOf(each), 'notUnderstood', each);
  }
});
