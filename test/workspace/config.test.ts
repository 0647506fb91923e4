// `.acr-pull.yaml`: what is sound counts, and what is not is named at its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readConfig } from '../../src/workspace/config/readConfig.ts';

function read(text: string) {
  const { config, problems } = readConfig(text, '.acr-pull.yaml');
  return {
    config,
    problems: problems.map(({ message, span }) => [text.slice(span.start, span.end), message] as const),
  };
}

test('targets, severities, ignore rules and image rules are read', () => {
  const { config, problems } = read(`version: 1
snapshot: access.snapshot.json
targets:
  - name: aks-prod
    kind: aks
    id: /subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks-prod
    manifests: deploy/prod/**
severity: { broad-grant: warning }
ignore:
  - cause: admin-credentials
    image: shoplegacy.azurecr.io/*
    reason: moves to an identity in March
images:
  - { kind: Shop, path: 'spec.workers[].image' }
`);
  assert.deepEqual(problems, []);
  assert.equal(config.targets[0]?.name, 'aks-prod');
  assert.deepEqual(config.targets[0]?.manifests, ['deploy/prod/**']);
  assert.equal(config.severity['broad-grant'], 'warning');
  assert.equal(config.ignore[0]?.reason, 'moves to an identity in March');
  assert.equal(config.images[0]?.path, 'spec.workers[].image');
});

test('an empty file is an empty config with the version missing', () => {
  assert.equal(read('').problems.length, 1);
});

test('a mistake is named at its place, and the other sections still count', () => {
  const { config, problems } = read(`version: 1
targets:
  - name: aks-prod
    kind: akz
severity:
  not-attached: error
ignore:
  - cause: not-a-cause
    reason: because
`);
  assert.deepEqual(
    problems.map(([at]) => at),
    ['akz', 'not-a-cause'],
  );
  assert.match(
    problems[0]?.[1] ?? '',
    /^`kind`: expected one of aks, kubernetes, containerApp.* Did you mean `aks`\?$/,
  );
  assert.deepEqual(config.targets, []);
  assert.equal(config.severity['not-attached'], 'error');
});

test('an unknown key is named with the one that is meant, and a missing one where it should be', () => {
  assert.deepEqual(read('version: 1\ntarget: []\n').problems, [
    ['target', '`target` is not a key of this file. Did you mean `targets`?'],
  ]);
  assert.deepEqual(read('version: 1\nignore:\n  - cause: no-target\n    because: it is fine\n').problems, [
    ['cause', '`reason` is missing. Add a few words for people who read this later.'],
    ['because', '`because` is not a key of this file. The keys here are cause, image, target, manifests, reason.'],
  ]);
});

test('what is of the wrong type stands at its own place', () => {
  const { problems } = read(
    'version: 1\nsnapshot: { a: b }\ntargets:\n  - aks-prod\nseverity: { broad-grant: wraning }\n',
  );
  assert.deepEqual(problems, [
    ['a', '`snapshot`: expected the path of a snapshot file, or a list of them.'],
    ['aks-prod', 'expected a map with the keys name, kind, id, identity, manifests, platforms, variables, fail.'],
    ['wraning', '`broad-grant`: expected one of error, warning, information, hint, off. Did you mean `warning`?'],
  ]);
});

test('a config reaches files of its own folder only', () => {
  for (const file of ['access.json', './a/b.json', 'a/../b.json', 'a..b.json']) {
    assert.deepEqual(read(`version: 1\nsnapshot: ${file}\n`).problems, []);
  }
  const outside = [
    '/etc/hostname',
    '../a.json',
    'a/../../b.json',
    '//host/x',
    '\\\\\\\\host\\\\x',
    'C:/x.json',
    'c:x',
    '..\\\\a.json',
    'file:///x',
  ];
  for (const file of [...outside, '']) {
    const { config, problems } = readConfig(`version: 1\nsnapshot: "${file}"\n`, 'x');
    assert.equal(readConfig(`version: 1\nsnapshot: [a.json, "${file}"]\n`, 'x').problems.length, 1, file);
    assert.deepEqual(config.snapshot, [], file);
    assert.match(problems[0]?.message ?? '', /below the config's folder.*--snapshot/);
  }
});

test('a name that is nearly right can be put right', () => {
  const text = 'version: 1\nseverity: { not-atached: error }\n';
  const [problem] = readConfig(text, 'x').problems;
  assert.ok(problem?.fix);
  const { span, newText } = problem.fix;
  const mended = text.slice(0, span.start) + newText + text.slice(span.end);
  assert.deepEqual(readConfig(mended, 'x').problems, []);
});

test('a cause without severity is a mistake', () => {
  assert.equal(read('version: 1\nseverity: { rate-limited: error }\n').problems.length, 1);
});

test('broken YAML is a problem with a place', () => {
  const { problems } = read('version: 1\ntargets: [\n');
  assert.ok(problems.length > 0);
});

test('a key that every object of JavaScript has is a key like any other', () => {
  assert.deepEqual(read('version: 1\nseverity: { constructor: error, toString: off }\n').problems.toSorted(), [
    ['constructor', '`constructor` is not a cause.'],
    ['toString', '`toString` is not a cause.'],
  ]);
  assert.equal(read('version: 1\nseverity: { prototype: error }\n').problems.length, 1);
  assert.deepEqual(
    read('version: 1\nvalueOf: 7\nignore: [{ reason: x, hasOwnProperty: y }]\n')
      .problems.map(([at]) => at)
      .toSorted(),
    ['hasOwnProperty', 'valueOf'],
  );
});

test('broken YAML is said in words for the person who writes it', () => {
  const said = (text: string) => readConfig(`version: 1\n${text}`, 'x').problems.map(({ message }) => message);
  assert.deepEqual(said('targets:\n\t- { name: a }\n'), [
    'A tab indents this line, and YAML takes only spaces for that.',
  ]);
  assert.match(said('targets: []\ntargets: []\n').join(), /^Duplicate key/);
  assert.match(said('targets\n  - name: a\n').join(), /colon/);
  assert.match(said("snapshot: 'a.json\n").join(), /quote/);
  assert.match(said('targets: *a\n').join(), /^No anchor is called `a`/);
});

test('lines may end with CR alone', () => {
  assert.deepEqual(read('version: 1\rtargets: []\r').problems, []);
});

test('of very many mistakes the first 20 are named, and the others are counted', () => {
  const keys = Array.from({ length: 20_000 }, (_, n) => `  key-${n}: error\n`).join('');
  const { problems } = read(`version: 1\nseverity:\n${keys}`);
  assert.equal(problems.length, 21);
  assert.match(problems[20]?.[1] ?? '', /^And 19980 more\.$/);
  assert.equal(read(`version: 1\nx: ${'{a: '.repeat(20_000)}\n`).problems.length, 21);
});

test('a value that nearly fits is told from one that fits', () => {
  const said = (text: string) => read(text).problems.map(([, message]) => message);
  assert.match(said('version: "1"\n').join(), /^`version`: expected 1 without quotes/);
  assert.deepEqual(said('version: 1\nseverity: [not-attached]\n'), [
    '`severity`: expected a map from cause to severity.',
  ]);
  assert.match(said('version: 1\ntargets: [{ name: 7, kind: aks }]\n').join(), /quotes/);
  // two other letters are no near miss of a word of two
  assert.doesNotMatch(said('version: 1\ntargets: [{ name: a, kind: aks, <<: {} }]\n').join(), /Did you mean/);
});

test('nothing makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      readConfig(text, 'x');
    }),
  );
});

test('a kind of target that there is no more is refused as any other that is unknown', () => {
  const { problems } = readConfig('version: 1\ntargets: [{ name: devices, kind: edgeDevice }]\n', 'x');
  assert.match(problems[0]?.message ?? '', /^`kind`: expected one of aks, kubernetes, /);
});
