// Charts of whole workspaces. A chart is rendered with the values in force, once with its own and once with each file
// of values beside it. An image is shown at the value that names its repository, or else in the template.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import type { PodWorkload } from '../../src/model/workload.ts';
import { readManifest } from '../../src/read/index.ts';
import { BuiltFiles } from './builtFiles.ts';

type Files = Readonly<Record<string, string>>;

/** The images shown in a file: each image, and the deployment's entry if that is another file. */
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

/** The images shown anywhere: `image in file`, with the entry where there are several. */
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

const own = 'till/Chart.yaml';

test('a template is rendered with the values of its chart, and the image is shown at the value that names it', () => {
  assert.deepEqual(all(till), [`till/values.yaml: shopprod.azurecr.io/till:2.4 of ${own}`]);
  const [reference] = BuiltFiles.of(till).references('till/values.yaml');
  assert.deepEqual(
    reference?.origins.map(({ file, role }) => `${role} in ${file}`),
    ['appVersion of the chart in till/Chart.yaml', 'used by this template in till/templates/deployment.yaml'],
  );
  assert.equal(podOf(reference).kind, 'Deployment');
});

test('an edit of the values changes what the chart renders', () => {
  const built = BuiltFiles.of(till);
  assert.deepEqual(shown(built, 'till/values.yaml'), [`shopprod.azurecr.io/till:2.4 of ${own}`]);
  built.take('till/values.yaml', 'image:\n  repository: shopdev.azurecr.io/till\n  tag: "3"\n');
  assert.deepEqual(shown(built, 'till/values.yaml'), [`shopdev.azurecr.io/till:3 of ${own}`]);
});

test('what a template makes of the values is the image, whatever they say alone', () => {
  assert.deepEqual(
    all({
      ...till,
      'till/values.yaml': 'acr: shopprod.azurecr.io\nimage:\n  repository: till\n  tag: 7\n',
      'till/templates/deployment.yaml': deployment(
        '{{ .Values.acr }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}',
      ),
    }),
    [`till/values.yaml: shopprod.azurecr.io/till:7 of ${own}`],
  );
});

test('a value of any name can be a part of an image', () => {
  assert.deepEqual(
    all({
      ...till,
      'till/values.yaml': 'deploy:\n  acrServer: shopprod.azurecr.io\n  version: 5\n',
      'till/templates/deployment.yaml': deployment(
        '"{{ .Values.deploy.acrServer }}/till:{{ .Values.deploy.version }}"',
      ),
    }),
    [`till/values.yaml: shopprod.azurecr.io/till:5 of ${own}`],
  );
});

test('a value below one that the chart does not have leaves its own part open', () => {
  assert.deepEqual(
    all({
      ...till,
      'till/templates/_helpers.tpl': '{{- define "registry" -}}\nshopprod.azurecr.io\n{{- end }}\n',
      'till/templates/deployment.yaml': deployment(
        '{{ include "registry" . }}/tools/kubectl:{{ .Values.cluster.version }}',
      ),
    }),
    [`till/templates/deployment.yaml: shopprod.azurecr.io/tools/kubectl:{{ .Values.cluster.version }} of ${own}`],
  );
});

test('a part that the own values of a chart leave empty is open: a release gives it', () => {
  const files = { ...till, 'till/values.yaml': 'image:\n  repository: ""\n' };
  const prod = 'image:\n  repository: shopprod.azurecr.io/till\n  tag: 3\n';
  assert.deepEqual(all({ ...files, 'till/values-prod.yaml': prod }), [
    `till/templates/deployment.yaml: ?/?:{{ .Values.image.repository }} of ${own}`,
    'till/values-prod.yaml: shopprod.azurecr.io/till:3',
  ]);
});

test('a named template takes several values as a list', () => {
  assert.deepEqual(
    all({
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
    }),
    [
      `till/values.yaml: shopprod.azurecr.io/till:2.4 of ${own}`,
      `till/values.yaml: shopprod.azurecr.io/job:1 of ${own}`,
    ],
  );
});

test('where two templates make different images of a value, both are shown there', () => {
  assert.deepEqual(
    all({
      ...till,
      'till/values.yaml': 'image:\n  repository: till\n  tag: 7\n',
      'till/templates/deployment.yaml': deployment('shopprod.azurecr.io/{{ .Values.image.repository }}:1'),
      'till/templates/job.yaml': deployment('shopdev.azurecr.io/{{ .Values.image.repository }}:1'),
    }),
    [`till/values.yaml: shopprod.azurecr.io/till:1 of ${own}`, `till/values.yaml: shopdev.azurecr.io/till:1 of ${own}`],
  );
});

test('a file of values in the chart is laid over its own values, as a deployment that nobody names', () => {
  assert.deepEqual(
    all({
      ...till,
      'till/values.yaml': 'image:\n  registry: shopdev.azurecr.io\n  repository: till\n  tag: 1\n',
      'till/values-prod.yaml': 'image:\n  registry: shopprod.azurecr.io\n  repository: shop/till\n',
      'till/values-uat.yaml': 'image:\n  registry: shopuat.azurecr.io\n  tag: 3\n',
      'till/templates/deployment.yaml': deployment(
        '{{ printf "%s/%s:%v" .Values.image.registry .Values.image.repository .Values.image.tag | quote }}',
      ),
    }),
    [
      `till/values.yaml: shopdev.azurecr.io/till:1 of ${own}`,
      // where only the registry changes, the value that names the repository shows the image of each file
      'till/values.yaml: shopuat.azurecr.io/till:3 of till/values-uat.yaml',
      'till/values-prod.yaml: shopprod.azurecr.io/shop/till:1',
    ],
  );
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

test('a named template of the chart is rendered', () => {
  assert.deepEqual(
    all({
      ...till,
      'till/values.yaml':
        'global:\n  imageRegistry: shopprod.azurecr.io\nimage:\n  registry: docker.io\n  repository: shop/till\n',
      'till/templates/_helpers.tpl': helpers,
      'till/templates/deployment.yaml': deployment('{{ include "till.image" . }}'),
    }),
    [`till/values.yaml: shopprod.azurecr.io/shop/till:v2.4 of ${own}`],
  );
});

test('a named template of a chart that is not here leaves the image open', () => {
  assert.deepEqual(
    all({
      ...till,
      'till/values.yaml': 'global: {}\nimage:\n  registry: shopprod.azurecr.io\n  repository: till\n  tag: 1\n',
      'till/templates/deployment.yaml': deployment(
        '{{ include "common.images.image" (dict "imageRoot" .Values.image "global" .Values.global) }}',
      ),
    }),
    [`till/templates/deployment.yaml: ?/?:{{ include "common.images.image" }} of ${own}`],
  );
});

test('an image that a loop renders is shown at each element', () => {
  const built = BuiltFiles.of({
    ...till,
    'till/values.yaml': `apps:
  api: { image: { repository: shopprod.azurecr.io/api, tag: 2 } }
  web: { image: { repository: shopprod.azurecr.io/web, tag: 1 } }
`,
    'till/templates/deployment.yaml': `{{- range $name, $app := .Values.apps }}
---
${deployment('"{{ $app.image.repository }}:{{ $app.image.tag | default $.Chart.AppVersion }}"')}
{{- end }}
`,
  });
  assert.deepEqual(shown(built, 'till/values.yaml'), [
    `shopprod.azurecr.io/api:2 of ${own}`,
    `shopprod.azurecr.io/web:1 of ${own}`,
  ]);
  assert.equal(podOf(built.references('till/values.yaml')[1]).kind, 'Deployment');
});

test('`with` and variables set before count', () => {
  assert.deepEqual(
    all({
      ...till,
      'till/values.yaml': 'proxy:\n  image: { repository: shopprod.azurecr.io/proxy, tag: 3 }\n',
      'till/templates/deployment.yaml': `{{- $tag := .Values.proxy.image.tag | toString }}
{{- with .Values.proxy.image }}
${deployment('"{{ .repository }}:{{ $tag }}"')}
{{- end }}
`,
    }),
    [`till/values.yaml: shopprod.azurecr.io/proxy:3 of ${own}`],
  );
});

// https://helm.sh/docs/topics/charts/#tags-and-condition-fields-in-dependencies
test('what is off is not deployed: a condition of the values, and of a dependency', () => {
  const files = (isOn: boolean) => ({
    'till/Chart.yaml': `${till['till/Chart.yaml']}dependencies: [{ name: sub, version: 1.0.0, condition: sub.enabled }]\n`,
    'till/values.yaml': `metrics: { enabled: ${isOn} }\nsub: { enabled: ${isOn} }\n`,
    'till/templates/metrics.yaml': `{{- if .Values.metrics.enabled }}\n${deployment('shopprod.azurecr.io/metrics:1')}{{- end }}\n`,
    'till/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
    'till/charts/sub/templates/sub.yaml': deployment('shopprod.azurecr.io/sub:1'),
  });
  assert.deepEqual(all(files(false)), []);
  assert.deepEqual(all(files(true)), [
    `till/templates/metrics.yaml: shopprod.azurecr.io/metrics:1 of ${own}`,
    `till/charts/sub/templates/sub.yaml: shopprod.azurecr.io/sub:1 of ${own}`,
  ]);
});

test('a subchart that is not packed is rendered with the values that its parent gives', () => {
  assert.deepEqual(
    all({
      'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: "1"\n',
      'shop/values.yaml': 'global: { acr: shopprod.azurecr.io }\ntill:\n  image: { repository: shop/till, tag: 9 }\n',
      'shop/charts/till/Chart.yaml': till['till/Chart.yaml'] ?? '',
      'shop/charts/till/values.yaml': 'image: { repository: till, tag: 1 }\n',
      'shop/charts/till/templates/deployment.yaml': deployment(
        '{{ .Values.global.acr }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}',
      ),
    }),
    ['shop/values.yaml: shopprod.azurecr.io/shop/till:9 of shop/Chart.yaml'],
  );
});

const secrets = `      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
`;

for (const [says, values, names] of [
  ['no values', '', []],
  ['an empty list', 'imagePullSecrets: []\n', []],
  ['objects with a name', 'imagePullSecrets:\n  - name: shop-pull\n  - name: other\n', ['shop-pull', 'other']],
  ['names', 'imagePullSecrets: [shop-pull]\n', ['shop-pull']],
] as const) {
  test(`the pull secrets of a template: the values hold ${says}`, () => {
    const file = 'till/templates/deployment.yaml';
    const built = BuiltFiles.of({
      ...till,
      'till/values.yaml': values,
      [file]: deployment('shopprod.azurecr.io/till:1', secrets),
    });
    const { pullSecrets, morePullSecrets } = podOf(built.references(file)[0]);
    assert.deepEqual(
      pullSecrets.map(({ text }) => text),
      names,
    );
    assert.deepEqual(morePullSecrets, []);
  });
}

test('pull secrets by a template of a chart that is not here, by range and by name', () => {
  const file = 'till/templates/deployment.yaml';
  const read = (spec: string, values: string) => {
    const built = BuiltFiles.of({
      ...till,
      'till/values.yaml': values,
      [file]: deployment('shopprod.azurecr.io/till:1', spec),
    });
    const { pullSecrets, morePullSecrets } = podOf(built.references(file)[0]);
    return [pullSecrets.map(({ text }) => text).join(), morePullSecrets.length];
  };
  const included =
    '      {{- include "common.images.renderPullSecrets" (dict "images" (list .Values.image) "context" $) | nindent 6 }}\n';
  assert.deepEqual(read(included, 'image: { pullSecrets: [shop-pull] }\n'), ['', 1]);
  const range = `      imagePullSecrets:
      {{- range .Values.imagePullSecrets }}
        - name: {{ . }}
      {{- end }}
`;
  assert.deepEqual(read(range, 'imagePullSecrets: [shop-pull, b]\n'), ['shop-pull,b', 0]);
  const named = '      imagePullSecrets: [{ name: "{{ .Values.pull }}" }]\n';
  assert.deepEqual(read(named, 'pull: shop-pull\nregistry: x\n'), ['shop-pull', 0]);
});

test('a service account of the chart counts for its pods, and one beside the chart does not', () => {
  const account = (name: string) => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  annotations: { kubernetes.azure.com/acr-client-id: 11111111-0000-4000-8000-000000000001 }
`;
  const file = 'till/templates/deployment.yaml';
  const own = BuiltFiles.of({
    ...till,
    'till/templates/_helpers.tpl': '{{- define "till.account" }}{{ .Values.account }}{{ end }}\n',
    'till/values.yaml': 'account: till\n',
    [file]: deployment('shopprod.azurecr.io/till:1', '      serviceAccountName: {{ include "till.account" . }}\n'),
    'till/templates/account.yaml': account('{{ include "till.account" . }}'),
  });
  assert.ok(podOf(own.references(file)[0]).serviceAccount?.pullClientId);
  const beside = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'serviceAccount: { name: till }\n',
    [file]: deployment('shopprod.azurecr.io/till:1', '      serviceAccountName: {{ .Values.serviceAccount.name }}\n'),
    'deploy/account.yaml': account('till'),
  });
  const found = podOf(beside.references(file)[0]).serviceAccount;
  assert.deepEqual([found?.text, found?.definedAt], ['till', undefined]);
});

test('a value that several pods take their image from is shown for each pod that pulls it', () => {
  const of = (spec: string) => deployment('{{ .Values.image }}', spec);
  const named = (name: string) => `      imagePullSecrets: [{ name: ${name} }]\n`;
  const built = BuiltFiles.of({
    ...till,
    'till/values.yaml': 'image: shopprod.azurecr.io/till:1\n',
    'till/templates/deployment.yaml': of(named('first')),
    'till/templates/api.yaml': of(named('second')),
    'till/templates/worker.yaml': of(''),
    'till/templates/seen.yaml': of('      serviceAccountName: one\n'),
  });
  const pods = built.references('till/values.yaml').map(reference => {
    const { pullSecrets, serviceAccount } = podOf(reference);
    return [...pullSecrets.map(({ text }) => text), serviceAccount?.text ?? '-'].join(' ');
  });
  assert.deepEqual(pods.sort(), ['-', 'first -', 'one', 'second -']);
});

// https://helm.sh/docs/chart_template_guide/named_templates/ and
// https://helm.sh/docs/chart_template_guide/builtin_objects/
test('named templates of an unpacked library chart, `.Subcharts`, and values that a subchart has itself', () => {
  const pod = (image: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n    - name: c\n      image: ${image}\n`;
  assert.deepEqual(
    [
      ...all({
        'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
        'shop/values.yaml':
          'global: { imageRegistry: shopprod.azurecr.io }\ncart: { image: { registry: a, repository: cart, tag: "1" } }\n',
        'shop/charts/common/Chart.yaml': 'apiVersion: v2\nname: common\nversion: 1.0.0\ntype: library\n',
        'shop/charts/common/templates/_images.tpl':
          '{{- define "common.image" -}}\n{{ .global.imageRegistry }}/{{ .root.repository }}:{{ .root.tag }}\n{{- end -}}\n',
        'shop/charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
        'shop/charts/web/values.yaml': 'repository: web\n',
        'shop/charts/web/templates/_web.tpl':
          '{{- define "web.image" -}}\n{{ .Values.global.imageRegistry }}/{{ .Values.repository }}:1\n{{- end -}}\n',
        'shop/templates/cart.yaml': pod(
          '{{ include "common.image" (dict "root" .Values.cart.image "global" .Values.global) }}',
        ),
        'shop/templates/web.yaml': pod('{{ include "web.image" .Subcharts.web }}'),
        'shop/templates/default.yaml': pod('{{ .Values.global.imageRegistry }}/{{ .Values.web.repository }}:2'),
      }),
    ].sort(),
    [
      'shop/charts/web/values.yaml: shopprod.azurecr.io/web:1 of shop/Chart.yaml',
      'shop/charts/web/values.yaml: shopprod.azurecr.io/web:2 of shop/Chart.yaml',
      'shop/values.yaml: shopprod.azurecr.io/cart:1 of shop/Chart.yaml',
    ],
  );
});

// Values that a chart hands on as a text make pods of their own. The chart's secrets and registry may not apply to
// them.
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

test('values under another name that only a step could name show what they plainly say', () => {
  assert.deepEqual(all({ ...till, 'till/uat.yaml': 'image:\n  repository: shopuat.azurecr.io/till\n  tag: "3"\n' }), [
    `till/values.yaml: shopprod.azurecr.io/till:2.4 of ${own}`,
    'till/uat.yaml: shopuat.azurecr.io/till:3',
  ]);
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

test('what a chart of the workspace makes of values is rendered, and nothing is assumed; of other values it is', () => {
  const built = BuiltFiles.of({
    ...till,
    'elsewhere/values.yaml': 'image:\n  repository: shopprod.azurecr.io/queue\n',
  });
  const assumed = built
    .files()
    .flatMap(file => built.references(file).map(({ assumes = 'nothing' }) => `${file}: ${assumes}`));
  assert.deepEqual(assumed, ['till/values.yaml: nothing', 'elsewhere/values.yaml: chart-joins-values']);
});
