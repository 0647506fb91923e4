// One squiggle reports all the targets of its reference.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOf, problemsOf, targetQuestion } from '../../src/editor/diagnostics/referenceProblem.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { prepareReader, readManifest } from '../../src/read/index.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
import { severityOfFinding } from '../../src/workspace/severity.ts';
import { readGrammar } from '../read/readers.ts';
import { finding, referenceTo } from './fixture.ts';

const problems = (...findings: readonly Finding[]) => problemsOf(findings, one => severityOfFinding(one, emptyConfig));

test('the whole image comes first, then who, then the reason; below it the sentence of the verdict', () => {
  const [problem] = problems(finding('aks-prod', 'denied', 'not-attached', { message: "`aks-prod` can't pull this." }));
  assert.equal(
    problem?.message(0),
    "shopprod.azurecr.io/checkout:2.4: `aks-prod` can't pull it (not attached).\n`aks-prod` can't pull this.",
  );
  assert.equal(problem?.cause, 'not-attached');
  assert.equal(problem?.severity, 'error');
});

test('where it works on some targets and not on others, the refused come first', () => {
  const reference = referenceTo('shopprod.azurecr.io/checkout:2.4');
  const [problem, ...more] = problems(
    finding('aks-dev', 'allowed', null, { reference }),
    finding('aks-prod', 'denied', 'not-attached', { reference }),
    finding('aks-eu', 'denied', 'network-firewall', { reference }),
  );
  assert.equal(more.length, 0);
  assert.equal(
    problem?.message(0),
    "shopprod.azurecr.io/checkout:2.4: ✗ 2 of 3 targets can't pull it (`aks-prod`: not attached; `aks-eu`: registry firewall).",
  );
});

test('targets with the same reason stand together', () => {
  const reference = referenceTo('shopprod.azurecr.io/checkout:2.4');
  const findings = ['aks-eu', 'aks-us', 'aks-uk'].map(on => finding(on, 'denied', 'not-attached', { reference }));
  assert.match(
    messageOf(findings, findings),
    /: ✗ 3 of 3 targets can't pull it \(`aks-eu`, `aks-us`, `aks-uk`: not attached\)\./,
  );
});

test('of thirty targets the counts come first, and three names at most', () => {
  const reference = referenceTo('shopprod.azurecr.io/checkout:2.4');
  const findings = Array.from({ length: 30 }, (_, i) =>
    finding(`aks-${i}`, i < 10 ? 'denied' : 'allowed', i < 10 ? 'not-attached' : null, { reference }),
  );
  assert.match(
    messageOf(findings, findings.slice(0, 10)),
    /: ✗ 10 of 30 targets can't pull it \(`aks-0`, `aks-1`, `aks-2`: not attached; 7 more\)\.$/,
  );
});

test('values of a chart, whose image is written in parts, are named by the whole image', () => {
  const values = 'image:\n  registry: shopprod.azurecr.io\n  repository: checkout\n  tag: "2.4"\n';
  const [reference] = readManifest({ name: 'chart/values.yaml', text: values }).references;
  assert.ok(reference);
  const [problem] = problems(finding('aks-prod', 'denied', 'not-attached', { reference }));
  assert.match(problem?.message(0) ?? '', /^shopprod\.azurecr\.io\/checkout:2\.4: `aks-prod` can't pull it/);
});

test("what can't be told is said as such, and is never louder than what is refused", () => {
  const reference = referenceTo('shopprod.azurecr.io/checkout:2.4');
  const [problem] = problems(
    finding('aks-eu', 'unknown', 'not-readable', { reference }),
    finding('aks-prod', 'denied', 'not-attached', { reference }),
  );
  assert.equal(
    problem?.message(0),
    "shopprod.azurecr.io/checkout:2.4: ✗ 1 of 2 targets can't pull it (`aks-prod`: not attached); ? can't tell for 1 of 2 targets (`aks-eu`: not enough information).",
  );
  assert.equal(problem?.cause, 'not-attached');
  assert.deepEqual(
    problem?.findings.map(({ target }) => target?.name),
    ['aks-prod', 'aks-eu'],
  );
});

test('the same sentence for every target is said once', () => {
  const reference = referenceTo('shopprod.azureacr.io/checkout:2.4');
  const message = 'Nothing can be pulled from `shopprod.azureacr.io`.';
  const findings = ['a', 'b'].map(on => finding(on, 'denied', 'registry-not-found', { reference, message }));
  assert.match(messageOf(findings, findings), /\nNothing can be pulled from `shopprod\.azureacr\.io`\.$/);
});

test('a reference without a target is spoken of as well', () => {
  const none = { ...finding('', 'unknown', 'no-target', { message: "Can't tell." }), target: null };
  assert.match(problems(none)[0]?.message(0) ?? '', /^\S+: target unknown\.\nCan't tell\.$/);
});

test('each reference has its own problem, and those that work have none', () => {
  const other = referenceTo('shopprod.azurecr.io/cart:1', 'deploy/cart.yaml');
  const found = problems(
    finding('aks-prod', 'denied', 'not-attached', { reference: other }),
    finding('aks-prod', 'allowed', null),
  );
  assert.deepEqual(
    found.map(({ reference }) => reference.text),
    ['shopprod.azurecr.io/cart:1'],
  );
});

test('the places that decide it are named once', () => {
  const place = { file: 'deploy/sa.yaml', span: { start: 1, end: 2 }, role: 'service account' };
  const reference = referenceTo('shopprod.azurecr.io/checkout:2.4');
  const [problem] = problems(
    finding('a', 'denied', 'not-attached', { reference, related: [place] }),
    finding('b', 'denied', 'not-attached', { reference, related: [{ ...place }] }),
  );
  assert.deepEqual(problem?.related, [place]);
});

test('an image without a target asks for what can pull it: nothing deploys a base image', async () => {
  const questionAt = (name: string, text: string) => {
    const [reference] = readManifest({ name, text }).references;
    assert.ok(reference);
    return targetQuestion(reference);
  };
  await prepareReader({ name: 'Dockerfile', text: '' }, readGrammar);
  assert.equal(targetQuestion(referenceTo('shopprod.azurecr.io/checkout:2.4')), 'Where is this deployed? Choose…');
  assert.equal(questionAt('Dockerfile', 'FROM shopprod.azurecr.io/base:1\n'), 'Base image: who builds this? Choose…');
  assert.equal(
    questionAt('compose.yaml', 'services:\n  till:\n    image: shopprod.azurecr.io/till:1\n'),
    'Who pulls this? Choose…',
  );
});
