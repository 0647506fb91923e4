// Every list that a stranger writes, as long as asked for: generators, and no instances. bench/growth.ts doubles each
// of them. The trial gives the gate one that no person would write.
import { createHash } from 'node:crypto';

export type WrittenFiles = Readonly<Record<string, string>>;

export interface WrittenList {
  readonly what: string;
  readonly make: (length: number) => WrittenFiles;
  /** `scan --format json` unless set otherwise. */
  readonly args?: readonly string[];
  /** The length from which bench/growth.ts doubles. Less for an input that costs more. */
  readonly from?: number;
  /** The message on standard error in the trial, where a bound leaves something out. */
  readonly says?: RegExp;
}

const image = 'shop.azurecr.io/app:1';
const rows = (length: number, row: (n: number) => string) => Array.from({ length }, (_, n) => row(n)).join('');
const record = (length: number, entry: (n: number) => readonly [string, string]) =>
  Object.fromEntries(Array.from({ length }, (_, n) => entry(n)));
const object = (kind: string, name: string, more = '') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n${more}`;
const pod = (name: string, own = image) =>
  object('Pod', name, `spec:\n  containers:\n    - name: c\n      image: ${own}\n`);
const deployment = (name: string, own = image) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      containers:\n        - name: c\n          image: ${own}\n`;
const documents = (length: number, make: (n: number) => string) => rows(length, n => `---\n${make(n)}`);
const check = ['check', '--format', 'json'];
const config = (text: string) => ({ '.acr-pull.yaml': `version: 1\n${text}`, 'pod.yaml': pod('a') });
const chart = (files: WrittenFiles) => ({
  'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
  ...prefixed('c', files),
});
const prefixed = (folder: string, files: WrittenFiles) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const subscription = '50b50000-0000-4000-8000-000000000001';
const group = `/subscriptions/${subscription}/resourceGroups/rg/providers`;
const registryId = (name: string) => `${group}/Microsoft.ContainerRegistry/registries/${name}`;
const registry = (name: string) => ({ id: registryId(name), properties: { loginServer: `${name}.azurecr.io` } });
const cluster = (name: string) => ({
  id: `${group}/Microsoft.ContainerService/managedClusters/${name}`,
  properties: { identityProfile: { kubeletidentity: { objectId: guid(name), clientId: guid(`${name} client`) } } },
});
const assignment = (principal: string, n: number) => ({
  id: `${registryId('shop')}/providers/Microsoft.Authorization/roleAssignments/${guid(`a${n}`)}`,
  properties: {
    scope: registryId('shop'),
    roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`,
    principalId: principal,
  },
});
const snapshotOf = (parts: object) => ({
  '.acr-pull.yaml': `version: 1\nsnapshot: access.json\ntargets:\n  - {name: aks, kind: aks, id: ${cluster('aks').id}}\n`,
  'pod.yaml': pod('a'),
  'access.json': JSON.stringify({
    version: 1,
    resources: [registry('shop'), cluster('aks')],
    tenants: { [subscription]: '72f90000-0000-4000-8000-000000000001' },
    roleAssignments: [],
    ...parts,
  }),
});
const list = <T>(length: number, make: (n: number) => T) => Array.from({ length }, (_, n) => make(n));

const ofYaml: readonly WrittenList[] = [
  { what: 'documents of a file', make: n => ({ 'a.yaml': documents(n, i => pod(`p${i}`)) }), from: 200 },
  { what: 'files', make: n => record(n, i => [`f${i}.yaml`, pod(`p${i}`)]), from: 100 },
  {
    what: 'containers of a pod',
    make: n => ({
      'a.yaml': object('Pod', 'p', `spec:\n  containers:\n${rows(n, i => `    - {name: c${i}, image: '${image}'}\n`)}`),
    }),
    from: 500,
  },
  { what: 'keys of a mapping', make: n => ({ 'a.yaml': pod('p') + rows(n, i => `k${i}: v\n`) }), from: 1000 },
  {
    what: 'a key, again and again',
    make: n => ({ 'a.yaml': pod('p') + rows(n, () => `k: '${image}'\n`) }),
    from: 1000,
  },
  {
    what: 'images of a container, one key',
    make: n => ({ 'a.yaml': pod('p') + rows(n, i => `      image: shop.azurecr.io/dead${i}:1\n`) }),
    from: 500,
  },
  {
    what: 'merges into each other',
    says: /aliases nest it deeper than 200 levels/,
    make: n => ({
      'a.yaml': `m0: &m0 {a: b}\n${rows(n, i => `m${i + 1}: &m${i + 1} {<<: *m${i}, k${i}: v}\n`)}${pod('p')}`,
    }),
    from: 800,
  },
  {
    what: 'merges of one mapping',
    make: n => ({
      'a.yaml': `${rows(n, i => `m${i}: &m${i} {k${i}: v}\n`)}all:\n  <<: [${list(n, i => `*m${i}`).join(', ')}]\n${pod('p')}`,
    }),
    from: 200,
  },
  {
    what: 'aliases of one list',
    says: /aliases make more than 200000 values/,
    make: n => ({ 'a.yaml': `l: &l [${'a, '.repeat(100)}b]\n${rows(n, i => `k${i}: *l\n`)}${pod('p')}` }),
    from: 100,
  },
  {
    what: 'aliases within each other',
    says: /aliases nest it deeper than 200 levels/,
    make: n => ({ 'a.yaml': `l0: &l0 [a]\n${rows(n, i => `l${i + 1}: &l${i + 1} [*l${i}]\n`)}${pod('p')}` }),
    from: 200,
  },
  {
    what: 'brackets within each other',
    says: /nested deeper than 200 levels/,
    make: n => ({ 'a.yaml': `${pod('p')}x: ${'['.repeat(n)}${']'.repeat(n)}\n` }),
    from: 500,
  },
  { what: 'quotes that are doubled', make: n => ({ 'a.yaml': `x: '${"''".repeat(n)}'\n${pod('p')}` }), from: 2000 },
  {
    what: 'quotes that are doubled, and not closed',
    says: /this quote is not closed/,
    make: n => ({ 'a.yaml': `${pod('p')}x: ${"''".repeat(n)}'\n` }),
    from: 2000,
  },
  { what: 'backslashes in quotes', make: n => ({ 'a.yaml': `x: "${'\\\\'.repeat(n)}"\n${pod('p')}` }), from: 2000 },
  { what: 'backslashes', make: n => ({ 'a.yaml': `x: ${'\\'.repeat(n)}"\n${pod('p')}` }), from: 2000 },
  { what: 'letters of an image', make: n => ({ 'a.yaml': pod('p', `shop.azurecr.io/${'a'.repeat(n)}!`) }), from: 5000 },
  {
    what: 'placeholders of an image',
    make: n => ({ 'a.yaml': pod('p', `"shop.azurecr.io/${'${A}'.repeat(n)}"`) }),
    from: 500,
  },
  {
    what: 'template actions of a line',
    make: n => ({ 'a.yaml': `${pod('p')}x: ${'{{ .A }}'.repeat(n)}\n` }),
    from: 1000,
  },
  {
    what: 'template actions of a file',
    make: n => ({ 'a.yaml': pod('p') + rows(n, i => `{{ if .A${i} }}\nk${i}: v\n{{ end }}\n`) }),
    from: 500,
  },
  {
    what: 'comments that ignore',
    make: n => ({ 'a.yaml': rows(n, i => `# acr-pull-ignore no-target reason ${i}\n`) + pod('p') }),
    from: 500,
  },
  {
    what: 'service accounts of one name',
    make: n => ({
      'a.yaml': `${documents(
        n,
        i =>
          `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: n${i}}\nimagePullSecrets: [{name: s${i}}]\n`,
      )}---\n${pod('p')}`,
    }),
    from: 200,
  },
  {
    what: 'pods and accounts',
    make: n => ({
      'a.yaml':
        documents(n, i => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: n${i}}\n`) +
        documents(n, i => pod(`p${i}, namespace: n${i}`)),
    }),
    from: 50,
  },
  {
    what: 'JSON lists within each other',
    make: n => ({ 'a.json': `{"kind":"Pod","x":${'['.repeat(n)}${']'.repeat(n)}}` }),
    from: 500,
  },
  {
    what: 'items of a List',
    make: n => ({
      'a.json': JSON.stringify({
        kind: 'List',
        apiVersion: 'v1',
        items: list(n, i => ({
          kind: 'Pod',
          apiVersion: 'v1',
          metadata: { name: `p${i}` },
          spec: { containers: [{ image }] },
        })),
      }),
    }),
    from: 200,
  },
];

const ofKustomize: readonly WrittenList[] = [
  {
    what: 'overlays above each other',
    says: /not built: more than 100 kustomizations above each other/,
    make: n => ({
      'o0/kustomization.yaml': 'resources: [p.yaml]\n',
      'o0/p.yaml': pod('p'),
      ...record(n, i => [`o${i + 1}/kustomization.yaml`, `resources: [../o${i}]\n`]),
    }),
    from: 50,
  },
  {
    what: 'overlays of a base',
    make: n => ({
      'b/kustomization.yaml': 'resources: [p.yaml]\n',
      'b/p.yaml': pod('p'),
      ...record(n, i => [`o${i}/kustomization.yaml`, `resources: [../b]\nnamePrefix: a${i}-\n`]),
    }),
    from: 50,
  },
  {
    what: 'resources',
    make: n => ({
      'kustomization.yaml': `resources:\n${rows(n, i => `  - p${i}.yaml\n`)}`,
      ...record(n, i => [`p${i}.yaml`, pod(`p${i}`)]),
    }),
    from: 50,
  },
  {
    what: 'objects of a resource',
    make: n => ({
      'kustomization.yaml': 'resources: [p.yaml]\nnamePrefix: a-\n',
      'p.yaml': documents(n, i => pod(`p${i}`)),
    }),
    from: 100,
  },
  {
    what: 'objects that refer to each other',
    make: n => ({
      'kustomization.yaml': 'resources: [p.yaml]\nnamePrefix: a-\n',
      'p.yaml': documents(
        n,
        i => `${object('ConfigMap', `m${i}`)}---\n${pod(`p${i}`)}  volumes: [{name: v, configMap: {name: m${i}}}]\n`,
      ),
    }),
    from: 50,
  },
  {
    what: 'entries of images',
    make: n => ({
      'kustomization.yaml': `resources: [p.yaml]\nimages:\n${rows(n, i => `  - {name: shop.azurecr.io/x${i}, newTag: '2'}\n`)}`,
      'p.yaml': documents(20, i => deployment(`p${i}`)),
    }),
    from: 200,
  },
  {
    what: 'entries of images, and images',
    make: n => ({
      'kustomization.yaml': `resources: [p.yaml]\nimages:\n${rows(n, i => `  - {name: shop.azurecr.io/x${i}, newTag: '2'}\n`)}`,
      'p.yaml': documents(n, i => deployment(`p${i}`, `shop.azurecr.io/x${i}:1`)),
    }),
    from: 30,
  },
  {
    what: 'patches',
    make: n => ({
      'kustomization.yaml': `resources: [p.yaml]\npatches:\n${rows(n, i => `  - patch: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p${i % 20}"},"spec":{"nodeName":"n${i}"}}'\n`)}`,
      'p.yaml': documents(20, i => pod(`p${i}`)),
    }),
    from: 50,
  },
  {
    what: 'patches, and objects',
    make: n => ({
      'kustomization.yaml': `resources: [p.yaml]\npatches:\n${rows(n, i => `  - patch: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p${i}"},"spec":{"nodeName":"n${i}"}}'\n`)}`,
      'p.yaml': documents(n, i => pod(`p${i}`)),
    }),
    from: 30,
  },
  {
    what: 'replacements',
    make: n => ({
      'kustomization.yaml': `resources: [p.yaml]\nreplacements:\n${rows(n, i => `  - {source: {kind: Pod, name: p${i % 20}, fieldPath: metadata.name}, targets: [{select: {kind: Pod, name: p1}, fieldPaths: [spec.nodeName], options: {create: true}}]}\n`)}`,
      'p.yaml': documents(20, i => pod(`p${i}`)),
    }),
    from: 50,
  },
  {
    what: 'vars',
    make: n => ({
      'kustomization.yaml': `resources: [p.yaml]\nvars:\n${rows(n, i => `  - {name: V${i}, objref: {kind: Pod, name: p${i % 20}, apiVersion: v1}}\n`)}`,
      'p.yaml': documents(20, i => pod(`p${i}`)),
    }),
    from: 50,
  },
  {
    what: 'components',
    make: n => ({
      'kustomization.yaml': `resources: [p.yaml]\ncomponents:\n${rows(n, i => `  - c${i}\n`)}`,
      'p.yaml': pod('p'),
      ...record(n, i => [`c${i}/kustomization.yaml`, 'kind: Component\ncommonLabels: {a: b}\n']),
    }),
    from: 50,
  },
  {
    what: 'generated ConfigMaps',
    make: n => ({
      'kustomization.yaml': `resources: [p.yaml]\nconfigMapGenerator:\n${rows(n, i => `  - {name: m${i}, literals: [a=b]}\n`)}`,
      'p.yaml': pod('p'),
    }),
    from: 100,
  },
  {
    what: 'operations of a patch',
    make: n => ({
      'kustomization.yaml': `resources: [p.yaml]\npatches:\n  - target: {kind: Pod}\n    patch: |-\n${rows(n, i => `      - {op: add, path: /metadata/annotations/a${i}, value: b}\n`)}`,
      'p.yaml': pod('p').replace('{name: p}', '{name: p, annotations: {x: y}}'),
    }),
    from: 100,
  },
];

const ofHelm: readonly WrittenList[] = [
  {
    what: 'templates',
    make: n =>
      chart({
        'values.yaml': `i: ${image}\n`,
        ...record(n, i => [`templates/t${i}.yaml`, pod(`p${i}`, '{{ .Values.i }}')]),
      }),
    from: 50,
  },
  {
    what: 'values',
    make: n =>
      chart({
        'values.yaml': `i: ${image}\n${rows(n, i => `k${i}: v\n`)}`,
        'templates/t.yaml': pod('p', '{{ .Values.i }}'),
      }),
    from: 500,
  },
  {
    what: 'values that a template ranges over',
    make: n =>
      chart({
        'values.yaml': `l:\n${rows(n, i => `  - x${i}\n`)}`,
        'templates/t.yaml': `{{- range .Values.l }}\n---\n${pod('{{ . }}')}{{- end }}\n`,
      }),
    from: 50,
  },
  {
    what: 'files of values',
    make: n =>
      chart({
        'values.yaml': `i: ${image}\n`,
        'templates/t.yaml': pod('p', '{{ .Values.i }}'),
        ...record(n, i => [`values-${i}.yaml`, `i: shop.azurecr.io/app${i}:1\n`]),
      }),
    from: 20,
  },
  {
    what: 'named templates that include each other',
    says: /templates include each other without end/,
    make: n =>
      chart({
        'values.yaml': `i: ${image}\n`,
        'templates/_h.tpl': `{{ define "t0" }}{{ .Values.i }}{{ end }}\n${rows(n, i => `{{ define "t${i + 1}" }}{{ include "t${i}" . }}{{ end }}\n`)}`,
        'templates/t.yaml': pod('p', `{{ include "t${n}" . }}`),
      }),
    from: 30,
  },
  {
    what: 'conditions within each other',
    says: /blocks are nested too deeply/,
    make: n =>
      chart({
        'values.yaml': 'a: true\n',
        'templates/t.yaml': `${'{{ if .Values.a }}\n'.repeat(n)}${pod('p')}${'{{ end }}\n'.repeat(n)}`,
      }),
    from: 50,
  },
  {
    what: 'open conditions',
    make: n =>
      chart({
        'values.yaml': '',
        'templates/t.yaml': pod('p') + rows(n, i => `{{ if lookup "v1" "a" "b" "c${i}" }}\nk${i}: v\n{{ end }}\n`),
      }),
    from: 50,
  },
  {
    what: 'functions of a pipeline',
    make: n => chart({ 'values.yaml': '', 'templates/t.yaml': pod('p', `{{ "${image}"${' | trim'.repeat(n)} }}`) }),
    from: 100,
  },
  {
    what: 'parentheses within each other',
    says: /parentheses are nested too deeply/,
    make: n =>
      chart({ 'values.yaml': '', 'templates/t.yaml': pod('p', `{{ ${'('.repeat(n)}"${image}"${')'.repeat(n)} }}`) }),
    from: 50,
  },
  {
    what: 'subcharts',
    make: n => ({
      ...chart({ 'values.yaml': `i: ${image}\n`, 'templates/t.yaml': pod('p', '{{ .Values.i }}') }),
      ...Object.assign(
        {},
        ...list(n, i =>
          prefixed(`c/charts/s${i}`, {
            'Chart.yaml': `apiVersion: v2\nname: s${i}\nversion: 1.0.0\n`,
            'values.yaml': `i: ${image}\n`,
            'templates/t.yaml': pod(`s${i}`, '{{ .Values.i }}'),
          }),
        ),
      ),
    }),
    from: 20,
  },
  {
    what: 'zeros of a version',
    make: n => ({
      'a.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source: {repoURL: 'oci://shop.azurecr.io/helm', chart: x, targetRevision: "0.0.${'0'.repeat(n)}!"}\n`,
    }),
    from: 5000,
  },
];

const ofDelivery: readonly WrittenList[] = [
  {
    what: 'Flux Kustomizations',
    make: n => ({
      'flux.yaml': documents(
        n,
        i =>
          `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k${i}, namespace: flux-system}\nspec: {path: ./apps/a${i}, sourceRef: {kind: GitRepository, name: flux-system}}\n`,
      ),
      ...record(n, i => [`apps/a${i}/p.yaml`, pod(`p${i}`)]),
    }),
    from: 30,
  },
  {
    what: 'Flux Kustomizations of one folder',
    make: n => ({
      'flux.yaml': documents(
        n,
        i =>
          `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k${i}, namespace: flux-system}\nspec: {path: ./apps, targetNamespace: n${i}, sourceRef: {kind: GitRepository, name: flux-system}}\n`,
      ),
      'apps/p.yaml': pod('p'),
    }),
    from: 30,
  },
  {
    what: 'Applications',
    make: n => ({
      'argo.yaml': documents(
        n,
        i =>
          `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a${i}}\nspec: {source: {repoURL: 'https://example.com/r.git', path: apps/a${i}}, destination: {name: c}}\n`,
      ),
      ...record(n, i => [`apps/a${i}/p.yaml`, pod(`p${i}`)]),
    }),
    from: 30,
  },
  {
    what: 'elements of a list generator',
    make: n => ({
      'argo.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: s}\nspec:\n  generators:\n    - list:\n        elements:\n${rows(n, i => `          - {n: a${i}}\n`)}  template:\n    metadata: {name: '{{n}}'}\n    spec: {source: {repoURL: 'https://example.com/r.git', path: apps}, destination: {name: '{{n}}'}}\n`,
      'apps/p.yaml': pod('p'),
    }),
    from: 20,
  },
  {
    what: 'elements of both lists of a matrix',
    make: n => ({
      'argo.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: s}\nspec:\n  generators:\n    - matrix:\n        generators:\n          - list: {elements: [${list(n, i => `{n: a${i}}`).join(', ')}]}\n          - list: {elements: [${list(n, i => `{m: b${i}}`).join(', ')}]}\n  template:\n    metadata: {name: '{{n}}-{{m}}'}\n    spec: {source: {repoURL: 'https://example.com/r.git', path: apps}, destination: {name: '{{n}}'}}\n`,
      'apps/p.yaml': pod('p'),
    }),
    from: 60,
  },
  {
    what: 'applications of applications',
    says: /not built: more than 20 senders that send each other/,
    make: n => ({
      ...record(n, i => [
        `a${i}/app.yaml`,
        `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a${i}}\nspec: {source: {repoURL: 'https://example.com/r.git', path: a${i + 1}}, destination: {name: c}}\n`,
      ]),
      [`a${n}/p.yaml`]: pod('p'),
    }),
    from: 40,
  },
  {
    what: 'steps of a workflow',
    make: n => ({
      '.github/workflows/w.yaml': `on: push\njobs:\n  j:\n    runs-on: ubuntu-latest\n    steps:\n${rows(n, i => `      - run: kubectl apply -f p${i}.yaml\n`)}`,
      ...record(n, i => [`p${i}.yaml`, pod(`p${i}`)]),
    }),
    from: 30,
  },
  {
    what: 'values of a matrix',
    make: n => ({
      '.github/workflows/w.yaml': `on: push\njobs:\n  j:\n    runs-on: ubuntu-latest\n    strategy: {matrix: {e: [${list(n, i => `e${i}`).join(', ')}]}}\n    steps:\n      - run: docker build -t shop.azurecr.io/\${{ matrix.e }}:1 .\n`,
    }),
    from: 30,
  },
  {
    what: 'commands of a step',
    make: n => ({
      '.github/workflows/w.yaml': `on: push\njobs:\n  j:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n${rows(n, i => `          docker push shop.azurecr.io/a${i}:1\n`)}`,
    }),
    from: 100,
  },
];

const ofOthers: readonly WrittenList[] = [
  {
    what: 'stages of a Dockerfile',
    make: n => ({ Dockerfile: rows(n, i => `FROM ${i === 0 ? image : `s${i - 1}`} AS s${i}\n`) }),
    from: 100,
  },
  {
    what: 'stages for each platform',
    make: n => ({ Dockerfile: `${rows(n, i => `FROM ${image} AS s${i}-linux\n`)}FROM s1-$TARGETOS\n` }),
    from: 100,
  },
  {
    what: 'platforms in a name',
    make: n => ({ Dockerfile: `FROM x AS ${'a'.repeat(80)}\nFROM ${'a$TARGETOS'.repeat(n)} AS z\n` }),
    from: 10,
  },
  {
    what: 'arguments of a Dockerfile',
    make: n => ({ Dockerfile: `${rows(n, i => `ARG A${i}=${i === 0 ? image : `$A${i - 1}`}\n`)}FROM $A${n - 1}\n` }),
    from: 50,
  },
  {
    what: 'services of a compose file',
    make: n => ({ 'compose.yaml': `services:\n${rows(n, i => `  s${i}: {image: '${image}'}\n`)}` }),
    from: 200,
  },
  {
    what: 'resources of a Bicep file',
    make: n => ({
      'main.bicep': rows(
        n,
        i =>
          `resource a${i} 'Microsoft.App/containerApps@2024-03-01' = {\n  name: 'a${i}'\n  properties: { template: { containers: [ { image: '${image}' } ] } }\n}\n`,
      ),
    }),
    from: 30,
  },
  {
    what: 'parameters of a Bicep file',
    says: /they grow too large/,
    make: n => ({
      'main.bicep': `${rows(n, i => `param p${i} string = ${i === 0 ? `'${image}'` : `p${i - 1}`}\n`)}resource a 'Microsoft.App/containerApps@2024-03-01' = {\n  name: 'a'\n  properties: { template: { containers: [ { image: p${n - 1} } ] } }\n}\n`,
    }),
    from: 30,
  },
  { what: 'quotes of a Bicep file', make: n => ({ 'main.bicep': `var a = '${"\\'".repeat(n)}\n` }), from: 1000 },
  {
    what: 'resources of a Terraform folder',
    make: n => ({ 'main.tf': rows(n, i => `resource "docker_container" "c${i}" {\n  image = "${image}"\n}\n`) }),
    from: 50,
  },
  {
    what: 'locals of a Terraform folder',
    says: /they grow too large/,
    make: n => ({
      'main.tf': `locals {\n${rows(n, i => `  l${i} = ${i === 0 ? `"${image}"` : `local.l${i - 1}`}\n`)}}\nresource "docker_container" "c" {\n  image = local.l${n - 1}\n}\n`,
    }),
    from: 30,
  },
  {
    what: 'modules of a Terraform folder',
    make: n => ({
      'main.tf': rows(n, i => `module "m${i}" {\n  source = "./m"\n  image  = "${image}"\n}\n`),
      'm/main.tf': 'variable "image" {}\nresource "docker_container" "c" {\n  image = var.image\n}\n',
    }),
    from: 20,
  },
];

const ofConfig: readonly WrittenList[] = [
  {
    what: 'targets',
    make: n => config(`targets:\n${rows(n, i => `  - {name: t${i}, kind: kubernetes, manifests: 'd${i}/**'}\n`)}`),
    args: check,
    from: 30,
  },
  {
    what: 'targets of one image',
    make: n => config(`targets:\n${rows(n, i => `  - {name: t${i}, kind: kubernetes, manifests: '**'}\n`)}`),
    args: check,
    from: 30,
  },
  {
    what: 'globs of a target',
    make: n =>
      config(`targets:\n  - name: t\n    kind: kubernetes\n    manifests:\n${rows(n, i => `      - 'd${i}/**'\n`)}`),
    args: check,
    from: 30,
  },
  {
    what: 'rules that ignore',
    make: n => config(`ignore:\n${rows(n, i => `  - {image: 'shop${i}.azurecr.io/*', reason: x}\n`)}`),
    args: check,
    from: 60,
  },
  {
    what: 'globs that exclude',
    make: n => config(`exclude:\n${rows(n, i => `  - 'd${i}/**'\n`)}`),
    args: check,
    from: 30,
  },
  {
    what: 'groups of clusters',
    make: n => config(`clusters:\n${rows(n, i => `  - {name: 'c${i}*', manifests: ['{cluster}/**']}\n`)}`),
    args: check,
    from: 6,
  },
  {
    what: 'paths of images',
    make: n => config(`images:\n${rows(n, i => `  - {kind: K${i}, path: spec.image}\n`)}`),
    args: check,
    from: 15,
  },
  {
    what: 'ignored names',
    make: n => ({
      '.git/HEAD': '',
      '.gitignore': rows(n, i => `x${i}/y.yaml\n`),
      ...record(100, i => [`f${i}.yaml`, pod('p')]),
    }),
    from: 1000,
  },
  {
    what: 'ignored names with stars',
    make: n => ({
      '.git/HEAD': '',
      '.gitignore': rows(n, i => `x${i}/*.yaml\n`),
      ...record(100, i => [`f${i}.yaml`, pod('p')]),
    }),
    from: 60,
  },
];

const ofSnapshots: readonly WrittenList[] = [
  {
    what: 'assignments of one principal',
    make: n => snapshotOf({ roleAssignments: list(n, i => assignment(guid('aks'), i)) }),
    args: check,
    from: 1000,
  },
  {
    what: 'assignments of others',
    make: n => snapshotOf({ roleAssignments: list(n, i => assignment(guid(`other ${i}`), i)) }),
    args: check,
    from: 1000,
  },
  {
    what: 'groups of a principal',
    make: n => snapshotOf({ groups: { [guid('aks')]: list(n, i => guid(`g${i}`)) } }),
    args: check,
    from: 1000,
  },
  {
    what: 'groups of groups',
    make: n =>
      snapshotOf({
        groups: Object.fromEntries([guid('aks'), ...list(n, i => guid(`g${i}`))].map((id, i) => [id, [guid(`g${i}`)]])),
      }),
    args: check,
    from: 500,
  },
  {
    what: 'registries',
    make: n => snapshotOf({ resources: [registry('shop'), cluster('aks'), ...list(n, i => registry(`r${i}`))] }),
    args: check,
    from: 500,
  },
  {
    what: 'clusters',
    make: n => snapshotOf({ resources: [registry('shop'), cluster('aks'), ...list(n, i => cluster(`c${i}`))] }),
    args: check,
    from: 500,
  },
  {
    what: 'gaps',
    make: n =>
      snapshotOf({
        gaps: list(n, i => ({ what: 'registries', scope: `/subscriptions/${guid(`s${i}`)}`, why: '403' })),
      }),
    args: check,
    from: 500,
  },
  {
    what: 'defects',
    says: /and \d+ more/,
    make: n => snapshotOf({ roleAssignments: list(n, i => ({ id: `x${i}`, properties: {} })) }),
    args: check,
    from: 500,
  },
];

const ofTexts: readonly WrittenList[] = [
  {
    what: 'lines of an error',
    make: n => ({
      'error.txt': rows(
        n,
        i => `Failed to pull image "shop.azurecr.io/a${i}:1": unauthorized: authentication required\n`,
      ),
    }),
    args: ['explain', 'error.txt', '--format', 'json'],
    from: 50,
  },
  {
    what: 'letters of an error',
    make: n => ({ 'error.txt': `Failed to pull image "shop.azurecr.io/a:1": ${'a '.repeat(n)}` }),
    args: ['explain', 'error.txt', '--format', 'json'],
    from: 2000,
  },
];

/** All of them, by the part that reads them. */
export const writtenLists: Readonly<Record<string, readonly WrittenList[]>> = {
  YAML: ofYaml,
  Kustomize: ofKustomize,
  Helm: ofHelm,
  delivery: ofDelivery,
  'other formats': ofOthers,
  config: ofConfig,
  snapshots: ofSnapshots,
  texts: ofTexts,
};
