// The meaning of each operator and each cross product for the repository's name. A comparison of anything else is
// unknown.
import { checkRows, name, of, pull } from './rows.ts';

checkRows([
  // Strings.
  ['[F] equals', `${name} StringEquals 'red'`, of('red'), 'yes'],
  ['[F] equals minds case', `${name} StringEquals 'Red'`, of('red'), 'no'],
  ['[F] equals without case', `${name} StringEqualsIgnoreCase 'RED'`, of('red'), 'yes'],
  ['[F] does not equal', `${name} StringNotEquals 'red'`, of('red'), 'no'],
  ['[F] does not equal without case', `${name} StringNotEqualsIgnoreCase 'RED'`, of('blue'), 'yes'],
  ['[F] starts with', `${name} StringStartsWith 'team/'`, of('team/web'), 'yes'],
  ['[F] does not start with', `${name} StringNotStartsWithIgnoreCase 'TEAM/'`, of('team/web'), 'no'],
  ['[F] like', `${name} StringLike 'a*c?'`, of('abcd'), 'yes'],
  ['[F] not like', `${name} StringNotLike 'a*c?'`, of('abcd'), 'no'],
  ['[F] like minds case', `${name} StringLike 'A*C?'`, of('abcd'), 'no'],
  ['[F] like without case', `${name} StringLikeIgnoreCase 'A*C?'`, of('abcd'), 'yes'],
  ['[F] like is of the whole text', `${name} StringLike 'a*c'`, of('abcd'), 'no'],
  ['[E] * crosses slashes', `${name} StringLike 'logs*'`, of('logs/alpine/file'), 'yes'],
  ['[F] escaped wildcards', `'a*?' StringLike 'a\\*\\?'`, pull, 'yes'],
  ['[F] escaped wildcards are characters', `${name} StringLike 'a\\*b'`, of('axb'), 'no'],
  ['[–] another escape', `${name} StringLike 'a\\b'`, of('ab'), 'unknown', /backslash/],
  ['[–] a backslash without wildcards', `${name} StringEquals 'a\\*b'`, of('a*b'), 'unknown', /backslash/],
  ['[–] case outside of ASCII', `${name} StringEqualsIgnoreCase 'GRÜN'`, of('grün'), 'unknown', /ASCII/],
  [
    '[–] the same where nothing has to be folded',
    `${name} StringEqualsIgnoreCase 'grün'`,
    of('grün'),
    'unknown',
    /ASCII/,
  ],
  ['[–] a number for a string', `${name} StringEquals 1`, of('1'), 'unknown', /not a string/],
  ['[–] a GUID without quotes', `${name} StringEquals b24988ac618042a0ab8820f7382dd24c`, pull, 'unknown'],

  // Booleans, numbers, dates, GUIDs: nothing of the kind is known of a pull.
  ['[F] bool', '@Environment[isPrivateLink] BoolEquals true', pull, 'unknown', /isPrivateLink\]` is not known$/],
  ['[F] numbers', '@Resource[n] NumericGreaterThanEquals 10', pull, 'unknown', /@Resource\[n\]` is not known$/],
  ['[F] numbers alone', '{10, 20} ForAnyOfAllValues:NumericLessThan {15, 18}', pull, 'unknown'],
  [
    '[E] after a date: an answer does not depend on the moment it is asked for',
    "@Environment[UtcNow] DateTimeGreaterThan '2023-04-01T13:00:00.000Z'",
    pull,
    'unknown',
    /@Environment\[UtcNow\]` is not known$/,
  ],
  ['[F] a name is no number', `${name} NumericEquals '1'`, of('1'), 'unknown', /it does not compare strings/],
  [
    '[A] GUIDs',
    '@Request[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAnyValues:GuidEquals {b24988ac-6180-42a0-ab88-20f7382dd24c}',
    pull,
    'unknown',
  ],

  // Cross products.
  ['[F] any of any', "{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'blue', 'green'}", pull, 'yes'],
  ['[F] none of any', "{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'orange', 'green'}", pull, 'no'],
  ['[F] all of any', "{'red', 'blue'} ForAllOfAnyValues:StringEquals {'orange', 'red', 'blue'}", pull, 'yes'],
  ['[F] not all of any', "{'red', 'blue'} ForAllOfAnyValues:StringEquals {'red', 'green'}", pull, 'no'],
  ['[F] any of all', "{'ab', 'b'} ForAnyOfAllValues:StringStartsWith {'a', 'ab'}", pull, 'yes'],
  ['[F] not any of all', "{'ab', 'b'} ForAnyOfAllValues:StringStartsWith {'a', 'b'}", pull, 'no'],
  ['[F] all of all', "{'ab', 'abc'} ForAllOfAllValues:StringStartsWith {'a', 'ab'}", pull, 'yes'],
  ['[F] not all of all, by one', "{'ab', 'b'} ForAllOfAllValues:StringStartsWith {'a', 'ab'}", pull, 'no'],
  [
    '[F] literally: some value differs from some value',
    `${name} ForAnyOfAnyValues:StringNotEquals {'team-a/checkout', 'x'}`,
    pull,
    'yes',
  ],
  ['[F] differs from all', `${name} ForAllOfAllValues:StringNotEquals {'team-a/checkout', 'x'}`, pull, 'no'],
  ['a set of repositories', `${name} ForAnyOfAnyValues:StringEqualsIgnoreCase {'a', 'b'}`, pull, 'no'],
  [
    '[–] one that is not understood may be the one',
    `${name} ForAnyOfAnyValues:StringEquals {'a\\b', 'b'}`,
    pull,
    'unknown',
  ],
  [
    'one that is not understood beside the one',
    `${name} ForAnyOfAnyValues:StringEquals {'a\\b', 'team-a/checkout'}`,
    pull,
    'yes',
  ],
  [
    '[–] many values without a quantifier',
    `${name} StringEquals {'red', 'blue'}`,
    of('red'),
    'unknown',
    /several values/,
  ],
  ['one value in braces', `${name} StringEquals {'team-a/checkout'}`, pull, 'yes'],
]);
