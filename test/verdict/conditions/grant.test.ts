// Writing conditions for repositories, and saying in words what a condition lets in.
// [R] container-registry-rbac-abac-repository-permissions.md
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeCondition } from '../../../src/verdict/conditions/describe.ts';
import { evaluateCondition } from '../../../src/verdict/conditions/evaluate.ts';
import { contentRead, metadataRead } from '../../../src/verdict/conditions/expression.ts';
import { conditionForRepositories } from '../../../src/verdict/conditions/grant.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';

const name = '@Request[Microsoft.ContainerRegistry/registries/repositories:name]';
const frame = `(!(ActionMatches{'${contentRead}'}) AND !(ActionMatches{'${metadataRead}'}))`;

test('[R] the text is that of the documentation', () => {
  assert.deepEqual(conditionForRepositories(['hello-world', 'hello-world'], ['backend/']), {
    text: `(${frame} OR (${name} StringEqualsIgnoreCase 'hello-world' OR ${name} StringStartsWithIgnoreCase 'backend/'))`,
    version: '2.0',
  });
});

const refused: readonly (readonly [readonly string[], readonly string[]])[] = [
  [[], []],
  [["it's"], []],
  [["x') OR ActionMatches{'*'} OR (@Request[a] StringEquals '"], []],
  [['Team/App'], []],
  [['a//b'], []],
  [['/a'], []],
  [['-a'], []],
  [[''], []],
  [['a\n`b'], []],
  [['a'.repeat(256)], []],
  [[], ['backend']],
  [[], ['/']],
  [Array.from({ length: 200 }, (_, at) => `team/app-${at}`), []],
];
for (const [names, prefixes] of refused) {
  test(`refused: ${JSON.stringify([...names, ...prefixes]).slice(0, 60)}`, () => {
    assert.equal(conditionForRepositories(names, prefixes), undefined);
  });
}

const part = fc.stringMatching(/^[a-z0-9]{1,3}((\.|_|__|-{1,2})[a-z0-9]{1,2})?$/);
const repository = fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/'));

test('a written condition lets in exactly these repositories, and only reading is restricted', () => {
  const some = fc.array(repository, { maxLength: 6 });
  const property = fc.property(some, some, repository, (names, parents, other) => {
    const prefixes = parents.map(each => `${each}/`);
    const grant = conditionForRepositories(names, prefixes);
    if (!grant) return assert.equal(names.length + prefixes.length, 0);
    const condition = parseCondition(grant.text, grant.version);
    const children = prefixes.map(each => `${each}child`);
    for (const each of [...names, ...children, ...parents, other, `${other}x`]) {
      const isNamed = names.includes(each) || prefixes.some(prefix => each.startsWith(prefix));
      for (const action of [contentRead, metadataRead]) {
        const { value } = evaluateCondition(condition, { action, kind: 'dataAction', repository: each });
        assert.equal(value, isNamed ? 'yes' : 'no');
      }
      const write = contentRead.replace(/read$/, 'write');
      assert.equal(evaluateCondition(condition, { action: write, kind: 'dataAction', repository: each }).value, 'yes');
    }
  });
  fc.assert(property, { numRuns: 1_000, seed: 1 });
});

const described: readonly (readonly [string, string])[] = [
  [`(${frame} OR (${name} StringStartsWithIgnoreCase 'team-a/'))`, 'only `team-a/*`'],
  [`(${frame} OR (${name} StringEquals 'a' OR ${name} StringLike 'b?'))`, 'only `a`, `b?`'],
  [`(${frame} OR (${name} StringNotEquals 'application/secret'))`, 'all but `application/secret`'],
  [`(${frame} OR NOT (${name} StringEquals 'a' OR ${name} StringEquals 'b'))`, 'all but `a`, `b`'],
  [`(${frame} OR (${name} StringStartsWith 'a/' AND ${name} StringNotEquals 'a/b'))`, 'only `a/*`, but not `a/b`'],
  [`(${frame} OR (${name} StringStartsWith 'a/' AND !(${name} StringLike '*-x')))`, 'only `a/*`, but not `*-x`'],
  [`(${frame} OR (${name} ForAnyOfAnyValues:StringEquals {'a', 'b'}))`, 'only `a`, `b`'],
  [
    `(${frame} OR (@Resource[${name.slice(9)} StringEquals 'a'))`,
    `only where \`@Resource[${name.slice(9)} StringEquals 'a'\``,
  ],
  [
    `(${frame} OR (${name} StringEquals 'a' AND ${name} StringLike 'b'))`,
    `only where \`${name} StringEquals 'a' AND ${name} StringLike 'b'\``,
  ],
  [`(${frame} OR (Exists @Principal[a]))`, 'only where `Exists @Principal[a]`'],
  [`(${frame} OR ${name} StringEquals 'a') AND (!(ActionMatches{'x'}) OR ${name} StringEquals 'b')`, 'only `a`'],
  ["!(ActionMatches{'x/write'}) OR Exists @Request[a]", 'every repository'],
  ["!(ActionMatches{'x'}) AND !(ActionMatches{'y'})", 'every repository'],
  [`!(ActionMatches{'${contentRead}'})`, 'no repository'],
  [
    Array.from({ length: 40 }, (_, at) => `${name} StringEquals 'r${at}'`).join(' OR '),
    'only `r0`, `r1`, `r2`, `r3`, `r4` and 35 more',
  ],
  [`${name} ForAllOfAllValues:StringNotEquals {'a', 'b'}`, 'all but `a`, `b`'],
  ["ActionMatches{'*\\read'}", "only where `ActionMatches{'*\\read'}`"],
  ['Exists', 'unclear, as the condition is not understood: at its end, an attribute is expected'],
];
for (const [text, words] of described) {
  test(`in words: ${words.slice(0, 60)}`, () =>
    assert.equal(describeCondition(parseCondition(text), contentRead), words));
}

test('[1] in legacy mode the action is another, and the frame lets it through', () => {
  const condition = parseCondition(`(${frame} OR (${name} StringEquals 'a'))`);
  assert.equal(describeCondition(condition, 'Microsoft.ContainerRegistry/registries/pull/read'), 'every repository');
});
