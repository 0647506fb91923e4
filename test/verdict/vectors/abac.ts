// A registry in ABAC mode, and one whose mode was not read.
import { abac, assignment, cluster, customRole, deny, type Json, principal, registry, role } from './azure.ts';
import { deployment } from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const { kubelet } = principal;
const resources = [registry(abac), cluster()];
const CR = 'Microsoft.ContainerRegistry/registries';
const read = `${CR}/repositories/content/read`;
const meta = `${CR}/repositories/metadata/read`;
const name = `${CR}/repositories:name`;
const files = deployment('contoso.azurecr.io/team/web:1');

const held = (...roleAssignments: readonly Json[]): Json => ({ resources, roleAssignments });
const reader = (condition: string | null, conditionVersion: string | null = '2.0'): Json =>
  held(assignment(kubelet, role.RepositoryReader, undefined, { condition, conditionVersion }));

/** As the portal's editor writes it. */
const canonical = (...tests: readonly string[]): string =>
  `((!(ActionMatches{'${read}'}) AND !(ActionMatches{'${meta}'})) OR (${tests.join(' OR ')}))`;
const repository = (operator: string, value: string): string => `@Request[${name}] ${operator} '${value}'`;
const when = (...tests: readonly string[]): Json => reader(canonical(...tests));
const excluded = 'denied condition-excludes-repository';

const modes: readonly Row[] = [
  ['denied wrong-role-for-mode', 'AcrPull', held(assignment(kubelet, role.AcrPull))],
  ['denied wrong-role-for-mode', 'AcrPush', held(assignment(kubelet, role.AcrPush))],
  ['denied wrong-role-for-mode', 'Owner', held(assignment(kubelet, role.Owner))],
  ['denied wrong-role-for-mode', 'Contributor', held(assignment(kubelet, role.Contributor))],
  ['denied wrong-role-for-mode', 'Reader', held(assignment(kubelet, role.Reader))],
  ['denied no-pull-role', 'nothing', held()],
  ['denied no-pull-role', 'Catalog Lister', held(assignment(kubelet, role.CatalogLister))],
  ['allowed', 'Repository Reader', reader(null, null)],
  ['allowed broad-grant', 'Repository Writer', held(assignment(kubelet, role.RepositoryWriter))],
  ['allowed broad-grant', 'Data Importer and Data Reader', held(assignment(kubelet, role.DataImporter))],
  [
    'allowed',
    'AcrPull beside Repository Reader',
    held(assignment(kubelet, role.AcrPull), assignment(kubelet, role.RepositoryReader)),
  ],
  [
    'allowed',
    'a custom role with the data action',
    { ...held(assignment(kubelet, role.custom)), roleDefinitions: [customRole({ dataActions: [read] })] },
  ],
  [
    'denied no-pull-role',
    'a custom role without its reading of content',
    {
      ...held(assignment(kubelet, role.custom)),
      roleDefinitions: [customRole({ dataActions: [`${CR}/repositories/*`], notDataActions: [read] })],
    },
  ],
  [
    'denied no-pull-role',
    'a custom role with the data action among the actions',
    { ...held(assignment(kubelet, role.custom)), roleDefinitions: [customRole({ actions: [read] })] },
  ],
  [
    'denied deny-assignment',
    'a deny assignment on data actions',
    { ...reader(null, null), denyAssignments: [deny({}, { dataActions: ['*'] })] },
  ],
  [
    'allowed',
    'a deny assignment on actions alone',
    { ...reader(null, null), denyAssignments: [deny({}, { actions: ['*'] })] },
  ],
];

const conditions: readonly Row[] = [
  ['allowed', 'the repository by name', when(repository('StringEqualsIgnoreCase', 'team/web'))],
  [excluded, 'another repository', when(repository('StringEqualsIgnoreCase', 'team/api'))],
  [
    'allowed',
    'one of several',
    when(repository('StringEqualsIgnoreCase', 'team/api'), repository('StringEqualsIgnoreCase', 'team/web')),
  ],
  ['allowed', 'a prefix', when(repository('StringStartsWithIgnoreCase', 'team/'))],
  ['allowed', 'a prefix without its slash', when(repository('StringStartsWith', 'tea'))],
  [excluded, 'another prefix', when(repository('StringStartsWithIgnoreCase', 'team-b/'))],
  [excluded, 'a prefix longer than the name', when(repository('StringStartsWith', 'team/web/'))],
  ['allowed', 'case does not count', when(repository('StringEqualsIgnoreCase', 'Team/WEB'))],
  [excluded, 'case counts', when(repository('StringEquals', 'Team/Web'))],
  ['allowed', 'a pattern', when(repository('StringLike', 'team/*'))],
  ['allowed', 'a pattern of one letter', when(repository('StringLike', 'team/we?'))],
  [excluded, 'a pattern that does not fit', when(repository('StringLike', '*/api'))],
  [excluded, 'everything but it', when(repository('StringNotEqualsIgnoreCase', 'team/web'))],
  ['allowed', 'everything but another', when(repository('StringNotEqualsIgnoreCase', 'team/api'))],
  [excluded, 'everything but its prefix', when(repository('StringNotStartsWith', 'team/'))],
  ['allowed', 'one of a set', when(`@Request[${name}] ForAnyOfAnyValues:StringEquals {'team/api', 'team/web'}`)],
  [excluded, 'not among a set', when(`@Request[${name}] ForAnyOfAnyValues:StringEquals {'team/api', 'team/job'}`)],
  [
    'allowed',
    'over lines, with other signs',
    reader(
      `(\n  !(ActionMatches{'${read}'})\n  ||\n  (@Request[${name}]   StringEquals 'team/web' && @Request[${name}] StringStartsWith 'team/')\n)`,
    ),
  ],
  [
    excluded,
    'two tests that must both hold',
    reader(
      `(!(ActionMatches{'${read}'}) OR (${repository('StringStartsWith', 'team/')} AND ${repository('StringEquals', 'team/api')}))`,
    ),
  ],
  [
    'allowed',
    'about writing alone',
    reader(`(!(ActionMatches{'${CR}/repositories/content/write'}) OR ${repository('StringEquals', 'x')})`),
  ],
  [
    'allowed',
    'reading by a wildcard',
    reader(`(!(ActionMatches{'${CR}/repositories/*/read'}) OR ${repository('StringEquals', 'team/web')})`),
  ],
  [excluded, 'without any action', reader(repository('StringEquals', 'other'))],
  [
    'allowed',
    'a second assignment takes it in',
    held(
      ...[repository('StringEquals', 'a'), repository('StringEquals', 'team/web')].map(test =>
        assignment(kubelet, role.RepositoryReader, undefined, { condition: canonical(test), conditionVersion: '2.0' }),
      ),
    ),
  ],
  [
    'unknown condition-not-understood',
    'an attribute of the principal',
    when("@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Shop_Team] StringEquals 'web'"),
  ],
  [
    'allowed',
    'an attribute of the principal beside one that holds',
    when(
      "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Shop_Team] StringEquals 'web'",
      repository('StringEquals', 'team/web'),
    ),
  ],
  [
    'unknown condition-not-understood',
    'whether it comes by private link',
    when('@Environment[Microsoft.Network/isPrivateLink] BoolEquals true'),
  ],
  ['unknown condition-not-understood', 'no condition at all', reader('open sesame')],
  ['unknown condition-not-understood', 'blanks', reader('  \n')],
  ['allowed', 'an empty text, which is none', reader('')],
  ['unknown condition-not-understood', 'an unknown operator', when(repository('StringSoundsLike', 'team/web'))],
  [
    'unknown condition-not-understood',
    'a version that nobody has documented',
    reader(canonical(repository('StringEquals', 'team/web')), '3.0'),
  ],
];

const template = deployment('contoso.azurecr.io/${APP}:1');
const open: readonly Row[] = [
  [
    'unknown unresolved-reference',
    'a condition, and a repository that is filled in later',
    when(repository('StringEquals', 'team/web')),
    { files: template },
  ],
  ['allowed', 'no condition, and a repository that is filled in later', reader(null, null), { files: template }],
  [
    'allowed',
    'a condition, and a tag that is filled in later',
    when(repository('StringEquals', 'team/web')),
    { files: deployment('contoso.azurecr.io/team/web:${TAG}') },
  ],
];

const unread = { resources: [registry({ roleAssignmentMode: null }), cluster()] };
const modeUnread: readonly Row[] = [
  ['unknown not-readable', 'AcrPull', { ...unread, roleAssignments: [assignment(kubelet, role.AcrPull)] }],
  [
    'unknown not-readable',
    'Repository Reader',
    { ...unread, roleAssignments: [assignment(kubelet, role.RepositoryReader)] },
  ],
  [
    'allowed broad-grant',
    'Data Importer and Data Reader',
    { ...unread, roleAssignments: [assignment(kubelet, role.DataImporter)] },
  ],
  [
    'allowed',
    'AcrPull and Repository Reader',
    { ...unread, roleAssignments: [assignment(kubelet, role.AcrPull), assignment(kubelet, role.RepositoryReader)] },
  ],
  // First written as no-pull-role: of two refusals that differ in their cause, that of legacy mode is named.
  ['denied not-attached', 'nothing', unread],
];

const share = (rows: readonly Row[]): readonly Row[] =>
  rows.map(([expected, what, facts]) => [expected, what, facts, { files }]);

export const abacVectors: readonly Vector[] = [
  ...vectors('facts 1.1 and 1.2: ACR ABAC repository permissions', share(modes)),
  ...vectors('facts 2.3: conditions format; ACR ABAC repository permissions', share(conditions)),
  ...vectors('facts 2.3; docs/causes/unresolved-reference.md', open),
  ...vectors('facts 1.2; docs/snapshot.md, roleAssignmentMode absent', share(modeUnread)),
];
