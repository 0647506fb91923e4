// An edit of any file that is involved in a verdict is followed, and nothing else is worked out again.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { followed, quiet } from './followed.ts';
import { causeOf, closeAll, discard, fileIn, open, problemsOf, replace, settled, writeOnDisk } from './shop.ts';
import { eventually } from './support.ts';

const folder = 'deploy/eu/involved';
const pod = (name: string, more: string, image = 'shopprod.azurecr.io/till:1') => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: till
      image: ${image}
${more}`;
const secret = (host: string) => `apiVersion: v1
kind: Secret
metadata: {name: involved}
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths":{"${host}":{"username":"8d2f0000-0000-4000-8000-000000000001","password":"made-up"}}}'
`;
const files: Readonly<Record<string, string>> = {
  'named.yaml': pod('named', '  imagePullSecrets: [{name: involved}]\n'),
  'account.yaml': pod('account', '  serviceAccountName: involved\n'),
  'plain.yaml': pod('plain', ''),
  'secret.yaml': secret('shopprod.azurecr.io'),
  'serviceAccount.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: involved}\n',
  'overlay/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [pod.yaml]\n',
  'overlay/pod.yaml': pod('overlaid', ''),
  'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
  'chart/values.yaml': 'image: shopprod.azurecr.io/till:1\n',
  'chart/templates/pod.yaml': pod('charted', '', '"{{ .Values.image }}"'),
};
const at = (name: string) => `${folder}/${name}`;

/** The findings shown of a file, with all that they point at. */
function shown(name: string): string {
  return JSON.stringify(
    problemsOf(fileIn(at(name))).map(problem => [causeOf(problem), problem.message, problem.relatedInformation]),
  );
}

describe('the files involved in a verdict', () => {
  before(async () => {
    await settled();
    for (const [name, text] of Object.entries(files))
      await vscode.workspace.fs.writeFile(fileIn(at(name)), new TextEncoder().encode(text));
    await eventually('all are read', () => problemsOf(fileIn(at('plain.yaml'))).length > 0 || undefined);
    await quiet();
  });
  afterEach(closeAll);
  after(async () => {
    await vscode.workspace.fs.delete(fileIn(folder), { recursive: true });
    await eventually('nothing stays', () => problemsOf(fileIn(at('plain.yaml'))).length === 0 || undefined);
  });

  it('a manifest itself: nothing else is read or judged', async () => {
    const { read, judged } = await followed(at('plain.yaml'), () =>
      writeOnDisk(at('plain.yaml'), text => text.replace('till:1', 'till:2')),
    );
    assert.deepStrictEqual(read, [at('plain.yaml')]);
    assert.deepStrictEqual(judged, [at('plain.yaml')]);
  });

  it('a pull secret: the pods that name it', async () => {
    const before = shown('named.yaml');
    const { read, judged } = await followed(at('secret.yaml'), async () => {
      await writeOnDisk(at('secret.yaml'), () => secret('shopbase.azurecr.io'));
      await eventually('the pod knows', () => shown('named.yaml') !== before || undefined);
    });
    assert.deepStrictEqual(read, [at('secret.yaml')]);
    assert.deepStrictEqual(judged, [at('named.yaml'), at('secret.yaml')]);
    await writeOnDisk(at('secret.yaml'), () => secret('shopprod.azurecr.io'));
    await eventually('the pod is as it was', () => shown('named.yaml') === before || undefined);
  });

  it('a service account: the pods that run as it', async () => {
    const before = shown('account.yaml');
    const { read, judged } = await followed(at('serviceAccount.yaml'), async () => {
      await writeOnDisk(at('serviceAccount.yaml'), text => `${text}imagePullSecrets: [{name: involved}]\n`);
      await eventually('the pod knows', () => shown('account.yaml') !== before || undefined);
    });
    assert.deepStrictEqual(read, [at('serviceAccount.yaml')]);
    assert.deepStrictEqual(judged, [at('account.yaml'), at('serviceAccount.yaml')]);
  });

  it('a kustomization: the pods that it changes', async () => {
    const { read, judged } = await followed(at('overlay/pod.yaml'), async () => {
      await writeOnDisk(
        at('overlay/kustomization.yaml'),
        text => `${text}images: [{name: shopprod.azurecr.io/till, newName: nginx}]\n`,
      );
      await eventually('the pod knows', () => shown('overlay/pod.yaml') === '[]' || undefined);
    });
    assert.deepStrictEqual(read, [at('overlay/kustomization.yaml')]);
    assert.deepStrictEqual(judged, [at('overlay/kustomization.yaml'), at('overlay/pod.yaml')]);
  });

  it('values of a chart, unsaved: the chart', async () => {
    const editor = await open(at('chart/values.yaml'));
    await settled();
    const { read, judged } = await followed(at('chart/values.yaml'), async () => {
      await replace(editor, 'shopprod.azurecr.io/till:1', 'nginx:1');
      await eventually('the values say nothing', () => shown('chart/values.yaml') === '[]' || undefined);
    });
    assert.deepStrictEqual(read, [at('chart/values.yaml')]);
    assert.deepStrictEqual(
      judged.filter(name => !name.startsWith(at('chart/'))),
      [],
    );
    await discard();
    await eventually('the file counts again', () => shown('chart/values.yaml') !== '[]' || undefined);
  });

  it('the config: everything is judged, nothing is read', async () => {
    const { read, judged } = await followed(at('plain.yaml'), async () => {
      await writeOnDisk('.acr-pull.yaml', text => text.replace('version: 1\n', 'version: 1 # the first\n'));
      await settled();
    });
    assert.deepStrictEqual(read, []);
    const pods = Object.entries(files).flatMap(([name, text]) => (text.includes('kind: Pod') ? [at(name)] : []));
    assert.deepStrictEqual(
      pods.filter(name => !judged.includes(name)),
      [],
    );
    await writeOnDisk('.acr-pull.yaml', text => text.replace(' # the first', ''));
  });

  it('the snapshot: everything is judged, nothing is read', async () => {
    const { read, judged } = await followed(at('plain.yaml'), async () => {
      await writeOnDisk('access.snapshot.json', text => `${text}\n`);
      await settled();
    });
    assert.deepStrictEqual(read, []);
    assert.ok(judged.includes(at('plain.yaml')) && judged.includes('deploy/eu/checkout.yaml'));
  });
});
