// Rendering what names an image in a Helm template: what comes out of known values, and what stays open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from '../../src/build/joined/render/render.ts';
import type { Scope } from '../../src/build/joined/render/value.ts';

const values: Readonly<Record<string, string>> = {
  'image.registry': '',
  'image.repository': 'shop.azurecr.io/till',
  'image.tag': '',
  'proxy.repository': 'proxy',
  'proxy.tag': 'v3',
  'proxy.digest': 'sha256:abc',
  'global.imageRegistry': 'shop.azurecr.io',
  'global.enabled': 'false',
  'with-dash.tag': '5',
  templated: '{{ .Values.global.imageRegistry }}/x',
  list: '',
};

const named: Readonly<Record<string, string>> = {
  image: '{{- $tag := .tag | default "none" -}}{{- printf "%s:%s" .repository $tag -}}',
  // as cert-manager's chart has it since 1.19
  listed:
    '{{ if ne (len .) 3 }}{{ fail "three" }}{{ end }}{{ $image := index . 0 }}{{ $registry := index . 1 | default "" }}' +
    '{{ with $registry }}{{ . }}/{{ end }}{{ $image.repository }}/{{ (index $ 0).tag }}{{ index . 2 }}',
  self: '{{ include "self" . }}{{ include "self" . }}',
  dashes: 'a  {{- " b " -}}  c',
};

const scope = (parts: Partial<Scope> = {}): Scope => ({
  text: path => values[path],
  has: path => Object.keys(values).some(key => key.startsWith(`${path}.`)),
  isKnown: true,
  chart: field => (field === 'AppVersion' ? '2.4' : undefined),
  named: name => named[name],
  ...parts,
});

const rendered: readonly (readonly [string, string])[] = [
  ['{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}', 'shop.azurecr.io/till:2.4'],
  [
    '{{ printf "%s/%s:%v" .Values.global.imageRegistry .Values.proxy.repository .Values.proxy.tag | quote }}',
    'shop.azurecr.io/proxy:v3',
  ],
  ['{{ include "image" .Values.proxy }}', 'proxy:v3'],
  ['{{ include "image" (merge (dict "tag" "9") .Values.proxy) }}', 'proxy:9'],
  ['{{ include "image" (mergeOverwrite (dict "tag" "9") .Values.proxy) }}', 'proxy:v3'],
  ['{{ template "image" (dict "repository" "x" "tag" "") }}', 'x:none'],
  ['{{ with .Values.proxy }}{{ .repository }}@{{ .digest }}{{ end }}', 'proxy@sha256:abc'],
  ['{{ with .Values.list }}{{ . }}{{ else }}none{{ end }}', 'none'],
  ['{{ if and .Values.proxy.tag (not .Values.global.enabled) }}yes{{ else if true }}no{{ end }}', 'yes'],
  ['{{ if eq .Values.proxy.tag "v2" "v3" }}{{ .Values.proxy.tag }}{{ end }}', 'v3'],
  [
    '{{ $r := "a" }}{{ if .Values.global.imageRegistry }}{{ $r = .Values.global.imageRegistry }}{{ end }}{{ $r }}',
    'shop.azurecr.io',
  ],
  ['{{ (index .Values "with-dash").tag }}{{ index .Values "with-dash" "tag" }}', '55'],
  ['{{ coalesce .Values.image.tag .Values.nothing .Chart.AppVersion | trimPrefix "2" | lower }}', '.4'],
  ['{{ ternary "a" "b" (empty .Values.image.tag) }}{{ "x.y" | replace "." "-" }}', 'ax-y'],
  ['{{ tpl .Values.templated . }}', 'shop.azurecr.io/x'],
  ['{{ ((.Values.global).imageRegistry) }}/{{ `raw` }}', 'shop.azurecr.io/raw'],
  ['{{ include "dashes" . }}{{/* }} */}}', 'a b c'],
  ['{{ if hasPrefix "v" .Values.proxy.tag }}@{{ else }}:{{ end }}{{ contains "x" "y" }}', '@'],
  ['{{ include "listed" (tuple .Values.proxy .Values.global.imageRegistry ":1") }}', 'shop.azurecr.io/proxy/v3:1'],
  [
    '{{ include "listed" (list (dict "repository" "x" "tag" "y") .Values.image.registry (printf ":%s" .Chart.AppVersion)) }}',
    'x/y:2.4',
  ],
  [
    '{{ $all := list . .Values.proxy }}{{ (index $all 0).Values.proxy.tag }}{{ index $all 1 "digest" }}',
    'v3sha256:abc',
  ],
  ['{{ if list }}a{{ else }}b{{ end }}{{ if list "" }}c{{ end }}{{ len (list "a" "b") }}', 'bc2'],
  ['{{ required "a tag" .Values.proxy.tag }}{{ print "a" "b" }}', 'v3ab'],
];

for (const [template, text] of rendered) {
  test(`${template} is ${text}`, () => assert.equal(render(template, scope()).text, text));
}

const open: readonly (readonly [string, string])[] = [
  ['{{ .Release.Name }}:1', '{{ .Release.Name }}:1'],
  [
    '{{ printf "shop.azurecr.io/%s:%s" .Values.proxy.repository .Chart.Version }}',
    'shop.azurecr.io/proxy:{{ .Chart.Version }}',
  ],
  ['{{ .Values.proxy.tag | sha256sum }}', '{{ .Values.proxy.tag | sha256sum }}'],
  ['{{ include "other" .Values.proxy }}', '{{ include "other" .Values.proxy }}'],
  ['{{ if .Release.IsInstall }}a{{ else }}b{{ end }}', '{{ if .Release.IsInstall }}'],
  ['{{ if .Release.IsInstall }}a{{ else }}a{{ end }}', 'a'],
  ['{{ $t := "a" }}{{ if .Release.IsInstall }}{{ $t = "b" }}{{ end }}{{ $t }}', '{{ $t }}'],
  ['{{ range .Values.proxy }}{{ . }}{{ end }}', '{{ . }}'],
  ['{{ .repository }}', '{{ .repository }}'],
  // beyond the list, and none
  ['{{ index (list .Values.proxy.tag) 1 }}', '{{ index (list .Values.proxy.tag) 1 }}'],
  ['{{ index (list .Values.proxy.tag) "tag" }}', '{{ index (list .Values.proxy.tag) "tag" }}'],
  ['{{ list .Values.proxy.tag "2" }}', '{{ list .Values.proxy.tag "2" }}'],
  ['{{ (list .Values.proxy).tag }}', '{{ (list .Values.proxy).tag }}'],
  // which of several values it is made of is not said
  ['{{ printf "%s:1" (sha256sum .Values.proxy.tag .Values.proxy.digest) }}', '{{ … }}:1'],
  ['{{ .Values.proxy }}', '{{ .Values.proxy }}'],
  ['{{ "not closed', '{{ "not closed'],
  ['{{ }}{{ | }}{{ ( }}{{ .a.. }}', '{{ }}{{ | }}{{ ( }}{{ .a.. }}'],
];

for (const [template, text] of open) {
  test(`${template} stays open`, () => assert.equal(render(template, scope()).text, text));
}

test('without values nothing is taken for empty', () => {
  const none = scope({ text: () => undefined, has: () => false, isKnown: false });
  const template = '{{ .Values.a | default "b" }}';
  assert.equal(render(template, none).text, template);
});

test('the values that had a part are told, through functions, templates and range', () => {
  const usedIn = (template: string) => [...render(template, scope()).used].sort();
  assert.deepEqual(usedIn('{{ include "image" .Values.proxy }}:{{ .Chart.AppVersion }}'), [
    '.Chart.AppVersion',
    'proxy.repository',
    'proxy.tag',
  ]);
  assert.deepEqual(usedIn('{{ include "other" (dict "imageRoot" .Values.proxy) }}'), ['proxy']);
  assert.deepEqual(usedIn('{{ range $k, $v := .Values.apps }}{{ $v.image.tag }}{{ end }}'), ['apps.*.image.tag']);
});

test('templates that never end are cut off', () => {
  const bombs = [
    '{{ include "self" . }}',
    '{{ tpl "{{ include \\"self\\" . }}" . }}'.repeat(200),
    '{{ if true }}'.repeat(5000),
    `{{ ${'('.repeat(50_000)} }}`,
    `{{ .a${'.b'.repeat(50_000)} }}`,
    '{{ "`\' '.repeat(20_000),
    '{{ $x := printf "%s%s" $x $x }}'.repeat(3000),
    `{{ $a := "ab" }}${'{{ $a = print $a $a }}'.repeat(500)}{{ $a }}`,
  ];
  for (const bomb of bombs) {
    assert.ok(render(bomb, scope()).text.length <= bomb.length + 10_000, bomb.slice(0, 40));
  }
});
