// Globs of a config: which names they match, which are refused, and that none takes long, whatever it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import picomatch from 'picomatch';
import { matchesGlobs } from '../../src/workspace/config/globs.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';

const names = [
  'a.yaml',
  'b/a.yaml',
  'b/c/a.yaml',
  'b/.github/x-1.yml',
  'apps/eu/prod/app.yaml',
  'apps/us/dev/app.yaml',
];
const images = ['shop.azurecr.io/legacy/app', 'shop.azurecr.io/legacy/deep/app', 'shop.azurecr.io/new'];

test('they match as those of picomatch do', () => {
  const globs = [
    '*.yaml',
    '**/*.yaml',
    '**',
    'b/**',
    'b',
    './a.yaml',
    'b/*/a.yaml',
    '**/c/**',
    'apps/{eu,us}/prod/**',
    'apps/{e{u,x},us}/d?v/*.yaml',
    '**/x-[0-9].yml',
    '**/x-[^0-9].yml',
    '!b/**',
    'a.yam\\l',
    'shop.azurecr.io/legacy/*',
    'shop.azurecr.io/**',
    '*azurecr*/new',
    'b**/a.yaml',
  ];
  for (const glob of globs)
    for (const name of [...names, ...images])
      assert.equal(matchesGlobs([glob], name), picomatch(glob, { dot: true })(name), `${glob} ${name}`);
});

// As `paths` of GitHub's workflows and `.gitignore` have it, which people take for the rule everywhere. Read as "any of
// these", `!test/keep/**` alone would exclude every manifest of the repository, and the gate would be green.
test('in a list, the last glob that fits decides: `!` takes out, and no more', () => {
  const prod = ['deploy/**', '!deploy/dev/**'];
  assert.equal(matchesGlobs(prod, 'deploy/prod/app.yaml'), true);
  assert.equal(matchesGlobs(prod, 'deploy/dev/app.yaml'), false);
  assert.equal(matchesGlobs(prod, 'charts/app.yaml'), false);
  const again = [...prod, 'deploy/dev/shared/**'];
  assert.equal(matchesGlobs(again, 'deploy/dev/shared/app.yaml'), true);
  // a list that begins with one means all the rest
  assert.equal(matchesGlobs(['!dev/**', '!test/**'], 'prod/app.yaml'), true);
  assert.equal(matchesGlobs(['!dev/**', '!test/**'], 'test/app.yaml'), false);
  // beside another glob they take in nothing, wherever they are in the list
  assert.equal(matchesGlobs(['!deploy/dev/**', 'deploy/**'], 'other/app.yaml'), false);
  assert.equal(matchesGlobs(['!deploy/dev/**', 'deploy/**'], 'deploy/dev/app.yaml'), true);
});

const problemsOf = (manifests: string) =>
  readConfig(
    `version: 1\nignore:\n  - reason: r\n    manifests: [${JSON.stringify(manifests)}]\n  - reason: r\n    image: ${JSON.stringify(manifests)}\n`,
    '.acr-pull.yaml',
  ).problems.map(({ message }) => message);

test('one that is empty, very long, or of other syntax is a problem of the config, which says the limit', () => {
  assert.deepEqual(problemsOf('deploy/**'), []);
  assert.match(problemsOf('').join(), /not empty.*not empty/s);
  assert.match(problemsOf('a'.repeat(70_000)).join(), /at most 1000 characters.*at most 1000 characters/s);
  assert.match(problemsOf('+(a|+(a|+(a)))b').join(), /a glob of `\*`/);
  assert.match(problemsOf('{1..100000}').join(), /a glob of `\*`/);
  assert.match(problemsOf('{a,b}'.repeat(40)).join(), /at most 100/);
});

// As regular expressions, these would take longer than anybody waits: the test would not end.
test('stars without end are matched in time', () => {
  const name = `${'a'.repeat(250)}/`.repeat(10);
  assert.equal(matchesGlobs(['*a'.repeat(400)], 'a'.repeat(3000)), true);
  assert.equal(matchesGlobs([`${'*a'.repeat(400)}b`], 'a'.repeat(3000)), false);
  assert.equal(matchesGlobs([`${'**/*a*a*a/'.repeat(80)}b`], name), false);
  assert.equal(matchesGlobs(['', 'x'.repeat(70_000)], name), false);
});
