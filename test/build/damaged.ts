// Charts whose files are damaged at random: joining them never throws, ends soon, and tells places that exist.
import assert from 'node:assert/strict';
import { fixturesOf, fixtureText, nameOf } from '../read/fixture.ts';
import { BuiltFiles } from './builtFiles.ts';

const PIECES = [
  '{{ include "shop.image" . }}',
  '{{- define "shop.image" -}}',
  '{{ end }}',
  '{{- if .Values.image }}',
  '{{ else }}',
  '{{ range .Values.image }}',
  '{{ with $x := .Values }}',
  '{{ $registry = . }}',
  '{{ tpl .Values.image.repository . }}',
  '{{',
  '}}',
  'image:\n  repository: ',
  'imagePullSecrets:\n',
  '&a ',
  '*a',
  '"',
  '`',
  '(',
  ' | default ',
  '.',
  '\n---\n',
  '\n',
];

/** Damages and joins charts so many times, and counts the references that they have. */
export function joinDamagedCharts(runs: number): number {
  const fixtures = [...fixturesOf('helm-template'), ...fixturesOf('helm-values')];
  const originals = new Map(fixtures.map(fixture => [`chart/${nameOf(fixture)}`, fixtureText(fixture)]));
  const texts = new Map(originals);
  const textOf = (file: string) => texts.get(file) ?? '';
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
  const index = new BuiltFiles();
  let joined = 0;
  for (let run = 0; run < runs; run++) {
    for (const [name, original] of originals) {
      // damage adds up for a while
      let text = run % 10 === 0 ? original : textOf(name);
      for (let times = random(4); times > 0; times--) {
        const at = random(text.length);
        text = text.slice(0, at) + (PIECES[random(PIECES.length)] ?? '') + text.slice(at + random(20));
      }
      texts.set(name, text);
      index.take(name, text);
    }
    for (const file of texts.keys()) {
      for (const { span, text, settledAt, origins } of index.references(file)) {
        joined++;
        assert.equal(textOf(file).slice(span.start, span.end), text);
        for (const place of [...origins, ...(settledAt === undefined ? [] : [settledAt])]) {
          assert.ok(place.span.start <= place.span.end && place.span.end <= textOf(place.file).length);
        }
      }
    }
  }
  return joined;
}
