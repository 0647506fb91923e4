// Charts rendered as Helm renders them: which images come out, and where a person changes each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isChartFolder, valuesFilesBeside } from '../../../src/build/helm/chart.ts';
import { readBuilt } from '../../../src/build/pulls.ts';
import {
  built,
  type ChartFiles,
  contentOf,
  file,
  images,
  inputsOf,
  placed,
  plainScalar,
  pod,
  references,
  release,
  till,
} from './charts.ts';

const simple: ChartFiles = {
  ...till,
  'till/values.yaml': 'image:\n  repository: shopprod.azurecr.io/till\n  tag: ""\n',
  'till/templates/pod.yaml': pod(
    '"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"',
  ),
};

// ─── Places ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('an image is shown at the value that names its repository', () => {
  assert.deepEqual(placed(simple), ["shopprod.azurecr.io/till:2.4 at 'shopprod.azurecr.io/till' in till/values.yaml"]);
  assert.deepEqual(
    references(simple)[0]?.origins.map(({ file: name, role }) => `${role} in ${name}`),
    ['appVersion of the chart in till/Chart.yaml', 'used by this template in till/templates/pod.yaml'],
  );
});

test('of registry, repository and tag, the repository is the place', () => {
  const files = {
    ...till,
    'till/values.yaml': 'image:\n  registry: shopprod.azurecr.io\n  repository: shop/till\n  tag: "3"\n',
    'till/templates/pod.yaml': pod(
      '{{ printf "%s/%s:%s" .Values.image.registry .Values.image.repository .Values.image.tag | quote }}',
    ),
  };
  assert.deepEqual(placed(files), ["shopprod.azurecr.io/shop/till:3 at 'shop/till' in till/values.yaml"]);
  assert.deepEqual(
    references(files)[0]?.origins.map(({ role }) => role),
    ['value of image.registry', 'value of image.tag', 'used by this template'],
  );
});

test('an image with a literal repository is shown at the value that names its host', () => {
  const files = {
    ...till,
    'till/values.yaml': 'acr: shopprod.azurecr.io\ntag: "5"\n',
    'till/templates/pod.yaml': pod('"{{ .Values.acr }}/till:{{ .Values.tag }}"'),
  };
  assert.deepEqual(placed(files), ["shopprod.azurecr.io/till:5 at 'shopprod.azurecr.io' in till/values.yaml"]);
});

test('an image that only the template names is shown there, as written', () => {
  const files = {
    ...till,
    'till/values.yaml': 'tag: "5"\n',
    'till/templates/a.yaml': pod('shopprod.azurecr.io/till:1'),
    'till/templates/b.yaml': pod('"shopprod.azurecr.io/till:{{ .Values.tag }}"'),
    'till/templates/c.yaml': pod('{{ printf "shopprod.azurecr.io/till:%s" .Values.tag }}'),
    'till/templates/d.yaml': pod('{{ include "till.image" . }}'),
    'till/templates/_helpers.tpl':
      '{{- define "till.image" -}}\nshopprod.azurecr.io/till:{{ .Values.tag }}\n{{- end }}\n',
  };
  assert.deepEqual(placed(files), [
    "shopprod.azurecr.io/till:1 at 'shopprod.azurecr.io/till:1' in till/templates/a.yaml",
    "shopprod.azurecr.io/till:5 at 'shopprod.azurecr.io/till:{{ .Values.tag }}' in till/templates/b.yaml",
    "shopprod.azurecr.io/till:5 at 'shopprod.azurecr.io/till:%s' in till/templates/c.yaml",
    "shopprod.azurecr.io/till:5 at 'shopprod.azurecr.io/till:{{ .Values.tag }}' in till/templates/_helpers.tpl",
  ]);
});

test('a value that is a whole image is its place, in quotes too', () => {
  const files = {
    ...till,
    'till/values.yaml': "image: 'shopprod.azurecr.io/till:1'\n",
    'till/templates/pod.yaml': pod('{{ .Values.image | quote }}'),
  };
  assert.deepEqual(placed(files), ["shopprod.azurecr.io/till:1 at 'shopprod.azurecr.io/till:1' in till/values.yaml"]);
});

test('what toYaml writes keeps the places of its values', () => {
  const files = {
    ...till,
    'till/values.yaml': `sidecars:
  - name: proxy
    image: shopprod.azurecr.io/proxy:1
    args: ["--level", "1"]
pullSecrets:
  - name: acr
`,
    'till/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  {{- with .Values.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    {{- range .Values.sidecars }}
    - {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- toYaml .Values.sidecars | nindent 4 }}
`,
  };
  const all = references(files);
  assert.deepEqual(
    [...new Set(all.map(({ file: name, text }) => `${text} in ${name}`))],
    ['shopprod.azurecr.io/proxy:1 in till/values.yaml'],
  );
  const [first] = all;
  assert.ok(first?.workload.platform === 'kubernetes');
  assert.deepEqual(
    first.workload.pullSecrets.map(({ text, file: name }) => `${text} in ${name}`),
    ['acr in till/values.yaml'],
  );
});

test('a text of several lines that toYaml writes is a block, be it in a map or alone', () => {
  const text = 'kind: Pod\nspec:\n  a: 1\n';
  const files = {
    ...till,
    'till/values.yaml': `config: |\n  ${text.trim().replaceAll('\n', '\n  ')}\n`,
    'till/templates/config.yaml': `kind: ConfigMap
apiVersion: v1
data:
  alone: {{ toYaml .Values.config | nindent 4 }}
  {{- dict "below" .Values.config | toYaml | nindent 2 }}
`,
  };
  const { objects, problems } = built(files);
  assert.deepEqual(problems, []);
  const data = objects[0]?.entries.find(({ key }) => key.text === 'data')?.value;
  assert.ok(data?.kind === 'mapping');
  assert.deepEqual(
    data.entries.map(({ key, value }) => [key.text, value?.kind === 'scalar' ? value.text : '']),
    [
      ['alone', text],
      ['below', text],
    ],
  );
});

// ─── Values ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('values of a release go over those of the chart: files in order, inline, and single ones', () => {
  const files = {
    ...simple,
    'env/dev.yaml': 'image: { repository: shopdev.azurecr.io/till, tag: "1" }\n',
    'env/prod.yaml': 'image:\n  repository: shopeu.azurecr.io/till\n',
  };
  const inline = { kind: 'inline', values: contentOf('release.yaml', 'image: { tag: "7" }') } as const;
  const set = { kind: 'set', path: 'image.tag', value: plainScalar('v8') } as const;
  const all = [file('env/dev.yaml'), file('env/prod.yaml')];
  assert.deepEqual(placed(files, release(...all)), [
    "shopeu.azurecr.io/till:1 at 'shopeu.azurecr.io/till' in env/prod.yaml",
  ]);
  assert.deepEqual(images({ ...files, 'release.yaml': 'image: { tag: "7" }' }, release(...all, inline)), [
    'shopeu.azurecr.io/till:7',
  ]);
  assert.deepEqual(images({ ...files, 'deploy.sh': 'v8' }, release(...all, set)), ['shopeu.azurecr.io/till:v8']);
});

test('a null deletes a default, and a list is replaced', () => {
  const files = {
    ...till,
    'till/values.yaml': 'image: { registry: docker.io, name: till }\nimages: [a, b]\n',
    'till/templates/pod.yaml':
      `${pod('{{ .Values.image.registry | default "quay.io" }}/{{ .Values.image.name }}')}` +
      '{{- range .Values.images }}\n---\n{{- printf "\\n" }}' +
      `${pod('{{ . }}')}{{- end }}`,
    'prod.yaml': 'image: { registry: null }\nimages: [c]\n',
  };
  assert.deepEqual(images(files), ['docker.io/library/till', 'docker.io/library/a', 'docker.io/library/b']);
  assert.deepEqual(images(files, release(file('prod.yaml'))), ['quay.io/till', 'docker.io/library/c']);
});

test('a file of values that is not there is a problem', () => {
  const { problems } = built(simple, release(file('env/none.yaml')));
  assert.deepEqual(
    problems.map(({ file: name, message }) => `${name}: ${message}`),
    ["till/Chart.yaml: the values file `env/none.yaml` doesn't exist"],
  );
});

test('numbers print as Go prints floats, and texts as they are', () => {
  const of = (tag: string) =>
    images({
      ...till,
      'till/values.yaml': `tag: ${tag}\n`,
      'till/templates/pod.yaml': pod('"shop.azurecr.io/till:{{ .Values.tag }}"'),
    })[0];
  assert.equal(of('8080'), 'shop.azurecr.io/till:8080');
  assert.equal(of('1.10'), 'shop.azurecr.io/till:1.1');
  assert.equal(of('"1.10"'), 'shop.azurecr.io/till:1.10');
  // https://github.com/helm/helm/issues/1707
  assert.match(of('20240101') ?? '', /`2\.0240101e\+07` is not a valid tag/);
  assert.equal(of('"20240101"'), 'shop.azurecr.io/till:20240101');
});

test('a value that a source may hold that is not to be read leaves its part open', () => {
  const place = { file: 'release.yaml', span: { start: 0, end: 0 } };
  const one = { kind: 'open', why: 'a Secret', path: 'image.tag', place } as const;
  assert.deepEqual(images(simple, release(one)), ['shopprod.azurecr.io/till:{{ .Values.image.tag }}']);
  // any value may be another. The one that is seen stays as evidence
  const any = { kind: 'open', why: 'a Secret', place } as const;
  assert.ok(images(simple, release(any)).some(name => name.includes('{{ .Values.image.repository }}')));
  // what comes after it counts again
  const after = { kind: 'set', path: 'image.repository', value: plainScalar('shopeu.azurecr.io/till') } as const;
  const files = { ...simple, 'deploy.sh': 'shopeu.azurecr.io/till' };
  assert.ok(images(files, release(any, after)).every(name => name.startsWith('shopeu.azurecr.io/till:')));
});

test('a value of a build that left it open stays open', () => {
  const open = { kind: 'inline', values: contentOf('release.yaml', "image: { tag: '${TAG}' }") } as const;
  assert.deepEqual(images({ ...simple, 'release.yaml': "image: { tag: '${TAG}' }" }, release(open)), [
    'shopprod.azurecr.io/till:${TAG}',
  ]);
});

// ─── Conditions ─────────────────────────────────────────────────────────────────────────────────────────────────────

test('an image behind a condition that the values leave false is no pull', () => {
  const files = {
    ...till,
    'till/values.yaml': 'metrics: { enabled: false }\n',
    'till/templates/pod.yaml':
      pod('shopprod.azurecr.io/till:1') +
      '    {{- if .Values.metrics.enabled }}\n    - name: metrics\n      image: shopdev.azurecr.io/metrics:1\n    {{- end }}\n',
    'on.yaml': 'metrics: { enabled: true }\n',
  };
  assert.deepEqual(images(files), ['shopprod.azurecr.io/till:1']);
  assert.deepEqual(images(files, release(file('on.yaml'))), [
    'shopprod.azurecr.io/till:1',
    'shopdev.azurecr.io/metrics:1',
  ]);
});

test('a condition that is not known leaves both branches', () => {
  const lines = `{{- if .Capabilities.APIVersions.Has "batch/v1" }}
    - name: a
      image: shopprod.azurecr.io/a:1
    {{- else }}
    - name: b
      image: shopprod.azurecr.io/b:1
    {{- end }}
`;
  assert.deepEqual(images({ ...till, 'till/templates/pod.yaml': `${pod('x')}    ${lines}` }), [
    'docker.io/library/x',
    'shopprod.azurecr.io/a:1',
    'shopprod.azurecr.io/b:1',
  ]);
  const keys = `{{ if .Release.IsUpgrade }}shopprod{{ else }}shopdev{{ end }}.azurecr.io/till:1`;
  assert.deepEqual(images({ ...till, 'till/templates/pod.yaml': pod(keys) }), [
    'shopprod.azurecr.io/till:1',
    'shopdev.azurecr.io/till:1',
  ]);
  const set = '{{ $r := "shopdev" }}{{ if .Release.IsUpgrade }}{{ $r = "shopprod" }}{{ end }}';
  assert.deepEqual(
    [...images({ ...till, 'till/templates/pod.yaml': set + pod('"{{ $r }}.azurecr.io/till:1"') })].sort(),
    ['shopdev.azurecr.io/till:1', 'shopprod.azurecr.io/till:1'],
  );
});

test('branches in one mapping join; the version of an API is one that may be', () => {
  const files = {
    ...till,
    'till/templates/pod.yaml': `{{- if .Capabilities.APIVersions.Has "batch/v1" }}
apiVersion: batch/v1
{{- else }}
apiVersion: batch/v1beta1
{{- end }}
kind: CronJob
metadata: { name: c }
spec:
  jobTemplate:
    spec:
      template:
        spec:
          {{- if .Release.IsInstall }}
          containers: [{ name: a, image: "shopprod.azurecr.io/a:1" }]
          serviceAccountName: one
          {{- else }}
          containers: [{ name: b, image: "shopprod.azurecr.io/b:1" }]
          serviceAccountName: other
          {{- end }}
`,
  };
  const all = references(files);
  assert.deepEqual(
    all.map(({ text }) => text),
    ['shopprod.azurecr.io/a:1', 'shopprod.azurecr.io/b:1'],
  );
  const [first] = all;
  assert.ok(first?.workload.platform === 'kubernetes');
  assert.match(first.workload.serviceAccount?.text ?? '', /^\{\{ one \/ other \}\}$/);
});

test('of keys written twice without a condition, the last counts', () => {
  const files = { ...till, 'till/templates/pod.yaml': `${pod('x')}      name: d\n      imagePullPolicy: Always\n` };
  assert.deepEqual(images(files), ['docker.io/library/x']);
});

test('`fail` is said, and the rest is rendered as other values would have it', () => {
  const files = {
    ...simple,
    'till/templates/check.yaml': '{{ if not .Values.host }}{{ fail "host is missing" }}{{ end }}',
  };
  assert.equal(built(files).objects.length, 1);
  assert.deepEqual(
    built(files).problems.map(({ file: name, message }) => `${name}: ${message}`),
    ['till/templates/check.yaml: the chart fails with these values: host is missing'],
  );
});

test('a branch that fails is not the one that is deployed', () => {
  const guard = '{{ if lookup "v1" "Secret" "shop" "acr" }}{{ fail "there" }}{{ end }}';
  assert.deepEqual(images({ ...simple, 'till/templates/guard.yaml': guard }), ['shopprod.azurecr.io/till:2.4']);
});

test('a required value that is missing is a problem, and leaves its part open', () => {
  const files = { ...simple, 'till/templates/pod.yaml': pod('{{ required "an image" .Values.main }}') };
  const { objects, problems } = built(files);
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['the chart requires a value that is not given: an image'],
  );
  assert.equal(readBuilt(objects, []).references[0]?.image.kind, 'image');
});

test('a template that Go refuses is a problem', () => {
  const { problems } = built({ ...simple, 'till/templates/bad.yaml': 'a: {{ if }}' });
  assert.deepEqual(
    problems.map(({ file: name, message }) => `${name}: ${message}`),
    ["till/templates/bad.yaml: Helm can't parse this template: a value is missing"],
  );
});

test('a break or a continue outside of a range is refused, as Go refuses it', () => {
  const outside = [
    '{{ break }}',
    '{{ continue }}',
    '{{ if true }}{{ break }}{{ end }}',
    '{{ range list }}{{ else }}{{ break }}{{ end }}',
  ];
  const inTemplate = '{{ range list 1 }}{{ define "t" }}{{ break }}{{ end }}{{ end }}';
  for (const action of [...outside, inTemplate]) {
    const { problems } = built({ ...simple, 'till/templates/bad.yaml': `a: ${action}\nimage: shop.azurecr.io/x:1\n` });
    assert.match(problems[0]?.message ?? '', /can't parse this template: \w+ outside of a range/, action);
  }
  const within =
    '{{ range list 1 2 }}{{ if true }}{{ break }}{{ end }}{{ end }}{{ range list 1 }}{{ continue }}{{ end }}';
  assert.deepEqual(built({ ...simple, 'till/templates/good.yaml': `a: x${within}\n` }).problems, []);
});

test('a value that holds another in many places is walked through up to a bound', () => {
  const lists = '{{ $l := list 1 }}{{ range until 40 }}{{ $l = list $l $l }}{{ end }}';
  for (const walk of ['toYaml $l', 'deepCopy $l | len', 'list $l | has $l']) {
    const { problems } = built({ ...simple, 'till/templates/a.yaml': `${lists}a: {{ ${walk} }}\n` });
    assert.match(problems[0]?.message ?? '', /not rendered: rendering takes too many steps/, walk);
  }
});

test('a long text is split into no more letters than any other list has', () => {
  const letters = '{{ $s := splitList "" (repeat 200000 "ba") }}';
  for (const use of ['sortAlpha $s | join "" | trunc 3', 'uniq $s | len', 'without $s "a" | len'])
    assert.deepEqual(built({ ...simple, 'till/templates/a.yaml': `${letters}a: {{ ${use} }}\n` }).problems, [], use);
});

test('rendered text that is not YAML is a problem', () => {
  const { problems } = built({ ...simple, 'till/templates/bad.yaml': 'a: "b\nc: [' });
  assert.match(problems[0]?.message ?? '', /^the rendered text is not YAML: /);
  assert.equal(problems[0]?.file, 'till/templates/bad.yaml');
});

// ─── Helpers ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('a helper with a global registry, printf and default', () => {
  const files = {
    ...till,
    'till/values.yaml': `global: { imageRegistry: shopprod.azurecr.io }
image: { registry: docker.io, repository: shop/till, tag: "" }
`,
    'till/templates/_helpers.tpl': `{{- define "till.image" -}}
{{- $registry := .Values.image.registry -}}
{{- if .Values.global.imageRegistry -}}
{{- $registry = .Values.global.imageRegistry -}}
{{- end -}}
{{- $tag := default (printf "v%s" .Chart.AppVersion) .Values.image.tag -}}
{{- printf "%s/%s:%s" $registry .Values.image.repository $tag -}}
{{- end -}}
`,
    'till/templates/pod.yaml': pod('{{ include "till.image" . }}'),
  };
  assert.deepEqual(placed(files), ["shopprod.azurecr.io/shop/till:v2.4 at 'shop/till' in till/values.yaml"]);
});

test('values are templates by tpl, with escapes and lines as YAML reads them', () => {
  const files = {
    ...till,
    'till/values.yaml': `acr: shopprod.azurecr.io
image: "{{ printf \\"%s/till\\" .Values.acr }}:1"
extra: |
  - name: extra
    image: "{{ .Values.acr }}/extra:1"
`,
    'till/templates/pod.yaml': `${pod('{{ tpl .Values.image . }}')}    {{- tpl .Values.extra . | nindent 4 }}\n`,
  };
  assert.deepEqual(images(files), ['shopprod.azurecr.io/till:1', 'shopprod.azurecr.io/extra:1']);
});

test('range over a list and a map, with else, break and variables', () => {
  const files = {
    ...till,
    'till/values.yaml': 'apps: { web: { tag: 2 }, api: { tag: 1 } }\nnames: [a, b, c]\nnone: []\n',
    'till/templates/pods.yaml': `{{- range $name, $app := .Values.apps }}
---
${pod('"shop.azurecr.io/{{ $name }}:{{ $app.tag }}"')}{{- end }}
{{- range $index, $name := .Values.names }}
{{- if eq $name "c" }}{{ break }}{{ end }}
---
${pod('"shop.azurecr.io/{{ $name }}:{{ $index }}"')}{{- end }}
{{- range .Values.none }}
---
${pod('never')}{{- else }}
---
${pod('shop.azurecr.io/none')}{{- end }}
{{- with .Values.missing }}
---
${pod('never')}{{- end }}
`,
  };
  assert.deepEqual(images(files), [
    'shop.azurecr.io/api:1',
    'shop.azurecr.io/web:2',
    'shop.azurecr.io/a:0',
    'shop.azurecr.io/b:1',
    'shop.azurecr.io/none',
  ]);
});

test('a list that is not known is rendered once', () => {
  const place = { file: 'release.yaml', span: { start: 0, end: 0 } };
  const files = {
    ...till,
    'till/templates/pods.yaml': `{{- range .Values.apps }}\n---\n${pod('"shop.azurecr.io/{{ .name }}:{{ .tag }}"')}{{- end }}\n`,
  };
  assert.deepEqual(images(files), []);
  assert.deepEqual(images(files, release({ kind: 'open', why: 'a Secret', path: 'apps', place })), [
    'shop.azurecr.io/{{ .Values.apps.*.name }}:{{ .Values.apps.*.tag }}',
  ]);
});

test('a release whose name is not known leaves names open, and images known', () => {
  const name = { ...release(), name: undefined };
  const files = {
    ...till,
    'till/templates/_helpers.tpl': `{{- define "till.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}{{ .Release.Name }}{{- else -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{- end -}}
{{- end -}}
`,
    'till/templates/pod.yaml': pod('shop.azurecr.io/till:1', '  serviceAccountName: {{ include "till.fullname" . }}\n'),
  };
  const [first] = references(files, name);
  assert.ok(first?.workload.platform === 'kubernetes');
  assert.equal(first.workload.serviceAccount?.text, '{{ .Release.Name }}-till');
  const [known] = references(files);
  assert.ok(known?.workload.platform === 'kubernetes');
  assert.equal(known.workload.serviceAccount?.text, 'shop-till');
});

test('a function that is not known leaves a placeholder', () => {
  const files = { ...till, 'till/templates/pod.yaml': pod('shop.azurecr.io/till:{{ randAlphaNum 5 | lower }}') };
  assert.deepEqual(images(files), ['shop.azurecr.io/till:{{ randAlphaNum 5 }}']);
});

test('a block of pull secrets that is not known is open, and not none', () => {
  const more = '  imagePullSecrets:\n    {{- include "common.pullSecrets" . | nindent 4 }}\n';
  const { objects } = built({ ...till, 'till/templates/pod.yaml': pod('shop.azurecr.io/till:1', more) });
  const spec = objects[0]?.entries.find(({ key }) => key.text === 'spec')?.value;
  assert.ok(spec?.kind === 'mapping');
  const secrets = spec.entries.find(({ key }) => key.text === 'imagePullSecrets')?.value;
  assert.ok(secrets?.kind === 'scalar');
  assert.equal(secrets.text, '{{ include "common.pullSecrets" }}');
});

// ─── Charts in charts ───────────────────────────────────────────────────────────────────────────────────────────────

const shop: ChartFiles = {
  'shop/Chart.yaml': `apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - name: till
    version: 1.0.0
    condition: till.enabled
  - name: till
    alias: kiosk
    version: 1.0.0
    condition: kiosk.enabled
    tags: [extra]
  - name: postgresql
    version: 12.1.2
    repository: https://charts.example.com
    condition: postgresql.enabled
`,
  'shop/values.yaml': `global: { acr: shopprod.azurecr.io }
till: { enabled: true, image: { tag: "9" } }
kiosk: { enabled: false, image: { repository: kiosk } }
postgresql: { enabled: true }
`,
  'shop/charts/till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
  'shop/charts/till/values.yaml': 'image: { repository: till, tag: "1" }\n',
  'shop/charts/till/templates/pod.yaml': pod(
    '{{ .Values.global.acr }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}',
  ),
};

test('a subchart takes values from its parent; one whose condition is false renders nothing', () => {
  assert.deepEqual(placed(shop, release(), 'shop'), [
    "shopprod.azurecr.io/till:9 at 'till' in shop/charts/till/values.yaml",
  ]);
  const files = { ...shop, 'on.yaml': 'kiosk: { enabled: true }\ntill: { enabled: false }\n' };
  assert.deepEqual(placed(files, release(file('on.yaml')), 'shop'), [
    "shopprod.azurecr.io/kiosk:1 at 'kiosk' in shop/values.yaml",
  ]);
});

test('the first condition that is there decides, and tags where none is', () => {
  const of = (values: string) => images({ ...shop, 'v.yaml': values }, release(file('v.yaml')), 'shop');
  const both = ['shopprod.azurecr.io/kiosk:1', 'shopprod.azurecr.io/till:9'];
  assert.deepEqual(of('kiosk: { enabled: null }\n'), both);
  assert.deepEqual(of('kiosk: { enabled: null }\ntags: { extra: false }\n'), both.slice(1));
  assert.deepEqual(of('kiosk: { enabled: true }\ntags: { extra: false }\n'), both);
});

test('a chart of a registry is outside, unless it is off', () => {
  const { outside } = built(shop, release(), 'shop');
  assert.deepEqual(
    outside.map(({ file: name, what }) => `${what} in ${name}`),
    ['chart postgresql 12.1.2 of https://charts.example.com in shop/Chart.yaml'],
  );
  const files = { ...shop, 'off.yaml': 'postgresql: { enabled: false }\n' };
  assert.deepEqual(built(files, release(file('off.yaml')), 'shop').outside, []);
});

test('a chart beside, by a path, is as one in `charts`; a path that leaves the tree is outside', () => {
  const files = {
    ...till,
    'till/Chart.yaml': `name: till
version: 1.0.0
dependencies:
  - { name: common, version: 1.x.x, repository: "file://../common" }
  - { name: far, version: 1.x.x, repository: "file://../../far" }
`,
    'common/Chart.yaml': 'name: common\nversion: 1.0.0\ntype: library\n',
    'common/templates/_image.tpl': '{{- define "common.image" -}}shop.azurecr.io/{{ .name }}:1{{- end -}}',
    'common/templates/pod.yaml': pod('never'),
    'far/Chart.yaml': 'name: far\nversion: 1.0.0\n',
    'far/templates/pod.yaml': pod('never'),
    'till/templates/pod.yaml': pod('{{ include "common.image" (dict "name" "till") }}'),
  };
  assert.deepEqual(images(files), ['shop.azurecr.io/till:1']);
  assert.equal(built(files).outside.length, 1);
});

test('import-values go under the values of the parent', () => {
  const files = {
    ...till,
    'till/Chart.yaml': `name: till
version: 1.0.0
dependencies:
  - name: base
    import-values: [images, { child: more, parent: deep.below }]
`,
    'till/values.yaml': 'tag: "2"\n',
    'till/charts/base/Chart.yaml': 'name: base\nversion: 1.0.0\n',
    'till/charts/base/values.yaml':
      'exports: { images: { repository: till, tag: "1" } }\nmore: { acr: shop.azurecr.io }\n',
    'till/templates/pod.yaml': pod('{{ .Values.deep.below.acr }}/{{ .Values.repository }}:{{ .Values.tag }}'),
  };
  assert.deepEqual(images(files), ['shop.azurecr.io/till:2']);
});

test('named templates are shared, the parent has the last word, and `.Subcharts` have their own values', () => {
  const files = {
    'shop/Chart.yaml': 'name: shop\nversion: 1.0.0\n',
    'shop/values.yaml': 'global: { acr: shop.azurecr.io }\n',
    'shop/charts/web/Chart.yaml': 'name: web\nversion: 1.0.0\n',
    'shop/charts/web/values.yaml': 'repository: web\n',
    'shop/charts/web/templates/_web.tpl':
      '{{- define "web.image" -}}{{ .Values.global.acr }}/{{ .Values.repository }}:{{ include "tag" . }}{{- end -}}\n{{- define "tag" -}}1{{- end -}}',
    'shop/templates/_tag.tpl': '{{- define "tag" -}}2{{- end -}}',
    'shop/templates/web.yaml': pod('{{ include "web.image" .Subcharts.web }}'),
    'shop/templates/default.yaml': pod('{{ .Values.global.acr }}/{{ .Values.web.repository }}:3'),
  };
  assert.deepEqual(images(files, release(), 'shop'), ['shop.azurecr.io/web:3', 'shop.azurecr.io/web:2']);
});

test('a library renders nothing alone; NOTES.txt and partials are no objects, tests of a chart are', () => {
  const library = { 'lib/Chart.yaml': 'name: lib\nversion: 1.0.0\ntype: library\n', 'lib/templates/a.yaml': pod('x') };
  assert.deepEqual(images(library, release(), 'lib'), []);
  const files = {
    ...till,
    'till/templates/NOTES.txt': pod('notes'),
    'till/templates/_partial.yaml': pod('partial'),
    'till/templates/tests/test.yaml': pod('shop.azurecr.io/test:1'),
  };
  assert.deepEqual(images(files), ['shop.azurecr.io/test:1']);
});

test('templates of a chart see what others changed in its values', () => {
  const files = {
    ...till,
    'till/values.yaml': 'image: x\n',
    'till/templates/sub/first.yaml': '{{- $_ := set .Values "image" "shop.azurecr.io/set:1" -}}',
    'till/templates/pod.yaml': pod('{{ .Values.image }}'),
  };
  assert.deepEqual(images(files), ['shop.azurecr.io/set:1']);
});

test('a file of the chart is read where it is in the tree', () => {
  const files = {
    ...till,
    'till/files/images.yaml': 'till: shop.azurecr.io/till:1\n',
    'till/templates/pod.yaml': pod('{{ (.Files.Get "files/images.yaml" | fromYaml).till }}'),
    'till/templates/other.yaml': pod('shop.azurecr.io/{{ .Files.Get "name.txt" }}'),
  };
  assert.deepEqual(placed(files), [
    'shop.azurecr.io/{{ .Files.Get "name.txt" }} at \'shop.azurecr.io/{{ .Files.Get "name.txt" }}\' in till/templates/other.yaml',
    "shop.azurecr.io/till:1 at 'shop.azurecr.io/till:1' in till/files/images.yaml",
  ]);
});

// ─── Folders ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('a chart is a folder with a Chart.yaml; files of values beside it are found', () => {
  const inputs = inputsOf({
    ...shop,
    'shop/values-prod.yaml': 'a: 1\n',
    'shop/values/eu.yaml': 'a: 1\n',
    'shop/ci/test-values.yaml': 'a: 1\n',
    'shop/values/readme.yaml': '- a\n',
    'shop/templates/values.yaml': 'a: 1\n',
    'shop/other.yaml': 'a: 1\n',
    'other/values.yaml': 'a: 1\n',
  });
  assert.equal(isChartFolder('shop', inputs), true);
  assert.equal(isChartFolder('other', inputs), false);
  assert.deepEqual(valuesFilesBeside('shop', inputs), [
    'shop/ci/test-values.yaml',
    'shop/values-prod.yaml',
    'shop/values/eu.yaml',
  ]);
  assert.deepEqual(valuesFilesBeside('other', inputs), []);
});
