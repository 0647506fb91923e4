// The samples are the demo, the walkthrough's material and this test: every image of an Azure registry in them yields
// exactly the findings that samples/expected.json lists, and nothing more.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readSnapshot } from '../src/access/snapshot.ts';
import { readConfig } from '../src/config.ts';
import { examine } from '../src/engine.ts';
import { readManifest } from '../src/manifests/index.ts';
import { ManifestIndex } from '../src/manifests/manifestIndex.ts';
import type { VerdictCause } from '../src/model/cause.ts';
import type { Finding } from '../src/model/verdict.ts';
import { causes, isVerdictCause } from '../src/verdict/causes.ts';

const samples = path.resolve(import.meta.dirname, '../samples');
const read = (name: string): string => readFileSync(path.join(samples, name), 'utf8');

interface Expected {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly target: string | null;
  readonly outcome: string;
  readonly cause: string | null;
}
const expected: readonly Expected[] = JSON.parse(read('expected.json'));

const files = globSync('**/*', { cwd: samples, withFileTypes: true })
  .filter(entry => entry.isFile() && !['expected.json', 'access.snapshot.json'].includes(entry.name))
  .map(entry => path.relative(samples, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .sort();

function findings(): readonly Finding[] {
  const { config, problems } = readConfig(read('.acr-pull.yaml'), '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  const snapshot = readSnapshot(read('access.snapshot.json'), 'access.snapshot.json');
  assert.ok('map' in snapshot, JSON.stringify(snapshot));
  const index = new ManifestIndex();
  for (const name of files) index.update(readManifest({ name, text: read(name) }));
  // The samples' credentials end before or after this day.
  const now = new Date('2026-11-24T12:00:00Z');
  return files.flatMap(file => examine(index.references(file), { config, map: snapshot.map, chosen: [], now }));
}

function asExpected({ reference, target, verdict }: Finding): Expected {
  const { file, span, text } = reference;
  const line = read(file).slice(0, span.start).split('\n').length;
  return { file, line, text, target: target?.name ?? null, outcome: verdict.outcome, cause: verdict.cause };
}

const key = (row: Expected): string => `${row.file}:${row.line} ${row.text} → ${row.target}`;
const sorted = (rows: readonly Expected[]): readonly string[] =>
  rows.map(row => `${key(row)} ${row.outcome} ${row.cause}`).sort();

test('the samples yield the findings that are expected of them, and no others', () => {
  assert.deepEqual(sorted(findings().map(asExpected)), sorted(expected));
});

test('denied and allowed verdicts cite evidence, and denied ones offer a way out or say why there is none', () => {
  for (const { verdict, reference } of findings()) {
    if (verdict.outcome !== 'unknown') assert.ok(verdict.evidence.length > 0, reference.text);
    for (const fix of verdict.fixes) assert.doesNotMatch(`${fix.title} ${fix.bash}`, /admin-enabled/);
  }
});

test('every verdict cause has a sample, but those that a snapshot cannot show', () => {
  const shown = new Set(expected.map(row => row.cause));
  // Nobody is signed in or signed out in a snapshot; nothing propagates; the registry was not asked for the image.
  const beyond: readonly VerdictCause[] = [
    'not-signed-in',
    // Off by default: it would mark every AcrPull.
    'legacy-role-before-abac',
    'propagating',
    'image-not-found',
    'image-quarantined',
  ];
  const missing = Object.keys(causes).filter(id => isVerdictCause(id) && !shown.has(id) && !beyond.includes(id));
  assert.deepEqual(missing, []);
});

test('every cause has its page', () => {
  for (const { page } of Object.values(causes)) {
    assert.match(readFileSync(path.resolve(samples, '..', page), 'utf8'), /^# /);
  }
});
