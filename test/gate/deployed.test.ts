// The gate's reports on deployments: parts that were not built or not judged, reasons for an incomplete report, and the
// files by which a pull is known.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folder, gate, pod, snapshot } from './gate.ts';

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg';
const id = (name: string) => `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
const config = `version: 1
snapshot: access.json
targets:
  - { name: aks-yes, kind: aks, manifests: 'yes/**', id: ${id('aks-yes')} }
  - { name: aks-no, kind: aks, manifests: '{no,no2}/**', id: ${id('aks-no')} }
`;
const kustomization = (...lines: readonly string[]) => ['kind: Kustomization', ...lines, ''].join('\n');

/** A base with one image, and overlays that deploy it. */
const overlays = {
  '.acr-pull.yaml': config,
  'access.json': snapshot(),
  'base/kustomization.yaml': kustomization('resources: [pod.yaml]'),
  'base/pod.yaml': pod('shop.azurecr.io/app:1'),
  'yes/kustomization.yaml': kustomization('resources: [../base]'),
  'no/kustomization.yaml': kustomization('resources: [../base]'),
};

const check = (cwd: string, ...args: readonly string[]) => gate(['check', ...args], { cwd });
async function json(cwd: string, ...args: readonly string[]) {
  const run = await check(cwd, ...args, '--format', 'json');
  return { ...run, ...JSON.parse(run.stdout) };
}

const remote = kustomization('resources: [pod.yaml, "https://github.com/stefanprodan/podinfo//kustomize?ref=6.7.0"]');

test('a remote base is counted, and listed when that is asked for; it is no failure', async t => {
  const cwd = folder(t, {
    ...overlays,
    'yes/kustomization.yaml': kustomization('resources: [../base, github.com/org/repo//deploy?ref=v1]'),
    'no/kustomization.yaml': kustomization('resources: []'),
  });
  const { code, stderr } = await check(cwd);
  assert.equal(code, 0);
  assert.match(stderr, /^acr-pull: 1 base or chart outside of this tree was not built \(--verbose lists them\)$/m);
  const verbose = await check(cwd, '--verbose');
  assert.match(
    verbose.stderr,
    /^acr-pull: yes\/kustomization\.yaml:2:22: not built: github\.com\/org\/repo\/\/deploy\?ref=v1, outside of this tree$/m,
  );
  const { notBuilt } = await json(cwd);
  assert.deepEqual(notBuilt, [
    {
      file: 'yes/kustomization.yaml',
      line: 2,
      column: 22,
      endLine: 2,
      endColumn: 56,
      what: 'github.com/org/repo//deploy?ref=v1',
      why: null,
    },
  ]);
});

test('a base that two overlays share is said once, and only where it was asked for', async t => {
  const cwd = folder(t, { ...overlays, 'base/kustomization.yaml': remote, 'other/kustomization.yaml': remote });
  const { stderr } = await check(cwd, 'yes', 'no');
  assert.match(stderr, /^acr-pull: 1 base or chart outside of this tree was not built/m);
});

test('a part that could not be built is no success', async t => {
  const cwd = folder(t, { ...overlays, 'yes/kustomization.yaml': kustomization('resources: [../base, gone.yaml]') });
  const { code, stderr } = await check(cwd, 'yes');
  assert.equal(code, 3);
  assert.match(stderr, /^acr-pull: yes\/kustomization\.yaml:2:22: gone\.yaml does not exist$/m);
  const scanned = await gate(['scan', 'yes'], { cwd });
  assert.equal(scanned.code, 3);
});

const flux = (isSuspended: boolean) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  interval: 10m
  path: ./apps
  prune: true
  suspend: ${isSuspended}
  sourceRef: { kind: GitRepository, name: flux-system }
`;

test('images of a suspended deployment are listed and counted, not judged', async t => {
  const cwd = folder(t, {
    '.acr-pull.yaml': config,
    'access.json': snapshot(),
    'no/apps.yaml': flux(true),
    'apps/kustomization.yaml': kustomization('resources: [pod.yaml]'),
    'apps/pod.yaml': pod('shop.azurecr.io/app:1', 'shop.azurecr.io/other:1'),
  });
  const { code, stdout, stderr } = await check(cwd);
  assert.equal(code, 0);
  assert.match(stderr, /^acr-pull: 2 images are not judged: Flux Kustomization apps is suspended$/m);
  assert.match(stdout, /2 not judged/);
  const { summary, findings } = await json(cwd);
  assert.deepEqual([summary.unjudged, summary.images, summary.otherTargets, findings], [2, 0, 0, []]);
  const scan = await gate(['scan'], { cwd });
  assert.match(scan.stdout, /apps\/pod\.yaml:6:\d+ .*app:1 {2}not judged: Flux Kustomization apps is suspended/);
  const { references } = JSON.parse((await gate(['scan', '--format', 'json'], { cwd })).stdout);
  assert.equal(references[0].unjudged, 'Flux Kustomization apps is suspended');

  writeFileSync(path.join(cwd, 'no/apps.yaml'), flux(false));
  assert.equal((await check(cwd)).code, 2);
});

test('what only the run decides is counted, and listed with the reason', async t => {
  const cwd = folder(t, {
    'argo.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: shop }
spec:
  generators: [{ pullRequest: { github: { owner: shop, repo: till } } }]
  template:
    metadata: { name: shop }
    spec: { source: { repoURL: https://git.example/shop, path: apps }, destination: { name: aks-yes } }
`,
  });
  const { code, stderr } = await gate(['scan'], { cwd });
  assert.equal(code, 0);
  assert.match(stderr, /^acr-pull: 1 deployment that no file settles was not built \(--verbose lists them\)$/m);
  const verbose = await gate(['scan', '--verbose'], { cwd });
  assert.match(
    verbose.stderr,
    /^acr-pull: argo\.yaml:\d+:\d+: not built: Argo CD ApplicationSet shop \(.*pullRequest/m,
  );
});

test('a pull that several deployments make is one image, with their number', async t => {
  const cwd = folder(t, { ...overlays, 'no2/kustomization.yaml': kustomization('resources: [../base]') });
  const { stdout } = await check(cwd);
  assert.match(
    stdout,
    /^denied +not-attached .* → aks-no {2}1 image\n {2}base\/pod\.yaml:6:\d+ {2}shop\.azurecr\.io\/app:1 {2}\(2 deployments\)$/m,
  );
  assert.match(stdout, /^1 image, 2 targets: 1 can pull, 1 denied/m);
  const { findings } = await json(cwd);
  const denied = findings.find(({ outcome }: { readonly outcome: string }) => outcome === 'denied');
  assert.deepEqual([denied.deployments, denied.reference.entry], [2, 'no/kustomization.yaml']);
});

/** An overlay that renames the image of its base: it is shown there, and comes from the base. */
const renaming = {
  ...overlays,
  'base/pod.yaml': pod('app:1'),
  'no/kustomization.yaml': kustomization(
    'resources: [../base]',
    'images:',
    '  - name: app',
    '    newName: shop.azurecr.io/app',
  ),
  'yes/kustomization.yaml': kustomization('resources: [../base]'),
};
const ignored = async (cwd: string) =>
  (await json(cwd, 'no')).suppressed.map((each: { readonly reason: string }) => each.reason);

test('rules that ignore match any file that has a part in a pull', async t => {
  for (const glob of ['no/**', 'base/pod.yaml', 'no/kustomization.yaml']) {
    const rule = `ignore: [{ manifests: '${glob}', reason: accepted }]\n`;
    assert.deepEqual(await ignored(folder(t, { ...renaming, '.acr-pull.yaml': config + rule })), ['accepted'], glob);
  }
  const other = `ignore: [{ manifests: 'yes/**', reason: accepted }]\n`;
  assert.deepEqual(await ignored(folder(t, { ...renaming, '.acr-pull.yaml': config + other })), []);
});

test('a comment ignores a pull at any place that has a part in it', async t => {
  const comment = '# acr-pull-ignore not-attached accepted';
  const inBase = { ...renaming, 'base/pod.yaml': `${pod('app:1').trimEnd()} ${comment}\n` };
  const inOverlay = {
    ...renaming,
    'no/kustomization.yaml': `${renaming['no/kustomization.yaml'].trimEnd()} ${comment}\n`,
  };
  for (const files of [inBase, inOverlay]) {
    const cwd = folder(t, files);
    assert.deepEqual(await ignored(cwd), ['accepted']);
    assert.doesNotMatch((await check(cwd)).stderr, /ignores nothing|Remove this comment/);
  }
});

test('a path reports each pull that the file has a part in', async t => {
  const cwd = folder(t, renaming);
  for (const asked of ['no', 'base/pod.yaml', 'no/kustomization.yaml']) {
    const { findings } = await json(cwd, asked);
    assert.deepEqual(
      findings.map(({ reference }: { readonly reference: { readonly file: string } }) => reference.file),
      ['no/kustomization.yaml'],
      asked,
    );
  }
});

test('a host is corrected where it is written, in a base or in an overlay', async t => {
  const wrong = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, text.replace('shop.azurecr', 'shopp.azurecr')]),
    );
  const inOverlay = { ...renaming, ...wrong({ 'no/kustomization.yaml': renaming['no/kustomization.yaml'] }) };
  const tagged = kustomization('resources: [../base]', 'images: [{ name: shopp.azurecr.io/app, newTag: "2" }]');
  const inBase = {
    ...overlays,
    ...wrong({ 'base/pod.yaml': overlays['base/pod.yaml'] }),
    'no/kustomization.yaml': tagged,
  };
  for (const [files, file, newText] of [
    [inOverlay, 'no/kustomization.yaml', 'shop.azurecr.io/app'],
    [inBase, 'base/pod.yaml', 'shop.azurecr.io/app:1'],
  ] as const) {
    const { findings } = await json(folder(t, files), 'no');
    const { edit } = findings[0].fixes[0];
    assert.deepEqual([edit.file, edit.newText], [file, newText]);
  }
});
