import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { CheckReport } from '../../src/gate/report/checkReport.ts';
import { folder, type GateRun, gate, pod, root, snapshot } from './gate.ts';

const config = `version: 1
snapshot: access.json
targets:
  - { name: aks-yes, kind: aks, manifests: 'yes/**', id: ${idOf('aks-yes')} }
  - { name: aks-no, kind: aks, manifests: 'no/**', id: ${idOf('aks-no')} }
`;

function idOf(cluster: string): string {
  const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg';
  return `${group}/providers/Microsoft.ContainerService/managedClusters/${cluster}`;
}

const shop = {
  '.acr-pull.yaml': config,
  'access.json': snapshot(),
  'yes/app.yaml': pod('shop.azurecr.io/app:1', 'nginx'),
  'no/app.yaml': pod('shop.azurecr.io/app:1'),
  'yes/partner.yaml': pod('partner.azurecr.io/app:1'),
  'other/web.yaml': pod('nginx'),
};

function check(
  t: TestContext,
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<GateRun> {
  return gate(['check', ...args], { cwd: folder(t, { ...shop, ...files }) });
}

function reportOf({ stdout, stderr }: GateRun): CheckReport {
  assert.ok(stdout.startsWith('{'), stderr);
  return JSON.parse(stdout);
}

// The tests of verdicts cover `samples/more`.
test('the samples get the verdicts of samples/expected.json, one for each image and target', async () => {
  const run = await gate(['check', 'samples', '--format', 'json']);
  const { findings } = reportOf(run);
  const rows = findings.map(({ reference: { file, line, text }, target, outcome, cause }) => ({
    file: file.replace(/^samples\//, ''),
    line,
    text,
    target: target?.name ?? null,
    outcome,
    cause,
  }));
  const expected: typeof rows = JSON.parse(readFileSync(path.join(root, 'samples/expected.json'), 'utf8'));
  const sorted = (list: typeof rows) =>
    list
      .filter(({ file }) => !file.startsWith('more/'))
      .map(row => JSON.stringify(row))
      .sort();
  assert.deepEqual(sorted(rows), sorted(expected));
  assert.equal(run.code, 2);
});

test('a finding has the fields of the contract', async t => {
  const { findings, summary } = reportOf(await check(t, ['no', '--format', 'json']));
  const [finding] = findings;
  assert.deepEqual(Object.keys(finding ?? {}), [
    'reference',
    'target',
    'puller',
    'outcome',
    'cause',
    'message',
    'evidence',
    'assumptions',
    'fixes',
  ]);
  assert.deepEqual(finding?.target, {
    name: 'aks-no',
    kind: 'aks',
    id: idOf('aks-no'),
    why: '.acr-pull.yaml',
  });
  assert.deepEqual(Object.keys(finding?.puller ?? {}), ['kind', 'objectId', 'name', 'why']);
  assert.equal(finding?.puller?.objectId, '0b1ec700-0000-4000-8000-000000000002');
  assert.equal(finding?.reference.file, 'no/app.yaml');
  for (const fact of finding?.evidence ?? [])
    assert.deepEqual(Object.keys(fact).sort(), ['effect', 'fact', 'id', 'step']);
  assert.deepEqual(Object.keys(finding?.fixes[0] ?? {}), ['title', 'kind', 'bash', 'powershell', 'edit']);
  assert.deepEqual(summary, {
    images: 1,
    unjudged: 0,
    otherImages: 0,
    unresolvedRegistries: 0,
    otherTargets: 0,
    excluded: 0,
    targets: 1,
    allowed: 0,
    onceDeployed: 0,
    denied: 1,
    unknown: 0,
    suppressed: 0,
    tolerated: 0,
    causes: { 'not-attached': 1 },
    assuming: 1,
    assumptions: { 'no-other-pull-secret': 1 },
    maps: [{ origin: 'access.json', readAt: '2026-11-24T12:00:00Z' }],
    unread: [],
    exitCode: 2,
    reason: 'Failed with exit code 2: 1 pull is denied.',
  });
});

test('an edit names its place as a reference does', async t => {
  const { findings } = reportOf(
    await check(t, ['.', '--format', 'json'], { 'yes/typo.yaml': pod('shopp.azurecr.io/a:1') }),
  );
  const typo = findings.find(({ reference }) => reference.file === 'yes/typo.yaml');
  const edit = typo?.fixes.find(fix => fix.edit !== null)?.edit;
  assert.deepEqual(edit && { ...edit, endColumn: 0 }, {
    file: 'yes/typo.yaml',
    line: 6,
    column: 27,
    endLine: 6,
    endColumn: 0,
    newText: 'shop.azurecr.io/a:1',
  });
});

for (const { args, code, why } of [
  { args: ['yes/app.yaml'], code: 0, why: 'all can pull' },
  { args: ['yes/app.yaml', 'no'], code: 2, why: 'one is denied' },
  { args: ['.'], code: 2, why: 'denied outweighs unknown' },
  { args: ['yes'], code: 3, why: 'one is unknown' },
  { args: ['yes', '--allow-unknown'], code: 0, why: 'unknown is allowed to be' },
  { args: ['no', '--allow-unknown'], code: 2, why: 'that does not excuse what is denied' },
  { args: ['other'], code: 0, why: 'no image is of an Azure registry' },
  { args: ['access.json'], code: 0, why: 'no image at all' },
  { args: ['other', '--require-images'], code: 4, why: 'an image was required' },
  { args: ['yes', '--snapshot', 'nowhere.json'], code: 1, why: 'there is no such snapshot' },
  { args: ['yes', '--config', 'nowhere.yaml'], code: 1, why: 'there is no such config' },
  { args: ['yes', '--no-config'], code: 3, why: 'nothing is known of Azure' },
  { args: ['no', '--no-config', '--snapshot', 'access.json', '--target', 'aks-yes'], code: 0, why: 'the option picks' },
]) {
  test(`check ${args.join(' ')} exits with ${code}: ${why}`, async t => {
    const run = await check(t, args);
    assert.equal(run.code, code, run.stdout + run.stderr);
    assert.equal(run.stdout === '', code === 1, 'results and only results go to stdout');
    assert.equal(run.stderr !== '', code === 1, 'everything else goes to stderr');
  });
}

test('an unknown target is refused with the names that come near', async t => {
  const { code, stdout, stderr } = await check(t, ['yes', '--target', 'aks-yess']);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /no target|has a target `aks-yess`/);
  assert.match(stderr, /did you mean aks-yes\b/);
});

test('a config is found above a path, and its globs count from its folder', async t => {
  const cwd = path.join(folder(t, shop), 'no');
  const run = await gate(['check', 'app.yaml', '--format', 'json'], { cwd });
  const [finding] = reportOf(run).findings;
  assert.deepEqual([finding?.reference.file, finding?.target?.name, run.code], ['app.yaml', 'aks-no', 2]);
});

test('paths under different configs are each judged by their own', async t => {
  const cwd = folder(t, {
    'a/.acr-pull.yaml': config,
    'a/access.json': snapshot(),
    'a/no/app.yaml': pod('shop.azurecr.io/app:1'),
    'b/app.yaml': pod('shop.azurecr.io/app:1'),
  });
  const { findings, summary } = reportOf(await gate(['check', 'a', 'b', '--format', 'json'], { cwd }));
  assert.deepEqual(
    findings.map(({ reference, target, outcome }) => [reference.file, target?.name ?? null, outcome]),
    [
      ['a/no/app.yaml', 'aks-no', 'denied'],
      ['b/app.yaml', null, 'unknown'],
    ],
  );
  assert.deepEqual(
    summary.maps.map(map => map.origin),
    ['a/access.json'],
  );
});

test('mistakes in a config are named with file, line and column', async t => {
  const { code, stdout, stderr } = await check(t, ['yes'], { '.acr-pull.yaml': 'version: 1\ntargets:\n  - name: 7\n' });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^\.acr-pull\.yaml:3:\d+: ./m);
});

test('mistakes in a snapshot are named with file and JSON path', async t => {
  const broken = snapshot({ roleAssignments: 7 });
  const { code, stdout, stderr } = await check(t, ['yes'], { 'access.json': broken });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /access\.json:1:\d+: at \$\.roleAssignments/);
});

test('what the config hides is no finding, and is counted', async t => {
  const ignore = `ignore:\n  - { target: aks-no, reason: moves next week }\nseverity: { registry-not-visible: 'off' }\n`;
  const run = await check(t, ['.', '--format', 'json'], { '.acr-pull.yaml': config + ignore });
  const { findings, suppressed, summary } = reportOf(run);
  assert.deepEqual(
    findings.map(({ outcome }) => outcome),
    ['allowed'],
  );
  assert.deepEqual(
    suppressed.map(({ reason }) => reason),
    ['moves next week', 'severity of registry-not-visible is off'],
  );
  assert.deepEqual([summary.images, summary.denied, summary.unknown, summary.suppressed, run.code], [3, 0, 0, 2, 0]);
});

test('text has what is denied with its images, the reason and the fix; what is allowed is a number', async t => {
  const { stdout } = await check(t, ['yes/app.yaml', 'no']);
  const [head, image, message, fix] = stdout.split('\n');
  assert.equal(head, 'denied   not-attached  shop.azurecr.io → aks-no  1 image');
  assert.equal(image, '  no/app.yaml:6:27  shop.azurecr.io/app:1');
  assert.match(message ?? '', /^ {4}`aks-no` can't pull this/);
  assert.match(fix ?? '', /^ {4}fix: az /);
  assert.doesNotMatch(stdout, /^allowed/m);
  assert.match(
    stdout,
    /\n\nacr-pull fix covers the denied pull with 1 role assignment\n2 images, 2 targets: 1 can pull, 1 denied, 0 unknown, 1 by assumption {4}\(map read .+\)\nFailed with exit code 2: 1 pull is denied\.\n$/,
  );
  const { stdout: all } = await check(t, ['yes/app.yaml', 'no', '--verbose']);
  assert.match(
    all,
    /^allowed {2}shop\.azurecr\.io → aks-yes {2}1 image\n {2}yes\/app\.yaml:6:27 {2}shop\.azurecr\.io\/app:1\n\n/m,
  );
});

test('--strict makes no assumption, and the report names each that was made', async t => {
  const made = reportOf(await check(t, ['no', '--format', 'json']));
  const [denied] = made.findings;
  assert.deepEqual(
    denied?.assumptions.map(({ id }) => id),
    ['no-other-pull-secret'],
  );
  assert.ok(denied?.assumptions.every(({ text, howToMakeSure }) => text !== '' && howToMakeSure !== ''));
  const explained = await check(t, ['no', '--explain']);
  assert.match(explained.stdout, /assumed: the cluster has no pull secret/);
  assert.match(explained.stdout, /make sure {3}compare/);
  const strict = reportOf(await check(t, ['no', '--strict', '--format', 'json']));
  assert.deepEqual([strict.summary.denied, strict.summary.unknown, strict.summary.assuming], [0, 1, 0]);
});
