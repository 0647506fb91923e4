// Readings joined and judged, file by file, as edits come in.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readSnapshot } from '../../src/access/snapshot/snapshot.ts';
import { runToEnd } from '../../src/model/steps.ts';
import { readManifest } from '../../src/read/index.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
import { type Circumstances, examining } from '../../src/workspace/engine.ts';
import { Workspace } from '../../src/workspace/workspace.ts';

const circumstances = { config: emptyConfig, map: undefined, chosen: [], now: new Date() };

const samples = path.resolve(import.meta.dirname, '../../samples/access.snapshot.json');

const pod = (image: string) => `apiVersion: v1
kind: Pod
metadata:
  name: till
spec:
  containers:
    - name: till
      image: ${image}
`;

function take(workspace: Workspace, name: string, text: string): void {
  workspace.take(readManifest({ name, text }), text);
}

function build(workspace: Workspace): void {
  for (const _ of workspace.build());
}

/** Builds, and judges all that has to be. Returns the files with other findings than before. */
function judgeAll(workspace: Workspace, given: Circumstances = circumstances): readonly string[] {
  build(workspace);
  const shown = workspace.takeOutdated().flatMap(file => runToEnd(workspace.judge(file, given, examining)));
  return [...new Set(shown)].sort();
}

test('a file has its findings, with line and column', () => {
  const workspace = new Workspace();
  take(workspace, 'pod.yaml', pod('shopprod.azurecr.io/till:1'));
  assert.deepEqual(judgeAll(workspace), ['pod.yaml']);
  const [finding] = workspace.findings('pod.yaml');
  assert.ok(finding);
  assert.deepEqual(workspace.locate(finding.reference), {
    start: { line: 7, character: 13 },
    end: { line: 7, character: 39 },
  });
});

test('when the last image of a registry goes, that is a change too; after it there is none', () => {
  const workspace = new Workspace();
  take(workspace, 'pod.yaml', pod('shopprod.azurecr.io/till:1'));
  judgeAll(workspace);
  take(workspace, 'pod.yaml', pod('nginx:1'));
  assert.deepEqual(judgeAll(workspace), ['pod.yaml']);
  assert.deepEqual(workspace.findings('pod.yaml'), []);
  take(workspace, 'pod.yaml', pod('nginx:2'));
  assert.deepEqual(judgeAll(workspace), []);
});

test('a file that says nothing is no manifest', () => {
  const workspace = new Workspace();
  take(workspace, 'values.yaml', 'replicas: 3\n');
  assert.deepEqual(workspace.files(), []);
  assert.equal(workspace.locate({ file: 'other.yaml', span: { start: 0, end: 1 } }), undefined);
});

test('a file that is gone leaves nothing', () => {
  const workspace = new Workspace();
  take(workspace, 'pod.yaml', pod('shopprod.azurecr.io/till:1'));
  judgeAll(workspace);
  workspace.forget('pod.yaml');
  assert.deepEqual(judgeAll(workspace), ['pod.yaml']);
  assert.deepEqual([...workspace.filesWithFindings()], []);
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
function outdatedBy(change: (workspace: Workspace) => void): readonly string[] {
  const workspace = new Workspace();
  take(workspace, 'a.yaml', podWith('till'));
  take(workspace, 'b.yaml', podWith('other'));
  take(workspace, 'c.yaml', pod('shopprod.azurecr.io/till:1'));
  take(workspace, 'secret.yaml', secret('till', 'shopprod.azurecr.io'));
  judgeAll(workspace);
  change(workspace);
  build(workspace);
  return workspace.takeOutdated();
}

test('a secret that changes outdates the pods that name it, and no others', () => {
  const changed = outdatedBy(workspace => take(workspace, 'secret.yaml', secret('till', 'shopbase.azurecr.io')));
  assert.deepEqual([...changed].sort(), ['a.yaml', 'secret.yaml']);
});

test('a secret that moves outdates the pods that point at it', () => {
  const moved = outdatedBy(workspace =>
    take(workspace, 'secret.yaml', `# moved\n${secret('till', 'shopprod.azurecr.io')}`),
  );
  assert.ok(moved.includes('secret.yaml'));
  assert.ok(!moved.includes('b.yaml') && !moved.includes('c.yaml'));
});

test('a comment below a secret outdates nothing but its own file', () => {
  const changed = outdatedBy(workspace =>
    take(workspace, 'secret.yaml', `${secret('till', 'shopprod.azurecr.io')}# later\n`),
  );
  assert.deepEqual(changed, ['secret.yaml']);
});

test('a secret that goes outdates the pods that named it', () => {
  const changed = outdatedBy(workspace => workspace.forget('secret.yaml'));
  assert.deepEqual([...changed].sort(), ['a.yaml', 'secret.yaml']);
});

/** The files that have to be judged again when one of them changes, after everything was. */
function outdatedIn(files: Readonly<Record<string, string>>, name: string, text: string): readonly string[] {
  const workspace = new Workspace();
  for (const [file, content] of Object.entries(files)) take(workspace, file, content);
  judgeAll(workspace);
  take(workspace, name, text);
  build(workspace);
  return workspace.takeOutdated();
}

test('a service account that changes outdates the pods that run as it, and no others', () => {
  const account = (secretName: string) =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: till }\nimagePullSecrets: [{ name: ${secretName} }]\n`;
  const files = {
    'pod.yaml': `${pod('shopprod.azurecr.io/till:1')}  serviceAccountName: till\n`,
    'other.yaml': `${pod('shopprod.azurecr.io/till:1')}  serviceAccountName: other\n`,
    'account.yaml': account('one'),
  };
  const changed = outdatedIn(files, 'account.yaml', account('two'));
  assert.deepEqual([...changed].sort(), ['account.yaml', 'pod.yaml']);
});

test('a pod of a base that gets a pull secret outdates the overlay that names its image', () => {
  const files = {
    'base/kustomization.yaml': 'kind: Kustomization\nresources: [pod.yaml]\n',
    'base/pod.yaml': pod('till:1'),
    'prod/kustomization.yaml':
      'kind: Kustomization\nresources: [../base]\nimages: [{ name: till, newName: shopprod.azurecr.io/till }]\n',
  };
  const changed = outdatedIn(files, 'base/pod.yaml', podWith('till').replace('shopprod.azurecr.io/', ''));
  assert.deepEqual([...changed].sort(), ['base/pod.yaml', 'prod/kustomization.yaml']);
});

test('an image of no Azure registry outdates its file once an overlay puts an Azure registry in its place', () => {
  const images = (list: string) => `kind: Kustomization\nresources: [../base]\nimages: [${list}]\n`;
  const files = {
    'base/kustomization.yaml': 'kind: Kustomization\nresources: [pod.yaml]\n',
    'base/pod.yaml': pod('quay.io/shop/till:1'),
    'prod/kustomization.yaml': images(''),
  };
  const azure = images('{ name: quay.io/shop/till, newName: shopprod.azurecr.io/till }');
  assert.ok(outdatedIn(files, 'prod/kustomization.yaml', azure).includes('base/pod.yaml'), 'it is shown there no more');
  const other = images('{ name: quay.io/shop/other, newName: shopprod.azurecr.io/till }');
  assert.deepEqual(outdatedIn(files, 'prod/kustomization.yaml', other), ['prod/kustomization.yaml']);
});

test('an image whose host is not known outdates its file once it is known to go to Azure', () => {
  const files = { 'apps/pod.yaml': pod('${REGISTRY}/till:1'), 'argo.yaml': application('other') };
  const changed = outdatedIn(files, 'argo.yaml', application('apps'));
  assert.ok(changed.includes('apps/pod.yaml'), changed.join(', '));
});

const application = (folder: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec:
  source: { repoURL: https://git.example/shop, path: ${folder} }
  destination: { name: aks-prod }
`;

test('a file of values beside a chart outdates the chart that Argo CD installs with it', () => {
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: till }
spec:
  destination: { name: aks-prod, namespace: shop }
  source:
    repoURL: https://git.example.com/shop.git
    path: charts/till
    helm: { valueFiles: [../../env/values-prod.yaml] }
`;
  const files = {
    'apps/till.yaml': application,
    'charts/till/Chart.yaml': 'name: till\nversion: 1.0.0\n',
    'charts/till/values.yaml': 'image: shopdev.azurecr.io/till:1\n',
    'charts/till/templates/pod.yaml': pod('{{ .Values.image }}'),
    'env/values-prod.yaml': 'replicas: 2\nimage2: shopprod.azurecr.io/till:1\n',
  };
  const changed = outdatedIn(files, 'env/values-prod.yaml', 'replicas: 2\nimage: shopprod.azurecr.io/till:1\n');
  assert.ok(changed.includes('charts/till/values.yaml'), changed.join(', '));
});

test('a file of values outdates the chart that a kustomization inflates with it', () => {
  const files = {
    'kustomization.yaml':
      'kind: Kustomization\nhelmGlobals: { chartHome: charts }\nhelmCharts: [{ name: till, valuesFile: env/values-prod.yaml }]\n',
    'charts/till/Chart.yaml': 'name: till\nversion: 1.0.0\n',
    'charts/till/values.yaml': 'image: shopdev.azurecr.io/till:1\n',
    'charts/till/templates/pod.yaml': pod('{{ .Values.image }}'),
    'env/values-prod.yaml': 'replicas: 2\nimage2: shopprod.azurecr.io/till:1\n',
  };
  const changed = outdatedIn(files, 'env/values-prod.yaml', 'replicas: 2\nimage: shopprod.azurecr.io/till:1\n');
  assert.ok(changed.includes('charts/till/values.yaml'), changed.join(', '));
});

test('many files taken in at once are joined like one after the other', () => {
  const workspace = new Workspace();
  for (const [name, text] of [
    ['a.yaml', podWith('till')],
    ['secret.yaml', secret('till', 'shopprod.azurecr.io')],
  ] as const) {
    take(workspace, name, text);
  }
  judgeAll(workspace);
  const [finding] = workspace.findings('a.yaml');
  assert.ok(JSON.stringify(finding?.reference.workload).includes('secret.yaml'));
  assert.ok(!workspace.isOutOfDate);
  workspace.outdate();
  assert.ok(workspace.isOutOfDate);
  assert.ok(workspace.takeOutdated().includes('a.yaml'));
});

// Ten clusters, one of them picked: there the image pulls. The comment is for the cluster where it does not.
test('a comment is not called unused for the targets that a person picked', () => {
  const text = pod('shopprod.azurecr.io/till:1 # acr-pull-ignore not-attached until the store has moved');
  const snapshot = readSnapshot(readFileSync(samples, 'utf8'), 'access.snapshot.json');
  assert.ok('map' in snapshot);
  const workspace = new Workspace();
  take(workspace, 'pod.yaml', text);
  const now = new Date('2026-11-24T12:00:00Z');
  judgeAll(workspace, { config: emptyConfig, map: snapshot.map, chosen: ['aks-dev'], now });
  assert.deepEqual(
    workspace.findings('pod.yaml').map(({ target, verdict }) => [target?.name, verdict.outcome]),
    [['aks-dev', 'allowed']],
  );
  assert.deepEqual(workspace.unusedSuppressions('pod.yaml'), []);
});

test('nothing is said of a file that the config excludes: a fixture may have a made-up digest, or be broken on purpose', () => {
  // No registry has ever given out a digest of three digits: the pull is denied.
  const image = 'shopprod.azurecr.io/till@sha256:abc';
  const text = `# acr-pull-ignore not-attached made up for a test\n${pod(image)}---\nkind: Pod\nspec: "not closed\n  containers: [{ image: x }]\n`;
  const workspace = new Workspace();
  for (const name of ['deploy/pod.yaml', 'test/fixtures/pod.yaml']) take(workspace, name, text);
  const config = { ...emptyConfig, exclude: ['test/**'] };
  assert.deepEqual(judgeAll(workspace, { ...circumstances, config }), ['deploy/pod.yaml']);
  assert.deepEqual(
    workspace.findings('deploy/pod.yaml').map(({ verdict }) => verdict.cause),
    ['malformed-reference'],
  );
  assert.equal(workspace.unread('deploy/pod.yaml').length, 1);
  assert.equal(workspace.unusedSuppressions('deploy/pod.yaml').length, 1);

  assert.deepEqual(workspace.findings('test/fixtures/pod.yaml'), []);
  assert.deepEqual(workspace.unread('test/fixtures/pod.yaml'), []);
  assert.deepEqual(workspace.unusedSuppressions('test/fixtures/pod.yaml'), []);
});
