// Workspaces whose files are damaged at random: builds never throw, end soon, and show places that exist.
import assert from 'node:assert/strict';
import { fixturesOf, fixtureText, nameOf } from '../read/fixture.ts';
import { workspaces } from './afterEdits.ts';
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
  'resources: [../base, .]\n',
  'components: [../part]\n',
  'patches: [{ path: patch.yaml }]\n',
  'transformers: [../over]\n',
  'images: [{ name: web, newName: a.azurecr.io/x }]\n',
  'postBuild: { substitute: { a: b } }\n',
  '${name:=x}',
  'path: ./base\n',
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

type Texts = ReadonlyMap<string, string>;

const charts: Texts = new Map([
  ['chart/Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: "2"\n'],
  ...[...fixturesOf('helm-template'), ...fixturesOf('helm-values')].map((fixture): [string, string] => [
    `chart/${nameOf(fixture)}`,
    fixtureText(fixture),
  ]),
]);

/** Charts, and kustomizations, charts and senders that are built together. */
const originals: readonly Texts[] = [charts, ...Object.values(workspaces).map(files => new Map(files))];

/** Damages and builds workspaces so many times each, and counts the pulls that they show. */
export function buildDamaged(runs: number, seed = 7): number {
  const random = randomFrom(seed);
  return originals.reduce((sum, files) => sum + buildDamagedFiles(files, runs, random), 0);
}

function buildDamagedFiles(files: Texts, runs: number, random: (below: number) => number): number {
  const texts = new Map(files);
  const built = new BuiltFiles();
  let shown = 0;
  for (let run = 0; run < runs; run++) {
    for (const [name, original] of files) {
      // damage adds up for a while
      let text = run % 10 === 0 ? original : (texts.get(name) ?? '');
      for (let times = random(4); times > 0; times--) {
        const at = random(text.length);
        text = text.slice(0, at) + (PIECES[random(PIECES.length)] ?? '') + text.slice(at + random(20));
      }
      texts.set(name, text);
      built.take(name, text);
    }
    try {
      for (const file of texts.keys()) shown += checkedPulls(built, file, texts);
    } catch (error) {
      throw new Error(`a workspace broke: ${JSON.stringify([...texts])}`, { cause: error });
    }
  }
  return shown;
}

function checkedPulls(built: BuiltFiles, file: string, texts: Texts): number {
  const textOf = (name: string) => texts.get(name) ?? '';
  const references = built.references(file);
  for (const { span, text, settledAt, origins } of references) {
    assert.equal(textOf(file).slice(span.start, span.end), text);
    for (const place of [...origins, ...(settledAt === undefined ? [] : [settledAt])])
      assert.ok(place.span.start <= place.span.end && place.span.end <= textOf(place.file).length);
  }
  for (const { span } of built.problems(file)) assert.ok(span.start <= span.end && span.end <= textOf(file).length);
  return references.length;
}

function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}
