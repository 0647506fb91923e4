// The meaning of conditions: the frame of the documentation, functions, grouping, and what is not known.
import { blobs, checkRows, name, pull, registry } from './rows.ts';

const read = ['content', 'metadata']
  .map(each => `!(ActionMatches{'${registry}/repositories/${each}/read'})`)
  .join(' AND ');

checkRows([
  // The frame of every condition of the documentation.
  ['[R] exact name', `((${read}) OR (${name} StringEqualsIgnoreCase 'team-a/checkout'))`, pull, 'yes'],
  ['[R] another name', `((${read}) OR (${name} StringEqualsIgnoreCase 'nginx'))`, pull, 'no'],
  ['[R] prefix', `((${read}) OR (${name} StringStartsWithIgnoreCase 'team-a/'))`, pull, 'yes'],
  [
    '[R] prefixes',
    `((${read}) OR (${name} StringStartsWithIgnoreCase 'backend/' OR ${name} StringStartsWithIgnoreCase 'frontend/js/'))`,
    pull,
    'no',
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
  ],
  ['[P] conditions are case sensitive', `${name} StringStartsWith 'Team-A/'`, pull, 'no'],
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
    /reads the repository name from @Resource, and Azure documents it for @Request only/,
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
  ],
  [
    '[1] as in a role: * crosses slashes, case is ignored',
    "ActionMatches{'microsoft.containerregistry/*/READ'}",
    pull,
    'yes',
  ],
  ['[1] as in a role: ? is a character', "ActionMatches{'Microsoft.ContainerRegistry/?egistries*'}", pull, 'no'],
  ['[–] a backslash in an action', "ActionMatches{'*\\read'}", pull, 'unknown', /backslash/],
  ['[F] no suboperation', "SubOperationMatches{'Blob.List'}", pull, 'no'],
  ['[F] no suboperation, in its frame', `!(ActionMatches{'*'} AND NOT SubOperationMatches{'Blob.List'})`, pull, 'no'],
  [
    '[1] suboperation as an attribute',
    "@Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {'blob.list'}",
    pull,
    'unknown',
    /@Request\[subOperation\]` is not known/,
  ],

  // Exists.
  ['[F] exists', `Exists ${name}`, pull, 'yes'],
  ['[F] does not exist', `NOT Exists ${name}`, pull, 'no'],
  ['exists is not known', `Exists @Request[${blobs}:versionId]`, pull, 'unknown', /is not known/],
  ['[F] nor is that it does not', `NOT Exists @Request[${blobs}:versionId]`, pull, 'unknown', /is not known/],
  [
    '[E] truth table: neither the tag nor the way is known',
    "(@Resource[t] StringEquals 'high' AND @Environment[isPrivateLink] BoolEquals true) OR @Resource[t] StringNotEquals 'high' OR NOT Exists @Resource[t]",
    pull,
    'unknown',
  ],

  // AND and OR without parentheses.
  [
    '[F] ambiguous',
    `ActionMatches{'x'} AND Exists @Resource[color] OR ${name} StringEquals 'team-a/checkout'`,
    pull,
    'unknown',
    /mixes AND and OR without parentheses/,
  ],

  // Unknown parts.
  [
    'principal',
    `((${read}) OR (@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Team] StringEquals 'a'))`,
    pull,
    'unknown',
    /custom security attribute of the identity, is not read/,
  ],
  [
    'another attribute of the request',
    "@Request[color] StringEquals 'red'",
    pull,
    'unknown',
    /@Request\[color\]` is not known/,
  ],
  ['attributes on both sides', `${name} StringEquals @Principal[team]`, pull, 'unknown', /is not read/],
  [
    'another fact of the environment',
    "@Environment[subnet] StringLike '*'",
    pull,
    'unknown',
    /@Environment\[subnet\]` is not known/,
  ],
  ['unknown AND false', `Exists @Principal[a] AND ${name} StringEquals 'x'`, pull, 'no'],
  ['unknown OR true', `Exists @Principal[a] OR ${name} StringLike 'team-*'`, pull, 'yes'],
  [
    'names have no case',
    `@Request[${registry.toUpperCase()}/REPOSITORIES:NAME] StringEquals 'team-a/checkout'`,
    pull,
    'yes',
  ],
  ['not understood', `${name} StringContains 'team'`, pull, 'unknown', /not understood: it uses StringContains/],
]);
