// Laws over generated workspaces: only explicit links decide a verdict (ARCHITECTURE.md, Links). Two clusters are named
// by the config. Whatever lies in `elsewhere` is sent nowhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { examine } from '../../src/workspace/engine.ts';
import { cluster, clusterId, guid, mapOf, now, registry } from '../verdict/facts.ts';
import { BuiltFiles } from './builtFiles.ts';

const { config } = readConfig(
  `targets:
  - { name: one, kind: aks, id: ${clusterId('one')}, manifests: ['one/**'] }
  - { name: two, kind: aks, id: ${clusterId('two')}, manifests: ['two/**'] }
`,
  '.acr-pull.yaml',
);
// neither cluster may pull: only a pull secret can let a pod through
const map = mapOf({
  resources: [registry('shop'), cluster('one'), cluster('two')],
  groups: Object.fromEntries(['one kubelet', 'two kubelet'].map(name => [guid(name), []])),
});

type Files = Readonly<Record<string, string>>;

const namespace = fc.constantFrom('', 'shop', 'till');
const account = fc.constantFrom('', 'default', 'puller');
const folder = fc.constantFrom('one/app', 'one/infra', 'two/app', 'elsewhere/app', 'elsewhere/infra');

function metadata(name: string, of: string): string {
  return `metadata: { name: ${name}${of === '' ? '' : `, namespace: ${of}`} }`;
}

const pod = fc.record({ namespace, account, secret: fc.constantFrom('', 'acr') }).map(
  each => `apiVersion: v1
kind: Pod
${metadata('till', each.namespace)}
spec:
  ${each.account === '' ? '' : `serviceAccountName: ${each.account}`}
  ${each.secret === '' ? '' : `imagePullSecrets: [{ name: ${each.secret} }]`}
  containers: [{ name: till, image: 'shop.azurecr.io/till:1' }]
`,
);

const serviceAccount = fc.record({ namespace, account, secret: fc.constantFrom('', 'acr') }).map(
  each => `apiVersion: v1
kind: ServiceAccount
${metadata(each.account === '' ? 'default' : each.account, each.namespace)}
${each.secret === '' ? '' : `imagePullSecrets: [{ name: ${each.secret} }]`}
`,
);

const docker = JSON.stringify({ auths: { 'shop.azurecr.io': { username: 'token', password: 'x' } } });
const secret = namespace.map(
  each => `apiVersion: v1
kind: Secret
type: kubernetes.io/dockerconfigjson
${metadata('acr', each)}
stringData: { .dockerconfigjson: '${docker}' }
`,
);

const manifest = fc.oneof(pod, pod, serviceAccount, secret);
const kustomization = 'resources: [m0.yaml, m1.yaml]\n';

/** Some folders, each with a few manifests, some of them with a kustomization. */
const workspaces = fc
  .uniqueArray(
    fc.record({ folder, manifests: fc.array(manifest, { minLength: 1, maxLength: 3 }), isBuilt: fc.boolean() }),
    {
      selector: each => each.folder,
      minLength: 1,
    },
  )
  .map(
    (folders): Files =>
      Object.fromEntries(
        folders.flatMap(each => [
          ...each.manifests.map((text, i) => [`${each.folder}/m${i}.yaml`, text] as const),
          ...(each.isBuilt && each.manifests.length > 1
            ? [[`${each.folder}/kustomization.yaml`, kustomization] as const]
            : []),
        ]),
      ),
  );

/** The outcome of each pull that a cluster has, by its place. */
function verdicts(files: Files): ReadonlyMap<string, string> {
  const built = BuiltFiles.of(files, config);
  const findings = Object.keys(files)
    .flatMap(file => built.pulls(file))
    .flatMap(reference => examine([reference], { config, map, now, accounts: built.accounts }));
  return new Map(
    findings.flatMap(({ reference, target, verdict }) =>
      target === null ? [] : [[`${reference.file} → ${target.name}`, `${verdict.outcome} ${verdict.cause}`] as const],
    ),
  );
}

function renamed(files: Files, from: string, to: string): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name.startsWith(from) ? to + name.slice(from.length) : name, text]),
  );
}

test('moving or renaming an unrelated folder changes no verdict', () => {
  fc.assert(
    fc.property(workspaces, fc.constantFrom('nowhere/', 'one-more/', 'a/b/c/'), (files, to) => {
      assert.deepEqual(verdicts(renamed(files, 'elsewhere/', to)), verdicts(files));
    }),
    { numRuns: 300 },
  );
});

test('a namesake elsewhere changes no verdict', () => {
  fc.assert(
    fc.property(workspaces, files => {
      const copies = Object.entries(files).map(([name, text]) => [`copies/${name}`, text] as const);
      assert.deepEqual(verdicts({ ...files, ...Object.fromEntries(copies) }), verdicts(files));
    }),
    { numRuns: 300 },
  );
});

test('a file that no link leads to turns no denied pull into an allowed one', () => {
  fc.assert(
    fc.property(
      workspaces,
      manifest,
      fc.constantFrom('added.yaml', 'elsewhere/added.yaml', 'two/added.yaml'),
      (files, text, name) => {
        const after = verdicts({ ...files, [name]: text });
        for (const [pull, outcome] of verdicts(files)) {
          // what is sent to the other cluster may be its pods' own
          if (!outcome.startsWith('denied') || (name.startsWith('two/') && pull.endsWith('two'))) continue;
          assert.equal(after.get(pull), outcome, `${pull} after ${name}:\n${text}`);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('accounts and secrets count in their namespace of the same cluster, whichever folder brings them', () => {
  const files = {
    'one/app/pod.yaml': `apiVersion: v1
kind: Pod
metadata: { name: till, namespace: shop }
spec: { serviceAccountName: puller, containers: [{ name: till, image: 'shop.azurecr.io/till:1' }] }
`,
    'one/infra/account.yaml': `apiVersion: v1
kind: ServiceAccount
metadata: { name: puller, namespace: shop }
`,
  };
  // the account is seen, and brings no secret
  assert.equal(verdicts(files).get('one/app/pod.yaml → one'), 'denied not-attached');
  // without it, it may bring one
  const { 'one/infra/account.yaml': _, ...rest } = files;
  assert.equal(verdicts(rest).get('one/app/pod.yaml → one'), 'unknown not-readable');
});
