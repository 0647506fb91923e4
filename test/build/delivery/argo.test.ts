// Argo CD Applications: where they go, and what they make of their sources.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../../../src/read/source/lift.ts';
import {
  type Files,
  inWords,
  OTHER,
  OWN,
  objectsIn,
  plain,
  senderOf,
  sendersOf,
  valuesInWords,
  written,
} from './workspace.ts';

const application = (source: string, more = '', name = 'shop') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec:
  destination: { server: 'https://kubernetes.default.svc', namespace: shop }
${more.replace(/^(?=.)/gm, '  ')}  source:
    repoURL: ${OWN}
    targetRevision: HEAD
    path: apps/shop
${source.replace(/^(?=.)/gm, '    ')}`;

const tree: Files = { 'apps/shop/app.yaml': '', 'values/prod.yaml': '' };

const workspace = (source: string, more: Files = {}): Files => ({
  ...tree,
  'argo/app.yaml': application(source),
  ...more,
});
const sent = (source: string, more: Files = {}) => senderOf(workspace(source, more)).sends;
const inWorkspace = (source: string, more: Files = {}) => inWords(senderOf(workspace(source, more)));

test('an Application sends a folder of this tree, whatever is in it', () => {
  const sender = senderOf(workspace(''));
  assert.equal(inWords(sender), 'own: detected apps/shop');
  assert.equal(sender.by, 'Argo CD Application shop');
  assert.equal(sender.namespace, 'shop');
  // if the folder is a chart, it is released like this
  const { release } = sender.sends.kind === 'folder' ? sender.sends : {};
  assert.deepEqual(release, { name: 'shop', namespace: 'shop', values: [] });
});

const secret = (name: string, server: string, labels = '') => `apiVersion: v1
kind: Secret
metadata:
  name: cluster-${name}
  labels: { argocd.argoproj.io/secret-type: cluster, ${labels} }
stringData: { name: ${name}, server: '${server}' }
`;

test("prod's and staging's Applications aren't sent to dev", () => {
  const to = (name: string) =>
    application('')
      .replace("server: 'https://kubernetes.default.svc'", `name: ${name}`)
      .replace('name: shop,', `name: ${name},`);
  const files = {
    ...tree,
    'argo/dev.yaml': to('dev'),
    'argo/prod.yaml': to('prod'),
    'argo/staging.yaml': to('staging'),
  };
  assert.deepEqual(sendersOf(files).map(inWords), [
    'dev: detected apps/shop',
    'prod: detected apps/shop',
    'staging: detected apps/shop',
  ]);
});

test('a destination is a server, a declared cluster, or the own one', () => {
  const to = (destination: string, more: Files = {}) => {
    const text = application('').replace("server: 'https://kubernetes.default.svc'", destination);
    return senderOf({ ...tree, 'argo/app.yaml': text, ...more }).sentTo;
  };
  assert.deepEqual(to("server: 'https://AKS-prod.hcp.eastus.azmk8s.io:443'"), {
    kind: 'server',
    host: 'aks-prod.hcp.eastus.azmk8s.io',
  });
  assert.deepEqual(to('name: in-cluster'), { kind: 'own' });
  assert.deepEqual(to('name: prod', { 'argo/prod.yaml': secret('prod', 'https://prod.example.com') }), {
    kind: 'name',
    names: ['prod'],
    host: 'prod.example.com',
  });
  // Argo CD's own cluster may have a Secret with another name
  const own = { 'argo/prod.yaml': secret('hub', 'https://kubernetes.default.svc') };
  assert.deepEqual(to('name: hub', own), { kind: 'own' });
  // two that differ
  const both = { 'argo/a.yaml': secret('prod', 'https://a'), 'argo/b.yaml': secret('prod', 'https://b') };
  assert.deepEqual(to('name: prod', both), { kind: 'open', text: 'cluster prod, which several Secrets declare' });
  assert.equal(to("name: '{{ cluster }}'").kind, 'open');
  assert.deepEqual(to('project: default'), { kind: 'open', text: 'destination' });
  // Argo CD refuses both, and takes an empty one for none.
  assert.deepEqual(to("name: prod, server: 'https://x'"), { kind: 'open', text: 'prod, https://x' });
  assert.deepEqual(
    to("name: '', server: 'https://kubernetes.default.svc'"),
    to("server: 'https://kubernetes.default.svc'"),
  );
});

test('a tag or a commit is another revision than this tree, a branch is not', () => {
  const at = (revision: string) =>
    inWords(senderOf({ ...tree, 'argo/app.yaml': application('').replace('HEAD', `'${revision}'`) }));
  for (const branch of ['HEAD', 'main', 'release-1.2', 'deadbeef']) assert.equal(at(branch), 'own: detected apps/shop');
  const commit = '0123456789abcdef0123456789abcdef01234567';
  for (const pin of ['v1.2.3', '1.2.3', '1.*', '>=1.0.0', commit, 'refs/tags/x']) {
    assert.equal(at(pin), `own: outside ${OWN} at ${pin}`);
  }
});

test('another repository, a chart of a registry and a plugin are said', () => {
  const other = application('').replace(`repoURL: ${OWN}`, `repoURL: ${OTHER}`).replace('apps/shop', 'apps/other');
  assert.equal(inWorkspace('', { 'argo/app.yaml': other }), `own: outside apps/other of ${OTHER}`);
  assert.equal(inWorkspace('chart: redis\n'), `own: outside chart redis of ${OWN}`);
  assert.equal(inWorkspace('plugin: { name: cdk8s }\n'), 'own: open a plugin of Argo CD');
  const escaping = application('').replace('path: apps/shop', 'path: ../elsewhere');
  assert.equal(inWorkspace('', { 'argo/app.yaml': escaping }), `own: open a path that leaves ${OWN}`);
});

test('an Application that is not reconciled is listed, not judged', () => {
  const skipped = application('').replace(
    'namespace: argocd }',
    "namespace: argocd, annotations: { argocd.argoproj.io/skip-reconcile: 'true' } }",
  );
  assert.equal(inWorkspace('', { 'argo/app.yaml': skipped }), 'suspended own: detected apps/shop');
});

test('directory takes plain manifests, not those of subfolders', () => {
  const directory = (options: string) => {
    const sends = sent(`directory: ${options}\n`);
    if (sends.kind !== 'folder') throw new Error(sends.kind);
    return sends;
  };
  assert.equal(directory('{}').as, 'plain');
  assert.equal(directory('{}').isDeep, false);
  assert.equal(directory('{ recurse: true }').isDeep, true);
  const { selects } = directory("{ recurse: true, include: '{prod/*,*.yml}', exclude: '*secret*' }");
  assert.equal(selects?.('prod/a.yaml'), true);
  assert.equal(selects?.('dev/a.yaml'), false);
  assert.equal(selects?.('dev/a.yml'), true); // its star goes over slashes
  assert.equal(selects?.('prod/secret.yaml'), false);
  assert.equal(sent("directory: { include: '[ab].yaml' }\n").kind, 'open');
});

// ─── Kustomize ──────────────────────────────────────────────────────────────────────────────────────────────────────

function edited(options: string, kustomization: string, more: Files = {}) {
  const sends = sent(`kustomize: ${options}\n`, more);
  const [root] = objectsIn({ 'apps/shop/kustomization.yaml': kustomization });
  if (sends.kind !== 'folder' || root === undefined) throw new Error(sends.kind);
  assert.equal(sends.as, 'kustomization');
  return sends.edit?.(root) ?? root;
}

test('images of an Application go into the kustomization, as kustomize edit set image writes them', () => {
  const images = (list: string, own = '{ images: [{ name: shop, newName: dev.azurecr.io/shop, newTag: "1" }] }') =>
    plain(field(edited(`{ images: [${list}] }`, own), 'images'));
  assert.deepEqual(images('shop=prod.azurecr.io/shop:2'), [
    { name: 'shop', newName: 'prod.azurecr.io/shop', newTag: '2' },
  ]);
  // without a new name, the whole entry is replaced
  assert.deepEqual(images('"shop:2"'), [{ name: 'shop', newTag: '2' }]);
  // a star keeps
  assert.deepEqual(images('"shop=*:2"'), [{ name: 'shop', newName: 'dev.azurecr.io/shop', newTag: '2' }]);
  assert.deepEqual(images('"host:5000/shop@sha256:ab"', '{ resources: [] }'), [
    { name: 'host:5000/shop', digest: 'sha256:ab' },
  ]);
  assert.deepEqual(images('"shop:$ARGOCD_APP_NAME"', '{}'), [{ name: 'shop', newTag: 'shop' }]);
  assert.deepEqual(images('"shop:$ARGOCD_APP_REVISION"', '{}'), [
    { name: 'shop', newTag: '{{ shop:$ARGOCD_APP_REVISION }}' },
  ]);
});

test('a new name of an Application is shown where the Application has it', () => {
  const root = edited('{ images: [shop=prod.azurecr.io/shop:2] }', '{}');
  const list = field(root, 'images');
  const image = list?.kind === 'list' ? list.items[0] : undefined;
  assert.equal(written(field(image, 'newName')), 'argo/app.yaml: prod.azurecr.io/shop');
});

test('other options edit the kustomization, too', () => {
  const after = edited(
    '{ namePrefix: eu-, nameSuffix: -1, namespace: prod, patches: [{ path: p.yaml }], components: [../c], commonAnnotations: { a: b } }',
    'patches: [{ path: own.yaml }]\n',
  );
  assert.deepEqual(plain(after), {
    patches: [{ path: 'own.yaml' }, { path: 'p.yaml' }],
    namePrefix: 'eu-',
    nameSuffix: '-1',
    commonAnnotations: { a: 'b' },
    namespace: 'prod',
    components: ['../c'],
  });
});

test('what Argo CD Image Updater writes beside manifests counts', () => {
  const override = 'kustomize: { images: [shop=prod.azurecr.io/shop:3] }\n';
  const after = edited('{ images: [shop=prod.azurecr.io/shop:2] }', '{}', {
    'apps/shop/.argocd-source-shop.yaml': override,
    'apps/shop/.argocd-source-other.yaml': override.replace('3', '4'),
  });
  assert.deepEqual(plain(field(after, 'images')), [{ name: 'shop', newName: 'prod.azurecr.io/shop', newTag: '3' }]);
});

// ─── Helm ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const values = (helm: string, more: Files = {}) => {
  const sends = sent(`helm:\n${helm.replace(/^(?=.)/gm, '  ')}`, more);
  if (sends.kind !== 'chart') throw new Error(sends.kind);
  return valuesInWords(sends.release.values);
};

test('values come in the order in which Helm merges them', () => {
  const helm = `parameters: [{ name: image.tag, value: '3' }, { name: app, value: $ARGOCD_APP_NAME }]
values: |
  image:
    tag: 2
valueFiles: [prod.yaml, ../../values/prod.yaml, /values/prod.yaml]
fileParameters: [{ name: config, path: a.json }]
`;
  assert.deepEqual(values(helm), [
    'apps/shop/prod.yaml',
    'values/prod.yaml',
    'values/prod.yaml',
    { image: { tag: '2' } },
    'image.tag=3',
    'app=shop',
    'open config: file a.json',
  ]);
  assert.deepEqual(values('valuesObject: { a: b }\nvalues: "c: d"\n'), [{ a: 'b' }]);
  assert.deepEqual(values('ignoreMissingValueFiles: true\nvalueFiles: [x.yaml]\n'), ['apps/shop/x.yaml?']);
  assert.deepEqual(
    values("valueFiles: ['https://example.com/v.yaml', '*.yaml', '../../../v.yaml']\n"),
    [
      'open : value files https://example.com/v.yaml',
      'open : value files *.yaml',
      'open : value files ../../../v.yaml',
    ].map(each => each.replace('value files', 'value file')),
  );
});

test('a release is named after its Application', () => {
  const sends = sent('helm: { releaseName: web }\n');
  assert.equal(sends.kind === 'chart' ? sends.release.name : '', 'web');
  const own = sent('helm: {}\n');
  assert.equal(own.kind === 'chart' ? own.release.name : '', 'shop');
});

const multi = (sources: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec:
  destination: { name: prod }
  sources:
${sources}`;

test('value files of another source are those of this tree', () => {
  const text = multi(`    - repoURL: https://charts.example.com
      chart: redis
      helm: { valueFiles: [own.yaml, $values/values/prod.yaml, $other/elsewhere/prod.yaml] }
    - { repoURL: '${OWN}', ref: values }
    - { repoURL: '${OTHER}', ref: other }
    - { repoURL: '${OWN}', path: apps/shop }
`);
  const [chart, folder, ...others] = sendersOf({ ...tree, 'argo/app.yaml': text });
  assert.deepEqual(others, []);
  assert.equal(chart && inWords(chart), 'prod: outside chart redis of https://charts.example.com');
  const read = chart?.sends.kind === 'outside' ? valuesInWords(chart.sends.values ?? []) : [];
  assert.deepEqual(read, [
    'open : value file own.yaml', // it is in the chart
    'values/prod.yaml',
    'open : value file $other/elsewhere/prod.yaml',
  ]);
  assert.equal(folder && inWords(folder), 'prod: detected apps/shop');
});

test('a source that is pinned gives no value files of this tree', () => {
  const text = multi(`    - { repoURL: '${OWN}', path: apps/shop, helm: { valueFiles: [$v/values/prod.yaml] } }
    - { repoURL: '${OWN}', ref: v, targetRevision: v1.0.0 }
`);
  const { sends } = senderOf({ ...tree, 'argo/app.yaml': text });
  assert.deepEqual(sends.kind === 'chart' ? valuesInWords(sends.release.values) : [], [
    'open : value file $v/values/prod.yaml',
  ]);
});
