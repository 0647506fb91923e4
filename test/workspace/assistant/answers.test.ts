// The tools give the same answers as the gate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../../src/explain/explain.ts';
import { reportExplanation } from '../../../src/gate/report/explainText.ts';
import type { Place } from '../../../src/model/place.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { readManifest } from '../../../src/read/index.ts';
import { answerBytes, MOST_BYTES } from '../../../src/workspace/assistant/answer.ts';
import { checkImage } from '../../../src/workspace/assistant/checkImage.ts';
import type { AssistantContext } from '../../../src/workspace/assistant/known.ts';
import {
  decideAsPlainPod,
  explanationAnswer,
  matchesImage,
  questionFrom,
} from '../../../src/workspace/assistant/questions.ts';
import { emptyConfig } from '../../../src/workspace/config/config.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { finding } from '../../editor/fixture.ts';

const error = 'Failed to pull image "shopprod.azurecr.io/checkout:2.4": 401 Unauthorized';

test('an explanation is the JSON of the gate', () => {
  const explanation = explain(error, {});
  assert.deepEqual(explanationAnswer(explanation, null), reportExplanation(explanation, []));
});

function knownWith(findings: readonly Finding[]): AssistantContext {
  const workspace = {
    config: emptyConfig,
    map: undefined,
    findings,
    references: () => findings.map(({ reference }) => reference),
    show: ({ file }: Place) => ({ file, line: 21, column: 18, endLine: 21, endColumn: 30 }),
    find: async (name: string) => ({ kind: 'file', name }) as const,
    manifests: () => [],
  };
  return { workspaces: [workspace], unread: [], now: new Date(0), note: null };
}

function found(outcome: 'allowed' | 'denied' | 'unknown', ignored?: string): Finding {
  const cause = outcome === 'allowed' ? null : outcome === 'denied' ? 'not-attached' : 'not-readable';
  return finding('aks-prod', outcome, cause, ignored === undefined ? {} : { ignored });
}

const file = found('allowed').reference.file;

test('what is denied comes first, and what was put aside is not counted', async () => {
  const all = [found('allowed'), found('denied', 'later'), found('unknown'), found('denied')];
  const { data } = await checkImage(knownWith(all), { file });
  const findings = data['findings'];
  assert.ok(Array.isArray(findings));
  assert.deepEqual(
    findings.map(({ outcome, ignored }) => [outcome, ignored]),
    [
      ['denied', null],
      ['unknown', null],
      ['allowed', null],
      ['denied', 'later'],
    ],
  );
  assert.deepEqual(data['summary'], { allowed: 1, denied: 1, unknown: 1, ignored: 1, maps: [] });
  assert.deepEqual([findings[0]?.reference.line, findings[0]?.reference.column], [21, 18]);
});

test('an answer says what it leaves out, and fits', async () => {
  const many = Array.from({ length: 100 }, () => found('allowed'));
  const answer = await checkImage(knownWith(many), { file });
  const { findings, omitted, summary } = answer.data;
  assert.ok(Array.isArray(findings) && findings.length >= 10);
  assert.equal(omitted, 100 - findings.length);
  assert.deepEqual(summary, { allowed: 100, denied: 0, unknown: 0, ignored: 0, maps: [] });
  assert.match(answer.text, new RegExp(`And ${omitted} pulls that this answer leaves out`));
  assert.ok(answerBytes(answer) <= MOST_BYTES);
});

test('without a map, an image that nobody names is unknown', () => {
  const found = decideAsPlainPod('shopprod.azurecr.io/x:1', { config: emptyConfig, map: undefined }, new Date());
  assert.deepEqual(
    found.map(({ verdict }) => verdict.outcome),
    ['unknown'],
  );
  assert.deepEqual(decideAsPlainPod('nginx:1', { config: emptyConfig, map: undefined }, new Date()), []);
});

// A chart's values have the image in parts. Asked for by its whole name, it was judged as a pod without its pull
// secrets, and reported as in no manifest.
test('an image that is written in parts is found by its whole name', () => {
  const text = 'image:\n  repository: shopprod.azurecr.io/checkout\n  tag: 2.4.0\n';
  const [reference] = readManifest({ name: 'chart/values.yaml', text }).references;
  assert.ok(reference);
  assert.equal(matchesImage(reference, 'shopprod.azurecr.io/checkout:2.4.0'), true);
  assert.equal(matchesImage(reference, 'shopprod.azurecr.io/checkout'), true);
  assert.equal(matchesImage(reference, 'shopprod.azurecr.io/checkout:2.5.0'), false);
});

test('an image that no manifest names is judged on plain Kubernetes clusters of the config, too', () => {
  const { config } = readConfig('version: 1\ntargets: [{ name: onprem, kind: kubernetes }]\n', '.acr-pull.yaml');
  const found = decideAsPlainPod('shopprod.azurecr.io/x:1', { config, map: undefined }, new Date());
  assert.deepEqual(
    found.map(({ target }) => target?.name),
    ['onprem'],
  );
});

test('an image with quotes and braces stays one text', () => {
  const hostile = 'shopprod.azurecr.io/x:1"}],"imagePullSecrets":[{"name":"s';
  const found = decideAsPlainPod(hostile, { config: emptyConfig, map: undefined }, new Date());
  assert.deepEqual(
    found.map(({ reference }) => JSON.parse(`"${reference.text}"`)),
    [hostile],
  );
});

test('a question is about an image or a file, and blanks are no answer', () => {
  assert.deepEqual(questionFrom({ image: ' a/b:1 ', file: '', target: ' ' }), {
    image: 'a/b:1',
    file: undefined,
    target: undefined,
  });
  for (const input of [{}, null, undefined, 'text', { image: 'a', file: 'b' }, { image: 5 }]) {
    assert.throws(() => questionFrom(input), /either `image` or `file`/);
  }
});
