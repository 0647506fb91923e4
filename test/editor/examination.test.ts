// Readings joined and judged, file by file, as edits come in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyConfig } from '../../src/config.ts';
import { Examination } from '../../src/editor/examination.ts';
import { readManifest } from '../../src/manifests/index.ts';

const circumstances = { config: emptyConfig, map: undefined, chosen: [], now: new Date() };

const pod = (image: string) => `apiVersion: v1
kind: Pod
metadata:
  name: till
spec:
  containers:
    - name: till
      image: ${image}
`;

function take(examination: Examination, name: string, text: string): readonly string[] {
  return examination.take(readManifest({ name, text }), text);
}

test('a file has its findings, with line and column', () => {
  const examination = new Examination();
  assert.deepEqual(take(examination, 'pod.yaml', pod('shopprod.azurecr.io/till:1')), ['pod.yaml']);
  assert.ok(examination.judge('pod.yaml', circumstances));
  const [finding] = examination.findings('pod.yaml');
  assert.ok(finding);
  assert.deepEqual(examination.locate(finding.reference), {
    start: { line: 7, character: 13 },
    end: { line: 7, character: 39 },
  });
});

test('when the last image of a registry goes, that is a change too; after it there is none', () => {
  const examination = new Examination();
  take(examination, 'pod.yaml', pod('shopprod.azurecr.io/till:1'));
  examination.judge('pod.yaml', circumstances);
  take(examination, 'pod.yaml', pod('nginx:1'));
  assert.ok(examination.judge('pod.yaml', circumstances));
  assert.deepEqual(examination.findings('pod.yaml'), []);
  assert.ok(!examination.judge('pod.yaml', circumstances));
});

test('nothing is kept of a file that says nothing', () => {
  const examination = new Examination();
  assert.deepEqual(take(examination, 'values.yaml', 'replicas: 3\n'), []);
  assert.deepEqual(examination.files(), []);
  assert.equal(examination.locate({ file: 'values.yaml', span: { start: 0, end: 1 } }), undefined);
});

test('a file that is gone leaves nothing', () => {
  const examination = new Examination();
  take(examination, 'pod.yaml', pod('shopprod.azurecr.io/till:1'));
  examination.judge('pod.yaml', circumstances);
  assert.deepEqual(examination.forget('pod.yaml'), ['pod.yaml']);
  assert.ok(examination.judge('pod.yaml', circumstances));
  assert.deepEqual([...examination.filesWithFindings()], []);
  assert.deepEqual(examination.forget('pod.yaml'), []);
});
