// What the files of a Helm chart say of each other: values, templates, named templates, Chart.yaml. Each test says
// where an image is spoken of, and what it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import type { PodWorkload } from '../../src/model/workload.ts';
import { readManifest } from '../../src/read/index.ts';
import { BuiltFiles } from './builtFiles.ts';

type Files = Readonly<Record<string, string>>;

/** What is shown in a file: each image, and the deployment's entry if that is another file. */
function shown(built: BuiltFiles, file: string): readonly string[] {
  return built.references(file).map(reference => {
    const { image, entry } = reference;
    const name =
      image.kind === 'image'
        ? `${image.registry ?? '?'}/${image.repository ?? '?'}:${image.tag ?? image.digest ?? image.unresolved ?? '-'}`
        : image.why;
    return entry === undefined || entry === file ? name : `${name} of ${entry}`;
  });
}

/** What is shown anywhere: `image in file`, with the entry where there are several. */
function all(files: Files): readonly string[] {
  const built = BuiltFiles.of(files);
  return built.files().flatMap(file => shown(built, file).map(each => `${file}: ${each}`));
}

function podOf(reference: ImageReference | undefined): PodWorkload {
  assert.ok(reference?.workload.platform === 'kubernetes');
  return reference.workload;
}

const deployment = (image: string, spec = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-till
spec:
  template:
    spec:
${spec}      containers:
        - name: till
          image: ${image}
`;

const till: Files = {
  'till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\nappVersion: "2.4"\n',
  'till/values.yaml': 'image:\n  repository: shopprod.azurecr.io/till\n  tag: ""\n',
  'till/templates/deployment.yaml': deployment(
    '"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"',
  ),
};

test('a template is filled in with the values of its chart, and the image is spoken of at the values', () => {
  const index = BuiltFiles.of(till);
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), [
    'shopprod.azurecr.io/till:2.4 at till/values.yaml',
  ]);
  assert.deepEqual(shown(index, 'till/values.yaml'), ['shopprod.azurecr.io/till:2.4']);
  assert.deepEqual(
    index.references('till/templates/deployment.yaml')[0]?.origins.map(({ file, role }) => `${role} in ${file}`),
    ['value of image.repository in till/values.yaml', 'appVersion of the chart in till/Chart.yaml'],
  );
  assert.deepEqual(
    index.references('till/values.yaml')[0]?.origins.map(({ file, role }) => `${role} in ${file}`),
    ['appVersion of the chart in till/Chart.yaml', 'used by this template in till/templates/deployment.yaml'],
  );
  assert.equal(podOf(index.references('till/values.yaml')[0]).kind, 'Deployment');
});

test('a change of one file of a chart concerns the others, and only those', () => {
  const index = BuiltFiles.of({ ...till, 'other/values.yaml': 'image: shopprod.azurecr.io/other:1\n' });
  const text = 'image:\n  repository: shopdev.azurecr.io/till\n  tag: "3"\n';
  index.references('till/values.yaml');
  assert.deepEqual([...new Set(index.take('till/values.yaml', text))].sort(), [
    'till/Chart.yaml',
    'till/templates/deployment.yaml',
    'till/values.yaml',
  ]);
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), ['shopdev.azurecr.io/till:3 at till/values.yaml']);
  assert.equal(index.remove('till/values.yaml'), 'all');
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), ['?/?:{{ .Values.image.repository }}']);
  assert.deepEqual(index.remove('till/values.yaml'), []);
});

test('what a template makes of the values is the image, whatever they say alone', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'acr: shopprod.azurecr.io\nimage:\n  repository: till\n  tag: 7\n',
    'till/templates/deployment.yaml': deployment(
      '{{ .Values.acr }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}',
    ),
  });
  assert.deepEqual(shown(index, 'till/values.yaml'), ['shopprod.azurecr.io/till:7']);
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), ['shopprod.azurecr.io/till:7 at till/values.yaml']);
});

test('a name that no value names as an image is spoken of in the template', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'deploy:\n  acrServer: shopprod.azurecr.io\n  version: 5\n',
    'till/templates/deployment.yaml': deployment('"{{ .Values.deploy.acrServer }}/till:{{ .Values.deploy.version }}"'),
  });
  assert.deepEqual(shown(index, 'till/values.yaml'), []);
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), ['shopprod.azurecr.io/till:5']);
});

test('a value that the chart does not give leaves open its own part alone', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'image:\n  repository: shopprod.azurecr.io/till\n  tag: ""\nsource: {}\n',
    'till/templates/_helpers.tpl': '{{- define "registry" -}}\nshopprod.azurecr.io\n{{- end }}\n',
    'till/templates/a.yaml': deployment('{{ include "registry" . }}/tools/kubectl:{{ .Values.cluster.version }}'),
    'till/templates/b.yaml': deployment('{{ include "registry" . }}/{{ .Values.source.name }}:1'),
    'till/templates/c.yaml': deployment('{{ printf "%s:%s" .Values.image.repository .Values.image.tag }}'),
    // where the registry itself is open, or nothing is there, the template says more
    'till/templates/d.yaml': deployment('{{ .Values.registry }}/till:{{ .Values.image.tag }}'),
    'till/templates/e.yaml': deployment('{{ .Values.nothing }}'),
  });
  assert.deepEqual(
    ['a', 'b', 'c', 'd', 'e'].map(each => shown(index, `till/templates/${each}.yaml`)),
    [
      ['shopprod.azurecr.io/tools/kubectl:{{ .Values.cluster.version }}'],
      ['shopprod.azurecr.io/?:1'],
      ['shopprod.azurecr.io/till:{{ .Values.image.tag }} at till/values.yaml'],
      ['?/?:{{ .Values.registry }}'],
      ['?/?:{{ .Values.nothing }}'],
    ],
  );
});

test('a named template takes several values as a list', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml':
      'registry: shopprod.azurecr.io\nimage:\n  name: till\n  repository: ""\njob: { image: { name: job } }\n',
    'till/templates/_helpers.tpl': `{{- define "image" -}}
{{- if ne (len .) 3 -}}{{- fail "three are needed" -}}{{- end -}}
{{- $image := index . 0 -}}
{{- $registry := index . 1 | default "" -}}
{{- $repository := $image.repository | default $image.name -}}
{{- if $registry }}{{ $repository = printf "%s/%s" $registry $repository }}{{ end -}}
{{- $repository -}}{{- index . 2 -}}
{{- end }}
`,
    'till/templates/deployment.yaml': deployment(
      '"{{ template "image" (tuple .Values.image .Values.registry (printf ":%s" .Chart.AppVersion)) }}"',
    ),
    'till/templates/job.yaml': deployment('{{ include "image" (list .Values.job.image .Values.registry ":1") }}'),
  });
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), ['shopprod.azurecr.io/till:2.4']);
  assert.deepEqual(shown(index, 'till/templates/job.yaml'), ['shopprod.azurecr.io/job:1']);
});

test('where two templates make different images of a value, each is spoken of', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'image:\n  repository: till\n  tag: 7\n',
    'till/templates/deployment.yaml': deployment('shopprod.azurecr.io/{{ .Values.image.repository }}:1'),
    'till/templates/job.yaml': deployment('shopdev.azurecr.io/{{ .Values.image.repository }}:1'),
  });
  assert.deepEqual(shown(index, 'till/values.yaml'), ['shopprod.azurecr.io/till:1']);
  assert.deepEqual(shown(index, 'till/templates/job.yaml'), ['shopdev.azurecr.io/till:1']);
});

test('values of an environment are laid over those of the chart', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'image:\n  registry: shopdev.azurecr.io\n  repository: till\n  tag: 1\n',
    'till/values-prod.yaml': 'image:\n  registry: shopprod.azurecr.io\n  repository: shop/till\n',
    'till/env/eu/values.yaml': 'image:\n  registry: shopeu.azurecr.io\n  repository: till\n',
    'till/templates/deployment.yaml': deployment(
      '{{ printf "%s/%s:%v" .Values.image.registry .Values.image.repository .Values.image.tag | quote }}',
    ),
  });
  assert.deepEqual(shown(index, 'till/values-prod.yaml'), ['shopprod.azurecr.io/shop/till:1']);
  assert.deepEqual(shown(index, 'till/env/eu/values.yaml'), ['shopeu.azurecr.io/till:1']);
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), ['shopdev.azurecr.io/till:1 at till/values.yaml']);
});

test('what the chart leaves to an environment is spoken of there', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'image:\n  repository: ""\n',
    'till/values-prod.yaml': 'image:\n  repository: shopprod.azurecr.io/till\n  tag: 3\n',
  });
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), [
    '?/?:{{ .Values.image.repository }} at till/values-prod.yaml',
  ]);
  assert.deepEqual(shown(index, 'till/values-prod.yaml'), ['shopprod.azurecr.io/till:3']);
});

test('a file of values that only moves the images is spoken of at what moves them', () => {
  const files = {
    ...till,
    'till/values.yaml':
      'acr: shopdev.azurecr.io\nimage: { repository: till, tag: 1 }\nproxy: { image: { name: proxy, tag: 2 } }\n',
    'till/values-prod.yaml': 'replicas: 3\nacr: "shopprod.azurecr.io" # there\n',
    'till/values-more.yaml': 'image: { tag: 3 }\n',
    'till/templates/deployment.yaml': deployment(
      '{{ .Values.acr }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}',
    ),
    'till/templates/proxy.yaml': deployment(
      '{{ .Values.acr }}/{{ .Values.proxy.image.name }}:{{ .Values.proxy.image.tag }}',
    ),
  };
  const index = BuiltFiles.of(files);
  assert.deepEqual(shown(index, 'till/values-prod.yaml'), [
    'shopprod.azurecr.io/till:1',
    'shopprod.azurecr.io/proxy:2',
  ]);
  const [first] = index.references('till/values-prod.yaml');
  assert.deepEqual([first?.text, first?.where, first?.format], ['shopprod.azurecr.io', 'acr', 'helm-values']);
  const text = files['till/values-prod.yaml'];
  assert.equal(text.slice(first?.span.start, first?.span.end), first?.text);
  assert.deepEqual(shown(index, 'till/values-more.yaml'), []);
  assert.deepEqual(shown(index, 'till/values.yaml'), ['shopdev.azurecr.io/till:1', 'shopdev.azurecr.io/proxy:2']);
});

const helpers = `{{- define "till.image" -}}
{{- $registry := .Values.image.registry -}}
{{- if .Values.global.imageRegistry -}}
{{- $registry = .Values.global.imageRegistry -}}
{{- end -}}
{{- if .Values.image.digest -}}
{{- printf "%s/%s@%s" $registry .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s/%s:%s" $registry .Values.image.repository (default (printf "v%s" .Chart.AppVersion) .Values.image.tag) -}}
{{- end -}}
{{- end -}}
`;

test('an image that a chart makes anew of its own values is spoken of once, where the values name it', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': '# image: { repository: shopprod.azurecr.io/shop-till }\n',
    'till/env/values.yaml': 'name: till\nspace: shop\nimage: { repository: shopprod.azurecr.io/shop-till }\n',
    'till/templates/deployment.yaml': deployment(
      // the old name with a dash is the new one with a slash
      '{{ if and .Values.image.repository (ne .Values.image.repository (printf "shopprod.azurecr.io/%s-%s" .Values.space .Values.name)) }}' +
        '{{ .Values.image.repository }}{{ else }}{{ printf "shopprod.azurecr.io/%s/%s" .Values.space .Values.name }}{{ end }}:{{ .Values.tag }}',
    ),
  });
  assert.deepEqual(shown(index, 'till/env/values.yaml'), ['shopprod.azurecr.io/shop/till:{{ .Values.tag }}']);
});

test('a named template of the chart is rendered', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml':
      'global:\n  imageRegistry: shopprod.azurecr.io\nimage:\n  registry: docker.io\n  repository: shop/till\n',
    'till/templates/_helpers.tpl': helpers,
    'till/templates/deployment.yaml': deployment('{{ include "till.image" . }}'),
  });
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), [
    'shopprod.azurecr.io/shop/till:v2.4 at till/values.yaml',
  ]);
});

test('a named template of another chart leaves the image to the values that it is handed', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'global: {}\nimage:\n  registry: shopprod.azurecr.io\n  repository: till\n  tag: 1\n',
    'till/templates/deployment.yaml': deployment(
      '{{ include "common.images.image" (dict "imageRoot" .Values.image "global" .Values.global) }}',
    ),
  });
  assert.deepEqual(shown(index, 'till/values.yaml'), ['shopprod.azurecr.io/till:1']);
  assert.match(shown(index, 'till/templates/deployment.yaml')[0] ?? '', / at till\/values\.yaml$/);
});

test('what is used by range is spoken of at each element', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': `apps:
  web: { image: { repository: shopprod.azurecr.io/web, tag: 1 } }
  api: { image: { repository: shopprod.azurecr.io/api, tag: 2 } }
`,
    'till/templates/deployment.yaml': `{{- range $name, $app := .Values.apps }}
---
${deployment('"{{ $app.image.repository }}:{{ $app.image.tag | default $.Chart.AppVersion }}"')}
{{- end }}
`,
  });
  assert.deepEqual(shown(index, 'till/values.yaml'), ['shopprod.azurecr.io/web:1', 'shopprod.azurecr.io/api:2']);
  assert.match(shown(index, 'till/templates/deployment.yaml')[0] ?? '', / at till\/values\.yaml$/);
  assert.equal(podOf(index.references('till/values.yaml')[1]).kind, 'Deployment');
});

test('with and variables set before count', () => {
  const index = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'proxy:\n  image: { repository: shopprod.azurecr.io/proxy, tag: 3 }\n',
    'till/templates/deployment.yaml': `{{- $tag := .Values.proxy.image.tag | toString }}
{{- with .Values.proxy.image }}
${deployment('"{{ .repository }}:{{ $tag }}"')}
{{- end }}
`,
  });
  assert.deepEqual(shown(index, 'till/templates/deployment.yaml'), [
    'shopprod.azurecr.io/proxy:3 at till/values.yaml',
  ]);
});

test('a subchart that is not packed is filled in with what its parent says of it', () => {
  const index = BuiltFiles.of({
    'shop/Chart.yaml': 'name: shop\nversion: 1.0.0\nappVersion: "1"\n',
    'shop/values.yaml': 'global: { acr: shopprod.azurecr.io }\ntill:\n  image: { repository: shop/till, tag: 9 }\n',
    'shop/charts/till/Chart.yaml': till['till/Chart.yaml'] ?? '',
    'shop/charts/till/values.yaml': 'image: { repository: till, tag: 1 }\n',
    'shop/charts/till/templates/deployment.yaml': deployment(
      '{{ .Values.global.acr }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}',
    ),
  });
  assert.deepEqual(shown(index, 'shop/charts/till/templates/deployment.yaml'), [
    'shopprod.azurecr.io/shop/till:9 at shop/charts/till/values.yaml',
  ]);
});

const secrets = `      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
`;

for (const [says, values, names, more] of [
  ['no values', undefined, [], 1],
  ['an empty list', 'imagePullSecrets: []\n', [], 0],
  ['objects with a name', 'imagePullSecrets:\n  - name: shop-pull\n  - name: other\n', ['shop-pull', 'other'], 0],
  ['names', 'imagePullSecrets: [shop-pull]\n', ['shop-pull'], 0],
  ['nothing of them', 'replicas: 1\nregistry: x\n', [], 0],
] as const) {
  test(`the pull secrets of a template: the values hold ${says}`, () => {
    const file = 'till/templates/deployment.yaml';
    const index = BuiltFiles.of({
      ...(values === undefined ? {} : { 'till/values.yaml': values }),
      [file]: deployment('shopprod.azurecr.io/till:1', secrets),
    });
    const pod = podOf(index.references(file)[0]);
    assert.deepEqual(
      pod.pullSecrets.map(({ text }) => text),
      names,
    );
    assert.equal(pod.morePullSecrets.length, more);
  });
}

test('pull secrets by a template of another chart, by range and by name', () => {
  const file = 'till/templates/deployment.yaml';
  const read = (spec: string, values: string) => {
    const index = BuiltFiles.of({ 'till/values.yaml': values, [file]: deployment('shopprod.azurecr.io/till:1', spec) });
    const { pullSecrets, morePullSecrets } = podOf(index.references(file)[0]);
    return [pullSecrets.map(({ text }) => text).join(), morePullSecrets.length];
  };
  const included =
    '      {{- include "common.images.renderPullSecrets" (dict "images" (list .Values.image) "context" $) | nindent 6 }}\n';
  const bitnami =
    'image: { registry: docker.io, repository: till, pullSecrets: [PULL] }\nglobal: { imagePullSecrets: [] }\n';
  assert.deepEqual(read(included, bitnami.replace('PULL', '')), ['', 0]);
  assert.deepEqual(read(included, bitnami.replace('PULL', 'shop-pull')), ['shop-pull', 0]);
  const range = `      imagePullSecrets:
      {{- range .Values.imagePullSecrets }}
        - name: {{ . }}
      {{- end }}
`;
  assert.deepEqual(read(range, 'imagePullSecrets: [shop-pull, b]\n'), ['shop-pull,b', 0]);
  const named = '      imagePullSecrets: [{ name: "{{ .Values.pull }}" }]\n';
  assert.deepEqual(read(named, 'pull: shop-pull\nregistry: x\n'), ['shop-pull', 0]);
  assert.deepEqual(read(named.replace('.Values.pull', '.Release.Name'), 'registry: x\n'), ['', 1]);
});

test('a service account is found by the template that names it, or by its name in the values', () => {
  const account = (name: string) => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  annotations: { kubernetes.azure.com/acr-client-id: 11111111-0000-4000-8000-000000000001 }
`;
  const file = 'till/templates/deployment.yaml';
  const spec = '      serviceAccountName: {{ include "till.account" . }}\n';
  const own = BuiltFiles.of({
    [file]: deployment('shopprod.azurecr.io/till:1', spec),
    'till/templates/account.yaml': account('{{ include "till.account" . }}'),
  });
  assert.ok(podOf(own.references(file)[0]).serviceAccount?.pullClientId);
  const named = BuiltFiles.of({
    'till/values.yaml': 'serviceAccount: { name: till }\nimage: shopprod.azurecr.io/till:1\n',
    [file]: deployment('{{ .Values.image }}', '      serviceAccountName: {{ .Values.serviceAccount.name }}\n'),
    'deploy/account.yaml': account('till'),
  });
  assert.equal(podOf(named.references(file)[0]).serviceAccount?.definedAt?.file, 'deploy/account.yaml');
  assert.ok(named.take('deploy/account.yaml', account('other')).includes(file));
  assert.equal(podOf(named.references(file)[0]).serviceAccount?.definedAt, undefined);
  assert.equal(podOf(named.references('till/values.yaml')[0]).serviceAccount?.definedAt, undefined);
});

test('a value that several pods take their image from is spoken of for each way in which it is pulled', () => {
  const of = (spec: string) => deployment('{{ .Values.image }}', spec);
  const secrets = (name: string) => `      imagePullSecrets: [{ name: ${name} }]\n`;
  const index = BuiltFiles.of({
    'till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'till/values.yaml': 'image: shopprod.azurecr.io/till:1\n',
    'till/templates/web.yaml': of(secrets('first')),
    'till/templates/api.yaml': of(secrets('second')),
    'till/templates/worker.yaml': of(''),
    'till/templates/again.yaml': of(secrets('first')),
    // nobody can tell more of the second account than of the first
    'till/templates/seen.yaml': of('      serviceAccountName: one\n'),
    'till/templates/unseen.yaml': of('      serviceAccountName: other\n'),
  });
  const pods = index.references('till/values.yaml').map(reference => {
    const { pullSecrets, serviceAccount } = podOf(reference);
    return [...pullSecrets.map(({ text }) => text), serviceAccount?.text ?? '-'].join(' ');
  });
  assert.deepEqual(pods, ['first -', 'second -', '-', 'one']);
  assert.deepEqual(shown(index, 'till/templates/api.yaml'), ['shopprod.azurecr.io/till:1 at till/values.yaml']);
});

// https://helm.sh/docs/chart_template_guide/named_templates/ and https://helm.sh/docs/chart_template_guide/builtin_objects/
test('named templates of an unpacked library chart, `.Subcharts`, and values that a subchart has itself', () => {
  const pod = (image: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n    - name: c\n      image: ${image}\n`;
  const index = new BuiltFiles();
  for (const [name, text] of Object.entries({
    'shop/Chart.yaml': 'name: shop\nversion: 1.0.0\n',
    'shop/values.yaml':
      'global: { imageRegistry: shopprod.azurecr.io }\ncart: { image: { registry: a, repository: cart, tag: "1" } }\n',
    'shop/charts/common/Chart.yaml': 'name: common\nversion: 1.0.0\ntype: library\n',
    'shop/charts/common/templates/_images.tpl':
      '{{- define "common.image" -}}\n{{ .global.imageRegistry }}/{{ .root.repository }}:{{ .root.tag }}\n{{- end -}}\n',
    'shop/charts/web/Chart.yaml': 'name: web\nversion: 1.0.0\n',
    'shop/charts/web/values.yaml': 'repository: web\n',
    'shop/charts/web/templates/_web.tpl':
      '{{- define "web.image" -}}\n{{ .Values.global.imageRegistry }}/{{ .Values.repository }}:1\n{{- end -}}\n',
    'shop/templates/cart.yaml': pod(
      '{{ include "common.image" (dict "root" .Values.cart.image "global" .Values.global) }}',
    ),
    'shop/templates/web.yaml': pod('{{ include "web.image" .Subcharts.web }}'),
    'shop/templates/default.yaml': pod('{{ .Values.global.imageRegistry }}/{{ .Values.web.repository }}:2'),
  })) {
    index.take(name, text);
  }
  const image = (file: string) =>
    index
      .references(file)
      .map(({ image: each }) => (each.kind === 'image' ? `${each.registry}/${each.repository}:${each.tag}` : each.why));
  assert.deepEqual(image('shop/templates/cart.yaml'), ['shopprod.azurecr.io/cart:1']);
  assert.deepEqual(image('shop/templates/web.yaml'), ['shopprod.azurecr.io/web:1']);
  assert.deepEqual(image('shop/templates/default.yaml'), ['shopprod.azurecr.io/web:2']);
});

// What a chart hands on as a text makes pods of its own, of which its secrets and its registry say nothing for sure.
test('pods of a text of values may have the secrets of the chart, and not its registry', () => {
  const text = `global: { imageRegistry: shopprod.azurecr.io }
imagePullSecrets: [{ name: acr }]
agents: |
  image: shopdev.azurecr.io/agent:1
  proxy: { image: { repository: shopdev.azurecr.io/proxy, tag: 2 } }
extraContainers: |
  - image: shopprod.azurecr.io/sidecar:1
`;
  const { references } = readManifest({ name: 'jenkins/values.yaml', text });
  const secrets = references.map(reference => {
    const { pullSecrets, morePullSecrets } = podOf(reference);
    return [pullSecrets, morePullSecrets].map(list => list.map(secret => secret.text).join());
  });
  assert.deepEqual(
    references.map(({ image }) => image.kind === 'image' && `${image.registry}/${image.repository}`),
    ['shopdev.azurecr.io/agent', 'shopdev.azurecr.io/proxy', 'shopprod.azurecr.io/sidecar'],
  );
  assert.deepEqual(secrets, [
    ['', 'acr'],
    ['', 'acr'],
    ['acr', ''],
  ]);
});

test('values under any other name are laid over the chart that they lie in', () => {
  const index = BuiltFiles.of({ ...till, 'till/uat.yaml': 'image:\n  repository: shopuat.azurecr.io/till\n  tag: "3"\n' });
  assert.deepEqual(shown(index, 'till/uat.yaml'), ['shopuat.azurecr.io/till:3']);
  assert.deepEqual(shown(index, 'till/values.yaml'), ['shopprod.azurecr.io/till:2.4']);
});

const named = 'image: shopprod.azurecr.io/till:1\n';
for (const [says, name, text] of [
  ['a template of GitLab that others include', 'ci/build.yml', `.build:\n  ${named}  script: [make]\n`],
  ['variables of a pipeline', 'ci/variables.yaml', `variables:\n  ${named}`],
  ['a configuration of CircleCI', '.circleci/config.yml', `${named}`],
  ['an old compose file', 'stack.yaml', `till:\n  ${named}  build: .\n`],
  ['variables of Ansible', 'group_vars/all.yaml', named],
  ['a test of a chart', 'till/tests/deployment_test.yaml', `suite: till\nset:\n  ${named}`],
  ['what a test reads', 'tools/testdata/config.yaml', named],
  ['what manifest-tool pushes', 'multi-arch.yaml', `${named}manifests:\n  - ${named}    platform: { os: linux }\n`],
  ['an API', 'api.yaml', `openapi: 3.1.0\nexample:\n  ${named}`],
  ['an object of another tool', 'tool.yaml', `kind: tool\n${named}`],
  ['operations of a patch', 'patch.yaml', `- op: add\n  value:\n    ${named}`],
  ['JSON', 'dev.json', '{ "image": "shopprod.azurecr.io/till:1" }'],
] as const) {
  test(`no values of a chart: ${says}`, () => {
    const { references, declarations, problems } = readManifest({ name, text });
    assert.deepEqual([references, declarations, problems], [[], [], []]);
  });
}
