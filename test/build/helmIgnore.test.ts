// Helm loads no file of a chart that its .helmignore leaves out, so none of its images is pulled.
// The rules are those of https://github.com/helm/helm/blob/main/pkg/ignore/rules_test.go
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoadedFiles } from '../../src/build/helm/loading.ts';
import { WorkspaceInputs } from '../../src/build/workspaceInputs.ts';
import { BuiltFiles } from './builtFiles.ts';

const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n    - image: ${image}\n`;

const chart = {
  'till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
  'till/values.yaml': 'tag: "1"\n',
  'till/templates/pod.yaml': pod('shop.azurecr.io/pod:{{ .Values.tag }}'),
  'till/templates/ghost.yaml': pod('shop.azurecr.io/ghost:1'),
  'till/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
  'till/charts/sub/templates/pod.yaml': pod('shop.azurecr.io/sub:1'),
};

function images(built: BuiltFiles): readonly string[] {
  return built
    .files()
    .flatMap(file => built.references(file).map(({ image }) => (image.kind === 'image' ? `${image.repository}` : '')));
}

function built(rules: string, more: Readonly<Record<string, string>> = {}): BuiltFiles {
  return BuiltFiles.of({ ...chart, 'till/.helmignore': rules, ...more });
}

const all = ['ghost', 'pod', 'sub'];
const cases: readonly (readonly [rules: string, images: readonly string[]])[] = [
  ['', all],
  ['# ghost.yaml\n\n', all],
  ['ghost.yaml', ['pod', 'sub']],
  ['  ghost.yaml  \r\n', ['pod', 'sub']],
  ['templates/ghost.yaml', ['pod', 'sub']],
  ['/templates/g*.yaml', ['pod', 'sub']],
  ['/ghost.yaml', all],
  ['templates/*', ['sub']],
  ['pod.yaml', ['ghost']],
  ['templates/', []],
  ['charts', ['ghost', 'pod']],
  ['charts/sub/', ['ghost', 'pod']],
  ['ghost.yaml/', all],
  ['*ho?t.yaml', ['pod', 'sub']],
  ['[a-g]host.yaml', ['pod', 'sub']],
  ['[^a-g]host.yaml', all],
  ['\\ghost.yaml', ['pod', 'sub']],
];

for (const [rules, expected] of cases) {
  test(`${JSON.stringify(rules)} leaves ${expected.join(', ') || 'nothing'}`, () => {
    const files = built(rules);
    assert.deepEqual(images(files).toSorted(), expected);
    assert.deepEqual(
      files.files().flatMap(file => files.problems(file)),
      [],
    );
  });
}

test('without a .helmignore, hidden files of the templates are left out', () => {
  assert.deepEqual(
    images(built('', { 'till/templates/.hidden.yaml': pod('shop.azurecr.io/hidden:1') })).toSorted(),
    all,
  );
});

test('the rules of a chart count for charts in it, and theirs do not', () => {
  assert.deepEqual(images(built('', { 'till/charts/sub/.helmignore': 'templates/' })).toSorted(), all);
});

test('a chart beside is packed by its own rules', () => {
  const beside = {
    'till/Chart.yaml': `${chart['till/Chart.yaml']}dependencies: [ { name: side, version: 1.0.0, repository: "file://../side" } ]\n`,
    'side/Chart.yaml': 'apiVersion: v2\nname: side\nversion: 1.0.0\n',
    'side/templates/a.yaml': pod('shop.azurecr.io/a:1'),
    'side/templates/b.yaml': pod('shop.azurecr.io/b:1'),
    'side/.helmignore': 'a.yaml\n',
  };
  assert.deepEqual([...new Set(images(built('b.yaml', beside)))].toSorted(), ['b', ...all]);
});

test('values that Helm does not load are no defaults, and those that a command names are', () => {
  const [reference] = built('values.yaml').references('till/templates/pod.yaml');
  assert.equal(reference?.image.kind === 'image' && reference.image.tag, undefined);
});

for (const rules of ['a/**', '[a', 'a\\', '*.yaml', '!templates/', 'x\n'.repeat(2000)]) {
  test(`${JSON.stringify(rules.slice(0, 20))} is refused by Helm: nothing is deployed, and it is said`, () => {
    const files = built(rules);
    assert.deepEqual(images(files), []);
    assert.match(
      files.problems('till/.helmignore')[0]?.message ?? '',
      /^Helm can't load this chart: its \.helmignore /,
    );
  });
}

test('rules that come, change and go build the chart again', () => {
  const files = BuiltFiles.of(chart);
  for (const [rules, expected] of [
    ['ghost.yaml', ['pod', 'sub']],
    ['', all],
    ['pod.yaml', ['ghost']],
    [undefined, all],
  ] as const) {
    if (rules === undefined) files.remove('till/.helmignore');
    else files.take('till/.helmignore', rules);
    assert.deepEqual(images(files).toSorted(), expected);
  }
});

test('as many rules and names as there may be are compared in time of both', () => {
  const rules = `${'*a'.repeat(100)}b\n`.repeat(180);
  const text = { text: rules };
  const names = Array.from({ length: 100 }, (_, n) => `${'a'.repeat(200)}${n}.yaml`);
  const files = new Map([
    ['c/.helmignore', text],
    ...names.map(name => [`c/templates/${name}`, { text: '' }] as const),
  ]);
  assert.equal(new LoadedFiles('c', new WorkspaceInputs(files)).list('c/templates').length, 100);
});
