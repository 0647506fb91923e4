// Charts and values that are broken at random: nothing throws, and the work is bounded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderChart } from '../../../src/build/helm/renderChart.ts';
import { readBuilt } from '../../../src/build/pulls.ts';
import { built, type ChartFiles, inputsOf, pod, release, till } from './charts.ts';

const chart: ChartFiles = {
  ...till,
  'till/values.yaml': `global: { acr: shop.azurecr.io }
image: { repository: till, tag: "1" }
apps: [{ name: a, tag: "{{ .Values.image.tag }}" }, { name: b }]
`,
  'till/templates/_helpers.tpl': `{{- define "image" -}}
{{- $tag := .tag | default "latest" | toString -}}
{{- printf "%s/%s:%s" .acr .name (tpl $tag .ctx) | trunc 63 | trimSuffix "-" | quote -}}
{{- end -}}
`,
  'till/templates/pods.yaml': `{{- range $index, $app := .Values.apps }}
---
${pod('{{ include "image" (dict "acr" $.Values.global.acr "name" $app.name "tag" $app.tag "ctx" $) }}')}
{{- with $app.extra }}{{ toYaml . | nindent 4 }}{{ else if eq $index 1 }}# {{ $index }}{{ end }}
{{- end }}
`,
};

const PIECES = [
  ...[
    '{{',
    '}}',
    '{{-',
    '-}}',
    '{{ end }}',
    '{{ else }}',
    '{{ if .a }}',
    '{{ range . }}',
    '(',
    ')',
    '|',
    '"',
    '`',
    "'",
  ],
  ...['$', '.', ':=', '=', ',', '\n', '  ', '- ', ': ', '&a ', '*a', '<<: ', '{{/*', '*/}}', '{{ include "image" . }}'],
  ...[
    '{{ define "x" }}',
    '{{ template "x" . }}',
    '{{ tpl (toYaml .) $ }}',
    'fail "x"',
    '{{ break }}',
    '\u0000',
    '\ud800',
  ],
];

/** https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

function mutated(text: string, random: (below: number) => number): string {
  let result = text;
  for (let count = 1 + random(4); count > 0; count--) {
    const at = random(result.length + 1);
    const piece = PIECES[random(PIECES.length)] ?? '';
    const end = random(3) === 0 ? Math.min(result.length, at + random(20)) : at;
    result = result.slice(0, at) + piece + result.slice(end);
  }
  return result;
}

test('mutated charts never throw', () => {
  const random = randomFrom(31);
  const names = Object.keys(chart);
  for (let round = 0; round < 1000; round++) {
    const name = names[random(names.length)] ?? '';
    const files = { ...chart, [name]: mutated(chart[name] ?? '', random) };
    const { objects } = renderChart('till', release(), inputsOf(files));
    readBuilt(objects, []);
  }
});

for (const [says, text] of [
  ['a template that includes itself', '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'],
  ['a text that renders itself', '{{ $t := "{{ tpl .t . }}" }}{{ tpl $t (dict "t" $t) }}'],
  ['blocks without end', '{{ if true }}'.repeat(5000)],
  ['parentheses without end', `{{ ${'('.repeat(50_000)} }}`],
  ['fields without end', `{{ .a${'.b'.repeat(20_000)} }}`],
  ['quotes without end', '{{ "`\' '.repeat(20_000)],
  ['a text that doubles', `{{ $a := "ab" }}${'{{ $a = print $a $a }}'.repeat(500)}{{ $a }}`],
  ['a list that doubles', `{{ $a := list 1 }}${'{{ $a = concat $a $a }}'.repeat(60)}{{ len $a }}`],
  ['ranges in ranges', `${'{{ range until 1000 }}'.repeat(20)}x${'{{ end }}'.repeat(20)}`],
  [
    'open conditions in open conditions',
    `${'{{ if .Release.IsInstall }}'.repeat(90)}a${'{{ else }}b{{ end }}'.repeat(90)}`,
  ],
  [
    'a map in itself',
    '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toYaml $d }}{{ toJson $d }}{{ $d }}{{ deepCopy $d }}',
  ],
] as const) {
  test(`bounded: ${says}`, () => {
    const { objects } = built({ ...till, 'till/templates/bomb.yaml': `kind: ConfigMap\ndata: |\n  ${text}\n` });
    assert.ok(objects.length <= 1);
  });
}

test('bounded: charts beside that name each other', () => {
  const depends = (name: string) => `name: ${name}\nversion: 1.0.0\ndependencies:\n`;
  const both =
    '  - { name: a, alias: x, repository: "file://../a" }\n  - { name: b, alias: y, repository: "file://../b" }\n';
  const files = { 'a/Chart.yaml': depends('a') + both, 'b/Chart.yaml': depends('b') + both };
  assert.deepEqual(built(files, release(), 'a').objects, []);
});
