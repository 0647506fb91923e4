// Functions of Go, Sprig and Helm, as templates of real charts call them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInRange } from '../../../src/build/helm/functions/logic.ts';
import { simplePattern } from '../../../src/build/helm/functions/pattern.ts';
import { pathKeys } from '../../../src/build/helm/values.ts';
import { evaluated, release } from './charts.ts';

const values = `image: { registry: "", repository: shop.azurecr.io/till, tag: "" }
proxy: { repository: proxy, tag: v3, digest: "sha256:abc" }
global: { imageRegistry: shop.azurecr.io, enabled: false }
with-dash: { tag: "5" }
templated: "{{ .Values.global.imageRegistry }}/x"
list: [a, b]
port: 8080
`;

const known: readonly (readonly [string, string])[] = [
  ['{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}', 'shop.azurecr.io/till:2.4'],
  ['{{ with .Values.proxy }}{{ .repository }}@{{ .digest }}{{ end }}', 'proxy@sha256:abc'],
  ['{{ with .Values.none }}{{ . }}{{ else }}none{{ end }}', 'none'],
  ['{{ if and .Values.proxy.tag (not .Values.global.enabled) }}yes{{ else if true }}no{{ end }}', 'yes'],
  ['{{ if eq .Values.proxy.tag "v2" "v3" }}{{ .Values.proxy.tag }}{{ end }}', 'v3'],
  ['{{ (index .Values "with-dash").tag }}{{ index .Values "with-dash" "tag" }}', '55'],
  ['{{ coalesce .Values.image.tag .Values.nothing .Chart.AppVersion | trimPrefix "2" | lower }}', '.4'],
  ['{{ ternary "a" "b" (empty .Values.image.tag) }}{{ "x.y" | replace "." "-" }}', 'ax-y'],
  ['{{ tpl .Values.templated . }}', 'shop.azurecr.io/x'],
  ['{{ ((.Values.none).imageRegistry) }}{{ `raw` }}', 'raw'],
  ['a  {{- " b " -}}  c{{/* }} */}}', 'a b c'],
  ['{{ if hasPrefix "v" .Values.proxy.tag }}@{{ else }}:{{ end }}{{ contains "x" "y" }}', '@false'],
  [
    '{{ $all := list . .Values.proxy }}{{ (index $all 0).Values.proxy.tag }}{{ index $all 1 "digest" }}',
    'v3sha256:abc',
  ],
  ['{{ if list }}a{{ else }}b{{ end }}{{ if list "" }}c{{ end }}{{ len (list "a" "b") }}', 'bc2'],
  ['{{ required "a tag" .Values.proxy.tag }}{{ print "a" "b" 1 2 }}', 'v3ab1 2'],
  ['{{ printf "%s-%d-%v-%q-%t-%05d-%.2f" "a" 1 .Values.list "q" true 42 1.5 }}', 'a-1-[a b]-"q"-true-00042-1.50'],
  [
    '{{ .Values.port }} {{ .Values.port | int }} {{ .Values.port | quote }} {{ kindOf .Values.port }}',
    '8080 8080 "8080" float64',
  ],
  ['{{ "a-b-c" | splitList "-" | last }}{{ (split "/" "x/y")._1 }}{{ join "," .Values.list }}', 'cya,b'],
  ['{{ "0123456789" | trunc 3 }}{{ "0123456789" | trunc -3 }}{{ substr 1 3 "abcd" }}', '012789bc'],
  ['{{ trimAll "/" "/a/" }}{{ trim "  b " }}{{ trimSuffix "-" "c-" }}{{ title "abc" }}{{ upper "x" }}', 'abcAbcX'],
  [
    '{{ first .Values.list }}{{ rest .Values.list | first }}{{ initial .Values.list | first }}{{ has "a" .Values.list }}',
    'abatrue',
  ],
  ['{{ concat .Values.list (list "c") | uniq | join "" }}{{ append .Values.list "d" | len }}', 'abc3'],
  ['{{ (merge (dict "tag" "9") .Values.proxy).tag }}{{ (mergeOverwrite (dict "tag" "9") .Values.proxy).tag }}', '9v3'],
  [
    '{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ keys $d | sortAlpha | join "" }}{{ hasKey $d "b" }}{{ get $d "c" }}',
    'abtrue',
  ],
  [
    '{{ (omit .Values.proxy "tag") | keys | join "" }}{{ (pick .Values.proxy "tag") | toJson }}',
    'digestrepository{"tag":"v3"}',
  ],
  ['{{ dig "a" "b" "other" .Values.proxy }}{{ dig "tag" "other" .Values.proxy }}', 'otherv3'],
  ['{{ add 1 2 }}{{ sub 5 2 }}{{ mul 2 3 }}{{ div 7 2 }}{{ mod 7 2 }}{{ max 1 3 2 }}{{ min 2 1 }}', '3363131'],
  ['{{ range until 3 }}{{ . }}{{ end }}{{ range $i, $c := list "x" "y" }}{{ $i }}{{ $c }}{{ end }}', '0120x1y'],
  ['{{ (fromYaml "a: {b: 1}").a.b }}{{ (fromJson `{"a":"x"}`).a }}{{ toYaml .Values.proxy.tag }}', '1xv3'],
  ['{{ "shop" | b64enc }}{{ "c2hvcA==" | b64dec }}', 'c2hvcA==shop'],
  ['{{ semverCompare ">=1.2.0" "1.3.0" }}{{ semverCompare "^1.2" "2.0.0" }}', 'truefalse'],
  ['{{ regexReplaceAll "[^a-z]+" "a1b2" "-" }}{{ regexMatch "^v[0-9]" "v1" }}', 'a-b-true'],
  ['{{ kindIs "map" .Values.proxy }}{{ typeOf "a" }}{{ int "7" }}{{ atoi "8" }}{{ toString 9 }}', 'truestring789'],
  [
    '{{ or "" .Values.proxy.tag }}{{ and "a" .Values.image.tag "b" }}{{ not true }}{{ lt 1 2 }}{{ ge 2 3 }}',
    'v3falsetruefalse',
  ],
  ['{{ cat "a" "b" }}{{ nospace " c d " }}{{ repeat 2 "e" }}{{ squote "f" }}', "a bcdee'f'"],
  [
    '{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}{{ 0x1F }}{{ 1_000 }}{{ \'a\' }}{{ "\\u00e9\\t" }}',
    '231100097é\t',
  ],
  [
    '{{ define "d" }}<{{ . }}>{{ end }}{{ template "d" "x" }}{{ block "e" "y" }}[{{ . }}]{{ end }}{{ include "d" 1 }}',
    '<x>[y]<1>',
  ],
  [
    '{{ .Release.Name }}-{{ .Release.Namespace }}-{{ .Release.Service }}-{{ .Template.Name }}',
    'shop-shop-prod-Helm-till/templates/a.yaml',
  ],
];

for (const [template, text] of known) {
  test(`${template} is ${text}`, () => assert.equal(evaluated(template, values), text));
}

const open: readonly (readonly [string, string])[] = [
  ['{{ .Release.Revision }}:1', '{{ .Release.Revision }}:1'],
  ['{{ .Values.proxy.tag | sha256sum }}', '{{ sha256sum }}'],
  ['{{ if .Release.IsInstall }}a{{ else }}a{{ end }}', 'a'],
  ['{{ $t := "a" }}{{ if .Release.IsInstall }}{{ $t = "b" }}{{ end }}{{ $t }}', '{{ $t }}'],
  ['{{ index .Values.list 5 }}', '{{ index .Values.list 5 }}'],
  ['{{ .Values.none.below }}', '{{ .Values.none.below }}'],
  ['{{ now | date "2006" }}', '{{ now | date "2006" }}'],
  ['{{ lookup "v1" "Secret" "a" "b" }}', '{{ lookup "v1" "Secret" "a" "b" }}'],
  ['{{ printf "%s/%s" .Release.Revision "x" }}', '{{ .Release.Revision }}/x'],
  ['{{ regexMatch "(a+)+$" "aaaa" }}', '{{ regexMatch "(a+)+$" "aaaa" }}'],
];

for (const [template, text] of open) {
  test(`${template} stays open`, () => assert.equal(evaluated(template, values), text));
}

test('the name of the release is open where it is not known', () => {
  assert.equal(evaluated('{{ .Release.Name }}-x', '', { ...release(), name: undefined }), '{{ .Release.Name }}-x');
});

test('ranges of versions', () => {
  assert.equal(isInRange('1.2.3', '>=1.0 <2.0'), 'yes');
  assert.equal(isInRange('1.2.3', '~1.2'), 'yes');
  assert.equal(isInRange('1.2.3', '1.1.x || 1.2'), 'yes');
  assert.equal(isInRange('1.2.3', '1.x'), 'unknown');
  assert.equal(isInRange('1.2.3-rc1', '>=1.0'), 'no');
  assert.equal(isInRange('main', '>=1.0'), 'unknown');
});

test('only patterns that end soon are run', () => {
  for (const safe of ['^v\\d+$', '[^-A-Za-z0-9_.]', '^s3://.+|^S3://.+', 'a?b*']) {
    assert.ok(simplePattern(safe, 'text') !== undefined, safe);
  }
  for (const other of ['(a+)+', 'a++', '(?i)a', '(a|b)*', '\\pL', 'a{2,}{3}', '[']) {
    assert.equal(simplePattern(other, 'text'), undefined, other);
  }
  assert.equal(simplePattern('.*.*.*.*x', 'a'.repeat(1000)), undefined);
});

test('paths of `--set`', () => {
  assert.deepEqual(pathKeys('a.b[0].c'), ['a', 'b', 0, 'c']);
  assert.deepEqual(pathKeys('a\\.b.c'), ['a.b', 'c']);
  assert.deepEqual(pathKeys(''), []);
});
