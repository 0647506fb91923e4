// Readings joined and judged, file by file, as edits come in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Examination } from '../../src/editor/store/examination.ts';
import { readManifest } from '../../src/manifests/index.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
import { examine } from '../../src/workspace/engine.ts';

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
  assert.ok(examination.judge('pod.yaml', circumstances, { examine }));
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
  examination.judge('pod.yaml', circumstances, { examine });
  take(examination, 'pod.yaml', pod('nginx:1'));
  assert.ok(examination.judge('pod.yaml', circumstances, { examine }));
  assert.deepEqual(examination.findings('pod.yaml'), []);
  assert.ok(!examination.judge('pod.yaml', circumstances, { examine }));
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
  examination.judge('pod.yaml', circumstances, { examine });
  assert.deepEqual(examination.forget('pod.yaml'), ['pod.yaml']);
  assert.ok(examination.judge('pod.yaml', circumstances, { examine }));
  assert.deepEqual([...examination.filesWithFindings()], []);
  assert.deepEqual(examination.forget('pod.yaml'), []);
});

const secret = (name: string, server: string) => `apiVersion: v1
kind: Secret
metadata: {name: ${name}}
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths":{"${server}":{"username":"till","password":"x"}}}'
`;
const podWith = (secretName: string) => `${pod('shopprod.azurecr.io/till:1')}  imagePullSecrets:
    - name: ${secretName}
`;

/** The files that have to be judged again, after everything was. */
function outdatedBy(change: (examination: Examination) => readonly string[]): readonly string[] {
  const examination = new Examination();
  take(examination, 'a.yaml', podWith('till'));
  take(examination, 'b.yaml', podWith('other'));
  take(examination, 'c.yaml', pod('shopprod.azurecr.io/till:1'));
  take(examination, 'secret.yaml', secret('till', 'shopprod.azurecr.io'));
  for (const file of examination.files()) examination.judge(file, circumstances, { examine });
  return change(examination).filter(file => examination.isOutdated(file));
}

test('a secret that changes outdates the pods that name it, and no others', () => {
  const changed = outdatedBy(examination => take(examination, 'secret.yaml', secret('till', 'shopbase.azurecr.io')));
  assert.deepEqual([...changed].sort(), ['a.yaml', 'secret.yaml']);
});

test('a secret that moves outdates the pods that point at it', () => {
  const moved = outdatedBy(examination =>
    take(examination, 'secret.yaml', `# moved\n${secret('till', 'shopprod.azurecr.io')}`),
  );
  assert.ok(moved.includes('secret.yaml'));
  assert.ok(!moved.includes('b.yaml') && !moved.includes('c.yaml'));
});

test('a comment below a secret outdates nothing but its own file', () => {
  const changed = outdatedBy(examination =>
    take(examination, 'secret.yaml', `${secret('till', 'shopprod.azurecr.io')}# later\n`),
  );
  assert.deepEqual(changed, ['secret.yaml']);
});

test('a secret that goes outdates the pods that named it', () => {
  const changed = outdatedBy(examination => examination.forget('secret.yaml'));
  assert.deepEqual([...changed].sort(), ['a.yaml', 'secret.yaml']);
});

test('many files taken in at once are joined like one after the other', () => {
  const examination = new Examination();
  for (const [name, text] of [
    ['a.yaml', podWith('till')],
    ['secret.yaml', secret('till', 'shopprod.azurecr.io')],
  ] as const) {
    examination.takeOneOfMany(readManifest({ name, text }), text);
  }
  examination.judge('a.yaml', circumstances, { examine });
  const [finding] = examination.findings('a.yaml');
  assert.ok(JSON.stringify(finding?.reference.workload).includes('secret.yaml'));
  assert.ok(!examination.isOutdated('a.yaml'));
  examination.outdate();
  assert.ok(examination.isOutdated('a.yaml'));
});
