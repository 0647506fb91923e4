// Found wrong in a trial on fresh GitOps repositories, each as a person would report it. The old way judged each
// reference where it is written, and guessed by nearness, names and defaults where nothing links two files.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { run } from '../../src/gate/program.ts';
import { examine } from '../../src/workspace/engine.ts';
import { temporaryFolder } from '../temporary.ts';
import {
  assign,
  cluster,
  clusterId,
  guid,
  mapOf,
  now,
  registry,
  registryId,
  roles,
  subscription,
  tenant,
} from '../verdict/facts.ts';
import { BuiltFiles } from './builtFiles.ts';
import { application, configOf, type Files, flux, overlay, ownChart, pod, release, shopChart } from './gitops.ts';

/** `prod` may pull from shopprod, `dev` from shopdev, and neither from the other. `staging` may pull from none. */
const parts = {
  resources: ['shopprod', 'shopdev']
    .map(name => registry(name))
    .concat(['prod', 'dev', 'staging'].map(each => cluster(each))),
  groups: Object.fromEntries(['prod kubelet', 'dev kubelet', 'staging kubelet'].map(name => [guid(name), []])),
  roleAssignments: [
    assign(guid('prod kubelet'), roles.AcrPull, registryId('shopprod')),
    assign(guid('dev kubelet'), roles.AcrPull, registryId('shopdev')),
  ],
};
const map = mapOf(parts);

const targets = (globs: Readonly<Record<string, string>>) =>
  `targets:\n${Object.entries(globs)
    .map(([name, glob]) => `  - { name: ${name}, kind: aks, id: ${clusterId(name)}, manifests: '${glob}' }\n`)
    .join('')}`;

/** `file: image → target: verdict` of each finding. */
function verdicts(files: Files, yaml: string): readonly string[] {
  const config = configOf({ yaml });
  const built = BuiltFiles.of(files, config);
  const shown = [...built.deployments.shownFiles()].sort();
  return shown.flatMap(file =>
    examine(built.pulls(file), { config, map, now, accounts: built.accounts }).map(({ reference, target, verdict }) => {
      const { image } = reference;
      const name = image.kind === 'image' ? `${image.registry?.split('.')[0]}/${image.repository}` : reference.text;
      return `${file}: ${name} → ${target?.name ?? ''}: ${verdict.outcome}`.replace(' → :', ':');
    }),
  );
}

/** The output of `acr-pull check` for a folder with these files. */
async function checked(t: TestContext, files: Files) {
  const snapshot = JSON.stringify({
    version: 1,
    readAt: now.toISOString(),
    cloud: 'AzureCloud',
    tenants: { [subscription]: tenant },
    managementGroups: { [subscription]: [] },
    denyAssignments: [],
    ...parts,
  });
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries({ ...files, 'access.snapshot.json': snapshot })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  let [stdout, stderr] = ['', ''];
  const code = await run(['check', '--snapshot', 'access.snapshot.json'], {
    cwd: folder,
    color: false,
    now: () => now,
    input: async () => Buffer.from(''),
    out: text => {
      stdout += text;
    },
    err: text => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}

const account = (name: string, namespace: string, secret: string) => `apiVersion: v1
kind: ServiceAccount
metadata: { name: ${name}, namespace: ${namespace} }
imagePullSecrets: [{ name: ${secret} }]
---
apiVersion: v1
kind: Secret
metadata: { name: ${secret}, namespace: ${namespace} }
type: kubernetes.io/dockerconfigjson
stringData: { .dockerconfigjson: '{"auths":{"shopdev.azurecr.io":{"username":"token","password":"x"}}}' }
`;

test("1: another team's service account is not that of my pod, only because it lies near", () => {
  const files = {
    'team-b/dev/pod.yaml': pod(),
    'team-a/prod/sa.yaml': account('default', 'prod-a', 'team-a'),
  };
  const config = configOf({ yaml: targets({ prod: 'team-b/**' }) });
  const built = BuiltFiles.of(files, config);
  const [finding] = examine(built.pulls('team-b/dev/pod.yaml'), { config, map, now, accounts: built.accounts });
  assert.equal(finding?.verdict.outcome, 'allowed');
  assert.ok(!JSON.stringify(finding).includes('team-a'), "nothing of team A's decides");
});

test('2: a path that leaves the folder of the config does not lead to another folder in it', () => {
  const files = {
    'overlays/prod/kustomization.yaml': overlay('../../../base'),
    'base/kustomization.yaml': overlay('pod.yaml'),
    'base/pod.yaml': pod('till', 'shopdev.azurecr.io/till:1'),
  };
  // `deploy/overlays/prod` means `base` beside `deploy`, and not `deploy/base`
  assert.deepEqual(verdicts(files, targets({ prod: 'overlays/prod/**' })), ['base/pod.yaml: shopdev/till: unknown']);
});

test('3: an image that the overlay of prod replaces is not denied for prod', () => {
  const images = (name: string, newName: string) => `images: [{ name: ${name}, newName: ${newName} }]\n`;
  const files = {
    'base/kustomization.yaml': overlay('pod.yaml') + images('till', 'shopdev.azurecr.io/till'),
    'base/pod.yaml': pod('till', 'till:1'),
    'dev/kustomization.yaml': overlay('../base'),
    'prod/kustomization.yaml': overlay('../base') + images('shopdev.azurecr.io/till', 'shopprod.azurecr.io/till'),
    'extra/kustomization.yaml': overlay('pod.yaml') + images('not-here', 'shopdev.azurecr.io/unused'),
    'extra/pod.yaml': pod(),
  };
  assert.deepEqual(verdicts(files, targets({ prod: '{prod,extra}/**', dev: 'dev/**' })), [
    'base/kustomization.yaml: shopdev/till → dev: allowed',
    'extra/pod.yaml: shopprod/till → prod: allowed',
    'prod/kustomization.yaml: shopprod/till → prod: allowed',
  ]);
});

test("5: a HelmRelease's postRenderers replace the image that is pulled", () => {
  const renderers =
    'postRenderers: [{ kustomize: { images: [{ name: shopdev.azurecr.io/till, newName: shopprod.azurecr.io/till }] } }]';
  const values = 'values: { image: { repository: shopdev.azurecr.io/till, tag: "1" } }';
  const files = { 'apps/till.yaml': release(`${shopChart}\n${values}\n${renderers}`) };
  assert.deepEqual(verdicts(files, targets({ prod: 'apps/**' })), ['apps/till.yaml: shopprod/till → prod: allowed']);
  const inTree = {
    'charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'charts/till/templates/pod.yaml': pod('till', 'shopdev.azurecr.io/till:1'),
    'apps/till.yaml': release(`${ownChart}\n${renderers}`),
  };
  assert.deepEqual(verdicts(inTree, targets({ prod: 'apps/**' })), ['apps/till.yaml: shopprod/till → prod: allowed']);
});

test('5: what Flux has suspended, and what is never pulled, is not judged', () => {
  const never = pod('never', 'shopdev.azurecr.io/never:1').replace("never:1' }", "never:1', imagePullPolicy: Never }");
  const files = {
    'clusters/prod/old.yaml': flux('old', '  path: ./old\n  suspend: true'),
    'old/pod.yaml': pod('old', 'shopdev.azurecr.io/old:1'),
    'clusters/prod/never.yaml': never,
  };
  assert.deepEqual(verdicts(files, targets({ prod: 'clusters/prod/**' })), []);
});

test('6: the Applications of prod and staging are not sent to the cluster of dev', () => {
  const destinations = { dev: 'name: dev', staging: 'name: staging', prod: 'server: https://kubernetes.default.svc' };
  const files = Object.fromEntries(
    Object.entries(destinations).flatMap(([name, destination]) => [
      [`argocd/${name}.yaml`, application(`path: envs/${name}`, destination, name)],
      [`envs/${name}/pod.yaml`, pod(name)],
    ]),
  );
  // only dev is in Azure as it was read
  const onlyDev = mapOf({ ...parts, resources: [registry('shopdev'), cluster('dev')] });
  const built = BuiltFiles.of(files);
  const config = configOf({});
  const names = (file: string) =>
    examine(built.pulls(file), { config, map: onlyDev, now, accounts: built.accounts }).map(
      ({ target, verdict }) => `${target?.name}: ${verdict.outcome}`,
    );
  assert.deepEqual(names('envs/staging/pod.yaml'), ['staging: unknown']);
  // the cluster that this Argo CD runs in: no file states which one that is
  assert.deepEqual(names('envs/prod/pod.yaml'), ['undefined: unknown']);
  // nor if no file states where they go
  const alone = BuiltFiles.of({ 'envs/prod/pod.yaml': pod() });
  const [finding] = examine(alone.pulls('envs/prod/pod.yaml'), { config, map, now });
  assert.equal(finding?.target, null);
  assert.equal(finding?.verdict.outcome, 'unknown');
});

test('6: each allowed value of a parameter is a cluster that is deployed to, and not the default alone', () => {
  const files = {
    'azure-pipelines.yml': `parameters: [{ name: stage, default: dev, values: [dev, staging, prod] }]
steps:
  - task: KubernetesManifest@1
    inputs: { kubernetesCluster: '\${{ parameters.stage }}', manifests: pod.yaml }
`,
    'pod.yaml': pod('till', 'shopdev.azurecr.io/till:1'),
  };
  assert.deepEqual(verdicts(files, ''), [
    'pod.yaml: shopdev/till → dev: allowed',
    'pod.yaml: shopdev/till → prod: denied',
    'pod.yaml: shopdev/till → staging: denied',
  ]);
});

test('7: of pods that an operator makes, nobody sees the pull secrets: no pull is denied for want of one', () => {
  const files = {
    'apps/radix.yaml': `apiVersion: radix.equinor.com/v1
kind: RadixApplication
metadata: { name: till }
spec:
  privateImageHubs: { shopdev.azurecr.io: { username: till, email: till@contoso.com } }
  components: [{ name: web, image: 'shopdev.azurecr.io/web:1' }]
`,
    'apps/kafka.yaml': `apiVersion: platform.confluent.io/v1beta1
kind: Kafka
metadata: { name: kafka }
spec:
  image: { application: 'shopdev.azurecr.io/cp-server:7', pullSecretRef: [acr] }
`,
  };
  const found = verdicts(files, targets({ prod: 'apps/**' }));
  assert.deepEqual(found, [
    'apps/kafka.yaml: shopdev/cp-server → prod: unknown',
    'apps/radix.yaml: shopdev/web → prod: unknown',
  ]);
});

test('8: a kind that ends in List, and a Template of any group, are not passed over', () => {
  const spec = "spec: { template: { spec: { containers: [{ name: a, image: 'shopdev.azurecr.io/NAME:1' }] } } }\n";
  const object = (apiVersion: string, kind: string, name: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name} }\n${spec.replace('NAME', name)}`;
  const files = {
    'apps/list.yaml': object('shop.contoso.com/v1', 'AllowList', 'list'),
    'apps/template.yaml': object('shop.contoso.com/v1', 'Template', 'template'),
    'apps/pods.yaml': `apiVersion: v1\nkind: PodList\nitems:\n  - ${pod('item', 'shopdev.azurecr.io/item:1').trimEnd().replaceAll('\n', '\n    ')}\n`,
  };
  assert.deepEqual(verdicts(files, targets({ prod: 'apps/**' })), [
    'apps/list.yaml: shopdev/list → prod: denied',
    'apps/pods.yaml: shopdev/item → prod: denied',
    'apps/template.yaml: shopdev/template → prod: denied',
  ]);
});

test('10: two overlays of one base say what they have in common once, and an image counts once', async t => {
  const tag = 'images: [{ name: shopdev.azurecr.io/till, newTag: "2" }]\n';
  const files = {
    '.acr-pull.yaml': `version: 1\n${targets({ prod: 'overlays/**' })}`,
    'base/kustomization.yaml': overlay('pod.yaml'),
    'base/pod.yaml': pod('till', 'shopdev.azurecr.io/till:1'),
    'overlays/a/kustomization.yaml': overlay('../../base') + tag,
    'overlays/b/kustomization.yaml': overlay('../../base') + tag,
  };
  const { code, stdout, stderr } = await checked(t, files);
  assert.equal(code, 2, stderr);
  assert.equal(stdout.split('shopdev.azurecr.io/till:2').length - 1, 1, stdout);
  assert.match(stdout, /\b1 image\b.*1 denied/s);
  assert.doesNotMatch(stdout, /\b2 (?:images|denied)\b/);
});
