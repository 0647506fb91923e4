// The engine takes the comments and rules that these edits write to ignore a finding.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentAbove, commentMark } from '../../../src/editor/findings/ignoreComment.ts';
import { readManifest } from '../../../src/read/index.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { withRule } from '../../../src/workspace/config/writeConfig.ts';
import { examine } from '../../../src/workspace/engine.ts';
import { BuiltFiles } from '../../build/builtFiles.ts';

const name = 'deploy/pod.yaml';
const pod = `apiVersion: v1
kind: Pod
metadata: { name: till }
spec:
  containers:
    - name: till
      image: shop.azureacr.io/till:1
`;
const put = (text: string, insertion: ReturnType<typeof commentAbove>) =>
  insertion ? text.slice(0, insertion.span.start) + insertion.newText + text.slice(insertion.span.end) : text;
const ignoredIn = (text: string, config = 'version: 1\n') =>
  examine(BuiltFiles.of({ [name]: text }).references(name), {
    config: readConfig(config, '.acr-pull.yaml').config,
    map: undefined,
    chosen: [],
    now: new Date(),
  }).map(({ ignored }) => ignored);
const [reference] = readManifest({ name, text: pod }).references;
assert.ok(reference);

test('a comment goes above the image, as far in as the image', () => {
  const text = put(pod, commentAbove(pod, reference, 'registry-not-found', 'soon\nright'));
  assert.match(text, /\n {6}# acr-pull-ignore registry-not-found soon right\n {6}image:/);
  assert.deepEqual(ignoredIn(text), ['soon right']);
});

test('lines end as the others do', () => {
  const windows = pod.replaceAll('\n', '\r\n');
  const [there] = readManifest({ name, text: windows }).references;
  assert.ok(there);
  const text = put(windows, commentAbove(windows, there, 'registry-not-found', 'soon'));
  assert.doesNotMatch(text, /[^\r]\n/);
  assert.deepEqual(ignoredIn(text), ['soon']);
});

test('each language has its comments, and JSON has none', () => {
  assert.equal(commentMark('main.bicep'), '//');
  assert.equal(commentMark('main.tf'), '#');
  assert.equal(commentMark('Dockerfile'), '#');
  assert.equal(commentMark('.devcontainer/devcontainer.json'), '//');
  assert.equal(commentMark('azuredeploy.json'), undefined);
});

// In every way that people write an empty list or a list: a second `ignore` key, or a rule further in than the others,
// would make the config unusable for the gate.
test('a rule is added to a config with or without rules, or that is not there yet', () => {
  const configs = [
    '',
    'version: 1',
    'version: 1\n',
    'version: 1\nignore: []\n',
    'version: 1\nignore:',
    "version: 1\n'ignore': ~\nsnapshot: access.json\n",
    'version: 1\nignore: [{ cause: no-target, reason: later }]\n',
    'version: 1\nignore:\n- cause: no-target\n  reason: later\n',
    'version: 1\nignore: # known\n  - cause: no-target\n    reason: later\nseverity:\n  no-target: hint\n',
  ];
  for (const config of configs) {
    const text: string = withRule(config, reference, 'registry-not-found', "it's: fine # really") ?? '';
    const { config: read, problems } = readConfig(text, '.acr-pull.yaml');
    assert.deepEqual(problems, [], text);
    assert.equal(read.ignore.length, config.includes('later') ? 2 : 1, text);
    assert.deepEqual(ignoredIn(pod, text), ["it's: fine # really"], text);
    assert.equal(text.includes('# known'), config.includes('# known'));
  }
  assert.equal(withRule('ignore: [', reference, 'registry-not-found', 'x'), undefined);
});

test('a rule for an image whose name is not settled is for its file alone', () => {
  const { image } = reference;
  assert.equal(image.kind, 'image');
  const open = { ...reference, image: { ...image, registry: undefined } };
  assert.match(withRule('', open, 'unresolved-reference', 'x') ?? '', /manifests: deploy\/pod\.yaml/);
});
