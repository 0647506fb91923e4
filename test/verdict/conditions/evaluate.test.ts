// What conditions mean: the frame of the documentation, functions, absent attributes, grouping, and what is not known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../../src/verdict/conditions/evaluate.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';
import { blobs, checkRows, color, knowing, name, ofVersion, pull, registry } from './rows.ts';

const read = ['content', 'metadata']
  .map(each => `!(ActionMatches{'${registry}/repositories/${each}/read'})`)
  .join(' AND ');

checkRows([
  // The frame of every condition of the documentation.
  ['[R] exact name', `((${read}) OR (${name} StringEqualsIgnoreCase 'team-a/checkout'))`, pull, 'yes'],
  ['[R] another name', `((${read}) OR (${name} StringEqualsIgnoreCase 'nginx'))`, pull, 'no', /^only `nginx`$/],
  ['[R] prefix', `((${read}) OR (${name} StringStartsWithIgnoreCase 'team-a/'))`, pull, 'yes'],
  [
    '[R] prefixes',
    `((${read}) OR (${name} StringStartsWithIgnoreCase 'backend/' OR ${name} StringStartsWithIgnoreCase 'frontend/js/'))`,
    pull,
    'no',
    /^only `backend\/\*`, `frontend\/js\/\*`$/,
  ],
  [
    '[R] a prefix without its slash matches more',
    `${name} StringStartsWithIgnoreCase 'backend'`,
    { ...pull, repository: 'backend-infra/k8s' },
    'yes',
  ],
  [
    '[F] an action that is not targeted is allowed',
    `((${read}) OR (${name} StringEquals 'nginx'))`,
    { ...pull, action: `${registry}/repositories/content/write` },
    'yes',
  ],
  [
    '[P] an exclusion',
    `((${read}) OR (${name} StringNotEqualsIgnoreCase 'application/secret'))`,
    { ...pull, repository: 'application/secret' },
    'no',
    /^not `application\/secret`$/,
  ],
  ['[P] conditions are case sensitive', `${name} StringStartsWith 'Team-A/'`, pull, 'no', /^only `Team-A\/\*`$/],
  [
    'several clauses',
    `(${read.split(' AND')[0]} OR ${name} StringLike 'team-*') AND (!(ActionMatches{'*/write'}) OR ${name} StringEquals 'x')`,
    pull,
    'yes',
  ],
  [
    'a hidden repository',
    `((${read}) OR (${name} StringEquals 'a'))`,
    { ...pull, repository: undefined },
    'unknown',
    /the repository is not known/,
  ],
  [
    '[R] the repository belongs to data actions',
    `${name} StringEquals 'team-a/checkout'`,
    { ...pull, action: `${registry}/pull/read`, kind: 'action' },
    'unknown',
    /only for data actions/,
  ],
  [
    '[794] @Resource for the repository',
    `((${read}) OR (@Resource[${registry}/repositories:name] StringEquals 'team-a/checkout'))`,
    pull,
    'unknown',
    /asks @Resource for the repository name, and container registries document it as @Request/,
  ],
  [
    '[794] and the frame still holds',
    `((${read}) OR (@Resource[${registry}/repositories:name] StringEquals 'a'))`,
    { ...pull, action: 'x' },
    'yes',
  ],

  // ActionMatches and SubOperationMatches.
  ['[F] action equal', `ActionMatches{'${blobs}/read'}`, { ...pull, action: `${blobs}/read` }, 'yes'],
  [
    '[F] action pattern',
    "ActionMatches{'Microsoft.Authorization/roleAssignments/*'}",
    { ...pull, action: 'Microsoft.Authorization/roleAssignments/write' },
    'yes',
  ],
  [
    '[F] other action pattern',
    "ActionMatches{'Microsoft.Authorization/roleDefinitions/*'}",
    { ...pull, action: 'Microsoft.Authorization/roleAssignments/write' },
    'no',
    /^needs `ActionMatches/,
  ],
  [
    '[1] as in a role: * crosses slashes, case is ignored',
    "ActionMatches{'microsoft.containerregistry/*/READ'}",
    pull,
    'yes',
  ],
  ['[1] as in a role: ? is a character', "ActionMatches{'Microsoft.ContainerRegistry/?egistries*'}", pull, 'no'],
  ['[F] suboperation', "SubOperationMatches{'Blob.List'}", { ...pull, subOperation: 'Blob.List' }, 'yes'],
  ['[F] no suboperation', `!(ActionMatches{'*'} AND NOT SubOperationMatches{'Blob.List'})`, pull, 'no'],
  [
    'suboperation not known',
    "SubOperationMatches{'Blob.List'}",
    { action: 'a', kind: 'dataAction' },
    'unknown',
    /the suboperation is not known/,
  ],
  [
    '[1] suboperation as an attribute',
    "@Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {'blob.list'}",
    { ...pull, subOperation: 'Blob.List' },
    'yes',
  ],

  // Exists, and attributes that are absent.
  ['[F] exists', `Exists @Request[${blobs}:versionId]`, ofVersion('2022-06-01T00:00:00.0Z'), 'yes'],
  ['[F] does not exist', `NOT Exists @Request[${blobs}:versionId]`, ofVersion(null), 'yes'],
  ['exists is not known', `Exists @Request[${blobs}:versionId]`, pull, 'unknown', /is not known/],
  [
    '[E] truth table: no tag',
    "(@Resource[t] StringEquals 'high' AND @Environment[isPrivateLink] BoolEquals true) OR @Resource[t] StringNotEquals 'high' OR NOT Exists @Resource[t]",
    knowing(['Resource', 't', null], ['Environment', 'isPrivateLink', [false]]),
    'yes',
  ],
  [
    '[E] truth table: high, not private',
    "(@Resource[t] StringEquals 'high' AND @Environment[isPrivateLink] BoolEquals true) OR @Resource[t] StringNotEquals 'high' OR NOT Exists @Resource[t]",
    knowing(['Resource', 't', ['high']], ['Environment', 'isPrivateLink', [false]]),
    'no',
  ],
  [
    '[–] comparing what is absent',
    `@Request[${blobs}:versionId] DateTimeEquals '2022-06-01T00:00:00.0Z'`,
    ofVersion(null),
    'unknown',
    /absent .* is not documented/,
  ],
  ['[–] and its negation', "@Resource[color] StringNotEquals 'red'", knowing(['Resource', 'color', null]), 'unknown'],

  // AND and OR without parentheses.
  [
    '[F] ambiguous',
    `ActionMatches{'x'} AND Exists @Resource[color] OR ${name} StringEquals 'team-a/checkout'`,
    color('red'),
    'unknown',
    /mixes AND and OR without parentheses/,
  ],

  // What is not known.
  [
    'principal',
    `((${read}) OR (@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Team] StringEquals 'a'))`,
    pull,
    'unknown',
    /custom security attribute of the identity, is not read/,
  ],
  [
    'the same name of another source',
    "@Request[color] StringEquals 'red'",
    color('red'),
    'unknown',
    /@Request\[color\] is not known/,
  ],
  [
    'another fact of the environment',
    "@Environment[subnet] StringLike '*'",
    pull,
    'unknown',
    /@Environment\[subnet\] is not known/,
  ],
  ['unknown AND false', `Exists @Principal[a] AND ${name} StringEquals 'x'`, pull, 'no'],
  ['unknown OR true', `Exists @Principal[a] OR ${name} StringLike 'team-*'`, pull, 'yes'],
  [
    'names have no case',
    `@Request[${registry.toUpperCase()}/REPOSITORIES:NAME] StringEquals 'team-a/checkout'`,
    pull,
    'yes',
  ],
  [
    '[F] but for keys that say so',
    '@Resource[tags:Team<$key_case_sensitive$>] BoolEquals true',
    knowing(['Resource', 'tags:team<$key_case_sensitive$>', [true]]),
    'unknown',
  ],
  ['not understood', `${name} StringContains 'team'`, pull, 'unknown', /not understood: it uses StringContains/],
]);

test('a long list of reasons is cut', () => {
  const many = Array.from({ length: 40 }, (_, at) => `${name} StringEquals 'r${at}'`).join(' OR ');
  const evaluation = evaluate(parseCondition(many), pull);
  assert.deepEqual(evaluation, { value: 'no', why: 'only `r0`, `r1`, `r2`, `r3`, `r4` and 35 more' });
});
