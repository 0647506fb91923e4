// After each edit, a workspace holds what a fresh build of the same files holds, and lists each file that changed.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BuiltFiles } from './builtFiles.ts';
import '../read/readers.ts';

const root = path.resolve(import.meta.dirname, '../../samples-gitops');

type File = readonly [name: string, text: string];

/** A kustomization with all that it can take from other files, and a chart with a subchart. */
const own = Object.entries({
  'base/kustomization.yaml':
    'kind: Kustomization\nresources: [pod.yaml, job.yaml]\nimages: [{ name: web, newName: a.azurecr.io/web }]\n',
  'base/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  imagePullSecrets: [{ name: pull }]\n  containers: [{ name: web, image: web:1 }]\n',
  'base/job.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: job }\nspec:\n  containers: [{ name: job, image: web:1 }]\n',
  'over/kustomization.yaml':
    'kind: Kustomization\nresources: [../base, map.yaml]\ncomponents: [../part]\ntransformers: [set.yaml]\npatches: [{ path: patch.yaml }, { path: image.yaml }]\nreplacements: [{ source: { kind: ConfigMap, name: map, fieldPath: data.tag }, targets: [{ select: { kind: Pod }, fieldPaths: [spec.containers.0.image], options: { delimiter: ":", index: 1 } }] }]\n',
  'over/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: map }\ndata: { tag: prod }\n',
  'over/set.yaml':
    'apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: { name: set }\nimageTag: { name: a.azurecr.io/web, newName: dev.azurecr.io/web }\n',
  'over/patch.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { imagePullSecrets: [{ name: prod }] }\n',
  'over/image.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: job }\nspec: { containers: [{ name: job, image: prod.azurecr.io/job:1 }] }\n',
  'over/account.yaml':
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default }\nimagePullSecrets: [{ name: prod }]\n',
  'inline/kustomization.yaml':
    'kind: Kustomization\nresources: [../base]\npatches:\n  - patch: |\n      apiVersion: v1\n      kind: Pod\n      metadata: { name: job }\n      spec: { imagePullSecrets: [{ name: acr }], containers: [{ name: job, image: prod.azurecr.io/job:2 }] }\n',
  'part/kustomization.yaml': 'kind: Component\nimages: [{ name: a.azurecr.io/web, newTag: "2" }]\n',
  'till/Chart.yaml': 'name: till\nversion: 1.0.0\n',
  'till/values.yaml': 'image: { registry: prod.azurecr.io, tag: "1" }\nsub: { image: dev.azurecr.io/sub:1 }\n',
  'till/values-dev.yaml': 'image: { registry: dev.azurecr.io }\n',
  'till/templates/pod.yaml':
    'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: "{{ .Values.image.registry }}/till:{{ .Values.image.tag }}"\n',
  'release.yaml':
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: other }\nspec:\n  chart: { spec: { chart: other, sourceRef: { kind: GitRepository, name: x } } }\n  values: { image: prod.azurecr.io/other:1 }\n',
  'other/Chart.yaml': 'name: other\nversion: 1.0.0\n',
  'other/values.yaml': 'image: other:1\nimagePullSecrets: [{ name: acr }]\n',
  'till/charts/sub/Chart.yaml': 'name: sub\nversion: 1.0.0\n',
  'till/charts/sub/templates/pod.yaml':
    'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: {{ .Values.image }}\n',
  'tf/main.tf':
    'module "a" {\n  source = "./a"\n  image  = var.image\n}\nvariable "image" { default = "dev.azurecr.io/a:1" }\n',
  'tf/a/main.tf':
    'variable "image" {}\nresource "azurerm_container_app" "a" {\n  name = "a"\n  template {\n    container {\n      image = var.image\n    }\n  }\n}\n',
});

/** Pods that ask other files for their accounts and secrets. No patch changes who pulls. */
const accounts = Object.entries({
  'deploy/kustomization.yaml':
    'kind: Kustomization\nresources: [pods.yaml]\nimages: [{ name: web, newName: a.azurecr.io/web }]\n',
  'deploy/pods.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: prod\n  containers: [{ name: web, image: web:1 }]\n',
  'deploy/job.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: job }\nspec:\n  imagePullSecrets: [{ name: image }]\n  containers: [{ name: job, image: a.azurecr.io/job:1 }]\n',
  'tf/main.tf':
    'resource "kubernetes_pod" "p" {\n  metadata {\n    name = "p"\n  }\n  spec {\n    image_pull_secrets {\n      name = var.secret\n    }\n    container {\n      image = "a.azurecr.io/p:1"\n    }\n  }\n}\n',
  'tf/variables.tf': 'variable "secret" { default = "image" }\n',
  'deploy/plain.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers: [{ name: p, image: a.azurecr.io/p:1 }]\n',
  'accounts/all.yaml':
    '# prod\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: prod }\nimagePullSecrets: [{ name: image }]\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default }\nimagePullSecrets: [{ name: dev }]\n',
  'secrets/image.yaml':
    '# image\napiVersion: v1\nkind: Secret\nmetadata: { name: image }\ntype: kubernetes.io/dockerconfigjson\nstringData: { .dockerconfigjson: \'{"auths":{"a.azurecr.io":{"username":"prod","password":"x"}}}\' }\n',
  'bindings/binding.yaml':
    '# prod\napiVersion: acr.microsoft.com/v1beta2\nkind: AcrPullBinding\nmetadata: { name: prod }\nspec:\n  acr: { server: a.azurecr.io }\n  serviceAccountName: prod\n',
  'till/Chart.yaml': 'name: till\nversion: 1.0.0\n',
  'till/values.yaml': 'image: a.azurecr.io/till:1\nsecrets: [{ name: image }]\n',
  'till/templates/pod.yaml':
    'apiVersion: v1\nkind: Pod\nspec:\n  imagePullSecrets: {{ .Values.secrets | toYaml | nindent 4 }}\n  containers:\n    - image: {{ .Values.image }}\n',
});

/** Pods that a Flux Kustomization patches in itself, and one of two default accounts. */
const patched = Object.entries({
  'flux.yaml':
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps }\nspec:\n  sourceRef: { kind: GitRepository, name: x }\n  path: ./apps\n  patches:\n    - target: { kind: Pod }\n      patch: |\n        - op: add\n          path: /spec/imagePullSecrets\n          value: [{ name: acr }]\n    - patch: |\n        apiVersion: v1\n        kind: Pod\n        metadata: { name: web }\n        spec: { containers: [{ name: web, image: prod.azurecr.io/web:2 }] }\n',
  'apps/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: a.azurecr.io/web:1 }]\n',
  'secrets/acr.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata: { name: acr }\ntype: kubernetes.io/dockerconfigjson\nstringData: { .dockerconfigjson: \'{"auths":{"prod.azurecr.io":{"username":"prod","password":"x"}}}\' }\n',
  'clusters/dev.yaml':
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default }\nimagePullSecrets: [{ name: dev }]\n',
  'clusters/prod.yaml':
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default }\nimagePullSecrets: [{ name: prod }]\n',
});

/** ApplicationSets that read their parameters from files. */
const generated = Object.entries({
  'argocd/set.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: { name: shop }\nspec:\n  generators:\n    - matrix:\n        generators:\n          - git: { repoURL: https://github.com/contoso/gitops, files: [{ path: clusters/**/config.json }] }\n          - git: { repoURL: https://github.com/contoso/gitops, files: [{ path: "apps/{{env}}/*.yaml" }], pathParamPrefix: app }\n  template:\n    spec:\n      source: { repoURL: https://github.com/contoso/gitops, path: "{{app.path}}/{{name}}" }\n      destination: { name: "{{cluster.name}}" }\n',
  'clusters/eu/config.json': '{ "env": "prod", "cluster": { "name": "prod-eu" } }\n',
  'clusters/us/config.json':
    '[{ "env": "dev", "cluster": { "name": "dev-us" } }, { "env": "prod", "cluster": { "name": "prod-us" } }]\n',
  'apps/prod/till.yaml': 'name: till\n',
  'apps/dev/values.yaml': 'name: till\nimage: { repository: a.azurecr.io/dev, tag: "1" }\n',
  'apps/prod/till/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: till }\nspec:\n  containers: [{ name: till, image: a.azurecr.io/till:1 }]\n',
  'apps/dev/till/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: till }\nspec:\n  containers: [{ name: till, image: a.azurecr.io/till:1 }]\n',
  'package.json': '{ "name": "prod", "image": "dev" }\n',
});

/** Values that senders look up in other files, beside pods and values that nothing asks for. */
const lookedUp = Object.entries({
  'flux.yaml':
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps, namespace: prod }\nspec:\n  sourceRef: { kind: GitRepository, name: x }\n  path: ./apps\n  postBuild: { substituteFrom: [{ kind: ConfigMap, name: image }] }\n',
  'values.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: image, namespace: prod }\ndata: { registry: prod.azurecr.io }\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: a.azurecr.io/web:1 }]\n',
  'elsewhere.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: image, namespace: dev }\ndata: { registry: dev.azurecr.io }\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: job }\nspec:\n  containers: [{ name: job, image: a.azurecr.io/job:1 }]\n',
  'apps/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: shop }\nspec:\n  containers: [{ name: web, image: "${registry}/web:1" }]\n',
});

/** The files of a whole repository. */
export const repository: readonly File[] = globSync('**/*.{yaml,yml,tf}', { cwd: root }).map(file => [
  file.replaceAll('\\', '/'),
  readFileSync(path.join(root, file), 'utf8'),
]);

/** Files that are built together, by what they are. */
export const workspaces: Readonly<Record<string, readonly File[]>> = {
  'of all kinds': own,
  'with accounts': accounts,
  'with patches': patched,
  'of parameters': generated,
  'that senders look up': lookedUp,
};

const words = [
  ['prod', 'dev'],
  ['image', 'images'],
  ['name', 'names'],
  ['kind: ', 'kind: X'],
  ['newName', 'newTag'],
  ['PullS', 'PushS'],
  // all behind it stays in its place
  ['name: acr', 'name: arc'],
  ['azurecr.io', 'azurecr.cn'],
  ['source', 'sources'],
  // a file of parameters becomes a manifest, and is none again
  ['{ "env"', '{ "kind": "Pod", "apiVersion": "v1", "env"'],
  ['\n', '\n\n'],
  // a file of values is none while it is typed
  [' }', ''],
  ['image: {', '- {'],
] as const;

/** A text with each of the words changed, at each of so many first places. */
function editsOf(text: string, places: number): readonly string[] {
  return words.flatMap(([word, other]) => {
    const parts = text.split(word);
    return parts
      .slice(1, places + 1)
      .map((_, i) => [parts.slice(0, i + 1).join(word), parts.slice(i + 1).join(word)].join(other));
  });
}

type Shown = ReadonlyMap<string, string>;

function shownIn(built: BuiltFiles, names: readonly string[]): Shown {
  return new Map(names.map(name => [name, JSON.stringify([built.references(name), built.problems(name)])]));
}

/** Without accounts and secrets: the workspace looks these up, and follows their changes (test/workspace). */
function pullsIn(built: BuiltFiles, names: readonly string[]): Shown {
  return new Map(names.map(name => [name, JSON.stringify([built.pulls(name), built.problems(name)])]));
}

/** Edits each file in many ways. After each edit, the workspace equals a fresh one. */
export function buildAfterEdits(files: readonly File[], places: number): void {
  const names = files.map(([name]) => name);
  const texts = new Map(files);
  const fresh = () => shownIn(BuiltFiles.of(Object.fromEntries(texts)), names);
  const built = BuiltFiles.of(Object.fromEntries(texts));
  assert.deepEqual(shownIn(built, names), fresh());
  let before = pullsIn(built, names);
  const change = (name: string, edit: () => void) => {
    built.workspace.takeOutdated();
    edit();
    assert.deepEqual(shownIn(built, names), fresh(), `${name}: ${texts.get(name) ?? 'removed'}`);
    const now = pullsIn(built, names);
    const outdated = new Set(built.workspace.takeOutdated());
    const untold = names.filter(each => before.get(each) !== now.get(each) && !outdated.has(each));
    assert.deepEqual(untold, [], `${name}: ${texts.get(name) ?? 'removed'}`);
    before = now;
  };
  const take = (name: string, text: string) =>
    change(name, () => {
      texts.set(name, text);
      built.take(name, text);
    });
  for (const [name, original] of files) {
    for (const text of [...editsOf(original, places), original]) take(name, text);
    change(name, () => {
      texts.delete(name);
      built.remove(name);
    });
    take(name, original);
  }
}
